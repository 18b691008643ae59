"""Twelve months after publishing: the ledger, the answers, the calendar."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from desks import publish, seen
from examples import LEAFLETS, NIGHT_WALKS
from hypothesis import given
from hypothesis import strategies as st

from practicebank.bank.publications import a_year_after
from practicebank.desk.decisions import Refused
from practicebank.desk.follow_ups import STANDINGS, _folded, _spans, all_due, ask_again, calendar, confirm, ledger
from practicebank.submissions import codes
from practicebank.submissions.reading.published_practices import public_practices
from practicebank.submissions.states import ANSWERS
from practicebank.submissions.storage.tables import outbox, submissions

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def published(ada):
    """References of practices published so many days before a year ago."""

    def publish_at(*days: int) -> dict[int, str]:
        references = {}
        for day in days:
            sent = NIGHT_WALKS.model_copy(update={"title": f"Walk {day}, {codes.new_reference()}"})
            references[day] = ada.queue.submit(sent, codes.new_key()).reference
            publish(ada, references[day])
            at = NOW - timedelta(days=365 + day)
            change = submissions.update().where(submissions.c.reference == references[day]).values(published_at=at)
            with ada.queue.engine.begin() as connection:
                connection.execute(change)
        return references

    return publish_at


def test_practices_stand_where_their_dates_put_them(ada, published):
    references = published(40, 31, 30, 1, 0, -1, -60, -61, -300)
    standing = {name: {due.record.reference for due in ledger(ada, name, now=NOW).practices} for name in STANDINGS}
    by_day = {day: next((name for name in STANDINGS if it in standing[name]), "") for day, it in references.items()}
    assert by_day == {
        40: "overdue", 31: "overdue", 30: "due", 1: "due", 0: "due", -1: "due soon", -60: "due soon", -61: "", -300: ""
    }  # fmt: skip
    counts = ledger(ada, now=NOW).counts
    assert counts == {name: len(found) for name, found in standing.items()}


def test_an_answer_starts_the_next_twelve_months_and_stands_on_the_page(ada, published):
    [reference] = published(40).values()
    with pytest.raises(Refused, match="Choose how"):
        confirm(ada, reference, seen(ada, reference), "splendid")
    confirm(ada, reference, seen(ada, reference), "spread", "Two more towns.")
    now = datetime.now(UTC)
    assert [due.record.answer for due in ledger(ada, "answered", now=now).practices] == ["spread"]
    [practice] = public_practices(ada.queue).practices
    assert practice.answer == "spread"
    assert practice.due == a_year_after(now.date())


def test_asking_takes_consent_and_an_address_and_writes_a_message(ada, published):
    [reference] = published(40).values()
    ask_again(ada, reference, seen(ada, reference))
    with ada.queue.engine.connect() as connection:
        subjects = list(connection.scalars(sa.select(outbox.c.subject).where(outbox.c.reference == reference)))
    assert subjects[-1].startswith("How is your practice doing?")
    unasked = ada.queue.submit(LEAFLETS, codes.new_key()).reference
    publish(ada, unasked)
    with pytest.raises(Refused, match="Nobody has agreed"):
        ask_again(ada, unasked, seen(ada, unasked))


def test_the_founding_practices_are_counted_and_never_due(ada, published):
    published(40)
    found = ledger(ada, now=NOW)
    assert found.founding == 63
    assert len(found.practices) == 1


def test_the_calendar_holds_what_is_due_and_nobody_in_person(ada, published):
    published(40, 1, -1, -200)
    text = calendar(ada, now=NOW).decode()
    assert text.count("BEGIN:VEVENT") == 3
    assert "DTSTART;VALUE=DATE:20270120" in text
    assert r"SUMMARY:Follow up: Walk 40\, PB-" in text
    assert "example.org" not in text
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")


@given(st.text(min_size=1, max_size=300).filter(lambda text: "\r" not in text and "\n" not in text))
def test_long_lines_are_folded_and_can_be_put_together_again(line):
    folded = list(_folded(line))
    assert "".join([folded[0], *(piece[1:] for piece in folded[1:])]) == line
    assert all(len(piece.encode()) <= 75 for piece in folded)


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2033, 1, 1), timezones=st.just(UTC)),
    st.datetimes(datetime(2024, 1, 1), datetime(2033, 1, 1), timezones=st.just(UTC)),
)
def test_due_means_that_the_date_has_come(confirmed, now):
    spans = _spans(now)
    past = [name for name in ("overdue", "due") if holds(spans[name], confirmed)]
    assert bool(past) == (a_year_after(confirmed.date()) <= now.date())
    assert (
        sum(holds(replace(span, answered=False), confirmed) for name, span in spans.items() if name != "answered") <= 1
    )


def holds(span, moment):
    return (span.first is None or moment >= span.first) and (span.end is None or moment < span.end)


def test_every_answer_can_be_kept(ada, reference):
    publish(ada, reference)
    for answer in ANSWERS:
        confirm(ada, reference, seen(ada, reference), answer)
    assert ada.queue.get(reference).answer == ANSWERS[-1]


def test_a_year_after_a_leap_day():
    assert a_year_after(date(2028, 2, 29)) == date(2029, 2, 28)


def test_all_that_is_due_is_what_the_ledger_pages_through(ada, published):
    published(*range(30))
    assert len(all_due(ada, now=NOW)) == 30
    pages = [len(ledger(ada, "due", page, now=NOW).practices) for page in (1, 2, 3)]
    assert pages == [25, 5, 5]
