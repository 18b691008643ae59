"""What a reader is told while a large bank is being opened, or when there is none. What is to be mended, the log,
`/readyz` and the desk say.
"""

import streamlit as st

from pages.parts.html import show
from practicebank.bank.files import BankUnavailable
from practicebank.bank.shelf import BankOpening, Shelf


def unavailable() -> None:
    """The whole page when there is nothing to show."""
    show("server/unavailable.html")


def opening(bank_shelf: Shelf) -> None:
    """The whole page."""
    show("server/opening.html")
    _how_far(bank_shelf)


@st.fragment(run_every=1.0)
def _how_far(bank_shelf: Shelf) -> None:
    try:
        bank_shelf.current()
    except BankOpening as far:
        show("server/opening_count.html", practices=far.practices)
        return
    except BankUnavailable:  # the page says why
        pass
    st.rerun()
