"""What stands above every result: the choice in words, each chosen value removable, ways out of nothing,
and the spelling a search was read with.
"""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from pages.parts.html import show
from pages.parts.visit import Visit
from practicebank.bank.filters import COLUMN_OF, Filters, clean_search
from practicebank.words import MarkedText

_MOST_SAID, _LONGEST_SAID = 3, 40
_TWO_SENDINGS = 0.01  # seconds; Streamlit sends what has been drawn every 5 ms


@dataclass(frozen=True)
class Chip:
    """A chosen value, and the choice without it."""

    label: str
    term: str
    without: Filters


@dataclass(frozen=True)
class WayOut:
    """A filter to relax when nothing matches, and how many practices that would show."""

    label: str
    filters: Filters
    number: int


def chips(visit: Visit) -> Sequence[Chip]:
    return [
        Chip(
            "Search" if key == "q" else visit.bank.vocabulary.label(COLUMN_OF[key]),
            term,
            visit.filters.without(key, term),
        )
        for key, term in visit.filters.choices()
    ]


def ways_out(visit: Visit) -> Sequence[WayOut]:
    """Each filter that shows something when it alone is dropped, the most rewarding first."""
    keys = dict.fromkeys(key for key, _ in visit.filters.choices())
    ways = []
    for key in keys:
        relaxed = visit.filters.without(key)
        label = "the search" if key == "q" else f"“{visit.bank.vocabulary.label(COLUMN_OF[key])}”"
        ways.append(WayOut(label, relaxed, len(visit.bank.select(relaxed))))
    return sorted((way for way in ways if way.number), key=lambda way: -way.number)


def not_here(visit: Visit) -> Sequence[tuple[str, str]]:
    """What the address asked for that this bank does not have, each with what it would be; the first few, cut short:
    whoever made a link should not write our pages with it.
    """
    bank = visit.bank
    asked = [
        (bank.vocabulary.label(column), value)
        for key, column in COLUMN_OF.items()
        for value in st.query_params.get_all(key)
        if value not in bank.facets[column].terms
    ]
    asked += [("Practice", slug) for slug in st.query_params.get_all("shortlist") if slug not in bank.row_of]
    return [(label, clean_search(value)[:_LONGEST_SAID]) for label, value in asked[:_MOST_SAID]]


def heading(template: str, visit: Visit) -> None:
    """The top of a page: its title, the choice in words with its chips, and what to relax where nothing matches. A new
    count is sent ahead of the page.
    """
    show(
        template,
        visit=visit,
        chips=chips(visit),
        ways_out=[] if len(visit.selection) else ways_out(visit),
        not_here=not_here(visit),
    )
    if visit.chosen_anew:
        send_ahead(visit)


def send_ahead(visit: Visit) -> None:
    """After a change, let what has been drawn so far reach the reader by itself. What arrives together is drawn
    together: it would otherwise appear no sooner than the longest list below it.
    """
    if visit.again:
        time.sleep(_TWO_SENDINGS)


@dataclass(frozen=True)
class SpellingNote:
    """`parts` are the search with its typing errors put right and those words marked; `other` is the other way."""

    parts: Sequence[MarkedText]
    other: Filters


def spelling(visit: Visit) -> SpellingNote | None:
    """None when the search has no typing errors that anything is known to be meant by."""
    filters = visit.filters
    read = visit.bank.find(filters.q)
    if read is None or not read.corrections or (read.nearest_only and not filters.exact):
        return None
    used = {correction.typed: correction.used for correction in read.corrections}
    typed = "|".join(re.escape(word) for word in sorted(used, key=len, reverse=True))
    pieces = re.split(rf"(?<!\w)({typed})(?!\w)", filters.q)
    words = [MarkedText(used.get(piece, piece), piece in used) for piece in pieces if piece]
    return SpellingNote(words, filters.spelled(exact=not filters.exact))
