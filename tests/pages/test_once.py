"""What is said once is said until a run has come to its end."""

import pytest
import streamlit as st
from streamlit.runtime.scriptrunner import RerunData, RerunException, StopException

from pages.parts import once as module
from pages.parts.once import once, to_the_end


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    kept: dict[str, object] = {"told": "It is sent.", "typed": "words"}
    monkeypatch.setattr(module.st, "session_state", kept)
    assert st.session_state is kept
    return kept


def said(end: BaseException | None = None) -> str:
    """What a run says that ends so."""
    with to_the_end():
        found = str(once("told"))
        if end:
            raise end
    return found


def test_it_is_said_in_one_run_and_not_in_the_next(session: dict[str, object]) -> None:
    assert [said(), said()] == ["It is sent.", ""]
    assert session == {"typed": "words"}


def test_a_run_that_is_broken_off_has_not_said_it(session: dict[str, object]) -> None:
    with pytest.raises(RerunException):
        said(RerunException(RerunData()))
    assert [said(), said()] == ["It is sent.", ""]


def test_a_page_that_stops_early_has_said_it(session: dict[str, object]) -> None:
    with pytest.raises(StopException):
        said(StopException())
    assert said() == ""


def test_where_nothing_was_left_there_is_what_stands_for_nothing(session: dict[str, object]) -> None:
    with to_the_end():
        assert once("nothing") == ""
        assert once("nothing", None) is None
