"""What readers answer to “Was this useful?” is a number, and every answer is in it."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import product
from multiprocessing.context import ForkServerContext

import pytest
import sender
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from practicebank.submissions.queue import ReviewQueue
from practicebank.submissions.storage.engine import read
from practicebank.submissions.storage.rate_limits import ANSWERS_OF_AN_ADDRESS, TooManyAttempts
from practicebank.submissions.storage.tables import attempts, useful
from practicebank.submissions.useful import NotInTheBank, Useful, count_useful, found_useful, in_words
from tests.depth import examples

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
KNOWN = {"walks", "leaflets"}


def counts(queue: ReviewQueue) -> dict[tuple[str, date, str], int]:
    rows = read(queue.engine, lambda connection: connection.execute(sa.select(useful)).all())
    return {(row.slug, row.day, row.answer): row[3] for row in rows}


def test_answers_are_counted_by_practice_day_and_answer(queue: ReviewQueue) -> None:
    late_in_the_west = datetime(2026, 4, 30, 22, 0, tzinfo=timezone(timedelta(hours=-5)))
    for slug, answer, now in [
        ("walks", Useful.YES, NOON),
        ("walks", Useful.YES, NOON + timedelta(hours=11)),
        ("walks", Useful.YES, late_in_the_west),
        ("walks", Useful.NO, NOON),
        ("walks", Useful.YES, NOON + timedelta(days=1)),
        ("leaflets", Useful.PARTLY, NOON),
    ]:
        count_useful(queue, KNOWN, slug, answer, now=now)
    assert counts(queue) == {
        ("walks", date(2026, 5, 1), "yes"): 3,
        ("walks", date(2026, 5, 1), "no"): 1,
        ("walks", date(2026, 5, 2), "yes"): 1,
        ("leaflets", date(2026, 5, 1), "partly"): 1,
    }


def test_of_a_reader_nothing_is_kept_with_an_answer(queue: ReviewQueue) -> None:
    count_useful(queue, KNOWN, "walks", Useful.YES, address="192.0.2.1", now=NOON)
    assert set(useful.columns.keys()) == {"slug", "day", "answer", "count"}
    with queue.engine.connect() as connection:
        [counted] = connection.execute(sa.select(useful)).all()
        [attempt] = connection.execute(sa.select(attempts)).all()
    assert tuple(counted) == ("walks", date(2026, 5, 1), "yes", 1)
    assert "192.0.2.1" not in str(attempt)
    assert "walks" not in str(attempt)


@pytest.mark.parametrize(
    ("slug", "answer"), [("nope", "yes"), ("", "yes"), ("walks", "Yes"), ("walks", "very"), ("walks", "")]
)
def test_what_is_no_practice_or_no_answer_is_refused(queue: ReviewQueue, slug: str, answer: str) -> None:
    with pytest.raises((NotInTheBank, ValueError)):
        count_useful(queue, KNOWN, slug, answer, address="192.0.2.1")
    assert counts(queue) == {}


def test_an_address_gives_so_many_answers_an_hour_and_no_more(queue: ReviewQueue) -> None:
    for _ in range(ANSWERS_OF_AN_ADDRESS.most):
        count_useful(queue, KNOWN, "walks", Useful.YES, address="192.0.2.1", now=NOON)
    with pytest.raises(TooManyAttempts, match="Try again in 60 minutes"):
        count_useful(queue, KNOWN, "leaflets", Useful.NO, address="192.0.2.1", now=NOON)
    count_useful(queue, KNOWN, "leaflets", Useful.NO, address="192.0.2.2", now=NOON)
    assert sum(counts(queue).values()) == ANSWERS_OF_AN_ADDRESS.most + 1


def test_processes_that_count_at_once_lose_no_answer(
    queue: ReviewQueue, url: str, processes: ForkServerContext
) -> None:
    servers = [processes.Process(target=sender.answer, args=(url, "walks", 20)) for _ in range(2)]
    for server in servers:
        server.start()
    for server in servers:
        server.join()
    assert [server.exitcode for server in servers] == [0, 0]
    assert sum(counts(queue).values()) == 2 * sender.SESSIONS * 20


THREE_NUMBERS = st.tuples(*[st.integers(0, 40)] * len(Useful))
FEW = "Fewer than 5 readers said before today whether it was useful."


def told(numbers: tuple[int, ...]) -> str:
    return in_words(dict(zip(Useful, numbers, strict=True)))


def alike(numbers: tuple[int, ...]) -> list[tuple[int, ...]]:
    """The numbers near these that are told in the same words."""
    near = product(*(range(max(0, number - 5), number + 6) for number in numbers))
    return [each for each in near if told(each) == told(numbers)]


@given(THREE_NUMBERS)
@settings(max_examples=examples(60))
def test_every_number_may_be_any_of_five(numbers: tuple[int, ...]) -> None:
    """Each of them, and their sum."""
    possible = alike(numbers)
    for values in (*zip(*possible, strict=True), map(sum, possible)):
        assert len(set(values)) >= 5


@given(THREE_NUMBERS, st.sampled_from(range(len(Useful))))
@settings(max_examples=examples(60))
def test_between_two_looks_one_answer_may_have_been_any_of_five(numbers: tuple[int, ...], answered: int) -> None:
    """By how much each number has grown since it was told last, when one reader has answered."""
    later = tuple(number + (place == answered) for place, number in enumerate(numbers))
    for before, after in zip(zip(*alike(numbers), strict=True), zip(*alike(later), strict=True), strict=True):
        assert len({one - other for one, other in product(set(after), set(before)) if one >= other}) >= 5


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((0, 0, 0), FEW),
        ((2, 1, 1), FEW),
        ((2, 2, 1), "fewer than 5 found it useful, fewer than 5 partly, fewer than 5 not."),
        ((12, 5, 2), "at least 10 found it useful, at least 5 partly, fewer than 5 not."),
        ((1_004, 0, 15), "at least 1,000 found it useful, fewer than 5 partly, at least 15 not."),
    ],
)
def test_the_numbers_are_told_in_a_sentence(numbers: tuple[int, ...], said: str) -> None:
    assert said in told(numbers)


def test_what_was_answered_today_is_told_tomorrow(queue: ReviewQueue) -> None:
    for answer, number, day in ((Useful.YES, 3, 0), (Useful.YES, 2, 1), (Useful.NO, 5, 1), (Useful.PARTLY, 5, 2)):
        for _ in range(number):
            count_useful(queue, KNOWN, "walks", answer, now=NOON + timedelta(days=day))
    count_useful(queue, KNOWN, "leaflets", Useful.NO, now=NOON)
    midnight = datetime(2026, 5, 2, tzinfo=UTC)
    assert found_useful(queue, "walks", now=midnight) == found_useful(queue, "leaflets", now=midnight) == FEW
    assert found_useful(queue, "walks", now=midnight + timedelta(hours=23)) == FEW
    assert told((5, 0, 5)) == found_useful(queue, "walks", now=midnight + timedelta(days=1))
    assert told((5, 5, 5)) == found_useful(queue, "walks", now=midnight + timedelta(days=2))
    assert found_useful(queue, "leaflets", now=midnight + timedelta(days=2)) == FEW
