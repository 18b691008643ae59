import pytest
import sqlalchemy as sa
from examples import ADA, CONTRIBUTOR, LEAFLETS, NIGHT_WALKS, TERMS, bring_to
from sqlalchemy.exc import DBAPIError

from practicebank.submissions import codes
from practicebank.submissions.form.model import Way
from practicebank.submissions.form.questions import questions_of
from practicebank.submissions.queue import open_queue
from practicebank.submissions.reading.audit_search import AuditQuery, entries
from practicebank.submissions.states import Role, Status, Step
from practicebank.submissions.storage.audit_log import in_form_order, verify_log
from practicebank.submissions.storage.tables import outbox
from practicebank.submissions.tracking import track


@pytest.fixture
def written(url):
    """A queue with a history, for a test to tamper with; and the references in it."""
    queue = open_queue(url, TERMS)
    references = [queue.submit(submission, codes.new_key()).reference for submission in (NIGHT_WALKS, LEAFLETS)]
    bring_to(queue, references[0], Status.DECLINED)
    queue.move(references[1], Step.WITHDRAW, CONTRIBUTOR, expected=Status.WAITING)
    assert verify_log(queue.engine) == []
    yield queue, references
    queue.engine.dispose()


def tamper(queue, *statements, **values):
    """As somebody with the database's own password would, past the triggers."""
    sqlite = queue.engine.dialect.name == "sqlite"
    with queue.engine.begin() as connection:
        if sqlite:
            triggers = sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for trigger in connection.scalars(triggers).all():
                connection.execute(sa.text(f"DROP TRIGGER {trigger}"))
        else:
            connection.execute(sa.text("SET session_replication_role = replica"))
        for statement in statements:
            connection.execute(sa.text(statement), values)
        if not sqlite:
            connection.execute(sa.text("SET session_replication_role = origin"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET who = 'Eve' WHERE number = 1",
        "DELETE FROM events WHERE number = 2",
        "DELETE FROM events",
        "UPDATE event_details SET details = '{}'",
        "INSERT INTO events (number, at, role, who, step, hash) VALUES (99, '2026-01-01', 'system', '', 'begin', 'x')",
        "INSERT INTO events (number, at, role, who, step, previous_hash, hash)"
        " VALUES (6, '2026-01-01', 'system', '', 'begin', 'not the last', 'x')",
    ],
)
def test_the_log_can_only_be_added_to_at_its_end(written, statement):
    queue, _ = written
    with pytest.raises(DBAPIError), queue.engine.begin() as connection:
        connection.execute(sa.text(statement))
    assert verify_log(queue.engine) == []


def test_the_log_cannot_be_emptied(written):
    queue, _ = written
    if queue.engine.dialect.name == "postgresql":
        with pytest.raises(DBAPIError), queue.engine.begin() as connection:
            connection.execute(sa.text("TRUNCATE events, event_details"))
    assert entries(queue, AuditQuery()).total == 5


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE events SET who = 'Eve' WHERE number = 3", "Event 3 was changed after it was written."),
        ("UPDATE events SET at = '2020-01-01' WHERE number = 3", "Event 3 was changed after it was written."),
        (
            "UPDATE events SET after = 'published' WHERE number = 4",
            "Event 4 was changed after it was written.",
        ),
        ("DELETE FROM events WHERE number = 3", "Event 3 is missing: the next one is 4."),
        ("DELETE FROM events WHERE number = 5", "the log says 2."),
        ("DELETE FROM events WHERE number = 0", "The first row of the log is missing or was changed."),
        ("UPDATE event_details SET details = '{}' WHERE number = 4", "The words of event 4 were changed"),
        (
            "DELETE FROM event_details WHERE number = 4",
            "The words of event 4 were removed, and no event says so.",
        ),
        (
            "UPDATE submissions SET status = 'published' WHERE reference = :first",
            "is “published”, but event 4 left it",
        ),
        ("UPDATE submissions SET content = '{}' WHERE reference = :first", "was changed without an event."),
        ("UPDATE submissions SET title = 'Other' WHERE reference = :first", "was changed without an event."),
        ("DELETE FROM submissions WHERE reference = :first", "is in the log, but not in the queue."),
        ("DELETE FROM events WHERE reference = :second", "has no event in the log."),
    ],
)
def test_tampering_is_found(written, statement, fault):
    queue, (first, second) = written
    wanted = {"first": first, "second": second}
    values = {name: value for name, value in wanted.items() if f":{name}" in statement}
    before = ["DELETE FROM contacts", "DELETE FROM event_details WHERE number = 5"] if "DELETE" in statement else []
    queue.engine.dispose()
    with_keys_off(queue)
    tamper(queue, *before, statement, **values)
    assert any(fault in found for found in verify_log(queue.engine)), verify_log(queue.engine)


def with_keys_off(queue):
    if queue.engine.dialect.name == "sqlite":

        @sa.event.listens_for(queue.engine, "connect")
        def off(connection, _record):
            connection.execute("PRAGMA foreign_keys=OFF")


def test_an_event_put_in_with_a_proper_hash_is_found_by_its_neighbour(written):
    """Rewriting one event and its own hash leaves the next one pointing at nothing."""
    queue, _ = written
    tamper(queue, "UPDATE events SET who = 'Eve', hash = 'f' WHERE number = 3")
    faults = verify_log(queue.engine)
    assert "Event 4 does not follow event 3." in faults


def test_every_event_tells_its_story(written):
    queue, references = written
    sent, claimed, declined = queue.history(references[0])
    assert [sent.number, claimed.number, declined.number] == [1, 3, 4]
    assert (declined.reference, declined.role, declined.who) == (references[0], Role.REVIEWER, ADA.name)
    assert (declined.before, declined.after) == (Status.IN_REVIEW, Status.DECLINED)
    assert declined.words == "Because it is so."
    assert declined.at.utcoffset().total_seconds() == 0


@pytest.mark.parametrize("way", Way)
def test_one_order_is_that_of_both_ways_of_the_form(way):
    asked = [question.field for question in questions_of(way)]
    assert list(in_form_order(dict.fromkeys(["asked no more", *sorted(asked)]))) == [*asked, "asked no more"]


def test_questions_and_changes_are_told_in_the_order_of_the_form_everywhere(queue, receipt):
    bring_to(queue, receipt.reference, Status.IN_REVIEW)
    chosen = {"result": "Which calls?", "cost": "Whose money?", "topics": "Which?", "evaluator": "Who?"}
    in_order = ["topics", "cost", "evaluator", "result"]
    queue.move(receipt.reference, Step.ASK, ADA, expected=Status.IN_REVIEW, words="Four things.", questions=chosen)
    assert list(queue.history(receipt.reference)[-1].questions) == in_order
    assert list(track(queue, receipt.reference, receipt.private_code).asked.questions) == in_order
    with queue.engine.connect() as connection:
        mail = connection.scalars(sa.select(outbox.c.body).order_by(outbox.c.id)).all()[-1]
    assert [mail.index(chosen[field]) for field in in_order] == sorted(mail.index(text) for text in chosen.values())

    text = {"result": "Fewer.", "cost": "None", "topics": ("Crime prevention",), "evaluator": "Both"}
    changed = NIGHT_WALKS.model_copy(update=text)
    queue.move(receipt.reference, Step.ANSWER, CONTRIBUTOR, expected=Status.ASKED, submission=changed)
    assert list(queue.history(receipt.reference)[-1].changed) == in_order
    assert list(entries(queue, AuditQuery(step=Step.ANSWER)).events[0].changed) == in_order
