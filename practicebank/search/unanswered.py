"""Counts the searches that found nothing, by term and date and by nothing else, so that a gap can be seen.

No reader, session, address or hour is kept. What looks like it names a person is not counted, and what fewer
people than `RARE` asked for is never told: a rare search may say who searched. Counts older than a year are
forgotten. The file may be used by several processes at once.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from practicebank.log import log_warning
from practicebank.personal_data import find_personal_data

RARE = 3
DAYS_KEPT = 365
LONGEST_TERM = 80
MOST_TERMS = 20_000
SECONDS_TO_WAIT = 0.5

_TABLE = """
create table if not exists unanswered (
    term text not null, day text not null, number integer not null, primary key (term, day)
) without rowid
"""
_ADD = """
insert into unanswered (term, day, number) values (?, ?, 1)
on conflict (term, day) do update set number = number + 1
"""
_COMMONEST = """
select term, sum(number) as total, max(day) from unanswered where day >= ?
group by term having total >= ? order by total desc, term limit ?
"""


@dataclass(frozen=True)
class Unanswered:
    """A search that found nothing, how often it was made, and the last day it was."""

    term: str
    number: int
    last: date


def count(path: Path | None, words: str, today: date) -> bool:
    """Count one search that found nothing; says whether it was. `path` None is the off switch.

    A file that cannot be written now, or that is full, costs the count and never the search.
    """
    term = " ".join(words.casefold().split())[:LONGEST_TERM].strip()
    if path is None or not any(letter.isalpha() for letter in term) or find_personal_data(words):
        return False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _opened(path) as file:
            file.execute(_TABLE)
            file.execute("delete from unanswered where day < ?", [_day(today - timedelta(days=DAYS_KEPT))])
            [(terms,)] = file.execute("select count(*) from unanswered")
            known = file.execute("select 1 from unanswered where term = ? and day = ?", [term, _day(today)])
            if terms >= MOST_TERMS and not known.fetchone():
                return False
            file.execute(_ADD, [term, _day(today)])
    except (OSError, sqlite3.DatabaseError) as error:
        log_warning("search_not_counted", error=type(error).__name__)
        return False
    return True


def commonest(path: Path | None, since: date, *, at_least: int = RARE, most: int = 50) -> list[Unanswered]:
    """The searches that found nothing since that day, most frequent first, without the rare ones.

    Empty when nothing is counted yet or counting is off.
    """
    if path is None or not path.exists():
        return []
    with _opened(path) as file:
        file.execute(_TABLE)
        rows = file.execute(_COMMONEST, [_day(since), max(at_least, 1), most]).fetchall()
    return [Unanswered(term, number, date.fromisoformat(last)) for term, number, last in rows]


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The file in one transaction that writes from its beginning, so that two processes take turns."""
    with closing(sqlite3.connect(path, timeout=SECONDS_TO_WAIT, isolation_level=None)) as file:
        file.execute("begin immediate")
        yield file
        file.execute("commit")


def _day(day: date) -> str:
    return day.isoformat()
