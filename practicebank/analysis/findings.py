"""The answer in at most three findings, each with its number: what a meeting is told first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from practicebank.analysis import sentences
from practicebank.analysis.evaluations import evaluation_counts
from practicebank.analysis.tally import Tally
from practicebank.analysis.two_choices import WORTH_SAYING, Contrast, TermContrast
from practicebank.bank.bank import Bank, Selection
from practicebank.evidence import RANDOMISED
from practicebank.ratings import WORKED

MOST = 3


@dataclass(frozen=True)
class KeyFinding:
    """`number` is "13 of 63" or "23 points apart"; `words` is a sentence."""

    number: str
    words: str


def findings(bank: Bank, selection: Selection, by_focus: Tally) -> Sequence[KeyFinding]:
    """Of a choice: what is rated as having worked, how much was evaluated, and the focus that stands out most."""
    return list(islice(_findings(bank, selection, by_focus), MOST)) if len(selection) else []


def _findings(bank: Bank, selection: Selection, by_focus: Tally) -> Iterator[KeyFinding]:
    ratings, whole = bank.facets["effectiveness"].counts(selection.kept), len(selection)
    if proven := sentences.proven(ratings, whole):
        yield KeyFinding(_out_of(ratings.get(WORKED, 0), whole), proven)
    counts = evaluation_counts(bank, selection)
    trials = sentences.tested(counts.designs.get(RANDOMISED, 0), 0, 0, 0)
    yield KeyFinding(_out_of(counts.on_record, whole), f"{sentences.on_record(counts.on_record, whole)}. {trials}")
    if found := sentences.most_prevailing(by_focus.bars, by_focus.part_names):
        bar, at = found
        yield KeyFinding(_out_of(bar.parts[at], bar.number), f"{by_focus.title}.")
    if counts.measured:
        yield KeyFinding(_out_of(counts.measured, whole), f"{sentences.found(counts.outcomes)}.")


def differences(drawn: Contrast) -> Sequence[KeyFinding]:
    """Of two choices: the fields that differ most, those first in which chance alone would not do it."""
    found = [(line, field.sentence) for field in drawn.fields if (line := field.furthest) is not None]
    found.sort(key=lambda each: (not _beyond_chance(each[0]), -abs(each[0].apart or 0)))
    if not found:
        nothing = (
            f"No share differs by {WORTH_SAYING} points or more, or too few practices record what they are shares of."
        )
        return [KeyFinding("No clear difference", nothing)]
    return [KeyFinding(f"{abs(line.apart or 0):.0f} points apart", sentence) for line, sentence in found[:MOST]]


def _beyond_chance(line: TermContrast) -> bool:
    return line.chance_range is not None and (line.chance_range[0] > 0 or line.chance_range[1] < 0)


def _out_of(number: int, whole: int) -> str:
    return f"{number:,} of {whole:,}"
