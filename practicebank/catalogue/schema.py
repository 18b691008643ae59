"""What the columns of a catalogue must hold: the one definition of the table, which pandera checks a file against."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from urllib.parse import urlsplit

import pandas as pd
import pandera.pandas as pa

from practicebank.fields import FIELD, FIELDS, values_in
from practicebank.words import date_in_words

LONGEST_TITLE = 300
LONGEST_SUMMARY = 2_000

CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_PARTIAL_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_PLAINLY_AN_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(/[!-~]*)?")


def is_web_address(text: str) -> bool:
    """Whether a page may link to it: http or https, a host, and no character a browser would pass over."""
    if _PLAINLY_AN_ADDRESS.fullmatch(text):
        return True  # the same, ten times as fast
    try:
        parts = urlsplit(text)
        host = parts.hostname if parts.port != 0 else None
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and text.isprintable() and " " not in text


def is_partial_date(text: str) -> bool:
    """Whether it is a year, a month or a day: 2023, 2023-03 or 2023-03-01."""
    if not _PARTIAL_DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return True


def in_words(column: str, value: str) -> str:
    """A value as it is read: "March 2023" for 2023-03 in a column of dates, any other as it stands."""
    return date_in_words(value) if FIELD[column].by_year and is_partial_date(value) else value


def are_web_addresses(texts: "pd.Series[str]") -> "pd.Series[bool]":
    """`is_web_address` of many texts; those that plainly are one need not be taken apart."""
    answers = texts.str.fullmatch(_PLAINLY_AN_ADDRESS.pattern).astype(bool)
    doubtful = texts[~answers & (texts != "")]
    answers[doubtful.index] = doubtful.map({text: is_web_address(text) for text in doubtful.unique()}).astype(bool)
    return answers


def table_schema(terms: Mapping[str, Sequence[str]]) -> pa.DataFrameSchema:
    """The table of practices as text, one row a practice, "" for what is not recorded.

    `terms` are the known words of each column. A check's `name` is the advice shown to whoever mends the
    file; checks whose name is in `SETS_ASIDE` mean the row cannot be a practice. A row without a title has no
    slug either: what it had is free for another row.
    """
    columns = {field.name: pa.Column(str) for field in FIELDS}
    columns |= {
        "slug": pa.Column(
            str,
            [
                _check(lambda slugs: slugs.str.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?"), SLUG_SHAPE),
                _check(lambda slugs: ~slugs.duplicated() | (slugs == ""), REPEATED_SLUG),
            ],
        ),
        "title": pa.Column(
            str,
            [
                _check(lambda titles: titles != "", NO_TITLE),
                _check(lambda titles: titles.str.len() <= LONGEST_TITLE, LONG_TITLE),
            ],
        ),
        "summary": pa.Column(
            str,
            [
                _check(lambda summaries: summaries != "", NO_SUMMARY),
                _check(lambda summaries: summaries.str.len() <= LONGEST_SUMMARY, LONG_SUMMARY),
            ],
        ),
        "page_url": pa.Column(str, _check(lambda urls: are_web_addresses(urls) | (urls == ""), PAGE_URL)),
    }
    for field in FIELDS:
        if field.by_year:
            columns[field.name] = pa.Column(str, _each(lambda cell: not cell or is_partial_date(cell), PARTIAL_DATE))
    for column, known in terms.items():
        checks = [_known(column, known)]
        if FIELD[column].always:
            checks.append(_check(lambda cells: cells != "", EMPTY_CELL))
        columns[column] = pa.Column(str, checks)
    return pa.DataFrameSchema(columns)


NO_SLUG = "Enter a slug that never changes. Until then one is made from the title."
SLUG_SHAPE = "Write the slug in lower-case letters, digits and single hyphens."
REPEATED_SLUG = "Give this practice a slug of its own: another row already has it. The row is set aside."
NO_TITLE = "Enter a title for the practice. The row is set aside."
LONG_TITLE = f"Shorten the title to {LONGEST_TITLE} characters."
NO_SUMMARY = "Enter a one-sentence summary."
LONG_SUMMARY = f"Shorten the summary to {LONGEST_SUMMARY:,} characters."
PAGE_URL = "Enter a web address that begins with http:// or https://, or leave it empty. It is not shown."
PARTIAL_DATE = "Write it as 2023, 2023-03 or 2023-03-01."
EMPTY_CELL = "Enter a value."
UNKNOWN_TERM = "Use a term of the vocabulary, or add this one to it."
SETS_ASIDE = frozenset({REPEATED_SLUG, NO_TITLE})


def _check(holds: "Callable[[pd.Series[str]], pd.Series[bool]]", advice: str) -> pa.Check:
    return pa.Check(holds, name=advice)


def _each(holds: Callable[[str], bool], advice: str) -> pa.Check:
    """A check of one cell at a time, asked once for every distinct cell."""

    def of_all(cells: "pd.Series[str]") -> "pd.Series[bool]":
        return cells.map({cell: holds(cell) for cell in cells.unique()}).astype(bool)

    return _check(of_all, advice)


def _known(column: str, known: Sequence[str]) -> pa.Check:
    words = set(known)
    return _each(lambda cell: words.issuperset(values_in(column, cell)), UNKNOWN_TERM)
