"""What readers are told of a published submission: its cells and its account, and nothing that is not theirs."""

import pytest
from examples import ADA, LEAFLETS, NIGHT_WALKS, OLDER_WALKS

from practicebank.evidence import NOT_EVALUATED, UNDER_WAY, evidence_of
from practicebank.fields import ACCOUNT_FIELD, WITHHELD
from practicebank.submissions import codes
from practicebank.submissions.form.model import Neighbour
from practicebank.submissions.reading.published_practices import public_practices
from practicebank.submissions.states import Status, Step

WITHOUT = {"evaluator": "", "outcome": "", "evaluation": ""}
CODED = ("evaluated", "evaluation_design", "evaluator", "outcome")


def published(queue, submission):
    reference = queue.submit(submission, codes.new_key()).reference
    queue.move(reference, Step.CLAIM, ADA, expected=Status.WAITING)
    queue.move(reference, Step.PUBLISH, ADA, expected=Status.IN_REVIEW, slug="night-walks")
    [practice] = public_practices(queue).practices
    return practice


def told(practice):
    return {statement.field: statement.text for statement in practice.account}


@pytest.mark.parametrize(
    ("changed", "coded", "in_one_line"),
    [
        ({}, ("Yes", "Before and after", "In-house", "Improved"), "Improved: before and after, in-house"),
        ({"evaluation_design": NOT_EVALUATED, **WITHOUT}, ("No", "None", "", ""), "Not evaluated"),
        (
            {"evaluation_design": UNDER_WAY, **WITHOUT, "evaluation": "A trial until May."},
            ("", UNDER_WAY, "", ""),
            "Evaluation planned or under way",
        ),
    ],
    ids=["evaluated", "not evaluated", "under way"],
)
def test_how_it_was_evaluated_is_told_in_the_columns(queue, changed, coded, in_one_line):
    cells = published(queue, NIGHT_WALKS.model_copy(update=changed)).cells
    assert tuple(cells[column] for column in CODED) == coded
    assert evidence_of(cells).in_one_line == in_one_line
    assert (cells["started"], cells["completed"]) == ("2023-03-01", "2024-03-01")


@pytest.mark.parametrize(("evaluated", "word"), [(True, "Yes"), (False, "No")])
def test_an_older_answer_is_a_yes_or_a_no(queue, evaluated, word):
    older = OLDER_WALKS.model_copy(update={"evaluated": evaluated})
    practice = published(queue, older)
    assert tuple(practice.cells[column] for column in CODED) == (word, "", "", "")
    assert ("evaluation" in told(practice)) is evaluated


def test_the_account_is_in_reading_order_and_marks_the_organisations_own_figures(queue):
    practice = published(queue, NIGHT_WALKS)
    fields = [statement.field for statement in practice.account]
    assert fields == [field for field in ACCOUNT_FIELD if field in fields]
    assert set(ACCOUNT_FIELD) - set(fields) == {"tried", "why"}
    assert {each.field for each in practice.account if each.own_figures} == {"evaluation", "result"}
    assert {each.read for each in practice.account} == {practice.published_at.date().isoformat()}


@pytest.mark.parametrize("evaluator", ["Independent", "Both"])
def test_the_figures_of_somebody_independent_are_not_the_organisations_own(queue, evaluator):
    practice = published(queue, NIGHT_WALKS.model_copy(update={"evaluator": evaluator}))
    assert not any(statement.own_figures for statement in practice.account)


def test_what_says_nothing_beside_the_other_answers_is_not_told(queue):
    unlinked = NIGHT_WALKS.model_copy(update={"linked_to": (), "evaluation_design": NOT_EVALUATED, "evaluated": True})
    practice = published(queue, unlinked)
    assert not {"linked_to_evidence", "evaluation"} & set(told(practice))
    assert tuple(practice.cells[column] for column in CODED) == ("No", "None", "", "")


def test_nothing_private_is_told(queue):
    private = {
        "neighbours": (Neighbour(slug="other", because="Neighbourly words."),),
        "personal_data_answer": "It is a shared mailbox.",
    }
    shown = repr(published(queue, LEAFLETS.model_copy(update=private)))
    for word in ("Westshire", "Community safety team", "example.org", "Neighbourly", "shared mailbox"):
        assert word not in shown
    assert "Leaflets about burglary." in shown
    assert "Nobody read them." in shown


def test_an_organisation_that_asked_for_it_is_withheld_and_not_unknown(queue):
    practice = published(queue, LEAFLETS)
    assert LEAFLETS.withhold_organisation
    assert practice.cells["organisation"] == WITHHELD
    assert LEAFLETS.organisation not in repr(practice)


@pytest.mark.parametrize("sentences", [1, 20])
def test_what_did_not_work_leads_with_the_beginning_of_what_was_tried(queue, sentences):
    tried = " ".join(["Leaflets about burglary went through every door."] * sentences)
    practice = published(queue, LEAFLETS.model_copy(update={"tried": tried}))
    assert practice.cells["summary"] == " ".join(
        ["Leaflets about burglary went through every door."] * min(sentences, 4)
    )
    assert told(practice)["tried"] == tried


def test_hostile_text_is_told_as_it_was_typed(queue):
    hostile = '<script>alert(1)</script> [x](javascript:alert(1)) =HYPERLINK("http://x") **bold**'
    practice = published(queue, NIGHT_WALKS.model_copy(update={"evaluation": hostile, "result": hostile}))
    assert (told(practice)["evaluation"], told(practice)["result"]) == (hostile, hostile)
