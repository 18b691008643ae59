"""The practices of a shortlist, and up to four of them side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import streamlit as st

from pages.parts.visit import Visit
from practicebank.bank.shortlist import MOST_COMPARED, toggled
from practicebank.fields import DETAILS, NOT_RECORDED, text, values_in

FIELDS = ("summary", "effectiveness", *DETAILS, "page_url")
NOT_COMPARED = ("summary", "page_url")


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
    """`shared` are the values that every practice compared has."""

    whose: str
    values: Sequence[str]
    shared: Sequence[str]
    url: str = ""
    effectiveness: str = ""


@dataclass(frozen=True)
class ComparedRow:
    """`verdict` says in a word how the cells compare, "" where too little is recorded to say."""

    label: str
    cells: Sequence[ComparedCell]
    verdict: str


@dataclass(frozen=True)
class Comparison:
    """`gone` is how many practices the address names that the bank does not have."""

    kept: Sequence[ShortlistedPractice]
    compared: Sequence[ShortlistedPractice]
    rows: Sequence[ComparedRow]
    gone: int


def comparison_of(visit: Visit) -> Comparison:
    """The first four of the shortlist, unless the address names others of it."""
    named = st.query_params.get_all("compare")
    shown = [slug for slug in visit.shortlist if slug in named or not named][:MOST_COMPARED]
    kept = [_kept(visit, slug, shown) for slug in visit.shortlist]
    compared = [each for each in kept if each.compared]
    asked = set(st.query_params.get_all("shortlist"))
    return Comparison(
        kept=kept,
        compared=compared,
        rows=[_row(visit, column, compared) for column in FIELDS] if compared else [],
        gone=len([slug for slug in asked if slug not in visit.bank.row_of]),
    )


def _kept(visit: Visit, slug: str, shown: Sequence[str]) -> ShortlistedPractice:
    record = visit.bank.practices.iloc[visit.bank.row_of[slug]]
    effectiveness = text(record["effectiveness"]) or NOT_RECORDED
    return ShortlistedPractice(slug, str(record["title"]), effectiveness, slug in shown, toggled(shown, slug))


def _row(visit: Visit, column: str, compared: Sequence[ShortlistedPractice]) -> ComparedRow:
    practices = visit.bank.practices
    cells = [text(practices[column].iloc[visit.bank.row_of[each.slug]]) for each in compared]
    values = [values_in(column, cell) for cell in cells]
    shared = set(values[0]).intersection(*values[1:]) if len(values) > 1 else set[str]()
    return ComparedRow(
        label=visit.bank.vocabulary.label(column),
        cells=[
            ComparedCell(
                whose=each.title,
                values=[urlsplit(cell).netloc] if column == "page_url" and cell else held,
                shared=sorted(shared),
                url=cell if column == "page_url" else "",
                effectiveness=(cell or NOT_RECORDED) if column == "effectiveness" else "",
            )
            for each, cell, held in zip(compared, cells, values, strict=True)
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
