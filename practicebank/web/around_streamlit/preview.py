"""What an address says of itself before its page is drawn: in the tab, and where a link to it is pasted.

Mail and chat programs show a link's title and description, and they run no scripts: what the page would say
has to stand in the file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from practicebank.bank.bank import Bank
from practicebank.bank.files import BankUnavailable
from practicebank.bank.filters import KEYS, Filters
from practicebank.bank.shelf import Shelf
from practicebank.bank.shortlist import shortlist_in
from practicebank.site import NAME, PAGE, Page, page_at
from practicebank.web import json_ld
from practicebank.words import practices

DESCRIPTION = (
    "What has been tried to reduce crime, what is promising and what is not known yet: "
    "practices of police and partners, to explore and to share."
)


@dataclass(frozen=True)
class Preview:
    """`feed` is the query of the feed that tells of what the page shows, "" for that of the whole bank."""

    title: str = NAME
    description: str = DESCRIPTION
    data: Mapping[str, object] = field(default_factory=dict)
    feed: str = ""


def preview(shelf: Shelf, path: str, query: QueryParams) -> Preview:
    """The title and description of a page. Nonsense in the query is dropped, as the page drops it."""
    page = page_at(path.rpartition("/")[2])
    if page is None:
        return Preview()
    try:
        if page.name == "shortlist":
            return _of_shortlist(shelf.current(), query.getlist("shortlist"))
        if page.name == "practice":
            return _of_practice(shelf.current(), query.get("practice", ""))
        if page.choice and any(key in query for key in KEYS):
            return _of_choice(shelf.current(), query)
        if page.name == "browse":
            return Preview(data=json_ld.of_bank(shelf.current(), DESCRIPTION))
    except BankUnavailable:  # the page says so
        pass
    return _of_page(page)


def _of_page(page: Page) -> Preview:
    """What somebody faces is not for the preview of a link, nor what they share."""
    return Preview(f"{page.title} – {NAME}", page.description) if page.description else Preview()


def _of_practice(bank: Bank, slug: str) -> Preview:
    row, publication = bank.row_of.get(slug), bank.publications.get(slug)
    data = {} if row is None else json_ld.of_practice(bank, row)
    if publication is not None:
        return Preview(f"{publication.cells['title']} – {NAME}", publication.cells["summary"] or DESCRIPTION, data)
    if row is None:
        return Preview()
    title, summary = (bank.practices[column].iloc[row] for column in ("title", "summary"))
    said = summary if isinstance(summary, str) else DESCRIPTION
    return Preview(f"{title} – {NAME}", said, data)


def _of_shortlist(bank: Bank, slugs: Sequence[str]) -> Preview:
    shortlist = shortlist_in(slugs, bank)
    if not shortlist:
        return _of_page(PAGE["shortlist"])
    title = f"Shortlist of {practices(len(shortlist))} – {NAME}"
    return Preview(title, PAGE["shortlist"].description, feed=urlencode({"shortlist": shortlist}, doseq=True))


def _of_choice(bank: Bank, query: QueryParams) -> Preview:
    filters = Filters.from_query({key: query.getlist(key) for key in KEYS}, bank.facets)
    title = f"{bank.select(filters, 'match').in_words} – {NAME}"
    return Preview(title, feed=urlencode(filters.to_query(), doseq=True))
