"""A team's account of its problem, and the practices that answer it, with the reasons.

The account is free text and the three corners of the problem analysis triangle: offender, target or victim,
and place. Each is weighed against every practice and the weights are added, so a practice rises with each
part it answers. A wanted focus puts its practices first and hides none of the others; what is ruled out
is left out, and named. Nothing here is kept: the whole of it travels in the query string.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import pandas as pd

from practicebank.fields import NOT_RECORDED, TO_KNOW, text, values_in
from practicebank.search import Correction, FieldMatch, Search, TextSpan, Weighed, stems_of

PARTS = ("text", "offender", "target", "place")
KEYS = ("p_text", "p_offender", "p_target", "p_place", "p_focus", "p_without", "p_exact")
LONGEST_ACCOUNT = 1_000
LONGEST_CORNER = 120
MOST_RULED_OUT = 10
LONGEST_RULED_OUT = 60
CORNER_WEIGHS = 1.5
"""A corner that was filled in says in a few words what matters most."""
ENOUGH = 0.2
"""A practice is an answer when it scores this share of what the best one scores."""
MOST_ANSWERS = 10
MOST_LOOKED_AT = 60
WEAK_SCORE, WEAK_SHARE = 1.0, 0.3
"""Below both, the best practice is merely the nearest."""


@dataclass(frozen=True)
class DescribedProblem:
    """`without` holds words ruled out; a focus ruled out stands in `without_focus`."""

    text: str = ""
    offender: str = ""
    target: str = ""
    place: str = ""
    focus: tuple[str, ...] = ()
    without_focus: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    as_typed: bool = False

    @classmethod
    def from_query(cls, query: Mapping[str, Sequence[str]], focuses: Sequence[str]) -> "DescribedProblem":
        """Read a query string's values. `p_without` holds a focus or words; what is too long is cut."""
        first = {key: next(iter(query.get(key, ())), "") for key in KEYS}
        ruled_out = query.get("p_without", ())
        return cls(
            text=clean(first["p_text"], LONGEST_ACCOUNT, lines=True),
            offender=clean(first["p_offender"], LONGEST_CORNER),
            target=clean(first["p_target"], LONGEST_CORNER),
            place=clean(first["p_place"], LONGEST_CORNER),
            focus=tuple(term for term in focuses if term in query.get("p_focus", ())),
            without_focus=tuple(term for term in focuses if term in ruled_out),
            without=words_ruled_out(",".join(value for value in ruled_out if value not in focuses)),
            as_typed=first["p_exact"] == "1",
        )

    def to_query(self) -> dict[str, list[str]]:
        """The same problem as query-string values; what is empty is left out."""
        query = {f"p_{part}": [said] for part, said in self.said()}
        lists = {"p_focus": self.focus, "p_without": (*self.without_focus, *self.without)}
        query |= {key: list(values) for key, values in lists.items() if values}
        return query | {"p_exact": ["1"]} if self.as_typed and query else query

    def said(self) -> Iterator[tuple[str, str]]:
        """The parts of the account that hold words, in the order of `PARTS`."""
        for part in PARTS:
            said: str = getattr(self, part)
            if said:
                yield part, said


@dataclass(frozen=True)
class Link:
    """Words of the account and the words of the practice that answer them."""

    typed: str
    written: str
    field: str


@dataclass(frozen=True)
class MatchReason:
    """One part of the account and how the practice answers it; no links when it does not."""

    part: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class RankedPractice:
    """`known` and `not_recorded` are the columns of `TO_KNOW`; `wanted` is None when no focus was asked for."""

    row: int
    score: float
    reasons: tuple[MatchReason, ...]
    marks: Mapping[str, FieldMatch]
    known: tuple[tuple[str, tuple[str, ...]], ...]
    not_recorded: tuple[str, ...]
    wanted: bool | None


@dataclass(frozen=True)
class LeftOut:
    """A practice that would have been an answer, and what rules it out."""

    row: int
    because: str


@dataclass(frozen=True)
class ProblemAnswers:
    """Answers with the wanted focus first, then by score. `nearest` says that none answers well."""

    answers: tuple[RankedPractice, ...]
    left_out: tuple[LeftOut, ...]
    corrections: tuple[Correction, ...]
    nearest: bool


def answer(problem: DescribedProblem, practices: pd.DataFrame, search: Search) -> ProblemAnswers:
    """The practices that answer the problem. A problem without words has no answers."""
    weighed = {part: search.weigh(said, as_typed=problem.as_typed) for part, said in problem.said()}
    if not weighed:
        return ProblemAnswers((), (), (), nearest=False)
    scores = sum(
        (each.scores * (1.0 if part == "text" else CORNER_WEIGHS) for part, each in weighed.items()),
        start=np.zeros(len(practices)),
    )
    best = float(scores.max(initial=0.0))
    candidates = np.flatnonzero((scores > 0) & (scores >= best * ENOUGH))
    candidates = candidates[np.argsort(-scores[candidates], kind="stable")][:MOST_LOOKED_AT]
    share = max((float(each.covered.max(initial=0.0)) for each in weighed.values()), default=0.0)
    answers, left_out = [], []
    for row in map(int, candidates):
        cells = {column: text(practices[column].iat[row]) for column in practices.columns}
        if because := _ruled_out(problem, cells):
            left_out.append(LeftOut(row, because))
        else:
            answers.append((row, float(scores[row]), cells))
    found = [_answer(problem, weighed, row, score, cells) for row, score, cells in answers[:MOST_ANSWERS]]
    found.sort(key=lambda each: each.wanted is False)
    return ProblemAnswers(
        answers=tuple(found),
        left_out=tuple(left_out),
        corrections=tuple(dict.fromkeys(chain.from_iterable(each.corrections for each in weighed.values()))),
        nearest=best < WEAK_SCORE and share < WEAK_SHARE,
    )


def _answer(
    problem: DescribedProblem, weighed: Mapping[str, Weighed], row: int, score: float, cells: Mapping[str, str]
) -> RankedPractice:
    reasons = []
    spans: dict[str, list[TextSpan]] = {}
    for part, each in weighed.items():
        links: dict[Link, None] = {}
        for match in each.why(row).fields:
            spans.setdefault(match.field, []).extend(match.spans)
            for span in match.spans:
                links[Link(span.typed, match.text[span.start : span.end], match.field)] = None
        reasons.append(MatchReason(part, _one_each(links)))
    return RankedPractice(
        row=row,
        score=score,
        reasons=tuple(reasons),
        marks={name: FieldMatch(name, cells[name], tuple(found)) for name, found in spans.items()},
        known=tuple((name, tuple(values_in(name, cells[name]))) for name in TO_KNOW if cells.get(name)),
        not_recorded=tuple(name for name in TO_KNOW if not cells.get(name)),
        wanted=any(term in problem.focus for term in _focuses(cells)) if problem.focus else None,
    )


def _one_each(links: Mapping[Link, None]) -> tuple[Link, ...]:
    """The first way in which each part was answered; a word of a phrase that was answered makes no second one."""
    first: dict[str, Link] = {}
    for link in links:
        first.setdefault(link.typed.casefold(), link)
    phrases = [f" {typed} " for typed in first if " " in typed]
    return tuple(
        link for typed, link in first.items() if not any(f" {typed} " in phrase != f" {typed} " for phrase in phrases)
    )


def _ruled_out(problem: DescribedProblem, cells: Mapping[str, str]) -> str:
    """What rules the practice out, "" when nothing does."""
    if barred := [term for term in _focuses(cells) if term in problem.without_focus]:
        return f"Focus: {', '.join(barred)}"
    for words in problem.without:
        wanted = stems_of(words)
        for name, cell in cells.items():
            if name not in ("slug", "page_url") and _holds(stems_of(cell), wanted):
                return f"Mentions “{words}”"
    return ""


def _holds(stems: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether the stems wanted stand there side by side."""
    size = len(wanted)
    starts = range(len(stems) - size + 1) if size else range(0)
    return any(tuple(stems[start : start + size]) == tuple(wanted) for start in starts)


def _focuses(cells: Mapping[str, str]) -> list[str]:
    return [term for term in values_in("focus", cells.get("focus", "")) if term != NOT_RECORDED]


def words_ruled_out(typed: str) -> tuple[str, ...]:
    """The words between commas, each once."""
    words = (clean(each, LONGEST_RULED_OUT) for each in typed.split(",")[: 4 * MOST_RULED_OUT])
    return tuple({each.casefold(): each for each in words if stems_of(each)}.values())[:MOST_RULED_OUT]


def clean(typed: str, longest: int, *, lines: bool = False) -> str:
    """Text without control characters or runs of spaces, cut to its longest; line breaks stay if `lines`."""
    kept = "".join(
        letter if letter.isprintable() or (lines and letter == "\n") else " " for letter in typed[: longest * 4]
    )
    written = "\n".join(" ".join(line.split()) for line in kept.split("\n"))
    return written.strip()[:longest].strip()
