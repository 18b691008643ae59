"""What reviewers are told by mail, when, and that nobody is told twice."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from examples import NIGHT_WALKS, TERMS, bring_to
from hypothesis import given, settings
from hypothesis import strategies as st

from practicebank.submissions import codes
from practicebank.submissions.digests import Reviewers, tell_reviewers
from practicebank.submissions.mail.messages import MOST_LINES, Line, digest
from practicebank.submissions.queue import open_queue
from practicebank.submissions.states import ALLOWED, Role, Status, Step
from practicebank.submissions.storage.audit_log import Actor
from practicebank.submissions.storage.engine import write
from practicebank.submissions.storage.reviewer_mail import Wish, all_told, forget_reviewers, keep_wish, wish_of
from practicebank.submissions.storage.tables import outbox, reviewer_mail, submissions
from practicebank.submissions.tracking import respond
from tests.depth import examples

ADA, BEN = "ada@example.org", "ben@example.org"
DESK = "https://bank.example.org/desk"
EVERYBODY = Reviewers()


def as_(email):
    return Actor(Role.REVIEWER, email)


def morning(days=1):
    """So many mornings from now, at eight."""
    return (datetime.now(UTC) + timedelta(days=days)).replace(hour=8, minute=0)


def at_the_desk(queue, email, wish=Wish.DAILY):
    wish_of(queue, email)
    keep_wish(queue, email, wish)


def mails(queue, to=ADA):
    with queue.engine.connect() as connection:
        mine = outbox.select().where(outbox.c.recipient == to).order_by(outbox.c.id)
        return connection.execute(mine).all()


def sent(queue, **changed):
    return queue.submit(NIGHT_WALKS.model_copy(update=changed), codes.new_key())


def move_back(queue, reference, days):
    """As if it had been in its state for so many days."""
    since = datetime.now(UTC) - timedelta(days=days)
    change = submissions.update().where(submissions.c.reference == reference).values(since=since)
    write(queue.engine, lambda connection: connection.execute(change))


def test_what_is_new_is_told_in_the_morning(queue):
    at_the_desk(queue, ADA)
    receipt = sent(queue)
    assert tell_reviewers(queue, EVERYBODY, DESK) == 0
    assert tell_reviewers(queue, EVERYBODY, DESK, now=morning()) == 1
    assert tell_reviewers(queue, EVERYBODY, DESK, now=morning()) == 0
    [mail] = mails(queue)
    assert mail.subject == "Practice bank: 1 new"
    assert f"- {receipt.reference}: {DESK}?submission={receipt.reference}" in mail.body
    assert "In all, 1 submission is waiting for a reviewer." in mail.body
    assert mail.reference is None
    assert "Night walks" not in mail.body
    assert receipt.private_code not in mail.body


def test_whoever_wants_it_at_once_gets_it_at_once_and_one_mail_a_day(queue):
    at_the_desk(queue, ADA, Wish.AT_ONCE)
    first = sent(queue)
    now = morning(0)
    assert tell_reviewers(queue, EVERYBODY, now=now) == 1
    second = sent(queue)
    assert tell_reviewers(queue, EVERYBODY, now=now + timedelta(hours=3)) == 0
    assert tell_reviewers(queue, EVERYBODY, now=(now + timedelta(days=1)).replace(hour=0)) == 1
    one, other = mails(queue)
    assert first.reference in one.body
    assert second.reference in other.body
    assert first.reference not in other.body


def test_nobody_is_told_of_what_they_sent_themselves(queue):
    for email in (ADA, BEN):
        at_the_desk(queue, email)
    sent(queue, contact_email="Ada+share@example.org")
    assert tell_reviewers(queue, EVERYBODY, now=morning()) == 1
    assert [len(mails(queue, email)) for email in (ADA, BEN)] == [0, 1]


def test_nothing_is_written_when_there_is_nothing_to_say(queue):
    at_the_desk(queue, ADA)
    assert tell_reviewers(queue, EVERYBODY, now=morning()) == 0
    assert tell_reviewers(queue, EVERYBODY, now=morning(2)) == 0
    assert mails(queue) == []


def test_an_answer_goes_to_whoever_holds_it_and_to_nobody_else(queue):
    for email in (ADA, BEN):
        at_the_desk(queue, email)
    receipt = sent(queue)
    queue.move(receipt.reference, Step.CLAIM, as_(ADA), expected=Status.WAITING)
    queue.move(receipt.reference, Step.ASK, as_(ADA), expected=Status.IN_REVIEW, words="Since when?")
    respond(queue, *receipt.__dict__.values(), Step.ANSWER, expected=Status.ASKED, words="Since May.")
    assert tell_reviewers(queue, EVERYBODY, now=morning()) == 1
    assert mails(queue)[0].subject == "Practice bank: 1 answered by the contributor"
    assert mails(queue, BEN) == []


def test_what_is_handed_back_is_told_to_the_others(queue):
    for email in (ADA, BEN):
        at_the_desk(queue, email)
    reference = sent(queue).reference
    queue.move(reference, Step.CLAIM, as_(ADA), expected=Status.WAITING)
    queue.move(reference, Step.RELEASE, as_(ADA), expected=Status.IN_REVIEW)
    assert tell_reviewers(queue, EVERYBODY, now=morning()) == 1
    assert mails(queue) == []
    assert mails(queue, BEN)[0].subject == "Practice bank: 1 handed back by another reviewer"


def test_what_somebody_took_up_meanwhile_is_no_news(queue):
    for email in (ADA, BEN):
        at_the_desk(queue, email)
    queue.move(sent(queue).reference, Step.CLAIM, as_(ADA), expected=Status.WAITING)
    assert tell_reviewers(queue, EVERYBODY, now=morning()) == 0


def test_whoever_holds_one_is_reminded_before_its_date_and_on_it(queue):
    at_the_desk(queue, ADA, Wish.HELD)
    at_the_desk(queue, BEN)
    reference = sent(queue).reference
    queue.move(reference, Step.CLAIM, as_(ADA), expected=Status.WAITING)
    allowed = ALLOWED[Status.IN_REVIEW].days
    told = [tell_reviewers(queue, EVERYBODY, now=morning(day)) for day in range(1, allowed + 5)]
    assert sum(told) == 2
    assert [day + 1 for day, number in enumerate(told) if number][0] in (allowed - 4, allowed - 3)
    assert mails(queue)[0].subject == "Practice bank: 1 held by you, decision due"
    assert mails(queue, BEN) == []


def test_what_waits_for_longer_than_promised_is_told_once(queue):
    at_the_desk(queue, ADA)
    reference = sent(queue).reference
    assert tell_reviewers(queue, EVERYBODY, now=morning()) == 1
    days = ALLOWED[Status.WAITING].days
    told = [tell_reviewers(queue, EVERYBODY, now=morning(day)) for day in range(2, days + 5)]
    assert sum(told) == 1
    assert mails(queue)[-1].subject == "Practice bank: 1 waiting longer than promised"
    assert reference in mails(queue)[-1].body


def test_a_practice_that_is_due_for_a_follow_up_is_counted(queue, receipt):
    bring_to(queue, receipt.reference, Status.PUBLISHED)
    at_the_desk(queue, ADA)
    assert tell_reviewers(queue, EVERYBODY, now=morning(300)) == 0
    assert tell_reviewers(queue, EVERYBODY, now=morning(370)) == 1
    [mail] = mails(queue)
    assert mail.subject == "Practice bank: follow-ups are due"
    assert "1 practice has come due for a follow-up." in mail.body


def test_whoever_wants_nothing_gets_nothing_and_later_only_what_is_new_then(queue):
    at_the_desk(queue, ADA, Wish.NEVER)
    sent(queue)
    assert tell_reviewers(queue, EVERYBODY, now=morning()) == 0
    keep_wish(queue, ADA, Wish.AT_ONCE)
    assert tell_reviewers(queue, EVERYBODY, now=morning()) == 0


def test_those_the_settings_name_are_told_without_having_been_here(queue):
    named = Reviewers((ADA,), only=True)
    assert tell_reviewers(queue, named) == 0
    at_the_desk(queue, BEN)
    sent(queue)
    assert tell_reviewers(queue, named, now=morning()) == 1
    assert mails(queue, BEN) == []


def test_where_no_mail_is_sent_nothing_is_written(queue, url):
    at_the_desk(queue, ADA)
    sent(queue)
    silent = open_queue(url, TERMS)
    assert tell_reviewers(silent, EVERYBODY, now=morning()) == 0
    silent.engine.dispose()


def test_servers_that_tell_at_once_tell_once(queue, url):
    for number in range(5):
        at_the_desk(queue, f"{number}@example.org", Wish.AT_ONCE)
    sent(queue)
    queues = [open_queue(url, TERMS, mails=True) for _ in range(3)]
    ready, now = threading.Barrier(3), morning()

    def at_once(mine):
        ready.wait()
        return tell_reviewers(mine, EVERYBODY, now=now)

    with ThreadPoolExecutor(3) as together:
        assert sum(together.map(at_once, queues)) == 5
    assert [len(mails(queue, f"{number}@example.org")) for number in range(5)] == [1] * 5
    for mine in queues:
        mine.engine.dispose()


def test_a_reviewer_who_has_not_been_here_for_long_is_forgotten_unless_named(queue):
    for email in (ADA, BEN):
        wish_of(queue, email)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert forget_reviewers(queue, tomorrow, [ADA]) == 1
    with queue.engine.connect() as connection:
        assert [told.email for told in all_told(connection)] == [ADA]


def test_a_reviewer_who_comes_again_is_not_forgotten(queue):
    wish_of(queue, ADA, now=datetime.now(UTC) - timedelta(days=90))
    assert wish_of(queue, ADA) is Wish.DAILY
    assert forget_reviewers(queue, datetime.now(UTC) - timedelta(days=60), []) == 0


def test_a_long_list_is_cut_and_says_so():
    lines = [Line(f"PB-{number}") for number in range(MOST_LINES + 3)]
    body = digest({"New": lines}, "").body
    assert body.count("- PB-") == MOST_LINES
    assert "- and 3 more" in body


@pytest.mark.parametrize("wish", list(Wish))
@given(hours=st.lists(st.integers(1, 20), min_size=1, max_size=12))
@settings(max_examples=examples(10), deadline=None)
def test_nobody_gets_two_mails_on_one_day_nor_the_same_news_twice(tmp_path_factory, wish, hours):
    queue = open_queue(f"sqlite:///{tmp_path_factory.mktemp('told')}/bank.db", TERMS, mails=True)
    at_the_desk(queue, ADA, wish)
    now = datetime.now(UTC)
    references = []
    for passed in hours:
        references.append(sent(queue).reference)
        now += timedelta(hours=passed)
        tell_reviewers(queue, EVERYBODY, now=now)
    written = mails(queue)
    days = [mail.written_at.date() for mail in written]
    assert len(days) == len(set(days))
    for reference in references:
        assert sum(f"- {reference}\n" in mail.body.split("Waiting longer")[0] for mail in written) <= 1
    with queue.engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(reviewer_mail)) == 1
    queue.engine.dispose()


def test_what_a_reader_said_or_a_reviewer_proposes_is_told_to_the_others_until_it_is_answered(queue, receipt):
    for email, wish in ((ADA, Wish.DAILY), (BEN, Wish.HELD)):
        at_the_desk(queue, email, wish)
    reference = receipt.reference
    bring_to(queue, reference, Status.PUBLISHED)
    tell_reviewers(queue, EVERYBODY, now=morning(1))
    number = queue.move(reference, Step.REMARK, Actor(Role.READER), expected=Status.PUBLISHED, words="It is older.")
    assert tell_reviewers(queue, EVERYBODY, now=morning(2)) == 1
    assert "Said by a reader about a practice" in mails(queue)[-1].body
    assert "older" not in mails(queue)[-1].body
    queue.move(reference, Step.PROPOSE, as_(ADA), expected=Status.PUBLISHED, more={"settles": number})
    assert tell_reviewers(queue, EVERYBODY, now=morning(3)) == 0  # her own
    queue.move(reference, Step.PROPOSE, as_(BEN), expected=Status.PUBLISHED)
    assert tell_reviewers(queue, EVERYBODY, now=morning(4)) == 1
    assert "Correction proposed by another reviewer" in mails(queue)[-1].body
