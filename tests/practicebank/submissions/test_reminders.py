"""What contributors are written of the bank's own accord: before a question lapses, and once a year."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from examples import ADA, ANSWER_DAYS, NIGHT_WALKS, SYSTEM, TERMS, bring_to

from practicebank.submissions import codes
from practicebank.submissions.queue import open_queue
from practicebank.submissions.reminders import Reminded, remind, remind_from
from practicebank.submissions.retention import erase
from practicebank.submissions.states import ANSWERS, Role, Status, Step
from practicebank.submissions.storage.engine import write
from practicebank.submissions.storage.tables import outbox, submissions
from practicebank.submissions.tracking import respond, track

NOTHING = Reminded()
A_YEAR_AND_A_DAY = timedelta(days=367)


def later(days):
    return datetime.now(UTC) + timedelta(days=days)


def subjects(queue):
    with queue.engine.connect() as connection:
        return list(connection.scalars(sa.select(outbox.c.subject).order_by(outbox.c.id)))


def last_mail(queue):
    with queue.engine.connect() as connection:
        return connection.scalars(sa.select(outbox.c.body).order_by(outbox.c.id.desc())).first()


def published(queue, submission=NIGHT_WALKS, ago=A_YEAR_AND_A_DAY):
    """A practice that was published so long ago."""
    reference = queue.submit(submission, codes.new_key()).reference
    bring_to(queue, reference, Status.PUBLISHED)
    back = submissions.update().where(submissions.c.reference == reference)
    back = back.values(published_at=datetime.now(UTC) - ago, slug=reference.lower())
    write(queue.engine, lambda connection: connection.execute(back))
    return reference


def test_a_question_is_brought_to_mind_once_in_its_last_week(queue, receipt):
    bring_to(queue, receipt.reference, Status.ASKED)
    assert remind(queue, now=later(ANSWER_DAYS - 8)) == NOTHING
    assert remind(queue, now=later(ANSWER_DAYS - 7)) == Reminded(reminded=1)
    assert remind(queue, now=later(ANSWER_DAYS - 6)) == NOTHING

    assert subjects(queue)[-1] == f"A reviewer is waiting for your answer: {receipt.reference}"
    last_day = track(queue, *receipt.__dict__.values()).answer_by
    assert f"Answer by {last_day.day} {last_day:%B %Y}." in last_mail(queue)
    [question] = [event for event in queue.history(receipt.reference) if event.step is Step.ASK]
    assert question.words in last_mail(queue)
    assert all(text in last_mail(queue) for text in question.questions.values())
    assert queue.get(receipt.reference).status is Status.ASKED
    event = queue.history(receipt.reference)[-1]
    assert (event.step, event.role, event.who) == (Step.REMIND, Role.SYSTEM, "")


def test_a_new_question_is_brought_to_mind_again(queue, receipt):
    bring_to(queue, receipt.reference, Status.ASKED)
    assert remind(queue, now=later(ANSWER_DAYS - 1)).reminded == 1
    respond(queue, *receipt.__dict__.values(), Step.ANSWER, expected=Status.ASKED, words="Ours.")
    queue.move(receipt.reference, Step.ASK, ADA, expected=Status.IN_REVIEW, words="And since when?")
    queue.move(receipt.reference, Step.NOTE, ADA, expected=Status.ASKED, note="A note is no answer.")
    assert remind(queue, now=later(ANSWER_DAYS - 1)).reminded == 1
    assert "And since when?" in last_mail(queue)


def test_nobody_is_reminded_of_what_is_past_its_last_day_or_has_none(queue, receipt, url):
    bring_to(queue, receipt.reference, Status.ASKED)
    assert remind(queue, now=later(ANSWER_DAYS + 1)) == NOTHING
    patient = open_queue(url, mails=True, answer_days=0)
    assert remind(patient, now=later(ANSWER_DAYS - 1)) == NOTHING
    patient.engine.dispose()


@pytest.mark.parametrize(("answer_days", "days_before"), [(60, 7), (14, 7), (8, 4), (1, 0)])
def test_a_short_time_to_answer_leaves_half_of_it_before_the_reminder(answer_days, days_before):
    last_day = datetime(2027, 3, 31, tzinfo=UTC).date()
    assert remind_from(last_day, answer_days) == last_day - timedelta(days=days_before)


def test_how_a_practice_does_is_asked_after_a_year_and_once_again(queue):
    reference = published(queue)
    assert remind(queue) == Reminded(followed_up=1)
    assert remind(queue) == NOTHING
    assert remind(queue, now=later(29)) == NOTHING
    assert remind(queue, now=later(31)) == Reminded(followed_up=1)
    assert "We will not ask again this year." in last_mail(queue)
    assert remind(queue, now=later(62)) == NOTHING
    assert subjects(queue).count(f"How is your practice doing? {reference}") == 2


def test_whoever_answers_is_asked_again_a_year_later(queue):
    reference = published(queue)
    assert remind(queue).followed_up == 1
    queue.move(reference, Step.CONFIRM, ADA, expected=Status.PUBLISHED, more={"answer": ANSWERS[0]})
    assert remind(queue, now=later(31)) == NOTHING
    assert remind(queue, now=later(367)).followed_up == 1


def test_what_a_reviewer_asked_counts_as_asked(queue):
    reference = published(queue)
    queue.move(reference, Step.FOLLOW_UP, ADA, expected=Status.PUBLISHED)
    assert remind(queue) == NOTHING
    assert remind(queue, now=later(31)).followed_up == 1


def test_whoever_did_not_agree_or_has_no_address_left_is_not_asked(queue):
    published(queue, NIGHT_WALKS.model_copy(update={"ask_again": False}))
    erased = published(queue)
    erase(queue, erased, SYSTEM, "They asked.", expected=Status.PUBLISHED)
    published(queue, ago=timedelta(days=300))
    assert remind(queue) == NOTHING


def test_nobody_is_written_to_twice_on_one_day(queue):
    for _ in range(3):
        published(queue)
    other = NIGHT_WALKS.model_copy(update={"contact_email": "other@example.org"})
    published(queue, other)
    same = NIGHT_WALKS.model_copy(update={"contact_email": "Community.Safety@example.org"})
    published(queue, same)
    assert remind(queue).followed_up == 2
    assert remind(queue) == NOTHING
    assert remind(queue, now=later(1)).followed_up == 1


def test_where_no_mail_is_sent_nobody_is_said_to_have_been_asked(queue, url):
    reference = published(queue)
    silent = open_queue(url, TERMS, answer_days=ANSWER_DAYS)
    assert remind(silent) == NOTHING
    assert Step.FOLLOW_UP not in [event.step for event in queue.history(reference)]
    silent.engine.dispose()


def test_servers_that_remind_at_once_write_once(queue, url):
    references = [
        published(queue, NIGHT_WALKS.model_copy(update={"contact_email": f"{number}@example.org"}))
        for number in range(6)
    ]
    queues = [open_queue(url, TERMS, mails=True, answer_days=ANSWER_DAYS) for _ in range(3)]
    ready = threading.Barrier(3)

    def at_once(mine):
        ready.wait()
        return remind(mine).followed_up

    with ThreadPoolExecutor(3) as together:
        assert sum(together.map(at_once, queues)) == len(references)
    for reference in references:
        assert subjects(queue).count(f"How is your practice doing? {reference}") == 1
    for mine in queues:
        mine.engine.dispose()
