"""The answers to a problem as their page shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from pages.parts.practices.listing import marked
from pages.parts.visit import Visit
from practicebank.analysis.problem_answers import KEYS, MatchReason, ProblemAnswers, RankedPractice, answer
from practicebank.bank.bank import Bank
from practicebank.evidence import Evidence, evidence_of
from practicebank.fields import NOT_RECORDED, WITHHELD, split_cell, text
from practicebank.search import Correction, best_sentence
from practicebank.words import MarkedText

NAMES = {"text": "what you wrote", "offender": "the offender", "target": "the target or victim", "place": "the place"}
LABELS = {"text": "What you wrote", "offender": "Offender", "target": "Target or victim", "place": "Place"}
MOST_REASONS = 6
TEAM_WORDS = {"organisation": "Organisation to ask"}
WHERE = {"title": "", "summary": "", "account": "account"}


@dataclass(frozen=True)
class Fact:
    """`url` is where the fact can be read, "" when it is only words."""

    label: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class ReasonInWords:
    """A reason in words: `where` names the field it stands in, "" for the title and summary that are shown."""

    typed: str
    written: str
    where: str


@dataclass(frozen=True)
class AnswerCard:
    """`sentence` is what the account says of the problem, () when it was not found there."""

    slug: str
    title: Sequence[MarkedText]
    summary: Sequence[MarkedText]
    plain_title: str
    effectiveness: str
    focus: Sequence[str]
    evidence: Evidence
    sentence: Sequence[MarkedText]
    reasons: Sequence[tuple[str, Sequence[ReasonInWords]]]
    unanswered: Sequence[str]
    known: Sequence[Fact]
    not_recorded: Sequence[str]


@dataclass(frozen=True)
class Group:
    """`heading` is "" when no focus was asked for; `first` is the number of its first card."""

    heading: str
    first: int
    cards: Sequence[AnswerCard]


@dataclass(frozen=True)
class Answers:
    """`said` is the account itself, part by part; `unfiltered` names the filters that play no part here."""

    said: Sequence[tuple[str, str]]
    groups: Sequence[Group]
    total: int
    nearest: bool
    left_out: Sequence[tuple[str, str, str]]
    corrections: Sequence[Correction]
    cleared: Mapping[str, Sequence[str]]


def answers_of(visit: Visit) -> Answers:
    problem = visit.problem
    found = answer(problem, visit.bank.practices, visit.bank.search)
    said = [(LABELS[part], words) for part, words in problem.said()]
    lists = {"Focus wanted": problem.focus, "Ruled out": (*problem.without_focus, *problem.without)}
    said += [(label, ", ".join(values)) for label, values in lists.items() if values]
    return Answers(
        said=said,
        groups=_groups(visit, found),
        total=len(found.answers),
        nearest=found.nearest,
        left_out=[(*_named(visit.bank, each.row), each.because) for each in found.left_out],
        corrections=found.corrections,
        cleared=dict.fromkeys(KEYS, ()),
    )


def _groups(visit: Visit, found: ProblemAnswers) -> list[Group]:
    if not visit.problem.focus:
        return [Group("", 1, [_card(visit.bank, each) for each in found.answers])]
    wanted = [_card(visit.bank, each) for each in found.answers if each.wanted]
    others = [_card(visit.bank, each) for each in found.answers if not each.wanted]
    asked = " or ".join(visit.problem.focus)
    return [
        Group(f"About {asked}, as you wanted" if wanted else f"None of the answers is about {asked}", 1, wanted),
        Group("With another focus", len(wanted) + 1, others),
    ]


def _card(bank: Bank, found: RankedPractice) -> AnswerCard:
    cells = {str(column): text(cell) for column, cell in bank.practices.iloc[found.row].items()}
    evidence = evidence_of(cells)
    said = ("evaluation_design",) if evidence.tested else ()
    told = best_sentence(found.marks["account"]) if "account" in found.marks else None
    return AnswerCard(
        slug=cells["slug"],
        title=marked(cells["title"], found.marks.get("title")),
        summary=marked(cells["summary"], found.marks.get("summary")),
        plain_title=cells["title"],
        effectiveness=cells["effectiveness"] or NOT_RECORDED,
        focus=split_cell(cells["focus"]),
        evidence=evidence,
        sentence=marked(told.text, told) if told else (),
        reasons=[(NAMES[reason.part], _told(bank, reason)) for reason in found.reasons if reason.links],
        unanswered=[NAMES[reason.part] for reason in found.reasons if not reason.links],
        known=[_fact(bank, column, values) for column, values in found.known if column not in said],
        not_recorded=[_label(bank, column).lower() for column in found.not_recorded if column not in said],
    )


def _told(bank: Bank, reason: MatchReason) -> list[ReasonInWords]:
    return [
        ReasonInWords(
            link.typed if link.typed.casefold() != link.written.casefold() else "",
            link.written,
            WHERE[link.field] if link.field in WHERE else bank.vocabulary.label(link.field).lower(),
        )
        for link in reason.links[:MOST_REASONS]
    ]


def _fact(bank: Bank, column: str, values: Sequence[str]) -> Fact:
    if column == "page_url":
        return Fact(_label(bank, column), urlsplit(values[0]).netloc, values[0])
    label = bank.vocabulary.label(column) if WITHHELD in values else _label(bank, column)  # there is nobody to ask
    return Fact(label, ", ".join(values))


def _label(bank: Bank, column: str) -> str:
    return TEAM_WORDS.get(column) or bank.vocabulary.label(column)


def _named(bank: Bank, row: int) -> tuple[str, str]:
    return str(bank.practices["slug"].iloc[row]), str(bank.practices["title"].iloc[row])
