from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from examples import ADA, BEN, CONTRIBUTOR, LEAFLETS, NIGHT_WALKS, bring_to, needs

from practicebank.submissions import codes
from practicebank.submissions.form.model import Submission
from practicebank.submissions.moves import SlugTaken, SomebodyWasQuicker
from practicebank.submissions.queue import NotComplete, open_queue
from practicebank.submissions.reading.published_practices import public_practices
from practicebank.submissions.reading.waiting_texts import WaitingText, waiting_texts
from practicebank.submissions.retention import erase
from practicebank.submissions.states import MOVES, Role, Status, Step, StepNotAllowed
from practicebank.submissions.storage.engine import read
from practicebank.submissions.storage.records import NoSuchSubmission
from practicebank.submissions.storage.tables import contacts, events, outbox, submissions


def count(queue, table):
    return read(queue.engine, lambda connection: connection.scalar(sa.select(sa.func.count()).select_from(table)))


@pytest.mark.parametrize("submission", [NIGHT_WALKS, LEAFLETS], ids=["a practice", "it did not work"])
def test_a_submission_comes_back_as_it_was_sent(queue, submission):
    before = datetime.now(UTC)
    receipt = queue.submit(submission, codes.new_key())

    record = queue.get(receipt.reference)
    assert record.submission == submission
    assert record.status is Status.WAITING
    assert before <= record.sent_at <= datetime.now(UTC)
    assert record.sent_at.tzinfo is UTC


def test_another_process_sees_what_was_sent(queue, receipt, url):
    other = open_queue(url)
    assert other.get(receipt.reference).submission == NIGHT_WALKS
    other.engine.dispose()


def test_sending_twice_makes_one_submission(queue):
    key = codes.new_key()
    receipts = {queue.submit(NIGHT_WALKS, key), queue.submit(LEAFLETS, key), queue.receipt(key)}

    assert len(receipts) == 1
    assert count(queue, submissions) == 1
    assert queue.lines()[0].title == "Night walks"


def test_sending_the_same_form_at_once_makes_one_submission(queue):
    shared = [codes.new_key() for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(lambda key: queue.submit(NIGHT_WALKS, key), shared * 8))

    assert len(set(receipts)) == 4
    assert count(queue, submissions) == count(queue, contacts) == count(queue, outbox) == 4


def test_two_processes_that_write_in_turn_keep_one_chain(queue, url):
    other = open_queue(url)
    with ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(who.submit, NIGHT_WALKS, codes.new_key()) for who in [queue, other] * 50]
        references = {receipt.result().reference for receipt in sent}
    other.engine.dispose()

    assert len(references) == 100
    assert count(queue, events) == 101


def test_a_form_not_sent_has_no_receipt(queue):
    assert queue.receipt(codes.new_key()) is None


def test_what_has_problems_is_refused(queue):
    with pytest.raises(NotComplete) as refused:
        queue.submit(Submission(title="Night walks"), codes.new_key())

    assert [problem.field for problem in refused.value.problems][:2] == ["summary", "effectiveness"]
    assert count(queue, submissions) == 0


def test_a_key_that_could_be_guessed_is_refused(queue):
    with pytest.raises(ValueError, match="new_key"):
        queue.submit(NIGHT_WALKS, "double click")


def test_the_code_and_the_key_are_not_in_the_database(queue):
    key = codes.new_key()
    receipt = queue.submit(NIGHT_WALKS, key)

    with queue.engine.connect() as connection:
        stored = str([connection.execute(sa.select(table)).all() for table in (submissions, events, outbox)])
    assert key not in stored
    assert receipt.private_code not in stored
    assert receipt.private_code.replace("-", "") not in stored


def test_personal_data_is_only_among_the_contacts(queue, receipt):
    with queue.engine.connect() as connection:
        elsewhere = str([connection.execute(sa.select(table)).all() for table in (submissions, events, outbox)])
    for value in NIGHT_WALKS.contact().values():
        assert value not in elsewhere


@pytest.mark.parametrize("status", Status)
def test_only_the_moves_of_the_table_happen(queue, status):
    """Every step by every role from this state: the legal ones lead where the table says, the others
    nowhere.
    """
    held = status is not Status.WAITING  # as the shortest way leaves it
    here = [move for move in MOVES if move.before is status and move.held in (None, held)]
    legal = {(move.step, role): move for move in here for role in move.by}
    refused = [(step, role) for step in Step for role in Role if (step, role) not in legal]
    fixed = queue.submit(NIGHT_WALKS, codes.new_key()).reference
    bring_to(queue, fixed, status)
    for step, role in refused:
        with pytest.raises(StepNotAllowed):
            queue.move(fixed, step, replace(ADA, role=role), expected=status, **needs(step, fixed))
    assert queue.get(fixed).status is status

    for (step, role), move in legal.items():
        reference = queue.submit(NIGHT_WALKS, codes.new_key()).reference
        bring_to(queue, reference, status)
        by = replace(ADA, role=role)
        if step is Step.ERASE:
            erase(queue, reference, by, "They asked.", expected=status)
        else:
            queue.move(reference, step, by, expected=status, **needs(step, reference))
        event = queue.history(reference)[-1]
        assert queue.get(reference).status is move.after
        assert (event.step, event.before, event.after) == (step, status, move.after)
        assert (event.role, event.number) == (role, queue.get(reference).last_event)


def test_somebody_quicker_is_not_overwritten(queue, receipt):
    queue.move(receipt.reference, Step.CLAIM, ADA, expected=Status.WAITING)

    with pytest.raises(SomebodyWasQuicker, match="in review") as quicker:
        queue.move(receipt.reference, Step.CLAIM, BEN, expected=Status.WAITING)

    assert quicker.value.status is Status.IN_REVIEW
    assert queue.get(receipt.reference).reviewer == "Ada"


def test_a_decision_on_text_that_has_changed_since_is_refused(queue, receipt):
    queue.move(receipt.reference, Step.CLAIM, ADA, expected=Status.WAITING)
    seen = queue.get(receipt.reference).last_event
    corrected = NIGHT_WALKS.model_copy(update={"title": "Night walks, twice a week"})
    queue.move(receipt.reference, Step.CORRECT, CONTRIBUTOR, expected=Status.IN_REVIEW, submission=corrected)

    with pytest.raises(SomebodyWasQuicker):
        queue.move(receipt.reference, Step.PUBLISH, ADA, expected=Status.IN_REVIEW, seen=seen, slug="walks")

    assert public_practices(queue).practices == ()


def test_of_many_who_decide_at_once_one_does(queue, url):
    references = [queue.submit(NIGHT_WALKS, codes.new_key()).reference for _ in range(10)]
    other = open_queue(url)

    def claim(who, reference):
        try:
            who.move(reference, Step.CLAIM, ADA, expected=Status.WAITING)
        except SomebodyWasQuicker:
            return 0
        return 1

    with ThreadPoolExecutor(8) as pool:
        claims = [pool.submit(claim, who, reference) for reference in references for who in [queue, other] * 3]
        assert sum(done.result() for done in claims) == 10
    other.engine.dispose()
    assert queue.counts()[Status.IN_REVIEW] == 10


def test_what_changed_is_in_the_event_without_personal_data(queue, receipt):
    changed = NIGHT_WALKS.model_copy(update={"title": "Walks", "contact_name": "Sam Example"})
    queue.move(receipt.reference, Step.CORRECT, CONTRIBUTOR, expected=Status.WAITING, submission=changed)

    event = queue.history(receipt.reference)[-1]
    assert event.changed == {"title": ["Night walks", "Walks"], "contact_name": []}
    assert queue.get(receipt.reference).submission == changed
    assert queue.lines()[0].title == "Walks"


def test_a_correction_with_problems_changes_nothing(queue, receipt):
    with pytest.raises(NotComplete):
        queue.move(receipt.reference, Step.CORRECT, CONTRIBUTOR, expected=Status.WAITING, submission=Submission())
    assert queue.get(receipt.reference).submission == NIGHT_WALKS


@pytest.mark.parametrize(
    ("step", "status", "given"),
    [
        pytest.param(Step.ASK, Status.IN_REVIEW, {}, id="a question without words"),
        pytest.param(Step.DECLINE, Status.IN_REVIEW, {"words": " \n"}, id="declined without a reason"),
        pytest.param(Step.NOTE, Status.WAITING, {"words": "no"}, id="a note that is empty"),
        pytest.param(Step.CLAIM, Status.WAITING, {"submission": LEAFLETS}, id="claiming with other text"),
        pytest.param(Step.NOTE, Status.WAITING, {"note": "x" * 10_001}, id="a note that is too long"),
        pytest.param(Step.ERASE, Status.WAITING, {"words": "Why."}, id="saying that it was erased"),
    ],
)
def test_a_step_that_lacks_something_is_refused(queue, receipt, step, status, given):
    bring_to(queue, receipt.reference, status)
    with pytest.raises(StepNotAllowed):
        queue.move(receipt.reference, step, ADA, expected=status, **given)


def test_a_published_practice_keeps_its_slug(queue, receipt):
    bring_to(queue, receipt.reference, Status.IN_REVIEW)
    queue.move(receipt.reference, Step.PUBLISH, ADA, expected=Status.IN_REVIEW, slug="night-walks")
    first = queue.get(receipt.reference).published_at
    queue.move(receipt.reference, Step.REOPEN, ADA, expected=Status.PUBLISHED, words="A mistake.")
    assert public_practices(queue).practices == ()
    queue.move(receipt.reference, Step.PUBLISH, ADA, expected=Status.IN_REVIEW, slug="another")

    [published] = public_practices(queue).practices
    assert (published.slug, published.published_at) == ("night-walks", first)


def test_a_slug_belongs_to_one_practice(queue, receipt):
    other = queue.submit(LEAFLETS, codes.new_key()).reference
    for reference in (receipt.reference, other):
        bring_to(queue, reference, Status.IN_REVIEW)
    queue.move(receipt.reference, Step.PUBLISH, ADA, expected=Status.IN_REVIEW, slug="walks")

    with pytest.raises(SlugTaken, match="walks"):
        queue.move(other, Step.PUBLISH, ADA, expected=Status.IN_REVIEW, slug="walks")
    with pytest.raises(ValueError, match="needs a slug"):
        queue.move(other, Step.PUBLISH, ADA, expected=Status.IN_REVIEW)
    assert queue.get(other).status is Status.IN_REVIEW


def test_readers_see_no_contact_and_no_withheld_organisation(queue):
    agreed = NIGHT_WALKS.model_copy(update={"publish_contact": True, "personal_data_answer": "It is a role."})
    for number, submission in enumerate([NIGHT_WALKS, LEAFLETS, agreed]):
        reference = queue.submit(submission, codes.new_key()).reference
        bring_to(queue, reference, Status.IN_REVIEW)
        queue.move(reference, Step.PUBLISH, ADA, expected=Status.IN_REVIEW, slug=f"practice-{number}")

    walks, leaflets, with_contact = public_practices(queue).practices
    assert (walks.contact, leaflets.contact) == ((), ())
    assert not [value for value in NIGHT_WALKS.contact().values() if value in str(walks)]
    assert walks.cells["organisation"] == "Westshire Constabulary"
    assert LEAFLETS.organisation not in str(leaflets)
    assert with_contact.contact == tuple(agreed.contact().values())
    assert agreed.personal_data_answer not in str(with_contact)


def test_place_in_the_queue(queue):
    first, second, third = (queue.submit(NIGHT_WALKS, codes.new_key()).reference for _ in range(3))
    assert [queue.place(reference) for reference in (first, second, third)] == [1, 2, 3]

    queue.move(first, Step.WITHDRAW, CONTRIBUTOR, expected=Status.WAITING)

    assert [queue.place(reference) for reference in (first, second, third)] == [None, 1, 2]
    assert queue.place("PB-2222-2222") is None


def test_counts_agree_with_the_list(queue):
    for status in (Status.WAITING, Status.WAITING, Status.DECLINED, Status.PUBLISHED):
        bring_to(queue, queue.submit(NIGHT_WALKS, codes.new_key()).reference, status)

    counts = queue.counts()
    assert list(counts) == list(Status)
    assert {status: len(queue.lines(status)) for status in Status} == counts
    assert len(queue.lines()) == sum(counts.values()) == 4


def test_the_revision_grows_with_every_change(queue, receipt):
    before = queue.revision()
    queue.move(receipt.reference, Step.CLAIM, ADA, expected=Status.WAITING)
    assert queue.revision() > before


def test_there_is_no_submission_by_that_name(queue):
    with pytest.raises(NoSuchSubmission, match="PB-2222-2222"):
        queue.get("PB-2222-2222")
    with pytest.raises(NoSuchSubmission):
        queue.move("PB-2222-2222", Step.CLAIM, ADA, expected=Status.WAITING)


def test_what_waits_can_be_compared(queue):
    one, two, three = (queue.submit(NIGHT_WALKS, codes.new_key()).reference for _ in range(3))
    bring_to(queue, two, Status.PUBLISHED)

    assert waiting_texts(queue, except_for=three) == [WaitingText(one, "Night walks", NIGHT_WALKS.summary)]
