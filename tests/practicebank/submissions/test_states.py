import pytest

from practicebank.submissions.states import (
    CLOSED,
    MOVES,
    PLAIN_WORDS,
    QUEUED,
    WORDS_AFTER,
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


def test_a_step_leads_from_a_state_to_one_other_or_to_two_by_whether_it_is_held():
    ways: dict[object, list[bool | None]] = {}
    for move in MOVES:
        ways.setdefault((move.step, move.before), []).append(move.held)
    assert all(held in ([None], [True, False]) for held in ways.values())
    for (step, before), held in ways.items():
        for each in (True, False):
            [expected] = [
                move for move in MOVES if (move.step, move.before) == (step, before) and move.held in (None, each)
            ]
            assert check_step(step, before, min(expected.by), held=each) is expected, held


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
    steps = {move.step for move in next_steps(Status.ASKED, [Role.CONTRIBUTOR])}
    assert steps == {Step.ANSWER, Step.WITHDRAW}


@pytest.mark.parametrize(("status", "step"), WORDS_AFTER)
def test_no_words_after_something_say_that_nobody_has_opened_it(status, step):
    assert "nobody" not in WORDS_AFTER[status, step]
    assert status in QUEUED
