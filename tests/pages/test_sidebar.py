"""What the filters' widgets send back becomes the choice, also when it was clicked a moment too early."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.reading import html_of


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
