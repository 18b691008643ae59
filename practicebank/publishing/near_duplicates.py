"""What the bank, or the queue, already holds that is close to a new submission.

Published practices are named and shown beside it. A submission that still waits is nobody else's to read, so
only the fact that there is one leaves this module.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from weakref import WeakKeyDictionary

import pandas as pd

from practicebank.bank.bank import Bank
from practicebank.search import LIGHT_WORDS, STOP_WORDS, SearchIndex, Synonyms, words_of
from practicebank.submissions.form.model import Submission
from practicebank.submissions.queue import ReviewQueue
from practicebank.submissions.reading.waiting_texts import WaitingText, waiting_texts
from practicebank.words import MarkedText

CLOSE = 0.45
"""Chosen by `python -m benchmarks.near_duplicates`; the figures stand in docs/search.md."""
MOST_SHOWN = 3
MOST_COMPARED = 400
# With a bank goes what was made for it. It is made from the synonyms alone: whatever held the bank would keep it alive.
_INDEXES: "WeakKeyDictionary[Bank, Callable[[tuple[WaitingText, ...]], SearchIndex]]" = WeakKeyDictionary()


@dataclass(frozen=True)
class Near:
    """A published practice close to the submission, and the words both hold, as the practice writes them."""

    slug: str
    title: str
    summary: str
    words: tuple[str, ...]


def published_near(bank: Bank, submission: Submission, *, except_for: str = "") -> list[Near]:
    """The closest first; `except_for` is the slug of what the submission itself became."""
    practices = bank.practices
    found = []
    for nearest in bank.search.nearest_texts(*_compared(submission)):
        slug, title = str(practices["slug"].iat[nearest.row]), str(practices["title"].iat[nearest.row])
        summary = practices["summary"].iat[nearest.row]
        if nearest.score >= CLOSE and slug != except_for:
            found.append(Near(slug, title, summary if isinstance(summary, str) else "", nearest.words))
    return found[:MOST_SHOWN]


def waiting_near(queue: ReviewQueue, bank: Bank, submission: Submission, *, except_for: str = "") -> bool:
    """Is something close to it waiting already? `except_for` is its own reference. Raises `QueueUnavailable`.

    Of a very long queue the newest are compared.
    """
    waiting = tuple(waiting_texts(queue, except_for=except_for)[-MOST_COMPARED:])
    if not waiting:
        return False
    nearest = index_of_waiting(bank, waiting).nearest_texts(*_compared(submission), limit=1)
    return bool(nearest) and nearest[0].score >= CLOSE


def index_of_waiting(bank: Bank, waiting: tuple[WaitingText, ...]) -> SearchIndex:
    """These texts as the bank's search reads them, row by row. The last few are kept as long as the bank is."""
    return _INDEXES.setdefault(bank, lru_cache(maxsize=2)(partial(_index, bank.search.synonyms)))(waiting)


def _index(synonyms: Synonyms, waiting: tuple[WaitingText, ...]) -> SearchIndex:
    rows = [(text.title, text.summary) for text in waiting]
    return SearchIndex.build(pd.DataFrame(rows, columns=["title", "summary"], dtype="str"), synonyms)


def _compared(submission: Submission) -> tuple[str, str]:
    """The short way has no summary; what was tried says as much."""
    return submission.title, submission.summary or submission.tried[:400]


def shared_stems(mine: Sequence[str], theirs: Sequence[str]) -> frozenset[str]:
    """The stems of the telling words that stand on both sides."""
    return frozenset(_telling_stems(mine) & _telling_stems(theirs))


def marked_words(text: str, stems: frozenset[str]) -> list[MarkedText]:
    """The whole text in pieces, with every word of these stems marked."""
    pieces, at = [], 0
    for word in words_of(text):
        if word.stem in stems and word.start >= at:
            pieces += [MarkedText(text[at : word.start], False), MarkedText(text[word.start : word.end], True)]
            at = word.end
    return [piece for piece in (*pieces, MarkedText(text[at:], False)) if piece.text]


def _telling_stems(texts: Sequence[str]) -> set[str]:
    return {word.stem for text in texts for word in words_of(text) if _tells(word.plain)}


def _tells(plain: str) -> bool:
    return bool(plain) and plain not in STOP_WORDS and plain not in LIGHT_WORDS
