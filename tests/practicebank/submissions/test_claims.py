"""Who holds a submission, and whom its contributor's answer comes back to, whatever happened before it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from examples import ADA, ANSWER_DAYS, BEN, CONTRIBUTOR, NIGHT_WALKS, bring_to, needs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practicebank.submissions import codes
from practicebank.submissions.moves import SomebodyWasQuicker
from practicebank.submissions.queue import Receipt, ReviewQueue
from practicebank.submissions.retention import lapse_unanswered
from practicebank.submissions.states import Role, Status, Step, StepNotAllowed
from practicebank.submissions.storage.audit_log import Actor, NewEvent, append, commitment, verify_log
from practicebank.submissions.storage.records import row_of
from practicebank.submissions.storage.tables import submissions
from practicebank.submissions.tracking import track
from tests.depth import examples

_BEFORE_THE_DECISION = [
    (step, by)
    for by, steps in (
        (CONTRIBUTOR, (Step.CORRECT, Step.ANSWER, Step.ANSWER, Step.WITHDRAW, Step.SEND_AGAIN)),
        (ADA, (Step.CLAIM, Step.RELEASE, Step.ASK, Step.ASK, Step.NOTE, Step.REOPEN, Step.DECLINE)),
        (BEN, (Step.CLAIM, Step.RELEASE, Step.ASK, Step.NOTE, Step.REOPEN)),
    )
    for step in steps
]


def take(queue: ReviewQueue, reference: str, step: Step, by: Actor, **more: Any) -> None:
    queue.move(reference, step, by, expected=queue.get(reference).status, **needs(step, reference), **more)


@given(st.lists(st.sampled_from(_BEFORE_THE_DECISION), max_size=25))
@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_answer_comes_back_to_whoever_held_it_when_it_was_asked_unless_it_was_given_back_or_taken_over(
    queue: ReviewQueue, steps: list[tuple[Step, Actor]]
) -> None:
    receipt = queue.submit(NIGHT_WALKS, codes.new_key())
    reference, holder, opened = receipt.reference, "", False
    for step, by in [(Step.CLAIM, ADA), *steps]:
        try:
            take(queue, reference, step, by)
        except StepNotAllowed:
            continue
        if step in (Step.CLAIM, Step.REOPEN):
            holder, opened = by.name, True
        elif step in (Step.RELEASE, Step.SEND_AGAIN):
            holder = ""
        record = queue.get(reference)
        tracked = track(queue, reference, receipt.private_code)
        if record.status in (Status.WAITING, Status.IN_REVIEW, Status.ASKED):
            assert record.reviewer == holder
        if step is Step.ANSWER:
            assert record.status is (Status.IN_REVIEW if holder else Status.WAITING)
            assert tracked.meaning.startswith("Your answer has arrived")
            assert tracked.answered == record.changed_at
            assert (tracked.hear_by is not None) == bool(holder)
        assert opened
        assert "nobody has opened" not in tracked.meaning
        assert not (holder and holder in str(tracked))


def test_a_second_round_of_questions_comes_back_too(queue: ReviewQueue, receipt: Receipt) -> None:
    bring_to(queue, receipt.reference, Status.ASKED)
    for words in ("Ours.", "For two years."):
        take(queue, receipt.reference, Step.ANSWER, CONTRIBUTOR)
        assert queue.get(receipt.reference).reviewer == ADA.name
        if words == "Ours.":
            take(queue, receipt.reference, Step.ASK, ADA)
            asked = track(queue, receipt.reference, receipt.private_code)
            assert (asked.meaning, asked.answered) == ("A reviewer has asked you something.", None)


def test_what_was_given_back_meanwhile_waits_for_anybody(queue: ReviewQueue, receipt: Receipt) -> None:
    bring_to(queue, receipt.reference, Status.ASKED)
    asked_at = queue.get(receipt.reference).since
    take(queue, receipt.reference, Step.RELEASE, ADA)
    still = queue.get(receipt.reference)
    assert (still.status, still.reviewer, still.since) == (Status.ASKED, "", asked_at)
    take(queue, receipt.reference, Step.ANSWER, CONTRIBUTOR)
    tracked = track(queue, receipt.reference, receipt.private_code)
    assert (tracked.status, tracked.hear_by) == (Status.WAITING, None)
    assert tracked.meaning == "Your answer has arrived. It waits for a reviewer to take it up."
    take(queue, receipt.reference, Step.CLAIM, BEN)
    assert track(queue, receipt.reference, receipt.private_code).meaning.endswith("a reviewer has it.")


def test_whoever_takes_the_question_over_gets_the_answer(queue: ReviewQueue, receipt: Receipt) -> None:
    bring_to(queue, receipt.reference, Status.ASKED)
    take(queue, receipt.reference, Step.CLAIM, BEN)
    take(queue, receipt.reference, Step.ANSWER, CONTRIBUTOR)
    assert queue.get(receipt.reference).reviewer == BEN.name


def test_of_an_answer_and_a_reviewer_who_gives_back_at_once_the_slower_is_told(
    queue: ReviewQueue, receipt: Receipt
) -> None:
    bring_to(queue, receipt.reference, Status.ASKED)
    seen = queue.get(receipt.reference).last_event
    take(queue, receipt.reference, Step.ANSWER, CONTRIBUTOR, seen=seen)
    with pytest.raises(SomebodyWasQuicker):
        queue.move(receipt.reference, Step.RELEASE, ADA, expected=Status.ASKED, seen=seen)
    assert queue.get(receipt.reference).reviewer == ADA.name


@pytest.mark.parametrize("lapsed", [False, True], ids=["withdrawn", "lapsed"])
def test_what_was_withdrawn_while_it_was_asked_is_nobodys_when_it_comes_again(
    queue: ReviewQueue, receipt: Receipt, lapsed: bool
) -> None:
    bring_to(queue, receipt.reference, Status.ASKED)
    if lapsed:
        assert lapse_unanswered(queue, now=datetime.now(UTC) + timedelta(days=ANSWER_DAYS + 1)) == 1
    else:
        take(queue, receipt.reference, Step.WITHDRAW, CONTRIBUTOR)
    take(queue, receipt.reference, Step.SEND_AGAIN, CONTRIBUTOR)
    assert queue.get(receipt.reference).reviewer == ""
    tracked = track(queue, receipt.reference, receipt.private_code)
    assert (tracked.status, tracked.answered) == (Status.WAITING, None)
    assert tracked.meaning == "We have it. A reviewer has opened it before, and it waits to be taken up again."


def test_what_was_answered_before_claims_survived_goes_on(queue: ReviewQueue, receipt: Receipt) -> None:
    """A database of before: the answer led to the queue, and the reviewer was gone."""
    bring_to(queue, receipt.reference, Status.ASKED)

    def answer_of_old(connection: sa.Connection, head: Any) -> tuple[None, Any]:
        row, at = row_of(connection, receipt.reference), datetime.now(UTC)
        old = {"status": "waiting", "reviewer": None, "since": at, "last_event": head.number + 1}
        connection.execute(submissions.update().values(old))
        content = commitment(row.salt, row.content)
        by = Actor(Role.CONTRIBUTOR)
        entry = NewEvent(
            receipt.reference, at, by, Step.ANSWER, Status.ASKED, Status.WAITING, content, {"words": "Ours."}
        )
        return None, append(connection, head, entry)

    queue.writer.write(answer_of_old)
    assert verify_log(queue.engine) == []
    tracked = track(queue, receipt.reference, receipt.private_code)
    assert tracked.meaning == "Your answer has arrived. It waits for a reviewer to take it up."
    take(queue, receipt.reference, Step.CLAIM, BEN)
    assert queue.get(receipt.reference).reviewer == BEN.name
