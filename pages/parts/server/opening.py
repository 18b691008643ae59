"""What a reader sees while a large bank is being opened; it turns into the page by itself."""

import streamlit as st

from pages.parts.html import show
from practicebank.bank.shelf import BankOpening, BankUnavailable, Shelf


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
