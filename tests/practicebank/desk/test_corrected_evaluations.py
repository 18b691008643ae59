"""How something was evaluated, and what was found, as reviewers correct it."""

import pytest
from desks import claim, publish, seen
from examples import LEAFLETS, NIGHT_WALKS, OLDER_WALKS

from practicebank.desk import corrections, decisions
from practicebank.desk.after_publication import undo
from practicebank.desk.decisions import Refused
from practicebank.desk.submission_view import open_submission
from practicebank.evidence import NOT_EVALUATED
from practicebank.submissions.codes import new_key
from practicebank.submissions.moves import SomebodyWasQuicker
from practicebank.submissions.queue import NotComplete


def test_what_an_edit_leaves_nothing_to_say_goes_with_it_and_comes_back_with_an_undo(ada, reference):
    claim(ada, reference)
    decisions.edit(ada, reference, seen(ada, reference), {"evaluation_design": NOT_EVALUATED})
    after = ada.queue.get(reference).submission
    assert (after.evaluator, after.outcome, after.evaluation) == ("", "", "")
    [happened, *_] = open_submission(ada, reference).history
    assert [change.label for change in happened.changes] == [
        "How was it evaluated?",
        "Who evaluated it?",
        "About the evaluation",
        "What did the evaluation find?",
    ]
    undo(ada, reference, seen(ada, reference))
    assert ada.queue.get(reference).submission == NIGHT_WALKS


def test_an_answer_that_would_say_nothing_is_refused(ada, reference):
    claim(ada, reference)
    changed = {"evaluation_design": NOT_EVALUATED, "outcome": "Worsened"}
    with pytest.raises(Refused, match="Empty “What did the evaluation find.”, or change “How was it evaluated.”"):
        decisions.edit(ada, reference, seen(ada, reference), changed)
    with pytest.raises(Refused, match="Empty “Has it been evaluated.”, or change “How was it evaluated.”"):
        decisions.edit(ada, reference, seen(ada, reference), {"evaluated": True})
    with pytest.raises(NotComplete, match="Select the outcome from the list"):
        decisions.edit(ada, reference, seen(ada, reference), {"outcome": "<b>Splendid</b>"})
    assert ada.queue.get(reference).submission == NIGHT_WALKS


def test_what_was_sent_before_the_form_asked_how_can_be_edited_and_coded(ada, queue):
    reference = queue.submit(OLDER_WALKS, new_key()).reference
    claim(ada, reference)
    decisions.edit(ada, reference, seen(ada, reference), {"title": "Night walks together"})
    assert ada.queue.get(reference).submission.evaluated is True
    coded = {"evaluation_design": "Comparison group", "evaluator": "Both", "outcome": "No difference"}
    decisions.edit(ada, reference, seen(ada, reference), coded)
    after = ada.queue.get(reference).submission
    assert (after.evaluated, after.evaluation_design, after.evaluation) == (
        None,
        "Comparison group",
        OLDER_WALKS.evaluation,
    )
    undo(ada, reference, seen(ada, reference))
    assert ada.queue.get(reference).submission == OLDER_WALKS.model_copy(update={"title": "Night walks together"})


def test_of_two_who_correct_the_same_answer_one_is_told(ada, ben, reference):
    publish(ada, reference)
    both_saw = seen(ben, reference)
    corrections.correct(ada, reference, both_saw, {"outcome": "Mixed"})
    with pytest.raises(SomebodyWasQuicker):
        corrections.correct(ben, reference, both_saw, {"outcome": "Worsened", "evaluator": "Independent"})
    assert ada.queue.get(reference).submission == NIGHT_WALKS.model_copy(update={"outcome": "Mixed"})


def test_what_the_short_way_does_not_ask_is_filled_in_and_shown(ada, queue):
    reference = queue.submit(LEAFLETS, new_key()).reference
    claim(ada, reference)
    sections = open_submission(ada, reference).sections
    assert [section.title for section in sections] == ["What did not work", "The contributor"]
    coded = {"evaluation_design": "Before and after", "outcome": "No difference"}
    decisions.edit(ada, reference, seen(ada, reference), coded)
    sections = open_submission(ada, reference).sections
    assert [section.title for section in sections][1] == "Not asked of the contributor"
    found = [(answer.label, answer.values, answer.changed) for answer in sections[1].answers]
    assert found == [("Evaluation design", ["Before and after"], True), ("Outcome", ["No difference"], True)]
