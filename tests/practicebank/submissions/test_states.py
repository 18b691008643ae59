import pytest

from practicebank.submissions.states import (
    CLOSED,
    MOVES,
    PLAIN_WORDS,
    QUEUED,
    Role,
    Status,
    Step,
    StepNotAllowed,
    check_step,
    next_steps,
)


@pytest.mark.parametrize("status", Status)
def test_every_state_is_in_the_table(status):
    assert any(move.after is status and move.before is not status for move in MOVES), "it can be reached"
    assert any(move.before is status and move.after is not status for move in MOVES), "it can be left"
    assert all(PLAIN_WORDS[status])


@pytest.mark.parametrize("step", Step)
def test_every_step_is_in_the_table(step):
    assert any(move.step is step for move in MOVES)


def test_a_step_leads_from_a_state_to_one_other():
    assert len({(move.step, move.before) for move in MOVES}) == len(MOVES)


def test_every_move_is_somebodys():
    assert all(move.by for move in MOVES)
    assert set(QUEUED).isdisjoint(CLOSED)


@pytest.mark.parametrize("step", [Step.DECLINE, Step.ASK, Step.RETIRE, Step.REOPEN])
def test_what_disappoints_needs_words(step):
    assert all(move.words for move in MOVES if move.step is step)


def test_a_contributor_cannot_publish():
    with pytest.raises(StepNotAllowed, match="not for a contributor"):
        check_step(Step.PUBLISH, Status.IN_REVIEW, Role.CONTRIBUTOR)


def test_what_is_declined_cannot_be_published_at_once():
    with pytest.raises(StepNotAllowed, match="that is declined has no step “publish”"):
        check_step(Step.PUBLISH, Status.DECLINED, Role.REVIEWER)


def test_next_steps_are_those_of_the_role():
    steps = [move.step for move in next_steps(Status.ASKED, [Role.CONTRIBUTOR])]
    assert steps == [Step.ANSWER, Step.WITHDRAW]
