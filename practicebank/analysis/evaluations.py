"""What is on record of how practices were evaluated, and what was found: the counts that the first lines of the
overview and its charts share.

Whether an evaluation is on record is said by `practicebank.evidence.evaluated` alone: one that is planned is not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from practicebank.bank.bank import Bank, Selection
from practicebank.bank.facets import Facet, Mask
from practicebank.evidence import NO, NOT_EVALUATED, RUNGS, UNDER_WAY, YES, evaluated
from practicebank.fields import NOT_RECORDED

UNNAMED = "Evaluated, design not recorded"


@dataclass(frozen=True, eq=False)
class Evaluations:
    """Of every practice of a bank. `how` has one term for each: its design, `UNNAMED` for an evaluation on record
    without one, `NOT_EVALUATED` where that is said, whatever the design, else *Not recorded*. Designs that are
    evaluations come first.
    """

    how: Facet
    on_record: Mask


_MADE: "WeakKeyDictionary[Bank, Evaluations]" = WeakKeyDictionary()


def evaluations(bank: Bank) -> Evaluations:
    """Made once for a bank, and let go with it."""
    if bank not in _MADE:
        _MADE[bank] = _evaluations(bank)
    return _MADE[bank]


def _evaluations(bank: Bank) -> Evaluations:
    told, design = bank.facets["evaluated"], bank.facets["evaluation_design"]
    terms = _terms(design)
    place = {term: at for at, term in enumerate(terms)}
    pairs = [(yes_or_no, named) for yes_or_no in _cells(told) for named in _cells(design)]
    holds = np.zeros((len(pairs), len(terms)), dtype=bool)
    for cell, (yes_or_no, named) in enumerate(pairs):
        holds[cell, place[_how(yes_or_no, named)]] = True
    codes = told.codes.astype(np.min_scalar_type(len(pairs))) * len(design.holds) + design.codes
    found = np.array([_on_record(yes_or_no, named) for yes_or_no, named in pairs])
    return Evaluations(Facet("evaluation", terms, codes, holds), found[codes])


def _terms(design: Facet) -> tuple[str, ...]:
    named = [term for term in design.terms if term != NOT_RECORDED]
    if NOT_EVALUATED not in named:
        named.append(NOT_EVALUATED)
    evaluations_end = 1 + max((at for at, term in enumerate(named) if RUNGS.get(term)), default=-1)
    return (*named[:evaluations_end], UNNAMED, *named[evaluations_end:], NOT_RECORDED)


def _cells(facet: Facet) -> Sequence[str]:
    """The one term of each cell of a facet, "" for none."""
    held = [facet.terms[int(row.argmax())] if row.any() else NOT_RECORDED for row in facet.holds]
    return ["" if term == NOT_RECORDED else term for term in held]


def _on_record(told: str, design: str) -> bool:
    return evaluated(told, design) == YES


def _how(told: str, design: str) -> str:
    if _on_record(told, design) and design in ("", UNDER_WAY, NOT_EVALUATED):
        return UNNAMED
    return NOT_EVALUATED if told == NO else design or NOT_RECORDED


@dataclass(frozen=True)
class EvaluationCounts:
    """Of the practices shown. `designs` are by the terms of `Evaluations.how`; `without_finding` those evaluated of
    which no outcome is recorded; `focuses_without` how many practices each focus has of which none has an
    evaluation on record.
    """

    whole: int
    on_record: int
    designs: Mapping[str, int]
    outcomes: Mapping[str, int]
    without_finding: int
    focuses_without: Mapping[str, int]

    @property
    def measured(self) -> int:
        """How many have an outcome."""
        return sum(self.outcomes.values())


def evaluation_counts(bank: Bank, selection: Selection) -> EvaluationCounts:
    """An outcome counts where it is recorded, whether or not an evaluation is."""
    made = evaluations(bank)
    on_record = made.on_record & selection.kept
    outcomes = bank.facets["outcome"].counts(selection.kept)
    del outcomes[NOT_RECORDED]
    return EvaluationCounts(
        whole=len(selection),
        on_record=int(np.count_nonzero(on_record)),
        designs=made.how.counts(selection.kept),
        outcomes=outcomes,
        without_finding=bank.facets["outcome"].counts(on_record)[NOT_RECORDED],
        focuses_without=_focuses_without(bank, selection, on_record),
    )


def _focuses_without(bank: Bank, selection: Selection, on_record: Mask) -> dict[str, int]:
    """None where nothing is on record at all, or a reader looks at one focus: the others there are mere company."""
    if selection.filters.chosen("focus") or not on_record.any():
        return {}
    evaluated = bank.facets["focus"].counts(on_record)
    shown = bank.facets["focus"].counts(selection.kept)
    return {
        focus: number for focus, number in shown.items() if number and not evaluated[focus] and focus != NOT_RECORDED
    }
