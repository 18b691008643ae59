import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from examples import ADA, ANSWER_DAYS, CONTRIBUTOR, LEAFLETS, NIGHT_WALKS, SYSTEM, bring_to

from practicebank.submissions import codes
from practicebank.submissions.form.model import Submission
from practicebank.submissions.moves import SomebodyWasQuicker
from practicebank.submissions.queue import open_queue
from practicebank.submissions.reading.terminal import as_text, queue_listing
from practicebank.submissions.retention import (
    Tidied,
    delete_old_drafts,
    erase,
    erase_old_contacts,
    lapse_unanswered,
    tidy,
)
from practicebank.submissions.states import Role, Status, Step
from practicebank.submissions.storage.audit_log import verify_log
from practicebank.submissions.storage.drafts import DraftTooLarge, add_to_draft, delete_draft, load_draft
from practicebank.submissions.storage.tables import contacts, drafts, event_details, metadata, outbox
from practicebank.submissions.tracking import respond, track


def later(days):
    return datetime.now(UTC) + timedelta(days=days)


def everything_in(queue):
    with queue.engine.connect() as connection:
        return str([connection.execute(table.select()).all() for table in metadata.sorted_tables])


def test_a_draft_comes_back_on_another_day(queue):
    key = codes.new_key()
    add_to_draft(queue, key, {"title": "Nig"}, "the practice")
    first = load_draft(queue, key)
    add_to_draft(queue, key, {"title": "Night walks", "started": date(2026, 1, 2), "focus": ["Prevention"]}, "you")

    draft = load_draft(queue, key)
    assert draft.answers == {"title": "Night walks", "started": "2026-01-02", "focus": ["Prevention"]}
    assert draft.step == "you"
    assert draft.started_at == first.started_at <= first.saved_at <= draft.saved_at
    assert Submission.model_validate(draft.answers).started == date(2026, 1, 2)


def test_a_draft_opens_with_its_own_key_alone(queue):
    key = codes.new_key()
    add_to_draft(queue, key, {"title": "Night walks"})
    assert load_draft(queue, codes.new_key()) is None
    assert key not in everything_in(queue)


def test_a_draft_can_be_deleted(queue):
    key = codes.new_key()
    add_to_draft(queue, key, {})
    for _ in range(2):
        delete_draft(queue, key)
        assert load_draft(queue, key) is None


def test_a_draft_that_is_too_long_leaves_the_one_before(queue):
    key = codes.new_key()
    add_to_draft(queue, key, {"title": "short"})
    with pytest.raises(DraftTooLarge):
        add_to_draft(queue, key, {"title": "x" * 400_000})
    assert load_draft(queue, key).answers == {"title": "short"}
    with pytest.raises(ValueError, match="new_key"):
        add_to_draft(queue, "guess me", {})


def test_drafts_are_deleted_when_nobody_comes_back(queue):
    key = codes.new_key()
    add_to_draft(queue, key, {"title": "Night walks"})
    assert delete_old_drafts(queue, 90, now=later(89)) == 0
    assert delete_old_drafts(queue, 90, now=later(91)) == 1
    assert load_draft(queue, key) is None


def test_contacts_are_erased_when_a_submission_is_done_with(queue):
    waiting, declined, asked_again, published = (
        queue.submit(submission, codes.new_key()).reference
        for submission in (NIGHT_WALKS, NIGHT_WALKS, NIGHT_WALKS, LEAFLETS)
    )
    bring_to(queue, declined, Status.DECLINED)
    bring_to(queue, asked_again, Status.PUBLISHED)
    bring_to(queue, published, Status.PUBLISHED)

    assert erase_old_contacts(queue, 365, now=later(364)) == 0
    assert erase_old_contacts(queue, 365, now=later(366)) == 2
    assert erase_old_contacts(queue, 365, now=later(366)) == 0

    kept = {line.reference: queue.get(line.reference).submission.contact_email != "" for line in queue.lines()}
    assert kept == {waiting: True, declined: False, asked_again: True, published: False}
    assert queue.history(declined)[-1].step is Step.ERASE
    assert queue.get(declined).submission.title == "Night walks"
    assert verify_log(queue.engine) == []


def test_everything_about_a_submission_can_be_erased_and_the_log_holds(queue, receipt):
    bring_to(queue, receipt.reference, Status.ASKED)
    erase(queue, receipt.reference, SYSTEM, "They asked.", expected=Status.ASKED, content=True)

    left = everything_in(queue)
    for value in (
        *NIGHT_WALKS.contact().values(),
        NIGHT_WALKS.title,
        NIGHT_WALKS.problem,
        "Because it is so.",
    ):
        assert value not in left
    assert verify_log(queue.engine) == []
    assert queue.history(receipt.reference)[-2].details_erased
    assert queue.get(receipt.reference).status is Status.ASKED


def test_erasing_only_the_words(queue, receipt):
    bring_to(queue, receipt.reference, Status.DECLINED)
    erase(queue, receipt.reference, ADA, "They asked.", expected=Status.DECLINED, words=True)
    assert queue.get(receipt.reference).submission.problem == NIGHT_WALKS.problem
    with queue.engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(event_details)) == 1


def test_erasing_names_the_state_it_expects(queue, receipt):
    with pytest.raises(SomebodyWasQuicker):
        erase(queue, receipt.reference, SYSTEM, "They asked.", expected=Status.DECLINED)
    with queue.engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(contacts)) == 1


def test_tidying_does_it_all(queue, receipt):
    add_to_draft(queue, codes.new_key(), {})
    bring_to(queue, receipt.reference, Status.WITHDRAWN)
    assert tidy(queue, now=later(1)) == Tidied(drafts=0, contacts=0, messages=0, lapsed=0, reviewers=0)
    assert tidy(queue, now=later(400)) == Tidied(drafts=1, contacts=1, messages=0, lapsed=0, reviewers=0)
    with queue.engine.connect() as connection:
        assert connection.execute(drafts.select()).all() == []


def test_a_question_nobody_answers_lapses_after_its_last_day_and_not_before(queue, receipt):
    bring_to(queue, receipt.reference, Status.ASKED)
    queue.move(receipt.reference, Step.NOTE, ADA, expected=Status.ASKED, note="A note is no answer.")

    assert tidy(queue, now=later(ANSWER_DAYS)).lapsed == 0
    assert queue.get(receipt.reference).status is Status.ASKED
    assert tidy(queue, now=later(ANSWER_DAYS + 1)).lapsed == 1
    assert tidy(queue, now=later(ANSWER_DAYS + 2)).lapsed == 0

    assert queue.get(receipt.reference).status is Status.WITHDRAWN
    event = queue.history(receipt.reference)[-1]
    assert (event.step, event.role, event.who) == (Step.LAPSE, Role.SYSTEM, "")
    assert verify_log(queue.engine) == []


def test_the_last_day_counts_until_its_end(queue, receipt):
    bring_to(queue, receipt.reference, Status.ASKED)
    last_day = track(queue, receipt.reference, receipt.private_code).answer_by
    ends = datetime.combine(last_day + timedelta(days=1), time(), UTC)

    assert last_day == (queue.get(receipt.reference).since + timedelta(days=ANSWER_DAYS)).date()
    assert lapse_unanswered(queue, now=ends - timedelta(seconds=1)) == 0
    assert lapse_unanswered(queue, now=ends) == 1


def test_what_was_answered_or_asked_anew_does_not_lapse(queue, receipt):
    other = queue.submit(LEAFLETS, codes.new_key()).reference
    bring_to(queue, receipt.reference, Status.ASKED)
    bring_to(queue, other, Status.ASKED)

    respond(queue, receipt.reference, receipt.private_code, Step.ANSWER, expected=Status.ASKED, words="Ours.")
    queue.move(other, Step.REOPEN, ADA, expected=Status.ASKED, words="Found it.")

    assert lapse_unanswered(queue, now=later(ANSWER_DAYS + 1)) == 0
    assert queue.get(receipt.reference).status is Status.IN_REVIEW
    assert queue.get(other).status is Status.IN_REVIEW


def test_with_no_days_set_questions_wait_for_ever(queue, receipt, url):
    bring_to(queue, receipt.reference, Status.ASKED)
    patient = open_queue(url, answer_days=0)

    assert tidy(patient, now=later(10_000)).lapsed == 0
    assert track(patient, receipt.reference, receipt.private_code).answer_by is None
    patient.engine.dispose()


def test_the_contributor_is_told_when_to_answer_and_when_it_lapsed_and_sends_it_again(queue, receipt):
    bring_to(queue, receipt.reference, Status.ASKED)
    last_day = queue.answer_by(queue.get(receipt.reference).since)
    lapse_unanswered(queue, now=later(ANSWER_DAYS + 1))

    with queue.engine.connect() as connection:
        [_, asked, lapsed] = connection.execute(outbox.select().order_by(outbox.c.id)).all()
    in_words = f"{last_day.day} {last_day:%B %Y}"
    assert f"Answer by {in_words}. After that day your practice is withdrawn, and you can send it again." in asked.body
    assert lapsed.subject == f"No answer came, so your practice is withdrawn: {receipt.reference}"
    assert f"No answer came by {in_words}." in lapsed.body
    assert "or to send it again, go to https://bank.example.org/submission" in lapsed.body
    again = respond(queue, *receipt.__dict__.values(), Step.SEND_AGAIN, expected=Status.WITHDRAWN)
    assert (again.status, again.story[-2].words) == (Status.WAITING, f"No answer came by {in_words}.")


def test_without_a_contact_nobody_is_written_to_when_it_lapses(queue, receipt):
    bring_to(queue, receipt.reference, Status.ASKED)
    erase(queue, receipt.reference, SYSTEM, "They asked.", expected=Status.ASKED)
    assert lapse_unanswered(queue, now=later(ANSWER_DAYS + 1)) == 1
    with queue.engine.connect() as connection:
        assert connection.execute(outbox.select()).all() == []


def test_two_who_tidy_at_once_lapse_each_question_once(queue, url):
    references = [queue.submit(NIGHT_WALKS, codes.new_key()).reference for _ in range(6)]
    for reference in references:
        bring_to(queue, reference, Status.ASKED)
    queues = [open_queue(url, answer_days=ANSWER_DAYS) for _ in range(2)]
    ready = threading.Barrier(2)

    def tidy_now(mine):
        ready.wait()
        return lapse_unanswered(mine, now=later(ANSWER_DAYS + 1))

    with ThreadPoolExecutor(2) as together:
        assert sum(together.map(tidy_now, queues)) == len(references)

    for reference in references:
        assert [event.step for event in queue.history(reference)].count(Step.LAPSE) == 1
    for mine in queues:
        mine.engine.dispose()


def test_who_answers_while_it_is_being_tidied_wins_or_is_told(queue, url):
    receipts = [queue.submit(NIGHT_WALKS, codes.new_key()) for _ in range(6)]
    for receipt in receipts:
        bring_to(queue, receipt.reference, Status.ASKED)
    tidying = open_queue(url, answer_days=ANSWER_DAYS)
    ready = threading.Barrier(2)

    def answer_all():
        ready.wait()
        answered = []
        for receipt in receipts:
            try:
                queue.move(receipt.reference, Step.ANSWER, CONTRIBUTOR, expected=Status.ASKED, words="Ours.")
                answered.append(receipt.reference)
            except SomebodyWasQuicker:
                continue
        return answered

    with ThreadPoolExecutor(1) as beside:
        answering = beside.submit(answer_all)
        ready.wait()
        lapsed = lapse_unanswered(tidying, now=later(ANSWER_DAYS + 1))
    answered = answering.result()

    assert len(answered) + lapsed == len(receipts)
    assert {queue.get(reference).status for reference in answered} <= {Status.IN_REVIEW}
    tidying.engine.dispose()


def test_an_operator_lists_the_queue(queue, receipt):
    other = queue.submit(LEAFLETS, codes.new_key()).reference
    bring_to(queue, other, Status.IN_REVIEW)

    listing = queue_listing(queue)
    assert json.loads(json.dumps(listing)) == listing
    assert [(entry["reference"], entry["status"]) for entry in listing] == [
        (receipt.reference, "waiting"),
        (other, "in review"),
    ]
    assert {entry["turn"] for entry in listing} <= {"Reviewers", "Contributor", "Nobody"}
    assert [entry["title"] for entry in queue_listing(queue, "in review")] == ["Leaflets through every door"]
    assert "example.org" not in str(listing)
    lines = as_text(listing, now=later(3)).split("\n")
    assert lines[1].split() == [receipt.reference, "waiting", "3", "Night", "walks"]
    assert lines[-1] == "2 submissions"
    with pytest.raises(ValueError, match="lost"):
        queue_listing(queue, "lost")
