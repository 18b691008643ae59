"""What the filters' widgets send back becomes the choice, also when it was clicked a moment too early."""

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.page_title import page_title
from tests.pages.reading import html_of, open_page


@pytest.mark.parametrize(("key", "term"), [("effectiveness", 1), ("linked_to", 0)])
def test_a_click_on_what_the_run_before_has_drawn_is_kept(app: AppTest, key: str, term: int) -> None:
    """The browser has the labels of the run before: the second of two quick clicks sends one of those."""
    app.query_params = {}
    app.run()
    early = app.get_by_key(key).options[term]
    app.get_by_key("focus").set_value(["Diversion"]).run()
    assert "8 practices that are about Diversion" in html_of(app)
    app.get_by_key(key).set_value([early]).run()
    assert list(app.query_params) == ["focus", key] or list(app.query_params) == [key, "focus"]


MORE = ["evaluated", "evaluation_design", "outcome", "evaluator", "region", "target_group", "partners", "scale"]
MORE += ["implementation_stage", "started"]


def lists(app: AppTest) -> list[str | None]:
    return [each.key for each in app.multiselect]


def test_most_filters_stand_in_a_section_and_are_drawn_when_it_is_opened(app: AppTest) -> None:
    open_page(app)
    assert lists(app) == ["organisation", "topic"]
    app.session_state["more-filters"] = True
    app.run()
    assert lists(app) == ["organisation", "topic", *MORE]
    designs = app.multiselect(key="evaluation_design").options
    assert designs[0] == "Randomised trial (3)"
    assert designs[-2:] == ["None (0)", "Not recorded (53)"]
    assert app.multiselect(key="started").options[-2:] == ["2023 (3)", "Not recorded (42)"]


def test_the_section_is_open_when_one_of_its_filters_is_active_and_can_be_closed(app: AppTest) -> None:
    shown = open_page(app, evaluation_design=["Randomised trial", "<b>"], outcome="Nonsense")
    assert "3 practices that have a randomised trial." in shown
    assert lists(app) == ["organisation", "topic", *MORE]
    assert 'content: " (1)" / ", 1 chosen"' in shown
    app.session_state["more-filters"] = False
    app.run()
    assert lists(app) == ["organisation", "topic"]
    app.pills(key="focus").set_value(["Prevention"]).run()
    assert "3 practices that are about Prevention and have a randomised trial." in html_of(app)
    assert dict(app.query_params) == {"focus": "Prevention", "evaluation_design": "Randomised trial"}


def test_a_choice_in_the_section_becomes_the_address(app: AppTest) -> None:
    open_page(app, outcome="Improved")
    app.multiselect(key="region").set_value(["London"]).run()
    assert dict(app.query_params) == {"region": "London", "outcome": "Improved"}
    app.multiselect(key="outcome").set_value([]).run()
    assert dict(app.query_params) == {"region": "London"}


def test_the_tab_says_what_a_term_of_the_section_is_of(app: AppTest) -> None:
    open_page(app, evaluation_design="None", started="Not recorded", focus="Diversion")
    assert page_title(app.session_state["visit"]) == (
        "Diversion, How it was evaluated: None, Started not recorded – Browse – Practice bank"
    )
