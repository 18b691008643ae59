"""After the decision: withdrawing, replacing, restoring, taking back, erasing."""

import pytest
from desks import claim, publish, put_out, seen, without_administration
from examples import NIGHT_WALKS

from practicebank.desk import after_publication, decisions
from practicebank.desk.decisions import Refused
from practicebank.desk.submission_view import open_submission
from practicebank.submissions.reading.published_practices import public_practices
from practicebank.submissions.states import Status, Step, StepNotAllowed


def status(desk, reference):
    return desk.queue.get(reference).status


def test_a_practice_is_withdrawn_and_restored(ada, reference):
    publish(ada, reference)
    with pytest.raises(StepNotAllowed, match="Write why"):
        after_publication.retire(ada, reference, seen(ada, reference), " ")
    after_publication.retire(ada, reference, seen(ada, reference), "It stopped.")
    [gone] = public_practices(ada.queue).practices
    assert (gone.listed, gone.because) == (False, "It stopped.")
    after_publication.restore(ada, reference, seen(ada, reference), "It goes on.")
    [back] = public_practices(ada.queue).practices
    assert (back.listed, back.because) == (True, "")


def test_a_practice_is_replaced_by_one_that_is_in_the_bank(ada, reference):
    publish(ada, reference)
    for slug in ("", "no-such-practice", "night-walks"):
        with pytest.raises(Refused, match="Choose the practice"):
            after_publication.replace(ada, reference, seen(ada, reference), slug, "It is newer.")
    after_publication.replace(ada, reference, seen(ada, reference), "clear-hold-build", "It is newer.")
    assert ada.queue.get(reference).replaced_by == "clear-hold-build"
    after_publication.restore(ada, reference, seen(ada, reference), "It was not.")
    assert ada.queue.get(reference).replaced_by == ""


def test_a_decision_is_opened_again_and_the_address_stays(ada, reference):
    publish(ada, reference)
    after_publication.reopen(ada, reference, seen(ada, reference), "A second look.")
    assert public_practices(ada.queue).practices == ()
    record = ada.queue.get(reference)
    assert (record.status, record.reviewer, record.slug) == (Status.IN_REVIEW, "ada@example.org", "night-walks")
    put_out(ada, reference, seen(ada, reference))
    assert [each.slug for each in public_practices(ada.queue).practices] == ["night-walks"]


@pytest.mark.parametrize(
    ("steps", "leads_to"),
    [
        pytest.param([], Status.WAITING, id="claim"),
        pytest.param([lambda desk, it, now: decisions.release(desk, it, now)], Status.IN_REVIEW, id="release"),
        pytest.param([lambda desk, it, now: decisions.ask(desk, it, now, "Why?", {})], Status.IN_REVIEW, id="ask"),
        pytest.param([lambda desk, it, now: put_out(desk, it, now)], Status.IN_REVIEW, id="publish"),
        pytest.param(
            [lambda desk, it, now: decisions.decline(desk, it, now, "other", "No.")], Status.IN_REVIEW, id="decline"
        ),
        pytest.param(
            [
                lambda desk, it, now: put_out(desk, it, now),
                lambda desk, it, now: after_publication.retire(desk, it, now, "It stopped."),
            ],
            Status.PUBLISHED,
            id="retire",
        ),
    ],
)
def test_the_last_step_is_taken_back_by_a_step_of_its_own(ada, reference, steps, leads_to):
    claim(ada, reference)
    for step in steps:
        step(ada, reference, seen(ada, reference))
    before = len(ada.queue.history(reference))
    assert open_submission(ada, reference).undo
    after_publication.undo(ada, reference, seen(ada, reference))
    history = ada.queue.history(reference)
    assert len(history) == before + 1
    assert history[-1].more == {"undoes": history[-2].number}
    assert status(ada, reference) is leads_to


def test_an_edit_is_taken_back_word_for_word(ada, reference):
    claim(ada, reference)
    changed = {"title": "Walks", "focus": ("Prevention",), "links": (), "started": None, "evaluated": False}
    decisions.edit(ada, reference, seen(ada, reference), changed)
    after_publication.undo(ada, reference, seen(ada, reference))
    assert ada.queue.get(reference).submission == NIGHT_WALKS


def test_what_a_contributor_did_is_not_a_reviewers_to_take_back(ada, reference):
    assert not open_submission(ada, reference).undo
    with pytest.raises(Refused, match="cannot be taken back"):
        after_publication.undo(ada, reference, seen(ada, reference))


def test_only_an_administrator_erases_and_says_why(ada, reference):
    publish(ada, reference)
    with pytest.raises(Refused, match="Only an administrator"):
        after_publication.erase(without_administration(ada), reference, seen(ada, reference), "Asked to.")
    with pytest.raises(Refused, match="Write why"):
        after_publication.erase(ada, reference, seen(ada, reference), " ")
    with pytest.raises(Refused, match="Retire it"):
        after_publication.erase(ada, reference, seen(ada, reference), "Asked to.", content=True)
    after_publication.erase(ada, reference, seen(ada, reference), "Asked to.")
    assert set(ada.queue.get(reference).submission.contact().values()) == {""}
    after_publication.retire(ada, reference, seen(ada, reference), "It stopped.")
    after_publication.erase(ada, reference, seen(ada, reference), "Asked to.", content=True)
    assert "Night walks" not in repr(public_practices(ada.queue))
    assert [event.step for event in ada.queue.history(reference)][-1] is Step.ERASE
