"""The numbers that stand first on the overview, each with the filters that open what it counts: how many practices were
evaluated and how, with what result, and of how many nothing is on record.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from practicebank.analysis import sentences
from practicebank.analysis.evaluations import UNNAMED, EvaluationCounts, evaluation_counts
from practicebank.analysis.two_choices import TIME
from practicebank.bank.bank import Bank, Selection
from practicebank.bank.filters import COLUMN_OF, Filters
from practicebank.evidence import ARROWS, NO, NOT_EVALUATED, RUNGS, UNDER_WAY, YES
from practicebank.fields import NOT_RECORDED, WITHHELD
from practicebank.words import first_small


@dataclass(frozen=True)
class KeyNumber:
    """`filters` show exactly the practices it counts; None when no filters do. `rungs` and `arrow` are its mark, as in
    `practicebank.evidence`; `place` is what tells it in full: a chart of the page, or `TIME`, by which two choices
    are compared.
    """

    number: int
    words: str
    filters: Filters | None
    rungs: int = 0
    arrow: str = ""
    place: str = ""


@dataclass(frozen=True)
class KeyLine:
    """A number and those it is made of, under what these tell."""

    heading: str
    whole: KeyNumber
    parts: Sequence[KeyNumber]


@dataclass(frozen=True)
class KeyNumbers:
    """`proven` says how many are rated as having worked or failed; `figures` are those that stand first, large.
    `unevaluated` are the focuses that have practices and no evaluation on record, with the filters of each.
    """

    proven: str
    figures: Sequence[KeyNumber]
    lines: Sequence[KeyLine]
    unevaluated: Sequence[KeyNumber]


def key_numbers(bank: Bank, selection: Selection) -> KeyNumbers:
    """How many were evaluated, what was found, and of how many nothing is on record: the first and the last together
    are every practice shown. Lines and parts without a practice are left out, but for the first.
    """
    counts, opens = evaluation_counts(bank, selection), _Opens(bank, selection)
    without = counts.whole - counts.on_record
    unsaid = [
        term for term, number in bank.facets["evaluated"].counts(selection.kept).items() if number and term != YES
    ]
    on_record = KeyNumber(
        counts.on_record, "with an evaluation on record", opens.exactly(counts.on_record, evaluated=[YES])
    )
    measured = KeyNumber(
        counts.measured, "with a finding on record", opens.exactly(counts.measured, outcome=[*counts.outcomes])
    )
    unknown = KeyNumber(without, "with no evaluation on record", opens.exactly(without, evaluated=unsaid))
    lines = [
        KeyLine("How they were evaluated", on_record, _designs(counts, opens)),
        KeyLine("What was found", measured, _outcomes(counts, opens)),
        KeyLine("The others" if counts.on_record else "No evaluation on record", unknown, _unknown(counts, opens)),
    ]
    unevaluated = [
        KeyNumber(number, focus, opens.exactly(number, focus=[focus]))
        for focus, number in counts.focuses_without.items()
    ]
    proven = sentences.proven(bank.facets["effectiveness"].counts(selection.kept), counts.whole)
    return KeyNumbers(
        proven,
        _figures(bank, selection, on_record),
        [lines[0], *[line for line in lines[1:] if line.whole.number]],
        unevaluated,
    )


def _figures(bank: Bank, selection: Selection, on_record: KeyNumber) -> Sequence[KeyNumber]:
    """Practices, those evaluated, the organisations, and what was published this year, which only submissions tell."""
    organisations = bank.shown(selection, "organisation")
    named = sum(1 for name, number in organisations.items() if number and name not in (NOT_RECORDED, WITHHELD))
    dated = [
        publication.published_at.year
        for slug, publication in bank.publications.items()
        if publication.listed and selection.kept[bank.row_of[slug]]
    ]
    year = datetime.now(UTC).year
    return (
        KeyNumber(len(selection), "practice" if len(selection) == 1 else "practices", selection.filters),
        on_record,
        KeyNumber(named, "organisation" if named == 1 else "organisations", None, place="organisation"),
        KeyNumber(dated.count(year), f"shared here in {year}" if dated else "with a date of sharing", None, place=TIME),
    )


@dataclass(frozen=True)
class _Opens:
    """Finds the filters that open what is counted."""

    bank: Bank
    selection: Selection

    def exactly(self, number: int, **chosen: Sequence[str]) -> Filters | None:
        """The choice narrowed by these terms, if that shows so many practices. A practice has one of them at most."""
        filters, facets = self.selection.filters, self.bank.facets
        left = {}
        for key, terms in chosen.items():
            already = filters.chosen(key)
            left[key] = [term for term in terms if not already or term in already]
            filters = filters.with_only(key, left[key])
        (key, terms), *others = left.items()
        kept = self.selection.kept
        for other, named in others:
            kept = kept & facets[COLUMN_OF[other]].with_any(named)
        counts = facets[COLUMN_OF[key]].counts(kept) if others else self.bank.shown(self.selection, COLUMN_OF[key])
        return filters if number and sum(counts[term] for term in terms) == number else None


def _designs(counts: EvaluationCounts, opens: _Opens) -> list[KeyNumber]:
    named = [
        KeyNumber(number, first_small(term), opens.exactly(number, evaluation_design=[term]), rungs=RUNGS[term])
        for term, number in counts.designs.items()
        if number and RUNGS.get(term)
    ]
    number = counts.designs[UNNAMED]
    opened = opens.exactly(number, evaluated=[YES], evaluation_design=[NOT_RECORDED])
    return [*named, *[KeyNumber(number, "design not recorded", opened)] * bool(number)]


def _outcomes(counts: EvaluationCounts, opens: _Opens) -> list[KeyNumber]:
    return [
        KeyNumber(number, first_small(term), opens.exactly(number, outcome=[term]), arrow=ARROWS.get(term, ""))
        for term, number in counts.outcomes.items()
        if number
    ]


def _unknown(counts: EvaluationCounts, opens: _Opens) -> list[KeyNumber]:
    said = (
        ("nothing recorded", NOT_RECORDED, {"evaluated": [NOT_RECORDED], "evaluation_design": [NOT_RECORDED]}),
        (first_small(UNDER_WAY), UNDER_WAY, {"evaluation_design": [UNDER_WAY]}),
        (first_small(sentences.NOT_EVALUATED), NOT_EVALUATED, {"evaluated": [NO]}),
    )
    numbers = [(counts.designs.get(term, 0), words, chosen) for words, term, chosen in said]
    parts = [KeyNumber(number, words, opens.exactly(number, **chosen)) for number, words, chosen in numbers if number]
    return parts if counts.designs[NOT_RECORDED] < counts.whole - counts.on_record else []
