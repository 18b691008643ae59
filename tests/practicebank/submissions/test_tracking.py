from datetime import UTC, datetime, timedelta

import pytest
from examples import ADA, LEAFLETS, NIGHT_WALKS, TERMS, bring_to

from practicebank.submissions import codes
from practicebank.submissions.moves import SomebodyWasQuicker
from practicebank.submissions.queue import open_queue
from practicebank.submissions.states import ALLOWED, Status, Step, StepNotAllowed
from practicebank.submissions.storage.rate_limits import (
    CODES_FOR_A_REFERENCE,
    CODES_FROM_AN_ADDRESS,
    Limit,
    TooManyAttempts,
    count_attempt,
    filled_by_a_machine,
    forget_attempts,
)
from practicebank.submissions.storage.tables import attempts, submissions
from practicebank.submissions.tracking import NotYours, respond, track

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
THREE_AN_HOUR = Limit("three an hour", 3, timedelta(hours=1))


def test_a_contributor_sees_where_it_stands(queue, receipt):
    tracked = track(queue, receipt.reference, receipt.private_code)

    assert (tracked.status, tracked.place, tracked.asked, tracked.slug) == (Status.WAITING, 1, None, "")
    assert tracked.submission == NIGHT_WALKS
    assert "reviewers" in tracked.turn
    assert [move.step for move in tracked.may] == [Step.CORRECT, Step.WITHDRAW]
    assert [told.step for told in tracked.story] == [Step.SEND]


def test_reference_and_code_are_known_however_they_are_typed(queue, receipt):
    typed = receipt.reference.lower().replace("-", " ")
    assert track(queue, typed, receipt.private_code.lower()).reference == receipt.reference


def test_a_question_and_its_answer(queue, receipt):
    bring_to(queue, receipt.reference, Status.IN_REVIEW)
    queue.move(receipt.reference, Step.NOTE, ADA, expected=Status.IN_REVIEW, note="Seems thin.")
    queue.move(
        receipt.reference,
        Step.ASK,
        ADA,
        expected=Status.IN_REVIEW,
        words="Two questions.",
        questions={"cost": "Whose money?"},
        note="Ask Ben too.",
    )

    asked = track(queue, receipt.reference, receipt.private_code)
    assert (asked.asked.words, asked.asked.questions) == ("Two questions.", {"cost": "Whose money?"})
    assert "Your turn" in asked.turn
    assert "Seems thin" not in str(asked)
    assert "Ask Ben" not in str(asked)
    assert ADA.name not in str(asked.story)

    answered = respond(
        queue,
        receipt.reference,
        receipt.private_code,
        Step.ANSWER,
        expected=Status.ASKED,
        words="Ours.",
        submission=NIGHT_WALKS.model_copy(update={"cost": "£4,000, ours"}),
    )
    assert (answered.status, answered.asked, answered.place) == (Status.IN_REVIEW, None, 1)
    assert queue.get(receipt.reference).reviewer == ADA.name
    assert answered.meaning == "Your answer has arrived, and a reviewer has it."
    assert "reviewers" in answered.turn
    assert answered.answered == queue.history(receipt.reference)[-1].at
    assert answered.hear_by == (answered.answered + ALLOWED[Status.IN_REVIEW]).date()
    assert not answered.late
    assert ADA.name not in str(answered)
    assert answered.submission.cost == "£4,000, ours"
    event = queue.history(receipt.reference)[-1]
    assert (event.words, event.changed) == ("Ours.", {"cost": ["£4,000 a year", "£4,000, ours"]})


def test_a_page_that_promised_a_day_says_when_it_has_passed(queue, receipt):
    bring_to(queue, receipt.reference, Status.ASKED)
    respond(queue, receipt.reference, receipt.private_code, Step.ANSWER, expected=Status.ASKED, words="Ours.")
    now = datetime.now(UTC)
    for by, late in ((now + timedelta(hours=1), False), (now - timedelta(days=1), True)):
        with queue.engine.begin() as connection:
            connection.execute(submissions.update().values(since=by - ALLOWED[Status.IN_REVIEW]))
        tracked = track(queue, receipt.reference, receipt.private_code)
        assert (tracked.late, tracked.hear_by) == (late, by.date())


def test_withdrawing_and_sending_again(queue, receipt):
    gone = respond(queue, *receipt.__dict__.values(), Step.WITHDRAW, expected=Status.WAITING)
    assert (gone.status, gone.place) == (Status.WITHDRAWN, None)
    back = respond(queue, *receipt.__dict__.values(), Step.SEND_AGAIN, expected=Status.WITHDRAWN)
    assert (back.status, back.place) == (Status.WAITING, 1)


def test_a_contributor_who_is_late_is_told(queue, receipt):
    bring_to(queue, receipt.reference, Status.DECLINED)
    with pytest.raises(SomebodyWasQuicker):
        respond(queue, receipt.reference, receipt.private_code, Step.WITHDRAW, expected=Status.WAITING)


def test_a_contributor_does_nothing_a_reviewer_does(queue, receipt):
    bring_to(queue, receipt.reference, Status.IN_REVIEW)
    with pytest.raises(StepNotAllowed):
        respond(queue, receipt.reference, receipt.private_code, Step.PUBLISH, expected=Status.IN_REVIEW)


def test_a_wrong_code_and_a_wrong_reference_say_the_same(queue, receipt):
    other = queue.submit(LEAFLETS, codes.new_key())
    said = set()
    for reference, code in [
        (receipt.reference, other.private_code),
        ("PB-2222-2222", receipt.private_code),
        ("nonsense", receipt.private_code),
        (receipt.reference, ""),
    ]:
        with pytest.raises(NotYours) as refused:
            track(queue, reference, code)
        said.add(str(refused.value))
    assert len(said) == 1


def test_guessing_a_code_is_stopped_for_everybody(queue, receipt, url):
    other = open_queue(url, TERMS)
    for number in range(CODES_FOR_A_REFERENCE.most):
        with pytest.raises(NotYours):
            track(queue, receipt.reference, "guess", address=f"192.0.2.{number}")
    with pytest.raises(TooManyAttempts, match="Try again in"):
        track(other, receipt.reference, receipt.private_code, address="192.0.2.99")
    other.engine.dispose()


def test_guessing_from_one_address_is_stopped(queue):
    for _ in range(CODES_FROM_AN_ADDRESS.most):
        with pytest.raises(NotYours):
            track(queue, codes.new_reference(), "guess", address="192.0.2.1")
    with pytest.raises(TooManyAttempts):
        track(queue, codes.new_reference(), "guess", address="192.0.2.1")


def test_whoever_knows_the_code_may_look_as_often_as_they_like(queue, receipt):
    for _ in range(CODES_FOR_A_REFERENCE.most * 2):
        track(queue, receipt.reference, receipt.private_code)


def test_a_limit_holds_for_each_and_ends_with_its_period(queue):
    for _ in range(3):
        count_attempt(queue, THREE_AN_HOUR, "one", now=NOON)
    with pytest.raises(TooManyAttempts, match="in 60 minutes") as stopped:
        count_attempt(queue, THREE_AN_HOUR, "one", now=NOON)
    assert stopped.value.until == NOON + timedelta(hours=1)

    count_attempt(queue, THREE_AN_HOUR, "another", now=NOON)
    count_attempt(queue, THREE_AN_HOUR, "one", now=NOON + timedelta(hours=1))
    forget_attempts(queue, THREE_AN_HOUR, "one", now=NOON + timedelta(hours=1))


def test_nobody_is_not_counted(queue):
    for _ in range(5):
        count_attempt(queue, THREE_AN_HOUR, "", now=NOON)


def test_addresses_are_not_in_the_database_and_old_counts_are_deleted(queue):
    count_attempt(queue, THREE_AN_HOUR, "192.0.2.1", now=NOON)
    with queue.engine.connect() as connection:
        assert "192.0.2.1" not in str(connection.execute(attempts.select()).all())
    count_attempt(queue, THREE_AN_HOUR, "192.0.2.2", now=NOON + timedelta(hours=2))
    with queue.engine.connect() as connection:
        assert len(connection.execute(attempts.select()).all()) == 1


def test_a_machine_fills_in_what_people_do_not_see():
    assert filled_by_a_machine("https://evil.example")
    assert not filled_by_a_machine("  ")
