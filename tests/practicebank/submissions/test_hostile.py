import hostile
import pytest
from examples import ADA, CONTRIBUTOR, NIGHT_WALKS, TERMS

from practicebank.submissions import codes, tracking
from practicebank.submissions.form.checks import check, warnings
from practicebank.submissions.form.model import Submission
from practicebank.submissions.form.text import clean_line, clean_text
from practicebank.submissions.queue import NotComplete
from practicebank.submissions.reading.terminal import as_text, queue_listing
from practicebank.submissions.states import Status, Step, StepNotAllowed
from practicebank.submissions.storage.drafts import DraftTooLarge, add_to_draft, load_draft
from practicebank.submissions.storage.rate_limits import TooManyAttempts

LINES = ("title", "summary", "organisation", "contact_name", "contact_role")
TEXTS = (
    "problem",
    "aim",
    "how_it_works",
    "where",
    "resources",
    "cost",
    "evaluation",
    "result",
    "learning",
    "do_differently",
)
CHOICES = ("effectiveness", "scale", "implementation_stage", "evaluation_design", "evaluator", "outcome")
LISTS = ("focus", "linked_to", "topics", "region", "target_groups", "partners")


def filled_with(value):
    fields = (*LINES, *TEXTS) if len(value) < 100_000 else ("title", "problem")
    answers = NIGHT_WALKS.model_dump() | dict.fromkeys(fields, value)
    return Submission.model_validate(answers)


def test_there_are_enough_of_them():
    assert len(set(hostile.VALUES)) >= 500


def test_every_value_is_stored_as_typed_or_refused_with_a_message(queue):
    stored, messages = 0, []
    for value in hostile.VALUES:
        submission = filled_with(value)
        expected = dict.fromkeys(LINES, clean_line(value)) | dict.fromkeys(TEXTS, clean_text(value))
        try:
            receipt = queue.submit(submission, codes.new_key())
        except NotComplete as refused:
            messages += [problem.message for problem in refused.problems]
            continue
        found = queue.get(receipt.reference).submission
        assert {field: getattr(found, field) for field in expected} == expected
        assert found == submission
        stored += 1
    assert stored > 0.9 * len(hostile.VALUES) - len(hostile.LONG) - len(hostile.EMPTY)

    assert all(message.isprintable() and len(message) < 100 for message in messages)

    listing = queue_listing(queue)
    assert len(listing) == len(queue.lines()) == stored
    assert len(as_text(listing).split("\n")) == stored + 2


def test_every_value_is_refused_where_words_are_chosen():
    for value in hostile.VALUES:
        changed = dict.fromkeys(CHOICES, value) | dict.fromkeys(LISTS, [value])
        found = check(Submission.model_validate(NIGHT_WALKS.model_dump() | changed), TERMS)
        needed = {field for field in ("effectiveness", "evaluation_design") if clean_line(value) not in TERMS[field]}
        assert {problem.field for problem in found} >= {*LISTS, *needed}


def test_no_value_is_a_link_or_an_address_that_does_harm():
    for value in hostile.VALUES:
        changed = {"links": (value,), "contact_email": value}
        submission = Submission.model_validate(NIGHT_WALKS.model_dump() | changed)
        refused = {problem.field for problem in check(submission, TERMS)}
        if "links" not in refused:
            assert submission.links[0].lower().startswith(("http://", "https://"))
            assert "@" not in submission.links[0]
        if "contact_email" not in refused:
            assert submission.contact_email.isascii()
            assert not set(submission.contact_email) & set(' \r\n,<>"')


@pytest.mark.long
def test_every_value_comes_back_from_a_draft_exactly(queue):
    key = codes.new_key()
    for value in hostile.VALUES:
        answers = {"title": value, "focus": [value], "neighbours": [{"because": value}]}
        try:
            add_to_draft(queue, key, answers, "the practice")
        except DraftTooLarge:
            assert len(value) > 50_000
            continue
        assert load_draft(queue, key).answers == answers


@pytest.mark.long
def test_every_value_may_be_said_about_a_submission(queue, receipt):
    reference = receipt.reference
    said = [value for value in hostile.VALUES if clean_text(value).strip()]
    queue.move(reference, Step.CLAIM, ADA, expected=Status.WAITING)
    too_long = 0
    for value in said[::4]:
        try:
            queue.move(
                reference,
                Step.ASK,
                ADA,
                expected=Status.IN_REVIEW,
                words=value,
                questions={"aim": value},
                note=value,
            )
        except StepNotAllowed:
            too_long += 1
            continue
        asked = tracking.track(queue, reference, receipt.private_code).asked
        assert asked.words == asked.questions["aim"] == clean_text(value).strip()
        queue.move(reference, Step.ANSWER, CONTRIBUTOR, expected=Status.ASKED)
    assert too_long == sum(len(clean_text(value).strip()) > 10_000 for value in said[::4])


@pytest.mark.parametrize("field", ["reference", "code"])
def test_no_value_opens_a_submission(queue, receipt, field):
    for number, value in enumerate(hostile.VALUES[::10]):
        given = {"reference": receipt.reference, "code": receipt.private_code} | {field: value}
        with pytest.raises((tracking.NotYours, TooManyAttempts)):
            tracking.track(queue, given["reference"], given["code"], address=f"address {number}")


def test_no_value_is_too_much_for_the_warnings():
    for value in hostile.VALUES:
        for warned in warnings(filled_with(value[:20_000])):
            assert warned.finding.text in clean_text(value)
