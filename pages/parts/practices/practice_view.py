"""One practice as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import numpy as np

from pages.parts.visit import Visit
from practicebank.bank.publications import Publication
from practicebank.fields import DETAILS, FIELD, NOT_RECORDED, text, values_in


@dataclass(frozen=True)
class Value:
    """`key` is the filter this value can be chosen in, "" when there is none."""

    text: str
    explanation: str
    key: str


@dataclass(frozen=True)
class Detail:
    label: str
    values: Sequence[Value]


@dataclass(frozen=True)
class Origin:
    """A public page and the fields that were taken from it."""

    url: str
    site: str
    meaning: str
    fields: Sequence[str]


@dataclass(frozen=True)
class PracticeLink:
    slug: str
    title: str
    reason: str = ""


@dataclass(frozen=True)
class PracticeView:
    slug: str
    title: str
    summary: str
    effectiveness: str
    effectiveness_explained: str
    details: Sequence[Detail]
    page_url: str
    page_site: str
    origins: Sequence[Origin]
    from_listing: Sequence[str]
    previous: PracticeLink | None
    following: PracticeLink | None
    position: str
    similar: Sequence[PracticeLink]
    publication: Publication | None
    replacement: PracticeLink | None


def record_of(visit: Visit) -> PracticeView | None:
    """The practice the address names, None when the bank has no such slug."""
    row, publication = visit.bank.row_of.get(visit.practice), visit.bank.publications.get(visit.practice)
    if publication is not None:
        cells = dict(publication.cells)
    elif row is not None:
        cells = {str(column): text(cell) for column, cell in visit.bank.practices.iloc[row].items()}
    else:
        return None
    effectiveness = cells["effectiveness"] or NOT_RECORDED
    sources = visit.bank.sources.of(visit.practice)
    listed = [column for column, cell in cells.items() if cell and column not in sources and column != "slug"]
    before, after, position = (None, None, "") if row is None else _around(visit, row)
    similar = [] if row is None else visit.bank.search.similar(row, 3)
    return PracticeView(
        slug=cells["slug"],
        title=cells["title"],
        summary=cells["summary"],
        effectiveness=effectiveness,
        effectiveness_explained=visit.bank.vocabulary["effectiveness"].explanation(effectiveness),
        details=[_detail(visit, column, cells[column]) for column in DETAILS],
        page_url=cells["page_url"],
        page_site=urlsplit(cells["page_url"]).netloc,
        origins=_origins(visit),
        from_listing=[visit.bank.vocabulary.label(column).lower() for column in listed if column != "page_url"],
        previous=before,
        following=after,
        position=position,
        similar=[PracticeLink(*_named(visit, found.row), found.reason) for found in similar],
        publication=publication,
        replacement=_replacement(visit, publication),
    )


def _detail(visit: Visit, column: str, cell: str) -> Detail:
    field, known = FIELD[column], visit.bank.vocabulary.fields.get(column)
    return Detail(
        visit.bank.vocabulary.label(column),
        [
            Value(
                value,
                known.explanation(value) if field.explained and known else "",
                field.key if field.filtered else "",
            )
            for value in values_in(column, cell)
        ],
    )


def _origins(visit: Visit) -> list[Origin]:
    """The sources of a practice, one entry a page, in the order its fields stand."""
    by_page: dict[tuple[str, str], list[str]] = {}
    for column, source in visit.bank.sources.of(visit.practice).items():
        label = visit.bank.vocabulary.label(column).lower()
        by_page.setdefault((source.url, source.meaning), []).append(label)
    return [Origin(url, urlsplit(url).netloc, meaning, fields) for (url, meaning), fields in by_page.items()]


def _around(visit: Visit, row: int) -> tuple[PracticeLink | None, PracticeLink | None, str]:
    """The practices before and after this one in the current choice, and where it stands there."""
    rows = visit.selection.rows
    [at] = np.nonzero(rows == row)
    if not len(at):
        return None, None, ""
    place = int(at[0])
    before = PracticeLink(*_named(visit, int(rows[place - 1]))) if place else None
    after = PracticeLink(*_named(visit, int(rows[place + 1]))) if place + 1 < len(rows) else None
    return before, after, f"{place + 1:,} of {len(rows):,}"


def _replacement(visit: Visit, publication: Publication | None) -> PracticeLink | None:
    slug = publication.replaced_by if publication else ""
    return PracticeLink(slug, visit.bank.title_of(slug)) if slug and visit.bank.title_of(slug) else None


def _named(visit: Visit, row: int) -> tuple[str, str]:
    practices = visit.bank.practices
    return str(practices["slug"].iloc[row]), str(practices["title"].iloc[row])
