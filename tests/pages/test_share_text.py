"""Text that means harm, typed into the form, is stored as typed or refused, and shown as text."""

from html.parser import HTMLParser

import pytest
from streamlit.testing.v1 import AppTest

from practicebank.site import PAGES
from practicebank.submissions.form.text import clean_line, clean_text
from practicebank.submissions.queue import ReviewQueue
from tests.pages.filling import SHORT, answer, go, open_form, send
from tests.pages.reading import html_of
from tests.practicebank.submissions import hostile


class Tags(HTMLParser):
    """Every tag and attribute of a page, so that none can come from what was typed."""

    OURS = frozenset(
        [
            "a",
            "b",
            "br",
            "button",
            "code",
            "dd",
            "div",
            "dl",
            "dt",
            "h1",
            "h2",
            "h3",
            "li",
            "mark",
            "nav",
            "ol",
            "p",
            "section",
            "span",
            "strong",
            "ul",
        ]
    )

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        assert tag in self.OURS, tag
        for name, value in attributes:
            assert not name.startswith("on"), name
            if name in ("href", "src"):
                assert value is not None
                assert value.split("?")[0] in {page.path or "./" for page in PAGES}, value


LINES = ("title", "organisation")
TEXTS = ("tried", "result", "why", "learning")


@pytest.mark.long
def test_hostile_values_are_stored_as_typed_or_refused_and_shown_as_text(app: AppTest, queue: ReviewQueue) -> None:
    """Six fields of the short form take six values at a time; one too long goes alone."""
    typable = [value for value in hostile.VALUES if not any(0xD800 <= ord(letter) < 0xE000 for letter in value[:99])]
    assert len(set(typable)) >= 500
    small = [value for value in typable if len(value) <= 5_000]
    fields = (*LINES, *TEXTS)
    stored, refused, forms = 0, 0, 0
    for start in range(0, len(small), len(fields)):
        if forms % 9 == 0:  # a session may send ten
            app.session_state["share_session"] = f"session number {forms} of this test, long enough"
        forms += 1
        given = dict(zip(fields, small[start : start + len(fields)], strict=False))
        key = open_form(app, "start-short")
        answer(app, {**SHORT["tried"], **given})
        for field, value in given.items():
            assert app.get_by_key(f"share_{field}").value == value
        go(app, "you", key)
        answer(app, SHORT["you"])
        Tags().feed(go(app, "check", key))
        shown = send(app)
        Tags().feed(shown)
        if queue.receipt(key) is None:
            assert "There is a problem" in shown
            refused += len(given)
            continue
        submission = queue.get(queue.receipt(key).reference).submission  # type: ignore[union-attr]
        for field, value in given.items():
            assert getattr(submission, field) == (clean_line(value) if field in LINES else clean_text(value))
        stored += len(given)
    assert stored + refused == len(small)
    assert stored > 0.85 * len(small)
    app.run()
    Tags().feed(html_of(app))


@pytest.mark.parametrize("value", hostile.LONG, ids=lambda value: f"{len(value)} of {value[0]!r}")
@pytest.mark.long
def test_a_million_characters_are_refused_with_a_message_and_kept(app: AppTest, queue: ReviewQueue, value: str) -> None:
    key = open_form(app, "start-short")
    answer(app, {**SHORT["tried"], "tried": value})
    assert "This is too long to save. Shorten the longest answer." in html_of(app) or not clean_text(value).strip()
    assert app.text_area(key="share_tried").value == value
    go(app, "you", key)
    answer(app, SHORT["you"])
    go(app, "check", key)
    shown = send(app)
    assert "Shorten the description of what was tried" in shown or "Describe what was tried" in shown
    assert queue.lines() == []
