"""What a reviewer can do: each entry of the table goes with its function of the desk."""

import inspect
from collections import Counter

import pytest

from pages.parts.desk.submission import ACTIONS, Action
from practicebank.submissions.states import MOVES, Role, Step


@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS)
def test_an_action_asks_for_what_its_function_takes(action: Action) -> None:
    _, _, _, *others = inspect.signature(action.act).parameters.values()
    needed = {each.name for each in others if each.default is each.empty}
    assert needed <= set(action.fields) <= {each.name for each in others}


def test_every_step_of_a_reviewer_is_among_the_actions() -> None:
    steps = {move.step for move in MOVES if Role.REVIEWER in move.by}
    assert {action.step for action in ACTIONS.values()} == steps - {Step.PROPOSE}  # what a correction may be


def test_no_two_actions_are_called_the_same() -> None:
    assert Counter(action.label for action in ACTIONS.values()).most_common(1)[0][1] == 1
