"""One page of the list of practices, and how everything found divides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pages.parts.visit import PER_PAGE, Visit
from practicebank.analysis.dots import Dot, line_of_dots
from practicebank.analysis.places import how_near
from practicebank.bank.bank import ORDERS
from practicebank.evidence import Evidence, evidence_of
from practicebank.fields import EVIDENCE, NOT_RECORDED, split_cell, text
from practicebank.paging import page_numbers
from practicebank.search import FieldMatch, SynonymUsed, best_sentence
from practicebank.words import MarkedText

CARD_COLUMNS = ["slug", "title", "summary", "effectiveness", "focus", "organisation", "region", "linked_to", *EVIDENCE]


@dataclass(frozen=True)
class Card:
    """`near` says whether it was tried near to the reader, "" when they have not said where that is. `sentence` is the
    one of the account that answers the search best, () when none does.
    """

    slug: str
    title: Sequence[MarkedText]
    summary: Sequence[MarkedText]
    effectiveness: str
    focus: Sequence[str]
    organisation: str
    near: str
    linked_to: Sequence[str]
    evidence: Evidence
    sentence: Sequence[MarkedText]
    because: Sequence[str]


@dataclass(frozen=True)
class Listing:
    """`first` is the number of the first card, from 1; `mixes` are counts of everything found, not the page, and `dots`
    all of that one by one, None when it is too much to see.
    """

    cards: Sequence[Card]
    first: int
    page: int
    pages: Sequence[int | None]
    last_page: int
    orders: Mapping[str, str]
    mixes: Mapping[str, Mapping[str, int]]
    dots: Sequence[Dot] | None
    total: int
    nearest: bool


def listed(visit: Visit) -> Listing:
    selection, bank = visit.selection, visit.bank
    nearest = selection.found is not None and selection.found.nearest_only and len(selection.found.rows) > 0
    rows = selection.found.rows[:5] if nearest and selection.found is not None else selection.rows
    page, last_page = visit.shown_page(len(rows))
    first = (page - 1) * PER_PAGE
    return Listing(
        cards=cards(visit, rows[first : first + PER_PAGE]),
        first=first + 1,
        page=page,
        pages=page_numbers(page, last_page),
        last_page=last_page,
        orders={order: label for order, label in ORDERS.items() if order != "match" or visit.filters.q},
        mixes={column: bank.facets[column].counts(selection.kept) for column in ("effectiveness", "focus")},
        dots=line_of_dots(bank, selection),
        total=len(selection),
        nearest=nearest,
    )


def cards(visit: Visit, rows: npt.NDArray[np.int64]) -> list[Card]:
    # Column by column: taking a table's rows out one by one costs three times as much.
    columns = [visit.bank.practices[column].array.take(rows).tolist() for column in CARD_COLUMNS]
    return [
        _card(visit, row, dict(zip(CARD_COLUMNS, cells, strict=True)))
        for row, *cells in zip(rows.tolist(), *columns, strict=True)
    ]


def _card(visit: Visit, row: int, record: Mapping[str, object]) -> Card:
    matches: Mapping[str, FieldMatch] = {}
    because: list[str] = []
    if visit.selection.found is not None:
        why = visit.selection.found.why(row)
        matches = {match.field: match for match in why.fields}
        # The words marked in the sentence of an account speak for themselves.
        words = {span.word for match in why.fields if match.field != "account" for span in match.spans}
        because = led_here([used for used in why.synonyms if used.word in words], visit.filters.q)
        because += [
            f"{visit.bank.vocabulary.label(match.field)}: {match.text}"
            for match in why.fields
            if match.field not in ("title", "summary", "account")
        ]
    account = best_sentence(matches["account"]) if "account" in matches else None
    return Card(
        slug=str(record["slug"]),
        title=marked(text(record["title"]), matches.get("title")),
        summary=marked(text(record["summary"]), matches.get("summary")),
        effectiveness=text(record["effectiveness"]) or NOT_RECORDED,
        focus=split_cell(text(record["focus"])),
        organisation=text(record["organisation"]),
        near=how_near(visit.bank.places, visit.near, text(record["organisation"]), split_cell(text(record["region"]))),
        linked_to=split_cell(text(record["linked_to"])),
        evidence=evidence_of({column: text(record[column]) for column in EVIDENCE}),
        sentence=marked(account.text, account) if account else (),
        because=because[:3],
    )


def led_here(synonyms: Sequence[SynonymUsed], query: str) -> list[str]:
    """The words that led from the search to a practice, the closest two for each: "night-time economy (NTE)".

    A word that holds what was typed explains itself.
    """
    words: dict[str, list[str]] = {}
    for used in sorted(synonyms, key=lambda used: used.relation in ("wider", "related")):
        if used.typed.casefold() not in used.word.casefold():
            words.setdefault(used.typed, []).append(used.word)
    places = {typed: query.casefold().find(typed.casefold()) for typed in words}
    as_typed = {typed: query[at : at + len(typed)] if at >= 0 else typed for typed, at in places.items()}
    return [f"{', '.join(found[:2])} ({as_typed[typed]})" for typed, found in words.items()]


def marked(written: str, match: FieldMatch | None) -> list[MarkedText]:
    """The text cut where the words that matched begin and end."""
    parts, at = [], 0
    for span in sorted(match.spans, key=lambda span: span.start) if match else ():
        if span.start >= at:
            parts += [MarkedText(written[at : span.start], False), MarkedText(written[span.start : span.end], True)]
            at = span.end
    return [part for part in (*parts, MarkedText(written[at:], False)) if part.text]
