"""The review queue: a submission goes in once and is never lost; a move names the state it expects.

`ReviewQueue` holds the engine open. A submission is on disk before `submit` returns, and sending the same
form twice makes one. Every change and its event are one transaction. Nothing here asks who somebody is:
`tracking` lets contributors in by their private code, and the reviewers' pages name the `Actor`.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from practicebank.submissions import codes
from practicebank.submissions.amended import amended_after
from practicebank.submissions.form.checks import Problem, Terms, check
from practicebank.submissions.form.model import Submission, changes
from practicebank.submissions.form.questions import label_of
from practicebank.submissions.form.text import clean_line
from practicebank.submissions.mail.messages import message
from practicebank.submissions.mail.outbox import mail_row
from practicebank.submissions.moves import CHANGES_CONTENT, SomebodyWasQuicker, change_row, changed_columns, details
from practicebank.submissions.states import QUEUED, Role, Status, Step, StepNotAllowed, check_step
from practicebank.submissions.storage.audit_log import Actor, Event, Head, NewEvent, append, chain, commitment, history
from practicebank.submissions.storage.engine import open_engine, read
from practicebank.submissions.storage.records import (
    LINE,
    QueueLine,
    SubmissionRecord,
    content_columns,
    line,
    record,
    row_of,
    store_contact,
    submission_of,
)
from practicebank.submissions.storage.tables import contacts, events, outbox, submissions
from practicebank.submissions.storage.writer import GroupCommit, Writer, insert_and_commit, insert_together

_CONTRIBUTOR = Actor(Role.CONTRIBUTOR)


class NotComplete(Exception):
    """The answers have problems: `problems` lists all of them in form order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("There is a problem: " + "; ".join(problem.message for problem in problems) + ".")
        self.problems = list(problems)


@dataclass(frozen=True)
class Receipt:
    reference: str
    private_code: str


@dataclass(frozen=True)
class _Sent:
    """A submission on its way in, all of it made ready except its place in the log."""

    submission: Submission
    key: str
    token_hash: str
    code: str
    entry: NewEvent
    rows: Mapping[sa.Table, Mapping[str, Any]]


class ReviewQueue:
    """`terms` are the words of each vocabulary field; `mails` says whether messages are to be written;
    `tracking_page` is the full address of the page a message names; `answer_days` is how long a contributor
    has to answer a question, 0 for ever; `patience` is how many seconds a call waits for a database that is
    restarting.
    """

    def __init__(
        self,
        engine: sa.Engine,
        terms: Terms | None = None,
        *,
        mails: bool = False,
        tracking_page: str = "",
        answer_days: int = 0,
        patience: float = 5.0,
    ) -> None:
        self.engine = engine
        self.terms: Terms = terms or {}
        self.writer = Writer(engine, patience)
        self.mails = mails
        self.answer_days = answer_days
        self._tracking_page = tracking_page
        self._store_together = GroupCommit(self._store)

    def submit(self, submission: Submission, key: str) -> Receipt:
        """Stores a submission, durably, and says how its contributor finds it again.

        `key` was made with the form (`keys.new_key`, and a draft's key will do). The same key again gives the
        same receipt, whatever is sent with it. Raises `NotComplete`, or `QueueUnavailable`: then try again
        with the same key.
        """
        if len(key) < 32:
            raise ValueError("Make the form's key with keys.new_key.")
        problems = check(submission, self.terms)
        if problems:
            raise NotComplete(problems)
        sent = self._sent(submission, key)
        return Receipt(self._store_together(sent), sent.code)

    def receipt(self, key: str) -> Receipt | None:
        """The receipt of the form with this key, when it has been sent; without a code once a newer one was mailed."""
        columns = (submissions.c[name] for name in ("reference", "salt", "code_hash"))
        query = sa.select(*columns).where(submissions.c.token_hash == codes.key_hash(key))
        found = read(self.engine, lambda connection: connection.execute(query).one_or_none())
        code = codes.private_code(key)
        if found is None:
            return None
        holds = codes.same(codes.code_hash(code, found.salt), found.code_hash)
        return Receipt(found.reference, code if holds else "")

    def _store(self, batch: Sequence[_Sent]) -> list[str]:
        """Stores them all, or finds those that are there already. The short way looks for none: the table
        refuses a form sent before, and only then is it worth looking."""

        def quick(head: Head) -> tuple[dict[str, str], Head]:
            references, groups, head = self._new(batch, {}, head)
            insert_and_commit(self.engine, groups)
            return references, head

        def work(connection: sa.Connection, head: Head) -> tuple[dict[str, str], Head]:
            again = [self._sent(sent.submission, sent.key) for sent in batch]  # under new references
            references, groups, head = self._new(again, _references(connection, batch), head)
            if groups:
                insert_together(connection, groups)
            return references, head

        references = self.writer.write(work, repeatable=True, quick=quick)
        return [references[sent.token_hash] for sent in batch]

    def _new(
        self, batch: Sequence[_Sent], known: Mapping[str, str], head: Head
    ) -> tuple[dict[str, str], list[dict[sa.Table, Mapping[str, Any]]], Head]:
        """The reference of each form, the rows of those not known yet, and the log's end after them."""
        references, groups = dict(known), []
        for sent in batch:
            if sent.token_hash not in references:
                references[sent.token_hash] = sent.entry.reference
                head, event, _ = chain(head, sent.entry)
                placed = {**sent.rows[submissions], "last_event": head.number}
                groups.append({**sent.rows, submissions: placed, events: event})
        return references, groups, head

    def _sent(self, submission: Submission, key: str) -> _Sent:
        at, reference, code = datetime.now(UTC), codes.new_reference(), codes.private_code(key)
        content, salt, token_hash = submission.content(), secrets.token_hex(16), codes.key_hash(key)
        rows: dict[sa.Table, dict[str, Any]] = {
            submissions: {
                "reference": reference,
                "token_hash": token_hash,
                "salt": salt,
                "code_hash": codes.code_hash(code, salt),
                "status": str(Status.WAITING),
                **content_columns(submission, content),
                "sent_at": at,
                "changed_at": at,
            },
            contacts: {"reference": reference, **submission.contact()},
        }
        mail = message(Step.SEND, reference, page=self._tracking_page)
        if self.mails and mail:
            rows[outbox] = mail_row(reference, mail, at)
        entry = NewEvent(reference, at, _CONTRIBUTOR, Step.SEND, None, Status.WAITING, commitment(salt, content))
        return _Sent(submission, key, token_hash, code, entry, rows)

    def move(
        self,
        reference: str,
        step: Step,
        by: Actor,
        *,
        expected: Status,
        seen: int | None = None,
        words: str = "",
        questions: Mapping[str, str] | None = None,
        note: str = "",
        submission: Submission | None = None,
        slug: str | None = None,
        replaced_by: str | None = None,
        more: Mapping[str, Any] | None = None,
        corrects: Submission | None = None,
        source: str = "",
        confidence: str = "",
    ) -> int:
        """Takes one step and returns the number of its event.

        `expected` is the state the mover saw, `seen` the number of the last event they saw (give it when a
        decision rests on the text). `words` and `questions` (by field) go to the contributor, `note` only to
        reviewers, `more` only into the log. `submission` is the text after a correction or an edit; of what readers see
        already, `corrects` is the text as they see it, and `source` an address that says so, how surely `confidence`.
        The first time something is published it needs a `slug`, which it then keeps; replacing needs `replaced_by`.
        Raises `StepNotAllowed`, `SomebodyWasQuicker`, `NoSuchSubmission`, `NotComplete`, `SlugTaken`,
        `QueueUnavailable`.
        """
        first_look = check_step(step, expected, by.role)
        if step is Step.ERASE:
            raise StepNotAllowed("Erasing is done by retention.erase, which also erases.")
        by = replace(by, name=clean_line(by.name))
        told = details(first_look, words, questions, note, more)
        if submission is not None:
            if step not in CHANGES_CONTENT:
                raise StepNotAllowed(f"The step “{step}” does not change the text.")
            only = changes(corrects, submission) if corrects else Submission.model_fields
            problems = check(submission, self.terms, contact=by.role is Role.CONTRIBUTOR, only=only)
            if problems:
                raise NotComplete(problems)

        def work(connection: sa.Connection, head: Head) -> tuple[int, Head]:
            row = row_of(connection, reference)
            if row.status != expected or seen not in (None, row.last_event):
                raise SomebodyWasQuicker(reference, Status(row.status))
            move = check_step(step, expected, by.role, held=bool(row.reviewer))
            at, content, said = datetime.now(UTC), row.content, dict(told)
            before = corrects or submission_of(row)
            values = changed_columns(connection, row, move, by, at, slug, replaced_by, told)
            if submission is not None:
                content = submission.content()
                said["changed"] = changes(before, submission)
                values |= content_columns(submission, content)
                if corrects:
                    urls = [source] if source else []
                    values["amended"] = amended_after(row.amended, before, submission, urls, confidence, at.date())
                store_contact(connection, reference, submission.contact())
            change_row(connection, row, {**values, "last_event": head.number + 1})
            entry = NewEvent(reference, at, by, step, expected, move.after, commitment(row.salt, content), said)
            head = append(connection, head, entry)
            mail = message(
                step,
                reference,
                said.get("words", ""),
                {label_of(before.way, field): text for field, text in told.get("questions", {}).items()},
                self._tracking_page,
                self.answer_by(values.get("since", row.since)) if move.after is Status.ASKED else None,
            )
            if self.mails and mail and row.contact_email:
                connection.execute(outbox.insert().inline(), mail_row(reference, mail, at))
            return head.number, head

        return self.writer.write(work)

    def answer_by(self, asked_at: datetime) -> date | None:
        """The last whole day (UTC) on which a question may be answered; None when it may be for ever."""
        return (asked_at.astimezone(UTC) + timedelta(days=self.answer_days)).date() if self.answer_days else None

    def get(self, reference: str) -> SubmissionRecord:
        """Everything about one submission, its contact too. Raises `NoSuchSubmission`."""
        return read(self.engine, lambda connection: record(row_of(connection, reference)))

    def history(self, reference: str) -> list[Event]:
        """Its events, oldest first."""
        return read(self.engine, lambda connection: history(connection, reference))

    def lines(self, *statuses: Status) -> list[QueueLine]:
        """The submissions in these states (in any, when none is named), the longest waiting first."""
        query = LINE.order_by(submissions.c.sent_at, submissions.c.reference)
        if statuses:
            query = query.where(submissions.c.status.in_([str(status) for status in statuses]))
        return read(self.engine, lambda connection: [line(row) for row in connection.execute(query)])

    def counts(self) -> dict[Status, int]:
        """How many submissions are in each state, zeros kept; without the practices of the catalogue."""
        query = sa.select(submissions.c.status, sa.func.count()).where(~submissions.c.founding)
        query = query.group_by(submissions.c.status)
        found = read(self.engine, lambda connection: connection.execute(query).all())
        counted = {row[0]: row[1] for row in found}
        return {status: counted.get(status, 0) for status in Status}

    def place(self, reference: str) -> int | None:
        """Its place among those waiting or in review, 1 being next; None when it is not among them."""
        mine = sa.select(submissions.c.sent_at).where(
            submissions.c.reference == reference, submissions.c.status.in_(QUEUED)
        )
        earlier = sa.tuple_(submissions.c.sent_at, submissions.c.reference) <= sa.tuple_(
            mine.scalar_subquery(), sa.literal(reference)
        )
        query = sa.select(sa.func.count()).where(submissions.c.status.in_(QUEUED), earlier)
        return read(self.engine, lambda connection: connection.scalar(query)) or None

    def revision(self) -> int:
        """A number that grows with every change: cheap to ask whether something has changed."""
        query = sa.select(sa.func.max(events.c.number))
        return read(self.engine, lambda connection: int(connection.execute(query).scalar_one()))


def _references(connection: sa.Connection, batch: Sequence[_Sent]) -> dict[str, str]:
    wanted = [sent.token_hash for sent in batch]
    query = sa.select(submissions.c.token_hash, submissions.c.reference)
    found = connection.execute(query.where(submissions.c.token_hash.in_(wanted)))
    return {row.token_hash: row.reference for row in found}


def open_queue(
    url: str,
    terms: Terms | None = None,
    *,
    mails: bool = False,
    tracking_page: str = "",
    answer_days: int = 0,
    patience: float = 5.0,
) -> ReviewQueue:
    """The queue in the database at `url`, made or brought up to date first. Raises `QueueUnavailable`."""
    engine = open_engine(url)
    return ReviewQueue(
        engine, terms, mails=mails, tracking_page=tracking_page, answer_days=answer_days, patience=patience
    )
