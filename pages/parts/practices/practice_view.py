"""One practice as its page shows it: five answers first, then everything that is told of it, and where it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

import numpy as np

from pages.parts.address import absolute, with_query
from pages.parts.visit import Visit
from practicebank.analysis.places import how_near
from practicebank.bank.bank import Bank
from practicebank.bank.filters import Filters
from practicebank.bank.publications import Notice, Publication
from practicebank.briefing.citation import Citation
from practicebank.briefing.records import fact_sources
from practicebank.catalogue.accounts import Account, Statement
from practicebank.catalogue.schema import in_words
from practicebank.evidence import Evidence, beside, evaluated, evidence_of
from practicebank.fields import (
    ACCOUNT,
    COLUMNS,
    DETAILS,
    FIELD,
    NOT_RECORDED,
    TOLD_IN_ACCOUNTS,
    WITHHELD,
    counted_as,
    split_cell,
    text,
    values_in,
)
from practicebank.site import PAGE
from practicebank.words import beginning, date_in_words, first_small

FACTS = tuple(dict.fromkeys((*DETAILS, *TOLD_IN_ACCOUNTS)))
LONGEST_ANSWER = 240
LONGEST_RESULT = 500
"""How many letters of a statement stand among the five answers. Of a result the rest might say the opposite."""
_HEAD = ("title", "summary", "effectiveness")
"""The columns that the page begins with. They are from the listing unless the desk has set them."""
_FIRST = (
    *_HEAD, "evaluated", "evaluation_design", "outcome", "result", "why", "resources", "cost", "where", "region",
    "scale", "organisation",
)  # fmt: skip
"""What stands on the first screen, in its order."""


@dataclass(frozen=True)
class Value:
    """`key` is the filter that `text` can be chosen in, "" when there is none; `shown` is how it reads."""

    text: str
    shown: str
    explanation: str
    key: str


@dataclass(frozen=True, order=True)
class NoteLink:
    """A number beside what a source says. `url` is "" where those who did it told this bank."""

    number: int
    url: str
    site: str
    known_from: str


@dataclass(frozen=True)
class CitedFact:
    """What is recorded in one column."""

    column: str
    label: str
    values: Sequence[Value]
    notes: Sequence[NoteLink]


@dataclass(frozen=True)
class Told:
    """A statement with its sources; `read` is when those were read, `cut`: there is more of it below."""

    field: str
    label: str
    text: str
    notes: Sequence[NoteLink]
    own_figures: bool
    read: str
    cut: bool = False


@dataclass
class Note:
    """A source: what it says, by how that is known, each part with the place where it stands on the page."""

    number: int
    url: str
    said: dict[str, dict[str, str]] = field(default_factory=dict)


class Notes:
    """The sources of a page, numbered in the order they are met. Statements from the same source share a number."""

    def __init__(self, first: Sequence[str]) -> None:
        """`first` are the addresses that are met first, each of which will be cited."""
        self._notes = {url: Note(number, url) for number, url in enumerate(dict.fromkeys(first), 1)}

    def __contains__(self, url: str) -> bool:
        return url in self._notes

    def cite(self, urls: Sequence[str], known_from: str, label: str, anchor: str) -> tuple[NoteLink, ...]:
        links = []
        for url in dict.fromkeys(urls or ("",)):
            note = self._notes.setdefault(url, Note(len(self._notes) + 1, url))
            note.said.setdefault(known_from, {})[anchor] = label
            links.append(NoteLink(note.number, url, urlsplit(url).netloc, known_from))
        return tuple(sorted(links))

    def listed(self) -> Sequence[Note]:
        return tuple(self._notes.values())


@dataclass(frozen=True)
class PracticeLink:
    slug: str
    title: str
    reason: str = ""


@dataclass(frozen=True)
class ToldNotice:
    """What the desk told readers: the names of the `fields` it corrected then, or none where it answered one of them.
    `sources` are addresses, each with its site.
    """

    at: datetime
    fields: Sequence[str]
    words: str
    sources: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class PracticeView:
    """`near` says whether it was tried near to the reader, "" when they have not said where that is. `facts` are by
    column, `answers` the shortened statements of the first screen, by field; `not_recorded` names the fields that
    nothing is known of. `head` are the sources of what the page begins with, by column, where that is not the listing.
    `notices` are the latest first. A `preview` has no page yet: nothing leads on from it.
    """

    slug: str
    title: str
    summary: str
    effectiveness: str
    effectiveness_explained: str
    near: str
    evidence: Evidence
    beside: str
    head: Mapping[str, Sequence[NoteLink]]
    facts: Mapping[str, CitedFact]
    answers: Mapping[str, Told]
    account: Sequence[Told]
    links: Sequence[Told]
    notes: Sequence[Note]
    not_recorded: Sequence[str]
    page_url: str
    page_site: str
    from_listing: Sequence[str]
    notices: Sequence[ToldNotice]
    citation: Citation
    previous: PracticeLink | None
    following: PracticeLink | None
    position: int
    similar: Sequence[PracticeLink]
    publication: Publication | None
    replacement: PracticeLink | None
    preview: bool = False


def record_of(visit: Visit) -> PracticeView | None:
    """The practice the address names, None when the bank has no such slug."""
    slug = visit.practice
    if slug not in visit.bank:
        return None
    row, publication = visit.bank.row_of.get(slug), visit.bank.publications.get(slug)
    return _view(visit, cells_of(visit.bank, slug), visit.bank.account(slug), row, publication)


def cells_of(bank: Bank, slug: str) -> dict[str, str]:
    """What is recorded of something in the bank, by column. Raises `KeyError`."""
    if slug in bank.publications:
        return dict(bank.publications[slug].cells)
    row = bank.row_of[slug]
    return {column: text(bank.practices[column].iat[row]) for column in COLUMNS}


def preview_of(visit: Visit, publication: Publication) -> PracticeView:
    """The page that something would have if it were published."""
    return replace(_view(visit, dict(publication.cells), publication.account, None, publication), preview=True)


def _view(
    visit: Visit, cells: dict[str, str], account: Account, row: int | None, publication: Publication | None
) -> PracticeView:
    sources = fact_sources(visit.bank, cells["slug"], account)
    pages = {each.field: each.urls for each in (*account, *sources.values()) if cells.get(each.field, True)}
    notes = Notes([url for name in _FIRST for url in pages.get(name, ())])
    notices = visit.bank.notices.get(cells["slug"], ())
    head = _head(visit, cells, sources, notes)
    told = _statements(account, notes)
    facts = _facts(visit, cells, sources, notes)
    links = _links(account, notes)
    effectiveness = cells["effectiveness"] or NOT_RECORDED
    evidence = evidence_of(cells)
    before, after, position = (None, None, 0) if row is None else _around(visit, row)
    similar = [] if row is None else visit.bank.search.similar(row, 3)
    return PracticeView(
        slug=cells["slug"],
        title=cells["title"],
        summary=cells["summary"],
        effectiveness=effectiveness,
        effectiveness_explained=visit.bank.vocabulary["effectiveness"].explanation(effectiveness),
        near=how_near(visit.bank.places, visit.near, cells["organisation"], split_cell(cells["region"])),
        evidence=evidence,
        beside=beside(effectiveness, evidence),
        head=head,
        facts=facts,
        answers={each.field: _shortened(each) for each in told},
        account=told,
        links=links,
        notes=notes.listed(),
        not_recorded=_not_recorded(visit, cells, told),
        page_url=cells["page_url"],
        page_site=urlsplit(cells["page_url"]).netloc,
        from_listing=_from_listing(visit, cells, sources, notices),
        notices=[_told_notice(visit, each) for each in reversed(notices)],
        citation=_citation(visit, cells),
        previous=before,
        following=after,
        position=position,
        similar=[PracticeLink(*_named(visit, found.row), found.reason) for found in similar],
        publication=publication,
        replacement=_replacement(visit, publication),
    )


def _statements(account: Account, notes: Notes) -> list[Told]:
    """What is told in words, links aside."""
    told = [each for each in account if each.field not in COLUMNS and each.field != "links"]
    return [_told(each, notes.cite(each.urls, each.known_from, each.label, each.field)) for each in told]


def _links(account: Account, notes: Notes) -> list[Told]:
    """Where to read more. A page that is its own source has a number only where it is one of something else, too."""
    links = []
    for each in account:
        if each.field == "links":
            itself = each.urls in ((), (each.text,)) and each.text not in notes
            links.append(_told(each, () if itself else notes.cite(each.urls, each.known_from, each.label, each.field)))
    return links


def _told(each: Statement, notes: Sequence[NoteLink]) -> Told:
    read = date_in_words(each.read) if each.read and each.urls else ""
    return Told(each.field, each.label, each.text, notes, each.own_figures, read)


def _shortened(told: Told) -> Told:
    start = beginning(told.text, LONGEST_RESULT if told.field in ("result", "why") else LONGEST_ANSWER)
    return replace(told, text=start, cut=start != told.text)


def _head(
    visit: Visit, cells: Mapping[str, str], sources: Mapping[str, Statement], notes: Notes
) -> dict[str, Sequence[NoteLink]]:
    return {
        column: notes.cite(
            sources[column].urls, sources[column].known_from, visit.bank.vocabulary.label(column), column
        )
        for column in _HEAD
        if column in sources and cells[column]
    }


def _facts(
    visit: Visit, cells: Mapping[str, str], sources: Mapping[str, Statement], notes: Notes
) -> dict[str, CitedFact]:
    """What is recorded, column by column, with where it is from when that is not the listing."""
    facts = {}
    for column in (column for column in FACTS if cells[column]):
        label = visit.bank.vocabulary.label(column)
        cited: Sequence[NoteLink] = ()
        if column in sources:
            cited = notes.cite(sources[column].urls, sources[column].known_from, label, column)
        facts[column] = CitedFact(column, label, _values(visit, column, cells[column]), cited)
    design = facts.get("evaluation_design")
    if (
        design and "evaluated" in facts and cells["evaluated"] == evaluated("", cells["evaluation_design"])
    ):  # which says both
        both = [*facts.pop("evaluated").notes, *design.notes]
        facts["evaluation_design"] = replace(design, notes=sorted({note.number: note for note in both}.values()))
    return facts


def _values(visit: Visit, column: str, cell: str) -> list[Value]:
    described, known = FIELD[column], visit.bank.vocabulary.fields.get(column)
    return [
        Value(
            counted,
            in_words(column, value),
            known.explanation(value) if described.explained and known else "",
            described.key if described.filtered else "",
        )
        for value, counted in zip(values_in(column, cell), counted_as(column, cell), strict=True)
    ]


def _not_recorded(visit: Visit, cells: Mapping[str, str], told: Sequence[Told]) -> list[str]:
    """The names of what a reader may look for and will not find, but for what the five answers say."""
    there = {each.field for each in told} | {column for column, cell in cells.items() if cell}
    said = {"evaluated", "evaluation_design", "outcome"}
    for together in (("where", "region", "scale"), ("organisation", "page_url"), ("evaluation_design", "evaluator")):
        said.update(together if there.isdisjoint(together) else ())
    labels = {each.name: each.label for each in ACCOUNT if each.missed}
    labels |= {column: visit.bank.vocabulary.label(column) for column in FACTS}
    return [first_small(label) for name, label in labels.items() if name not in there | said]


def _from_listing(
    visit: Visit, cells: Mapping[str, str], sources: Mapping[str, Statement], notices: Sequence[Notice]
) -> list[str]:
    """The names of what stands in the public listing itself, and was not corrected since."""
    corrected = {field for notice in notices for field in notice.fields}
    elsewhere = {"slug", "page_url", *sources, *corrected}
    design = sources["evaluation_design"].text if "evaluation_design" in sources else ""
    if "evaluation_design" in corrected:
        design = cells["evaluation_design"]
    if design and cells["evaluated"] == evaluated("", design):
        elsewhere.add("evaluated")  # only its design says so
    listed = [column for column, cell in cells.items() if cell and column not in elsewhere]
    return [visit.bank.vocabulary.label(column).lower() for column in listed]


def _told_notice(visit: Visit, notice: Notice) -> ToldNotice:
    labels = [first_small(visit.bank.vocabulary.label(field)) for field in notice.fields]
    return ToldNotice(notice.at, labels, notice.words, [(url, urlsplit(url).netloc) for url in notice.urls])


def _citation(visit: Visit, cells: Mapping[str, str]) -> Citation:
    path = with_query(PAGE["practice"].path, Filters(), practice=cells["slug"])
    return Citation(
        cells["slug"],
        cells["title"],
        "" if cells["organisation"] == WITHHELD else cells["organisation"],
        visit.bank.version,
        datetime.now(UTC).date(),
        absolute(path),
    )


def _around(visit: Visit, row: int) -> tuple[PracticeLink | None, PracticeLink | None, int]:
    """The practices before and after this one in the current choice, and where it stands there."""
    rows = visit.selection.rows
    [at] = np.nonzero(rows == row)
    if not len(at):
        return None, None, 0
    place = int(at[0])
    before = PracticeLink(*_named(visit, int(rows[place - 1]))) if place else None
    after = PracticeLink(*_named(visit, int(rows[place + 1]))) if place + 1 < len(rows) else None
    return before, after, place + 1


def _replacement(visit: Visit, publication: Publication | None) -> PracticeLink | None:
    slug = publication.replaced_by if publication else ""
    return PracticeLink(slug, visit.bank.title_of(slug)) if slug and visit.bank.title_of(slug) else None


def _named(visit: Visit, row: int) -> tuple[str, str]:
    practices = visit.bank.practices
    return str(practices["slug"].iloc[row]), str(practices["title"].iloc[row])
