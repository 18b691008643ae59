import threading
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from examples import ADA, CONTRIBUTOR, NIGHT_WALKS, TERMS, bring_to

from practicebank import log
from practicebank.submissions import codes
from practicebank.submissions.mail.messages import Message, message
from practicebank.submissions.mail.outbox import (
    MOST_ATTEMPTS,
    Delivered,
    MailSettingsError,
    deliver_for_ever,
    deliver_pending,
    mail_row,
    mail_server,
)
from practicebank.submissions.queue import open_queue
from practicebank.submissions.retention import erase
from practicebank.submissions.states import Status, Step
from practicebank.submissions.storage.engine import write
from practicebank.submissions.storage.tables import outbox
from tests.postbox import free_port


def later(minutes):
    return datetime.now(UTC) + timedelta(minutes=minutes)


def outcomes(queue):
    with queue.engine.connect() as connection:
        return list(connection.scalars(sa.select(outbox.c.outcome).order_by(outbox.c.id)))


def test_received_question_and_decision_are_written_to_the_contributor(queue, receipt, postbox, smtp):
    bring_to(queue, receipt.reference, Status.IN_REVIEW)
    queue.move(
        receipt.reference,
        Step.ASK,
        ADA,
        expected=Status.IN_REVIEW,
        words="Whose money?",
        questions={"cost": "How much?"},
    )
    queue.move(receipt.reference, Step.ANSWER, CONTRIBUTOR, expected=Status.ASKED)
    queue.move(receipt.reference, Step.DECLINE, ADA, expected=Status.IN_REVIEW, words="Too thin.", note="Between us.")

    assert deliver_pending(queue, smtp) == Delivered(sent=3)

    assert [mail["Subject"].split(":")[0] for _, mail in postbox.taken] == [
        "We have your practice",
        "A question about your practice",
        "A decision about your practice",
    ]
    for recipients, mail in postbox.taken:
        assert recipients == [mail["To"]] == ["community.safety@example.org"]
        assert mail["From"] == "bank@bank.example.org"
        body = mail.get_content()
        assert receipt.reference in body
        assert "https://bank.example.org/submission" in body
        for secret in (receipt.private_code, "Alex", "Between us", NIGHT_WALKS.title, "Ada"):
            assert secret not in str(mail)
    assert "Whose money?" in postbox.taken[1][1].get_content()
    assert "About “What it costs”: How much?" in postbox.taken[1][1].get_content()
    assert "Too thin." in postbox.taken[2][1].get_content()
    assert len({mail["Message-ID"] for _, mail in postbox.taken}) == 3


def test_nothing_is_sent_twice(queue, receipt, postbox, smtp):
    assert deliver_pending(queue, smtp) == Delivered(sent=1)
    assert deliver_pending(queue, smtp, now=later(9_999)) == Delivered()
    assert len(postbox.taken) == 1


def test_many_workers_send_each_message_once(queue, postbox, smtp, url):
    for _ in range(20):
        queue.submit(NIGHT_WALKS, codes.new_key())
    other = open_queue(url)
    workers = [threading.Thread(target=deliver_pending, args=(who, smtp)) for who in [queue, other] * 2]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    other.engine.dispose()
    assert len(postbox.taken) == len({mail["Message-ID"] for _, mail in postbox.taken}) == 20
    assert outcomes(queue) == ["sent"] * 20


def test_a_refusal_for_now_is_tried_again_later_each_time(queue, receipt, postbox, smtp):
    postbox.to_recipient = "451 Try again later"
    now = datetime.now(UTC)
    waits = [2, 4, 8]
    for wait in waits:
        assert deliver_pending(queue, smtp, now=now) == Delivered(later=1)
        assert deliver_pending(queue, smtp, now=now + timedelta(minutes=wait - 1)) == Delivered()
        now += timedelta(minutes=wait)
    postbox.to_recipient = ""
    assert deliver_pending(queue, smtp, now=now) == Delivered(sent=1)


def test_a_server_that_is_away_is_tried_again_and_given_up_at_last(queue, receipt):
    nobody = f"smtp://127.0.0.1:{free_port()}?from=bank@bank.example.org"
    now = datetime.now(UTC)
    for _ in range(MOST_ATTEMPTS - 1):
        assert deliver_pending(queue, nobody, now=now) == Delivered(later=1)
        now += timedelta(days=1)
    assert deliver_pending(queue, nobody, now=now) == Delivered(given_up=1)
    assert outcomes(queue) == ["failed"]


@pytest.mark.parametrize("refuses", ["to_recipient", "to_content"])
def test_a_refusal_for_good_is_final(queue, receipt, postbox, smtp, refuses):
    setattr(postbox, refuses, "550 No such mailbox community.safety@example.org")
    assert deliver_pending(queue, smtp) == Delivered(given_up=1)
    assert deliver_pending(queue, smtp, now=later(9_999)) == Delivered()
    with queue.engine.connect() as connection:
        trouble = connection.scalar(sa.select(outbox.c.trouble))
    assert trouble == "refused with 550"


def test_when_nobody_knows_whether_it_arrived_it_is_not_sent_again(queue, receipt, postbox, smtp):
    postbox.hang_up = True
    assert deliver_pending(queue, smtp) == Delivered(unknown=1)
    assert deliver_pending(queue, smtp, now=later(9_999)) == Delivered()
    assert len(postbox.taken) == 1


def test_a_worker_that_died_while_sending_leaves_no_second_message(queue, receipt, postbox, smtp):
    claim = outbox.update().values(outcome="sending", changed_at=datetime.now(UTC))
    with queue.engine.begin() as connection:
        connection.execute(claim)
    assert deliver_pending(queue, smtp) == Delivered()
    assert deliver_pending(queue, smtp, now=later(16)) == Delivered(unknown=1)
    assert postbox.taken == []


def test_an_erased_contact_gets_no_more_mail(queue, receipt, postbox, smtp):
    erase(queue, receipt.reference, ADA, "They asked.", expected=Status.WAITING)
    assert deliver_pending(queue, smtp) == Delivered()
    assert postbox.taken == []


def test_without_mails_nothing_is_written(url):
    queue = open_queue(url, TERMS)
    queue.submit(NIGHT_WALKS, codes.new_key())
    assert outcomes(queue) == []
    queue.engine.dispose()


@pytest.mark.parametrize(
    "words", ["x\r\nBcc: evil@evil.example", ".\r\nQUIT\r\n", "é" * 2_000, "\U0001f480\u2028Bcc: x"]
)
def test_what_a_reviewer_writes_stays_in_the_body(queue, receipt, postbox, smtp, words):
    bring_to(queue, receipt.reference, Status.IN_REVIEW)
    queue.move(receipt.reference, Step.ASK, ADA, expected=Status.IN_REVIEW, words=words)
    assert deliver_pending(queue, smtp) == Delivered(sent=2)
    recipients, mail = postbox.taken[-1]
    assert recipients == ["community.safety@example.org"]
    assert mail["Bcc"] is None
    assert words.split("\r\n")[0].split("\u2028")[0] in mail.get_content()


def test_a_thread_delivers_until_it_is_stopped(queue, receipt, postbox, smtp):
    stop = threading.Event()
    thread = threading.Thread(target=deliver_for_ever, args=(queue, smtp, stop, 0.01))
    thread.start()
    deadline = later(1)
    while not postbox.taken and datetime.now(UTC) < deadline:
        stop.wait(0.01)
    stop.set()
    thread.join()
    assert len(postbox.taken) == 1


def test_mails_that_wait_are_told_by_their_number_alone(queue, receipt, caplog):
    nobody, stop = f"smtp://127.0.0.1:{free_port()}?from=bank@bank.example.org", threading.Event()
    log._told.clear()
    with caplog.at_level("INFO", logger="practicebank"):
        thread = threading.Thread(target=deliver_for_ever, args=(queue, nobody, stop, 0.01))
        thread.start()
        for _ in range(3_000):
            if caplog.records:
                break
            stop.wait(0.01)
        stop.set()
        thread.join()
    [record] = caplog.records
    assert (record.getMessage(), record.facts) == ("mail_not_sent", {"later": 1, "given_up": 0, "unknown": 0})


def test_the_address_of_a_mail_server_is_read():
    server = mail_server("smtps://us%40er:p%3Ass@mail.example.org?from=bank@example.org")
    assert (server.host, server.port, server.security) == ("mail.example.org", 465, "tls")
    assert (server.user, server.password, server.sender) == ("us@er", "p:ss", "bank@example.org")
    assert mail_server("smtp+starttls://h?from=a@example.org").port == 587
    assert mail_server("smtp://h:2525?from=a@example.org").port == 2525


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example.org",
        "http://h?from=a@example.org",
        "smtp://h",
        "smtp://h:secret?from=a@example.org",
        "smtp://u:secret@h?from=x",
        "smtp://u:secr%C3%A9t@h?from=a@example.org",
    ],
)
def test_an_address_that_cannot_be_used_is_named_without_its_password(url):
    with pytest.raises(MailSettingsError) as refused:
        mail_server(url)
    assert "secret" not in str(refused.value)


def test_steps_that_call_for_no_message():
    assert message(Step.CLAIM, "PB-2222-2222") is None
    assert "Track a submission" in message(Step.SEND, "PB-2222-2222").body


@pytest.mark.parametrize(
    ("answer", "outcome"), [("", "sent"), ("550 no such person", "failed"), ("450 later", "pending")]
)
def test_a_message_that_names_its_address_forgets_it_and_its_words(queue, postbox, smtp, answer, outcome):
    postbox.to_recipient = answer
    row = mail_row(None, Message("What is new", "1 new\n"), datetime.now(UTC), "ada@example.org")
    write(queue.engine, lambda connection: connection.execute(outbox.insert().inline(), row))
    deliver_pending(queue, smtp)
    with queue.engine.connect() as connection:
        [kept] = connection.execute(outbox.select()).all()
    waits = outcome == "pending"
    assert (kept.outcome, kept.recipient, kept.body) == (
        outcome,
        *(("ada@example.org", "1 new\n") if waits else (None, "")),
    )
    assert [mail["To"] for _, mail in postbox.taken] == ["ada@example.org"] * (outcome == "sent")


def test_a_broken_claim_of_a_message_that_names_its_address_forgets_it_too(queue, receipt, smtp):
    row = mail_row(None, Message("What is new", "1 new\n"), datetime.now(UTC), "ada@example.org")
    write(queue.engine, lambda connection: connection.execute(outbox.insert().inline(), row))
    claimed = outbox.update().values(outcome="sending", changed_at=datetime.now(UTC) - timedelta(hours=1))
    write(queue.engine, lambda connection: connection.execute(claimed))
    assert deliver_pending(queue, smtp) == Delivered(unknown=2)
    with queue.engine.connect() as connection:
        to_contact, to_ada = connection.execute(outbox.select().order_by(outbox.c.id)).all()
    assert (to_ada.recipient, to_ada.body) == (None, "")
    assert receipt.reference in to_contact.body
