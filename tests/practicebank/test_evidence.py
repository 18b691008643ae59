"""How sure anybody is, in words and marks, beside the bank's own label."""

import pytest

from practicebank.evidence import ARROWS, RUNGS, Evidence, beside, evidence_of, style_sheet
from practicebank.vocabulary import load_vocabulary
from tests.conftest import ROOT

VOCABULARY = load_vocabulary(ROOT / "data" / "vocabulary.toml")
PROMISING, UNTESTED, FAILED = "Promising", "Untested – new or innovative", "Didn’t work"


def evidence(design: str = "", outcome: str = "", evaluator: str = "", evaluated: str = "") -> Evidence:
    cells = {"evaluated": evaluated, "evaluation_design": design, "evaluator": evaluator, "outcome": outcome}
    return evidence_of(cells)


@pytest.mark.parametrize(
    ("recorded", "words"),
    [
        pytest.param(evidence("Randomised trial", "Improved", "Both"), "Improved: randomised trial, in-house and by "
                     "somebody independent", id="all"),
        pytest.param(evidence("Comparison group", "No difference"), "No difference found: comparison group", id="found"),
        pytest.param(evidence("Before and after"), "Before and after", id="design alone"),
        pytest.param(evidence(outcome="Mixed"), "Mixed results", id="outcome alone"),
        pytest.param(evidence(evaluated="Yes", evaluator="Independent"), "Evaluated by somebody independent, design not "
                     "recorded", id="evaluated, somehow"),
        pytest.param(evidence(evaluated="Yes"), "Evaluated, design not recorded", id="evaluated"),
        pytest.param(evidence("None"), "Not evaluated", id="not evaluated"),
        pytest.param(evidence("Planned or under way"), "Evaluation planned or under way", id="under way"),
        pytest.param(evidence(), "", id="nothing"),
    ],
)  # fmt: skip
def test_it_reads_as_one_line(recorded: Evidence, words: str) -> None:
    assert recorded.in_one_line == words


@pytest.mark.parametrize(
    ("label", "recorded", "sentence"),
    [
        (PROMISING, evidence("Randomised trial", "No difference"),
         "It is labelled “Promising”, but a randomised trial found no difference."),
        ("Worked", evidence("Before and after", "Worsened"),
         "It is labelled “Worked”, but a comparison of before and after found a change for the worse."),
        (PROMISING, evidence(outcome="Mixed", evaluated="Yes"),
         "It is labelled “Promising”, and an evaluation found mixed results."),
        (PROMISING, evidence("None"),
         "It is labelled “Promising”, but those who did it say that it has not been evaluated."),
        (UNTESTED, evidence(evaluated="Yes"),
         "It is labelled “Untested – new or innovative”, but an evaluation is on record. What it found is not recorded "
         "here."),
        (UNTESTED, evidence("Comparison group", "Improved"),
         "It is labelled “Untested – new or innovative”, but an evaluation with a comparison group found an "
         "improvement."),
        (FAILED, evidence("Randomised trial", "Improved"),
         "It is labelled “Didn’t work”, but a randomised trial found an improvement."),
        (PROMISING, evidence("Randomised trial", "Improved"), ""),
        (PROMISING, evidence("Survey or feedback only"), ""),
        (PROMISING, evidence("Planned or under way"), ""),
        (PROMISING, evidence(), ""),
        (UNTESTED, evidence("Planned or under way"), ""),
        (UNTESTED, evidence("None"), ""),
        (UNTESTED, evidence(), ""),
        (FAILED, evidence("Randomised trial", "No difference"), ""),
        ("Not recorded", evidence("Randomised trial", "Worsened"), ""),
    ],
)  # fmt: skip
def test_a_sentence_says_where_label_and_evidence_differ(label: str, recorded: Evidence, sentence: str) -> None:
    assert beside(label, recorded) == sentence


def test_every_term_has_its_mark() -> None:
    assert set(VOCABULARY["evaluation_design"].names) == set(RUNGS)
    assert set(VOCABULARY["outcome"].names) == set(ARROWS)


def test_the_style_sheet_draws_every_mark() -> None:
    rules = style_sheet()
    assert all(f".arrow.{name} {{" in rules for name in (*ARROWS.values(), "unknown"))
    assert all(f".ladder.rungs-{rungs} " in rules for rungs in range(1, 6))
