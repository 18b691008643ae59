"""What a reader is told while a large bank is being opened, and when the bank's files are not as they should be."""

import streamlit as st

from pages.parts.html import show
from practicebank.bank.bank import Bank
from practicebank.bank.shelf import BankOpening, BankUnavailable, Shelf

MOST_LINES = 12


def unavailable(reason: str) -> None:
    """The whole page when there is nothing to show."""
    show("server/unavailable.html", reason=reason)


def notice(bank: Bank, problem: str) -> None:
    """A line above the page: rows that were set aside, or a newer file that cannot be read."""
    if not bank.faults and not problem:
        return
    aside = sorted({fault.line for fault in bank.faults if fault.sets_aside or "set aside" in fault.advice})
    other = sorted({fault.line for fault in bank.faults} - set(aside))
    show("server/notice.html", problem=problem, aside=aside, other=other, most=MOST_LINES)


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
