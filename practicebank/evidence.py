"""How sure anybody is: the design of an evaluation, who made it, and what it found, each with its mark and its words.

These stand beside the bank's own label and never change it. The terms stand in `data/vocabulary.toml`. The marks are
shapes in the colour of the text: they are the same in grey.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from practicebank.fields import EVIDENCE, FIELD
from practicebank.ratings import UNTESTED
from practicebank.words import first_capital, first_small

RUNGS = {
    # how far a ladder of five rungs is filled
    "Randomised trial": 5,
    "Comparison group": 4,
    "Before and after": 3,
    "Survey or feedback only": 2,
    "Process evaluation only": 1,
    "Planned or under way": 0,
    "None": 0,
}
ARROWS = {"Improved": "up", "Mixed": "both", "No difference": "level", "Worsened": "down"}
YES, NO = "Yes", "No"
NOT_EVALUATED = "None"
UNDER_WAY = "Planned or under way"
PROCESS_ONLY = "Process evaluation only"
RANDOMISED = "Randomised trial"
INDEPENDENTLY = ("Independent", "Both")
WITH_FIGURES = ("evaluation", "result")
"""The parts of an account whose figures are the organisation's own, or somebody else's."""

_BY = {
    "Independent": "by somebody independent",
    "Both": "in-house and by somebody independent",
    "In-house": "in-house",
}
_HOW = {
    UNDER_WAY: "evaluation planned or under way",
    NOT_EVALUATED: "not evaluated",
}
_STUDY = {
    "Randomised trial": "a randomised trial",
    "Comparison group": "an evaluation with a comparison group",
    "Before and after": "a comparison of before and after",
    "Survey or feedback only": "a survey or feedback",
    "Process evaluation only": "a process evaluation",
}
_FITS = {
    # the outcomes that say what a label says
    "Worked": ("Improved",),
    "Promising": ("Improved",),
    "Didn’t work": ("No difference", "Worsened"),
    UNTESTED: (),
}
_FOUND = {"Mixed": "Mixed results", "No difference": "No difference found"}

_POINTS = {
    # the corners of each arrow
    "up": "50% 0, 95% 48%, 64% 48%, 64% 100%, 36% 100%, 36% 48%, 5% 48%",
    "down": "50% 100%, 95% 52%, 64% 52%, 64% 0, 36% 0, 36% 52%, 5% 52%",
    "level": "100% 50%, 52% 95%, 52% 64%, 0 64%, 0 36%, 52% 36%, 52% 5%",
    "both": "50% 0, 88% 34%, 62% 34%, 62% 66%, 88% 66%, 50% 100%, 12% 66%, 38% 66%, 38% 34%, 12% 34%",
    "unknown": "5% 42%, 95% 42%, 95% 58%, 5% 58%",
}
_DRAWN = """\
.ladder, .arrow { display: inline-flex; flex: none; height: 1em; margin-right: 0.45em; vertical-align: -0.1em; }
.ladder { align-items: flex-end; gap: 2px; }
.ladder i { box-sizing: border-box; width: 0.34em; border: 1px solid currentColor; }
.ladder.unknown i { border-style: dotted; }
.arrow { width: 1em; background: currentColor; }
.ladder i, .arrow { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.ladder, .ladder i, .arrow { forced-color-adjust: none; }
@media (forced-colors: active) { .ladder, .arrow { color: CanvasText; } }"""


def evaluated(said: str, design: str) -> str:
    """Whether a practice was evaluated, `YES`, `NO` or "" for not recorded: as it is said, else as its design says."""
    if said:
        return said
    if RUNGS.get(design, 0):
        return YES
    return NO if design == NOT_EVALUATED else ""


@dataclass(frozen=True)
class Evidence:
    """What is recorded of one practice, "" for what is not. The terms may be others than those of `RUNGS` and
    `ARROWS`.
    """

    evaluated: str
    design: str
    evaluator: str
    outcome: str

    @property
    def recorded(self) -> bool:
        return bool(self.evaluated or self.design or self.outcome)

    @property
    def how(self) -> str:
        """The design in words, "randomised trial", else whether it was evaluated; "" when neither is recorded."""
        if self.design:
            return _HOW.get(self.design, first_small(self.design))
        return {YES: "evaluated", NO: "not evaluated"}.get(self.evaluated, self.evaluated)

    @property
    def by(self) -> str:
        """Who evaluated it, in words: "in-house and by somebody independent"; "" when that is not recorded."""
        return _BY.get(self.evaluator, self.evaluator)

    @property
    def tested(self) -> str:
        """How it was tested and by whom: "randomised trial, in-house"; "" when neither is known."""
        if self.design or self.evaluated != YES:
            return ", ".join(filter(None, (self.how, self.by))) if self.how else ""
        return f"{' '.join(filter(None, (self.how, self.by)))}, design not recorded"

    @property
    def found(self) -> str:
        """What was found, in words; "" when nothing is recorded."""
        return _FOUND.get(self.outcome, self.outcome)

    @property
    def in_one_line(self) -> str:
        """ "No difference found: comparison group"; "" when nothing is recorded."""
        tested = self.tested
        if self.found and tested:
            return f"{self.found}: {tested}"
        return self.found or first_capital(tested)

    @property
    def rungs(self) -> int:
        """How many of five rungs are filled."""
        return RUNGS.get(self.design, 0)

    @property
    def arrow(self) -> str:
        """ "up", "down", "level", "both", or "" when nothing is recorded."""
        return ARROWS.get(self.outcome, "")


def evidence_of(cells: Mapping[str, str]) -> Evidence:
    """`cells` are the columns of a practice, "" for what is not recorded."""
    said, design, evaluator, outcome = (cells[column] for column in EVIDENCE)
    return Evidence(evaluated(said, design), design, evaluator, outcome)


def beside(label: str, evidence: Evidence) -> str:
    """A sentence for what the bank's own label and the evidence on record say differently; "" where they do not.

    Neither is changed by the other.
    """
    if label not in _FITS:
        return ""
    fits, found = _FITS[label], FIELD["outcome"].said.get(evidence.outcome, "")
    named, study = f"It is labelled “{label}”", _STUDY.get(evidence.design, "an evaluation")
    if found and evidence.outcome not in fits:
        return f"{named}, {'and' if evidence.outcome == 'Mixed' and fits else 'but'} {study} found {found}."
    if not fits and not found and evidence.evaluated == YES and evidence.design != UNDER_WAY:
        return f"{named}, but {study} is on record. What it found is not recorded here."
    if "Improved" in fits and evidence.evaluated == NO:
        return f"{named}, but those who did it say that it has not been evaluated."
    return ""


def question_about(label: str, evidence: Evidence) -> str:
    """What to ask somebody who gives this label beside this evidence; "" where the two go together.

    A label that claims an effect wants something to stand on. One that claims none has little to do beside an
    evaluation, but for one that did not look at what changed.
    """
    if label not in _FITS:
        return ""
    if not _FITS[label]:
        tested = evidence.evaluated == YES and evidence.design not in (UNDER_WAY, PROCESS_ONLY)
        return f"You rate it “{label}” and say that it has been evaluated. Does the rating still fit?" if tested else ""
    if evidence.design == UNDER_WAY:
        return f"You rate it “{label}”, and its evaluation is not finished. What do you base the rating on?"
    if evidence.evaluated == NO:
        return f"You rate it “{label}” and say it has not been evaluated. What do you base the rating on?"
    return ""


def style_sheet() -> str:
    """The rules for the marks: a ladder (`.ladder.rungs-3`, of five `i`) and an arrow (`.arrow.up`), both in the colour
    of the text; `.unknown` is how what is not recorded is drawn.
    """
    rungs = "\n".join(
        f".ladder i:nth-child({rung}) {{ height: {20 * rung}%; }}\n"
        f".ladder.rungs-{rung} i:nth-child(-n+{rung}) {{ background: currentColor; }}"
        for rung in range(1, 6)
    )
    arrows = "\n".join(f".arrow.{name} {{ clip-path: polygon({points}); }}" for name, points in _POINTS.items())
    return f"{_DRAWN}\n{rungs}\n{arrows}"
