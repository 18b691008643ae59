"""What an address says of itself before its page is drawn: in the tab, and where a link to it is pasted.

Mail and chat programs show a link's title and description, and they run no scripts: what the page would say
has to stand in the file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.datastructures import QueryParams

from practicebank.filters import KEYS, Filters
from practicebank.published import Bank, BankUnavailable, shelf
from practicebank.settings import Settings
from practicebank.web import metadata

NAME = "Practice bank"
DESCRIPTION = (
    "What has been tried to reduce crime, what is promising and what is not known yet: "
    "practices of police and partners, to explore and to share."
)
_SHOW_A_CHOICE = ("", "overview", "gaps")


@dataclass(frozen=True)
class Preview:
    title: str = NAME
    description: str = DESCRIPTION
    data: Mapping[str, object] = field(default_factory=dict)


def preview(settings: Settings, path: str, query: QueryParams) -> Preview:
    """The title and description of a page. Nonsense in the query is dropped, as the page drops it."""
    place = path.rpartition("/")[2]
    try:
        if place == "practice":
            return _of_practice(shelf(settings).current(), query.get("practice", ""))
        if place in _SHOW_A_CHOICE and any(key in query for key in KEYS):
            return _of_choice(shelf(settings).current(), query)
        if not place:
            return Preview(data=metadata.of_bank(shelf(settings).current(), DESCRIPTION))
    except BankUnavailable:  # the page says so
        pass
    return Preview()


def _of_practice(bank: Bank, slug: str) -> Preview:
    row = bank.row_of.get(slug)
    if row is None:
        return Preview()
    title, summary = (bank.practices[column].iloc[row] for column in ("title", "summary"))
    said = summary if isinstance(summary, str) else DESCRIPTION
    return Preview(f"{title} – {NAME}", said, metadata.of_practice(bank, row))


def _of_choice(bank: Bank, query: QueryParams) -> Preview:
    filters = Filters.from_query({key: query.getlist(key) for key in KEYS}, bank.facets)
    return Preview(f"{bank.select(filters, 'match').in_words} – {NAME}")
