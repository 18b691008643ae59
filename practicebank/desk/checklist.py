"""The published checklist and the reasons for declining, as `data/review.toml` has them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from practicebank.settings import DATA

ANSWERS = ("yes", "partly", "no")


@dataclass(frozen=True)
class Check:
    name: str
    question: str
    help: str


@dataclass(frozen=True)
class Reason:
    name: str
    label: str


@dataclass(frozen=True)
class Checklist:
    checks: tuple[Check, ...]
    reasons: tuple[Reason, ...]

    def label(self, reason: str) -> str:
        """The words of a reason, "" for one that is not on the list."""
        return next((known.label for known in self.reasons if known.name == reason), "")


@cache
def checklist(path: Path = DATA / "review.toml") -> Checklist:
    """Read once in a process."""
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    checks = tuple(Check(**each) for each in read["check"])
    return Checklist(checks, tuple(Reason(**each) for each in read["reason"]))
