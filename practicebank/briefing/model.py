"""What a briefing says, whatever file it becomes: the question, the choice in words, the counts, the practices.

Nothing here is typed in for one choice: title, cautions and findings are computed from the practices chosen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from practicebank.analysis.sentences import CAUTION, CAUTION_FEW_HERE, CAUTION_UNKNOWN
from practicebank.analysis.tallies import TALLIES
from practicebank.analysis.tally import Tally
from practicebank.bank.bank import Bank, Selection
from practicebank.bank.filters import COLUMN_OF, Filters
from practicebank.fields import COLUMNS, NOT_RECORDED, SORTED_BY, values_in
from practicebank.words import practices

NAME = "Practice bank"
ENDORSEMENT = (
    "Being listed is not an endorsement by this bank, the College of Policing or anyone else. "
    "This is not an official service of the College of Policing."
)
LINKED = "Which practices are linked to a recognition elsewhere is only partly recorded."
UNRATED = "Nobody has told the bank. It does not mean “none” or “no”."
ORIGIN = (
    "Titles, summaries, ratings and focuses: the public listing of the College of Policing’s practice bank "
    "(England and Wales). Further facts: the pages named beside each practice."
)


@dataclass(frozen=True)
class CitedSource:
    """One page and the facts it is the source of, in words."""

    facts: str
    url: str
    meaning: str


@dataclass(frozen=True)
class BriefedPractice:
    """One practice. `facts` are the fields it is sorted by, each with its values: none for not recorded."""

    slug: str
    title: str
    summary: str
    effectiveness: str
    facts: Sequence[tuple[str, tuple[str, ...]]]
    url: str
    sources: Sequence[CitedSource]

    @property
    def recorded(self) -> Sequence[tuple[str, tuple[str, ...]]]:
        return [(label, values) for label, values in self.facts if values]

    @property
    def unrecorded(self) -> Sequence[str]:
        return [label for label, values in self.facts if not values]

    def said(self, label: str) -> str:
        """The values of one field in words."""
        values = dict(self.facts).get(label, ())
        return "; ".join(values) or NOT_RECORDED


@dataclass(frozen=True)
class Briefing:
    """`choice` are the filters in words, label by label; `of` is how many practices the bank has in all."""

    title: str
    question: str
    choice: Sequence[tuple[str, str]]
    made_on: date
    version: str
    of: int
    ratings: Sequence[tuple[str, str]]
    cautions: Sequence[str]
    tallies: Sequence[Tally]
    entries: Sequence[BriefedPractice]

    @property
    def property_title(self) -> str:
        """The title as an office file keeps it among its properties, which take no more than 255 characters."""
        return self.title if len(self.title) <= 255 else f"{self.title[:254]}…"

    @property
    def source(self) -> str:
        """The line that belongs below every chart and table."""
        return f"Source: {NAME}, data version {self.version}, {self.day}"

    @property
    def day(self) -> str:
        return f"{self.made_on.day} {self.made_on:%B %Y}"

    def tally(self, name: str) -> Tally:
        return next(tally for tally in self.tallies if tally.name == name)


def briefing_of(bank: Bank, filters: Filters, made_on: date, shortlist: Sequence[str] = ()) -> Briefing:
    """A briefing of what the filters show, or of a shortlist, which filters do not narrow.

    Its practices stand best match first when there are search words, else by effectiveness and title.
    """
    if shortlist:
        selection = shortlisted(bank, shortlist)
        title = f"{practices(len(selection))} shortlisted"
        question = "What do the shortlisted practices offer?"
        choice = [("Shortlist", practices(len(selection)))]
    else:
        selection = bank.select(filters, "match" if filters.q else "effectiveness")
        title = selection.in_words
        question = _question(filters)
        choice = _choice(bank, filters)
    tallies = [make(bank, selection) for make in TALLIES.values()]
    effectiveness = bank.vocabulary["effectiveness"]
    return Briefing(
        title=title,
        question=question,
        choice=choice,
        made_on=made_on,
        version=bank.version,
        of=len(bank),
        ratings=[(term.term, term.explanation) for term in effectiveness.terms] + [(NOT_RECORDED, UNRATED)],
        cautions=_cautions(tallies),
        tallies=tallies,
        entries=entries_of(bank, selection),
    )


def shortlisted(bank: Bank, slugs: Sequence[str]) -> Selection:
    """The practices with these slugs, in this order; those the bank does not have are left out."""
    rows = np.array([bank.row_of[slug] for slug in dict.fromkeys(slugs) if slug in bank.row_of], dtype=np.int64)
    kept = np.zeros(len(bank), dtype=bool)
    kept[rows] = True
    counts = {key: bank.facets[column].counts(kept) for key, column in COLUMN_OF.items()}
    return Selection(Filters(), rows, kept, counts, None)


def entries_of(bank: Bank, selection: Selection) -> list[BriefedPractice]:
    table = bank.practices.iloc[selection.rows]
    columns = {column: table[column].tolist() for column in COLUMNS}
    labels = {column: bank.vocabulary.label(column) for column in COLUMNS}
    entries = []
    for at in range(len(table)):
        cells = {column: _on_one_line(values[at]) for column, values in columns.items()}
        entries.append(
            BriefedPractice(
                slug=cells["slug"],
                title=cells["title"],
                summary=cells["summary"] or f"Summary: {NOT_RECORDED.lower()}.",
                effectiveness=cells["effectiveness"] or NOT_RECORDED,
                facts=[(labels[column], tuple(values_in(column, cells[column]))) for column in SORTED_BY],
                url=cells["page_url"],
                sources=_sources(bank, cells["slug"], labels),
            )
        )
    return entries


def _on_one_line(cell: object) -> str:
    return " ".join(cell.split()) if isinstance(cell, str) else ""


def _sources(bank: Bank, slug: str, labels: "dict[str, str]") -> list[CitedSource]:
    facts: dict[tuple[str, str], list[str]] = {}
    for column, source in bank.sources.of(slug).items():
        facts.setdefault((source.url, source.meaning), []).append(labels[column])
    return [CitedSource(", ".join(named), url, meaning) for (url, meaning), named in facts.items()]


def _question(filters: Filters) -> str:
    """ "Which practices are about Diversion?" """
    asked = filters.describe(2).removeprefix("2 practices").removeprefix(" that")
    return f"Which practices{asked}?" if asked else "Which practices does the bank hold?"


def _choice(bank: Bank, filters: Filters) -> list[tuple[str, str]]:
    chosen = [
        (bank.vocabulary.label(column), " or ".join(filters.chosen(key)))
        for key, column in COLUMN_OF.items()
        if filters.chosen(key)
    ]
    if filters.q:
        exactly = ", exactly as typed" if filters.exact else ""
        chosen.append(("Search", f"“{filters.q}”{exactly}"))
    return chosen or [("Filters", "none: every practice")]


def _cautions(tallies: Sequence[Tally]) -> list[str]:
    """Every caution of every chart once, the general ones first and in one sentence each."""
    general = [
        "People chose what to put in: few here does not mean little is done.",
        "A share of promising practices is not a success rate.",
        "What is not recorded is not known: it does not mean “none” or “no”.",
        "A practice with two focuses or topics counts in both, so such numbers can add up to more than there are.",
        LINKED,
        ENDORSEMENT,
    ]
    special = [
        rest for tally in tallies if (rest := _without(tally.caution, (CAUTION_UNKNOWN, CAUTION_FEW_HERE, CAUTION)))
    ]
    return [*dict.fromkeys(special), *general]


def _without(text: str, known: Sequence[str]) -> str:
    for caution in known:
        text = text.replace(caution, "")
    return text.strip()
