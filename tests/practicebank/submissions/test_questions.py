"""The table of questions: it knows every field of a submission, and what else follows from it."""

import pytest

from practicebank.desk.decisions import EDITABLE
from practicebank.evidence import NOT_EVALUATED, PROCESS_ONLY, UNDER_WAY
from practicebank.fields import ACCOUNT_FIELD, COLUMNS
from practicebank.submissions.form.model import PERSONAL, Submission, Way
from practicebank.submissions.form.questions import CHECK, QUESTIONS, AnswerKind, label_of, questions_of, step_of
from practicebank.vocabulary import BUILT_IN, load_vocabulary


def test_every_field_of_a_submission_is_asked_for():
    assert set(QUESTIONS) == set(Submission.model_fields) - {"way"}


@pytest.mark.parametrize("way", Way)
def test_a_way_asks_each_thing_once(way):
    fields = [question.field for question in questions_of(way)]
    assert len(fields) == len(set(fields))


@pytest.mark.parametrize("way", Way)
def test_what_both_ways_ask_is_as_long_and_called_the_same(way):
    for question in questions_of(way):
        other = QUESTIONS[question.field]
        assert (question.kind, question.longest, question.in_words) == (other.kind, other.longest, other.in_words)


@pytest.mark.parametrize("way", Way)
def test_a_question_depends_on_one_of_the_same_way(way):
    fields = {question.field for question in questions_of(way)}
    governing = {name for question in questions_of(way) for name in (*question.only_with, question.replaced_by)}
    assert governing <= {"", *fields}


@pytest.mark.parametrize(
    ("way", "required"),
    [
        (
            Way.PRACTICE,
            [
                "title",
                "summary",
                "effectiveness",
                "focus",
                "organisation",
                "linked_to_evidence",
                "problem",
                "aim",
                "how_it_works",
                "evaluation_design",
                "evaluation",
                "learning",
                "contact_email",
                "contact_role",
                "authority",
            ],
        ),
        (
            Way.DID_NOT_WORK,
            [
                "title",
                "organisation",
                "tried",
                "result",
                "why",
                "learning",
                "contact_email",
                "contact_role",
                "authority",
            ],
        ),
    ],
)
def test_a_way_says_what_must_be_answered(way, required):
    assert [question.field for question in questions_of(way) if question.required] == required


@pytest.mark.parametrize("way", Way)
def test_of_two_of_which_one_will_do_neither_is_optional_and_the_first_says_so(way):
    asked = {question.field: question for question in questions_of(way)}
    pairs = [each for each in asked.values() if each.instead]
    assert pairs
    for each in pairs:
        other = asked[each.instead]
        assert other.instead == each.field
        assert not each.optional
        first = min(each, other, key=lambda one: list(asked).index(one.field))
        assert (bool(each.lead), bool(each.required)) == (each is first,) * 2


def test_contact_and_consents_are_private():
    private = {field for field, question in QUESTIONS.items() if question.private}
    consents = {"withhold_organisation", "publish_contact", "ask_again", "authority"}
    assert private == {*PERSONAL, *consents}


def test_a_reviewer_may_edit_what_is_neither_private_nor_said_to_reviewers_alone():
    own = {"withhold_organisation", "publish_contact", "ask_again", "authority", "neighbours", "personal_data_answer"}
    assert set(QUESTIONS) - {*PERSONAL, *own} == EDITABLE


def test_what_a_reviewer_may_edit_reaches_readers():
    assert set(COLUMNS) | set(ACCOUNT_FIELD) >= EDITABLE


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({}, ["evaluation_design"]),
        ({"evaluation_design": "Randomised trial"}, ["evaluation_design", "evaluator", "evaluation", "outcome"]),
        ({"evaluation_design": PROCESS_ONLY}, ["evaluation_design", "evaluator", "evaluation"]),
        ({"evaluation_design": UNDER_WAY}, ["evaluation_design", "evaluation"]),
        ({"evaluation_design": NOT_EVALUATED, "evaluation": "By chance."}, ["evaluation_design"]),
        ({"evaluated": True}, ["evaluation_design", "evaluation"]),
        ({"evaluated": True, "evaluation_design": NOT_EVALUATED}, ["evaluation_design"]),
        ({"evaluated": False}, ["evaluation_design"]),
    ],
)
def test_of_an_evaluation_is_asked_what_there_can_be(answers, asked):
    about = {"evaluated", "evaluation_design", "evaluator", "evaluation", "outcome"}
    found = [each.field for each in questions_of(Way.PRACTICE) if each.field in about and each.is_asked(answers)]
    assert found == asked


def test_the_terms_that_leave_a_question_out_are_terms():
    vocabulary = load_vocabulary(BUILT_IN)
    left_out = [(name, term) for each in QUESTIONS.values() for name in each.only_with for term in each.unless]
    assert {term for _, term in left_out} == {NOT_EVALUATED, UNDER_WAY, PROCESS_ONLY}
    assert all(term in vocabulary[name].names for name, term in left_out if name != "evaluated")


def test_what_no_step_asks_belongs_to_the_check():
    assert step_of(Way.PRACTICE, "evaluation") == "happened"
    assert step_of(Way.PRACTICE, "neighbours") == CHECK
    assert step_of(Way.DID_NOT_WORK, "summary") == CHECK
    assert label_of(Way.DID_NOT_WORK, "neighbours") == "Practices close to yours"
    assert label_of(Way.DID_NOT_WORK, "target_groups") == "Target groups"


def test_no_answer_goes_into_the_form_without_a_kind_that_draws_it():
    asked = {question.kind for way in Way for question in questions_of(way) if not question.replaced_by}
    assert asked == set(AnswerKind) - {AnswerKind.NEIGHBOURS, AnswerKind.YES_OR_NO}
