"""What a briefing says, whatever file it becomes: the question, the choice in words, the counts, the practices.

Nothing here is typed in for one choice: title, cautions and findings are computed from the practices chosen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from practicebank.analysis.dots import finding
from practicebank.analysis.findings import KeyFinding, differences, findings
from practicebank.analysis.gap_map import AXES_OF_DOTS, Axes, gap_map
from practicebank.analysis.places import CAUTION as CAUTION_MAP
from practicebank.analysis.places import place_map
from practicebank.analysis.sentences import CAUTION, CAUTION_EVALUATED, CAUTION_FEW_HERE, CAUTION_UNKNOWN
from practicebank.analysis.tallies import TALLIES
from practicebank.analysis.tally import SMALL, Tally
from practicebank.analysis.two_choices import Contrast, Sides, contrast
from practicebank.bank.bank import Bank, Selection
from practicebank.bank.filters import COLUMN_OF, Filters
from practicebank.briefing.briefed_practice import BriefedPractice, entries_of
from practicebank.briefing.grids import Grid, contrast_grid, crossing, gaps, place_grid
from practicebank.fields import NOT_RECORDED
from practicebank.words import day_in_words, practices

NAME = "Practice bank"
ENDORSEMENT = (
    "Being listed is not an endorsement by this bank, the College of Policing or anyone else. "
    "This is not an official service of the College of Policing."
)
LINKED = "Which practices are linked to a recognition elsewhere is only partly recorded."
UNRATED = "Nobody has told the bank. It does not mean “none” or “no”."
ORIGIN = (
    "Titles, summaries, ratings and focuses: the public listing of the College of Policing’s practice bank "
    "(England and Wales), but for what this bank’s reviewers have corrected. Further facts and accounts come from the "
    "pages named beside each practice, retold in this bank’s own words, or from those who did the work."
)
_MOST_BEST = 40  # as many as two slides could ever name
MOST_TOLD = 5_000
"""How many practices a file holds. One of many more would take the memory that the pages need."""
MOST_INTRODUCED = 10
"""How many practices a document tells of before its annex has all in full."""


@dataclass(frozen=True)
class Briefing:
    """`choice` are the filters in words, label by label; `of` is how many practices the bank has in all and `number`
    how many it is about. `entries` are these or the first of them, `best_tested` those with the strongest evidence.
    `pictures` are what it shows besides its charts; a shortlist, and a choice of few, has none: each practice is
    better read. `contrast` sets two choices side by side. `address` is that of the bank's first page, "" where nobody
    knows it.
    """

    title: str
    question: str
    choice: Sequence[tuple[str, str]]
    made_on: date
    version: str
    of: int
    ratings: Sequence[tuple[str, str]]
    cautions: Sequence[str]
    tallies: Sequence[Tally]
    number: int
    entries: Sequence[BriefedPractice]
    best_tested: Sequence[BriefedPractice] = ()
    findings: Sequence[KeyFinding] = ()
    pictures: Sequence[Grid] = ()
    contrast: Contrast | None = None
    address: str = ""

    @property
    def answer(self) -> str:
        """How many practices it is about, in a sentence."""
        everything = self.number == self.of
        return f"All {practices(self.of)} in the bank." if everything else f"{self.title}, of {self.of:,} in the bank."

    @property
    def counts(self) -> bool:
        """Whether it counts its practices, or has each of them read."""
        return bool(self.pictures)

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
        return day_in_words(self.made_on)

    def tally(self, name: str) -> Tally:
        return next(tally for tally in self.tallies if tally.name == name)


def briefing_of(
    bank: Bank,
    filters: Filters,
    made_on: date,
    shortlist: Sequence[str] = (),
    address: str = "",
    *,
    axes: Axes | None = None,
    sides: Sides | None = None,
    most: int = MOST_TOLD,
) -> Briefing:
    """A briefing of what the filters show, or of a shortlist, which filters do not narrow.

    Its practices, at most `most`, stand best match first when there are search words, else by effectiveness and title.
    `axes` are two
    fields to cross instead of the usual ones, `sides` two choices to set side by side.
    """
    if shortlist:
        selection = shortlisted(bank, shortlist)
        title = f"{practices(len(selection))} shortlisted"
        plural = "practice" if len(selection) == 1 else "practices"
        question = f"What {'does' if len(selection) == 1 else 'do'} the shortlisted {plural} offer?"
        choice = []
    else:
        selection = bank.select(filters, "match" if filters.q else "effectiveness")
        title = selection.in_words
        question = _question(filters)
        choice = _choice(bank, filters)
    tallies = [make(bank, selection) for make in TALLIES.values()]
    counts = not shortlist and len(selection) >= SMALL
    compared = contrast(bank, selection, sides, made_on) if counts and sides else None
    found: Sequence[KeyFinding] = ()
    pictures: Sequence[Grid] = ()
    if compared is not None and not compared.nothing:
        question = f"{compared.sides.one} and {compared.sides.other}: what differs?"
        found, pictures = differences(compared), [contrast_grid(compared)]
    elif counts:
        compared = None
        found, pictures = findings(bank, selection, tallies[0]), _pictures(bank, selection, axes)
    effectiveness, best = bank.vocabulary["effectiveness"], bank.in_order("evidence")
    return Briefing(
        title=title,
        question=question,
        choice=choice,
        made_on=made_on,
        version=bank.version,
        of=len(bank),
        ratings=[(term.term, term.meaning) for term in effectiveness.terms] + [(NOT_RECORDED, UNRATED)],
        cautions=[*_too_many(len(selection), most), *_cautions(tallies if counts else ())],
        tallies=tallies,
        number=len(selection),
        entries=entries_of(bank, selection.rows[:most]),
        best_tested=entries_of(bank, best[selection.kept[best]][:_MOST_BEST]) if counts else (),
        findings=found,
        pictures=pictures,
        contrast=compared,
        address=address,
    )


def _pictures(bank: Bank, selection: Selection, axes: Axes | None) -> Sequence[Grid]:
    """The dots, the map and the gaps. The axes asked for are those of the gaps where empty cells can be gaps, else
    those of the dots.
    """
    asked = axes or AXES_OF_DOTS
    dots = gap_map(bank, selection, AXES_OF_DOTS if asked.have_gaps else replace(asked, colour="effectiveness"))
    title, more = finding(bank, selection, dots)
    ratings = bank.facets["effectiveness"].counts(selection.kept)
    drawn = place_map(bank, selection)
    return [
        crossing("dots", title, [more], dots, ratings),
        *([place_grid(drawn, CAUTION_MAP)] if drawn is not None else []),
        gaps(gap_map(bank, selection, asked if asked.have_gaps else Axes())),
    ]


def shortlisted(bank: Bank, slugs: Sequence[str]) -> Selection:
    """The practices with these slugs, in this order; those the bank does not have are left out."""
    rows = np.array([bank.row_of[slug] for slug in dict.fromkeys(slugs) if slug in bank.row_of], dtype=np.int64)
    kept = np.zeros(len(bank), dtype=bool)
    kept[rows] = True
    counts = {key: bank.facets[column].counts(kept) for key, column in COLUMN_OF.items()}
    return Selection(Filters(), rows, kept, counts, None)


def _question(filters: Filters) -> str:
    """ "Which practices are about Diversion?" """
    asked = filters.describe(2).removeprefix("2 practices").removeprefix(" that")
    return f"Which practices{asked}?" if asked else "What does the bank hold?"


def _choice(bank: Bank, filters: Filters) -> list[tuple[str, str]]:
    chosen = [
        (bank.vocabulary.label(column), " or ".join(filters.chosen(key)))
        for key, column in COLUMN_OF.items()
        if filters.chosen(key)
    ]
    if filters.q:
        exactly = ", exactly as typed" if filters.exact else ""
        chosen.append(("Search", f"“{filters.q}”{exactly}"))
    return chosen or [("Filters", "none, so every practice")]


def _too_many(number: int, most: int) -> list[str]:
    rest = "the CSV file of the same choice has all of them"
    return [f"This file tells of the first {most:,} of {practices(number)}; {rest}."] if number > most else []


def _cautions(tallies: Sequence[Tally]) -> list[str]:
    """Every caution of every chart once, then the general ones in one sentence each; of counts only beside charts."""
    counts = [
        "People chose what to put in: few here does not mean little is done.",
        "A share of promising practices is not a success rate.",
        "A practice with two focuses or topics counts in both, so such numbers can add up to more than there are.",
    ]
    general = [
        *(counts if tallies else ()),
        "What is not recorded is not known: it does not mean “none” or “no”.",
        CAUTION_EVALUATED,
        LINKED,
        ENDORSEMENT,
    ]
    known = (CAUTION_EVALUATED, CAUTION_UNKNOWN, CAUTION_FEW_HERE, CAUTION)
    special = [rest for tally in tallies if (rest := _without(tally.caution, known))]
    return [*dict.fromkeys(special), *general]


def _without(text: str, known: Sequence[str]) -> str:
    for caution in known:
        text = text.replace(caution, "")
    return text.strip()
