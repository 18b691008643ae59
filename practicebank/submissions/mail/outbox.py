"""Sends the messages the queue has written: after the commit, apart from any page, none twice.

A message is claimed before it is sent. What the mail server refuses for now is tried again, later each
time; what it refuses for good is not. When the connection breaks after the server had the whole message,
nobody knows whether it was taken: it is not sent again, because the tracking page says the same. No address
is ever logged. That of a contributor is read from the contact at the last moment, so an erased contact gets no
more mail; what goes to anybody else names the address, and loses it and its words once it is sent or given up.
A thread of each server does it (`start_mail_worker`).
"""

import atexit
import smtplib
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any, TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

import sqlalchemy as sa

from practicebank.log import log_event, log_warning, set_log_id
from practicebank.submissions.form.email_address import email_fault, is_email
from practicebank.submissions.mail.messages import Message
from practicebank.submissions.storage.engine import HoldsEngine, QueueUnavailable, read, write
from practicebank.submissions.storage.tables import contacts, outbox

MOST_ATTEMPTS = 12
_SECONDS_TO_WAIT = 20
_A_CLAIM_LASTS = timedelta(minutes=15)
_FORGOTTEN: dict[str, Any] = {"recipient": None, "body": ""}  # of a message that named its address


class MailSettingsError(Exception):
    """The SMTP address cannot be used; the message says what it needs."""


@dataclass(frozen=True)
class MailServer:
    host: str
    port: int
    security: str  # "", "starttls" or "tls"
    user: str
    password: str
    sender: str


@dataclass(frozen=True)
class Made:
    """A message as it goes out, and what is to be done once the mail server has taken it."""

    message: Message
    sent: Callable[[], object] = lambda: None


Maker = Callable[[sa.Row[Any]], Made | None]


def made_as_written(mail: sa.Row[Any]) -> Made:
    return Made(Message(mail.subject, mail.body))


@dataclass(frozen=True)
class Delivered:
    """How many messages were sent, will be tried again, were given up, or may or may not have arrived."""

    sent: int = 0
    later: int = 0
    given_up: int = 0
    unknown: int = 0


def mail_server(url: str) -> MailServer:
    """Reads `smtp[s]://user:password@host:port?from=bank@example.org`; `smtp+starttls://` too.

    Raises `MailSettingsError`, which never repeats the address: it may hold a password.
    """
    schemes = {"smtp": ("", 25), "smtp+starttls": ("starttls", 587), "smtps": ("tls", 465)}
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise MailSettingsError("Give the mail server a port that is a number.") from error
    if parts.scheme not in schemes or not parts.hostname:
        raise MailSettingsError("Begin the mail server’s address with smtp://, smtp+starttls:// or smtps://.")
    sender = parse_qs(parts.query).get("from", [""])[0]
    if fault := email_fault(sender):
        raise MailSettingsError(
            f"End the mail server’s address with ?from= and the address the bank writes from. {fault}."
        )
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not (user + password).isascii():
        raise MailSettingsError("Give the mail server a user name and a password of plain ASCII characters.")
    security, usual_port = schemes[parts.scheme]
    return MailServer(
        parts.hostname,
        port or usual_port,
        security,
        user,
        password,
        sender,
    )


def mail_row(reference: str | None, message: Message, at: datetime, recipient: str | None = None) -> dict[str, Any]:
    """The row that puts a message into the outbox, to be inserted with the change it tells of. It goes to the contact
    of the submission, or to `recipient`.
    """
    return {
        "reference": reference,
        "recipient": recipient,
        "subject": message.subject,
        "body": message.body,
        "written_at": at,
        "due_at": at,
        "changed_at": at,
    }


def deliver_pending(
    queue: HoldsEngine,
    smtp_url: str,
    *,
    now: datetime | None = None,
    most: int = 200,
    make: Maker = made_as_written,
) -> Delivered:
    """Sends what is due, as `make` words it; where that is nothing, nothing is sent. Several workers may do this at
    once. Raises `MailSettingsError`, `QueueUnavailable`.
    """
    server = mail_server(smtp_url)
    now = now or datetime.now(UTC)
    counts = {"sent": 0, "pending": 0, "failed": 0, "nothing": 0, "unknown": _give_up_broken_claims(queue.engine, now)}
    due = sa.select(outbox.c.id).where(outbox.c.outcome == "pending", outbox.c.due_at <= now)
    ids = read(queue.engine, lambda connection: connection.scalars(due.order_by(outbox.c.id).limit(most)).all())
    for id_ in ids:
        claimed = _claim(queue.engine, id_, now)
        if claimed is not None:
            made = make(claimed) if claimed.address else None
            if made:
                outcome, trouble = _send(server, claimed, made.message)
            else:
                outcome, trouble = ("nothing", "") if claimed.address else ("failed", "no contact any more")
            if made and outcome == "sent":
                made.sent()
            counts[_settle(queue.engine, claimed, outcome, trouble, now)] += 1
    return Delivered(counts["sent"], counts["pending"], counts["failed"], counts["unknown"])


def deliver_for_ever(
    queue: HoldsEngine,
    smtp_url: str,
    stop: threading.Event,
    seconds: float = 5.0,
    make: Maker = made_as_written,
) -> None:
    """Delivers until `stop` is set: the work of one background thread. A database that is away is waited
    for.
    """
    while not stop.is_set():
        try:
            _tell_of(deliver_pending(queue, smtp_url, make=make))
        except QueueUnavailable:
            stop.wait(seconds)
        stop.wait(seconds)


def _tell_of(done: Delivered) -> None:
    if done.sent:
        log_event("mail_sent", number=done.sent)
    if done.later or done.given_up or done.unknown:
        log_warning("mail_not_sent", later=done.later, given_up=done.given_up, unknown=done.unknown)


def _give_up_broken_claims(engine: sa.Engine, now: datetime) -> int:
    broken = sa.and_(outbox.c.outcome == "sending", outbox.c.changed_at < now - _A_CLAIM_LASTS)
    gone = {name: sa.case((outbox.c.recipient.is_(None), outbox.c[name]), else_=to) for name, to in _FORGOTTEN.items()}
    give_up = outbox.update().where(broken).values(outcome="unknown", changed_at=now, trouble="interrupted", **gone)
    if not read(engine, lambda connection: connection.scalar(sa.select(sa.func.count()).where(broken))):
        return 0
    return write(engine, lambda connection: connection.execute(give_up).rowcount)


def _claim(engine: sa.Engine, id_: int, now: datetime) -> sa.Row[Any] | None:
    """The message, ours alone to send; None when another worker has it."""
    mine = outbox.update().where(outbox.c.id == id_, outbox.c.outcome == "pending", outbox.c.due_at <= now)
    address = sa.func.coalesce(outbox.c.recipient, contacts.c.contact_email).label("address")
    with_contact = sa.select(outbox, address).select_from(
        outbox.outerjoin(contacts, outbox.c.reference == contacts.c.reference)
    )

    def work(connection: sa.Connection) -> sa.Row[Any] | None:
        values = {"outcome": "sending", "attempts": outbox.c.attempts + 1, "changed_at": now}
        if connection.execute(mine.values(values)).rowcount != 1:
            return None
        return connection.execute(with_contact.where(outbox.c.id == id_)).one()

    return write(engine, work)


def _settle(engine: sa.Engine, mail: sa.Row[Any], outcome: str, trouble: str, now: datetime) -> str:
    if outcome == "pending" and mail.attempts >= MOST_ATTEMPTS:
        outcome = "failed"
    due = now + min(timedelta(minutes=2**mail.attempts), timedelta(hours=12))
    values = {"outcome": outcome, "trouble": trouble, "changed_at": now, "due_at": due}
    if mail.recipient and outcome != "pending":
        values |= _FORGOTTEN
    settle = outbox.update().where(outbox.c.id == mail.id, outbox.c.outcome == "sending").values(values)
    write(engine, lambda connection: connection.execute(settle))
    return outcome


def _email(server: MailServer, mail: sa.Row[Any], message: Message) -> EmailMessage:
    email = EmailMessage()
    email["Subject"] = " ".join(message.subject.split())
    email["From"] = server.sender
    email["To"] = mail.address
    email["Date"] = format_datetime(mail.written_at)
    email["Message-ID"] = f"<{mail.reference or 'bank'}.{mail.id}@{server.sender.rpartition('@')[2]}>"
    email["Auto-Submitted"] = "auto-generated"
    email.set_content(message.body)
    return email


def _send(server: MailServer, mail: sa.Row[Any], message: Message) -> tuple[str, str]:
    """The outcome and, without any address, what the trouble was. Only a refusal of this message is final."""
    if not is_email(mail.address):
        return "failed", "not an address"
    content = _email(server, mail, message).as_bytes(policy=SMTP)
    reached = "server"
    try:
        with _connection(server) as smtp:
            _accepted(smtp.mail(server.sender))
            reached = "recipient"
            _accepted(smtp.rcpt(mail.address))
            reached = "content"
            _accepted(smtp.data(content))
    except smtplib.SMTPResponseException as error:
        final = error.smtp_code >= 500 and reached != "server"
        return "failed" if final else "pending", f"refused with {error.smtp_code}"
    except (smtplib.SMTPException, OSError) as error:
        return "unknown" if reached == "content" else "pending", type(error).__name__
    return "sent", ""


def _accepted(answer: tuple[int, bytes]) -> None:
    if answer[0] >= 300:
        raise smtplib.SMTPResponseException(answer[0], answer[1])


@contextmanager
def _connection(server: MailServer) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    if server.security == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=_SECONDS_TO_WAIT, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=_SECONDS_TO_WAIT)
    try:
        smtp.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            smtp.starttls(context=context)
        if server.user:
            smtp.login(server.user, server.password)
        yield smtp
        with suppress(smtplib.SMTPException, OSError):  # it has what we came for: a rude goodbye changes nothing
            smtp.quit()
    finally:
        smtp.close()


_SECONDS_BETWEEN = 5.0
Opened = TypeVar("Opened", bound=HoldsEngine)


def start_mail_worker(
    smtp_url: str, opened_queue: Callable[[], Opened], maker_of: Callable[[Opened], Maker]
) -> threading.Event:
    """Starts one thread, which words messages as `maker_of` the queue says; setting the event ends it, as does the end
    of the process.

    Raises `MailSettingsError` at once when the mail server's address cannot be used.
    """
    if smtp_url:
        mail_server(smtp_url)
    stop = threading.Event()
    threading.Thread(target=_work, args=(smtp_url, opened_queue, maker_of, stop), name="postman", daemon=True).start()
    atexit.register(stop.set)
    return stop


def _work(
    smtp_url: str,
    opened_queue: Callable[[], Opened],
    maker_of: Callable[[Opened], Maker],
    stop: threading.Event,
) -> None:
    set_log_id("postman")
    while not stop.is_set():
        try:
            queue = opened_queue()
        except QueueUnavailable:
            stop.wait(_SECONDS_BETWEEN)
            continue
        if smtp_url:
            deliver_for_ever(queue, smtp_url, stop, _SECONDS_BETWEEN, maker_of(queue))
        return
