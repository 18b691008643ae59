"""A draft's answers and the submission they make: what is not asked any more, and what was asked once."""

import pytest
from examples import LEAFLETS, NIGHT_WALKS, OLDER_WALKS, TERMS

from practicebank.evidence import NOT_EVALUATED
from practicebank.submissions.form.answers import answers_from, of_today, submission_from, without_idle_answers
from practicebank.submissions.form.checks import check
from practicebank.submissions.form.contributor_copy import questions_and_answers
from practicebank.submissions.form.questions import steps_of


@pytest.mark.parametrize("submission", [NIGHT_WALKS, LEAFLETS], ids=["a practice", "it did not work"])
def test_answers_make_the_submission_they_are_of(submission):
    assert submission_from(answers_from(submission)) == submission


def test_an_older_yes_leaves_the_new_question_open_and_its_text_in_place():
    again = submission_from(answers_from(OLDER_WALKS))
    assert (again.evaluated, again.evaluation_design) == (None, "")
    assert again.evaluation == OLDER_WALKS.evaluation
    assert [problem.field for problem in check(again, TERMS)] == ["evaluation_design"]


def test_an_older_no_is_an_answer_to_the_new_question():
    again = submission_from(answers_from(OLDER_WALKS.model_copy(update={"evaluated": False})))
    assert (again.evaluated, again.evaluation_design, again.evaluation) == (None, NOT_EVALUATED, "")
    assert check(again, TERMS) == []


def test_what_somebody_chose_since_is_left_alone():
    assert of_today({"evaluated": False, "evaluation_design": "Before and after"})["evaluation_design"] == (
        "Before and after"
    )


def test_answers_beside_which_others_say_nothing_are_told_from_those_that_said_nothing_before():
    not_evaluated = NIGHT_WALKS.model_copy(update={"evaluation_design": NOT_EVALUATED, "linked_to": ()})
    heard = without_idle_answers(not_evaluated)
    assert (heard.evaluator, heard.outcome, heard.evaluation, heard.linked_to_evidence) == ("", "", "", "")
    assert heard.result == NIGHT_WALKS.result
    unlinked = NIGHT_WALKS.model_copy(update={"linked_to": ()})
    assert without_idle_answers(unlinked, unlinked) == unlinked
    assert without_idle_answers(OLDER_WALKS) == OLDER_WALKS


def answers_shown(submission):
    return {
        question.label: lines
        for step in steps_of(submission.way)
        for question, lines in questions_and_answers(step, submission)
    }


def test_a_copy_says_what_was_asked_and_answered_then():
    older = answers_shown(OLDER_WALKS)
    assert older["Has it been evaluated?"] == ["Yes"]
    assert older["How was it evaluated?"] == []
    assert older["About the evaluation"] == ["Calls were counted before and after."]
    new = answers_shown(NIGHT_WALKS)
    assert "Has it been evaluated?" not in new
    assert (new["How was it evaluated?"], new["Who evaluated it?"]) == (["Before and after"], ["In-house"])
    assert new["What did the evaluation find?"] == ["Improved"]
    none = answers_shown(without_idle_answers(NIGHT_WALKS.model_copy(update={"evaluation_design": NOT_EVALUATED})))
    assert none["How was it evaluated?"] == ["None"]
    assert not {"Who evaluated it?", "What did the evaluation find?", "About the evaluation"} & set(none)
