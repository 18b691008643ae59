"""The practices of a shortlist, and up to four of them side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import streamlit as st

from pages.parts.visit import Visit
from practicebank.bank.shortlist import MOST_COMPARED, toggled
from practicebank.catalogue.accounts import Statement
from practicebank.evidence import Evidence, evidence_of
from practicebank.fields import ACCOUNT, ACCOUNT_FIELD, COLUMNS, DETAILS, NOT_RECORDED, text, values_in
from practicebank.words import first_small

EVIDENCE = "evidence"
FIRST = ("summary", "effectiveness", EVIDENCE, "focus", "organisation")
TOLD = tuple(field.name for field in ACCOUNT if field.compared)
ROWS = (*FIRST, *TOLD, *(column for column in DETAILS if column not in FIRST), "page_url")
"""What is compared, in its order: columns, the evidence, and parts of the accounts."""
NOT_COMPARED = ("summary", "page_url")
NOT_MISSED = tuple(field.label for field in ACCOUNT if field.by_some)
"""The names of what not everybody is asked for."""


@dataclass(frozen=True)
class ShortlistedPractice:
    """A practice of the shortlist. `others` is what would be compared after its link was followed."""

    slug: str
    title: str
    effectiveness: str
    compared: bool
    others: Sequence[str]


@dataclass(frozen=True)
class ComparedCell:
    """`shared` are the values that every practice compared has. What is told of a practice is `told`, and `sites`
    says what each of its addresses is called.
    """

    whose: str
    values: Sequence[str]
    shared: Sequence[str] = ()
    url: str = ""
    effectiveness: str = ""
    evidence: Evidence | None = None
    told: Statement | None = None
    sites: Sequence[tuple[str, str]] = ()

    @property
    def recorded(self) -> bool:
        return bool(self.values or self.told or (self.evidence and self.evidence.recorded))


@dataclass(frozen=True)
class ComparedRow:
    """`verdict` says in a word how the cells compare, "" where too little is recorded to say."""

    label: str
    cells: Sequence[ComparedCell]
    verdict: str = ""


@dataclass(frozen=True)
class Comparison:
    """`rows` are those in which some practice records something, `nowhere` the names of the others. `gone` is how many
    practices the address names that the bank does not have.
    """

    kept: Sequence[ShortlistedPractice]
    compared: Sequence[ShortlistedPractice]
    rows: Sequence[ComparedRow]
    nowhere: Sequence[str]
    gone: int


def comparison_of(visit: Visit) -> Comparison:
    """The first four of the shortlist, unless the address names others of it."""
    named = st.query_params.get_all("compare")
    shown = [slug for slug in visit.shortlist if slug in named or not named][:MOST_COMPARED]
    kept = [_kept(visit, slug, shown) for slug in visit.shortlist]
    compared = [each for each in kept if each.compared]
    rows = _rows(visit, compared) if compared else []
    asked = set(st.query_params.get_all("shortlist"))
    return Comparison(
        kept=kept,
        compared=compared,
        rows=[row for row in rows if any(cell.recorded for cell in row.cells)],
        nowhere=[
            first_small(row.label)
            for row in rows
            if not any(cell.recorded for cell in row.cells) and row.label not in NOT_MISSED
        ],
        gone=len([slug for slug in asked if slug not in visit.bank.row_of]),
    )


def _kept(visit: Visit, slug: str, shown: Sequence[str]) -> ShortlistedPractice:
    record = visit.bank.practices.iloc[visit.bank.row_of[slug]]
    effectiveness = text(record["effectiveness"]) or NOT_RECORDED
    return ShortlistedPractice(slug, str(record["title"]), effectiveness, slug in shown, toggled(shown, slug))


def _rows(visit: Visit, compared: Sequence[ShortlistedPractice]) -> list[ComparedRow]:
    bank, titles = visit.bank, [each.title for each in compared]
    at = [bank.row_of[each.slug] for each in compared]
    cells = [{column: text(bank.practices[column].iloc[row]) for column in COLUMNS} for row in at]
    accounts = [{told.field: told for told in bank.account(each.slug)} for each in compared]
    evidence = [evidence_of(each) for each in cells]
    rows = []
    for name in ROWS:
        if name == EVIDENCE:
            row = ComparedRow("Evidence", [_evidence(*each) for each in zip(titles, evidence, strict=True)])
        elif name in TOLD:
            told = [
                _told(whose, account[name]) if name in account else _evidence(whose, _in_a_word(name, known))
                for whose, account, known in zip(titles, accounts, evidence, strict=True)
            ]
            row = ComparedRow(ACCOUNT_FIELD[name].label, told)
        else:
            row = _of_column(visit.bank.vocabulary.label(name), name, titles, cells)
        rows.append(row)
    return rows


def _evidence(whose: str, evidence: Evidence) -> ComparedCell:
    return ComparedCell(whose, (), evidence=evidence)


def _in_a_word(name: str, evidence: Evidence) -> Evidence:
    """What the evidence says of a part of the account that is not told."""
    if name == "evaluation":
        return replace(evidence, outcome="")
    return Evidence("", "", "", evidence.outcome if name == "result" else "")


def _told(whose: str, told: Statement) -> ComparedCell:
    named: dict[str, str] = {}
    for url in told.urls:
        site = urlsplit(url).netloc.removeprefix("www.")
        named[url] = f"{site} ({len(named) + 1})" if site in named.values() else site
    return ComparedCell(whose, (), told=told, sites=list(named.items()))


def _of_column(label: str, column: str, titles: Sequence[str], practices: Sequence[Mapping[str, str]]) -> ComparedRow:
    cells = [practice[column] for practice in practices]
    values = [values_in(column, cell) for cell in cells]
    shared = set(values[0]).intersection(*values[1:]) if len(values) > 1 else set[str]()
    return ComparedRow(
        label=label,
        cells=[
            ComparedCell(
                whose=whose,
                values=[urlsplit(cell).netloc] if column == "page_url" and cell else held,
                shared=sorted(shared),
                url=cell if column == "page_url" else "",
                effectiveness=(cell or NOT_RECORDED) if column == "effectiveness" else "",
            )
            for whose, cell, held in zip(titles, cells, values, strict=True)
        ],
        verdict="" if column in NOT_COMPARED else verdict_on(values),
    )


def verdict_on(values: Sequence[Sequence[str]]) -> str:
    """How values compare where they are recorded; a practice that records nothing can be neither same nor other."""
    recorded = [set(held) for held in values if held]
    if len(recorded) < 2:
        return ""
    if all(held == recorded[0] for held in recorded):
        return "Same" if len(recorded) == len(values) else "Same where recorded"
    return "Partly the same" if set.intersection(*recorded) else "Differs"
