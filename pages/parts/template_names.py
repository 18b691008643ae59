"""What every template may use besides its own values: the makers of links, and what links depend on."""

from pages.parts import html
from pages.parts.address import absolute, address, here, shortlist_file, with_query
from pages.parts.results import spelling
from pages.parts.visit import current_visit
from practicebank.bank.filters import Filters
from practicebank.bank.shortlist import MOST_COMPARED, MOST_KEPT, toggled


def mark_of(effectiveness: str) -> str:
    """The CSS class of the mark of a rating in the bank that is shown."""
    return current_visit().bank.rating_of(effectiveness).name


def offer_names() -> None:
    """Once in a process, before anything is drawn."""
    html.offer(
        address=address,
        with_query=with_query,
        here=here,
        absolute=absolute,
        shortlist_file=shortlist_file,
        toggled=toggled,
        spelling=spelling,
        mark_of=mark_of,
        MOST_KEPT=MOST_KEPT,
        MOST_COMPARED=MOST_COMPARED,
        no_filters=Filters(),
    )
