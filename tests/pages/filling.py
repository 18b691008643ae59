"""Fills in the form as somebody does, without a browser, and reads what reached the queue."""

from typing import Any

from streamlit.testing.v1 import AppTest

from practicebank.submissions.form.model import Submission
from practicebank.submissions.queue import ReviewQueue
from tests.pages.reading import html_of

PRACTICE: dict[str, dict[str, Any]] = {
    "practice": {
        "title": "Night walks",
        "summary": "Officers and youth workers walk the estate together on Friday nights.",
        "effectiveness": "Promising",
        "focus": ["Prevention", "Diversion"],
        "organisation": "Westshire Constabulary",
    },
    "details": {"topics": ["Neighbourhood crime"], "scale": "Local", "linked_to": ["Tilley award"]},
    "done": {"problem": "Disorder.", "aim": "Fewer calls.", "how_it_works": "Being seen."},
    "happened": {
        "evaluation_design": "Before and after",
        "learning": "Go every week.",
        "links": "https://example.org/a\n\nhttp://example.org",
    },
    "you": {"contact_email": "community.safety@example.org", "contact_role": "Team", "authority": True},
}
DEPENDING = {
    "details": {"linked_to_evidence": "Finalist, 2024."},
    "happened": {"evaluator": "In-house", "evaluation": "Calls were counted.", "outcome": "Improved"},
}
SHORT: dict[str, dict[str, Any]] = {
    "tried": {
        "title": "Leaflets through every door",
        "organisation": "Westshire Council",
        "withhold_organisation": True,
        "tried": "Leaflets about burglary.",
        "result": "Nothing changed.",
        "why": "Nobody read them.",
        "learning": "Talk to people instead.",
    },
    "you": PRACTICE["you"],
}


def open_form(app: AppTest, button: str = "start", **query: str | list[str]) -> str:
    """Starts a form and returns its key."""
    app.query_params = query
    app.run()
    app.query_params = query
    app.switch_page("pages/share.py").run()
    app.button(key=button).click().run()
    assert not app.exception
    return key_of(app)


def key_of(app: AppTest) -> str:
    [key] = values(app, "draft")
    return key


def values(app: AppTest, name: str) -> list[str]:
    found = app.query_params.get(name, [])
    return [found] if isinstance(found, str) else list(found)


def go(app: AppTest, step: str, key: str) -> str:
    app.query_params = {"step": step, "draft": key}
    app.run()
    return html_of(app)


def answer(app: AppTest, answers: dict[str, Any]) -> None:
    for field, value in answers.items():
        app.get_by_key(f"share_{field}").set_value(value)
    app.run()
    assert not app.exception


def fill(app: AppTest, form: dict[str, dict[str, Any]], key: str) -> str:
    """Fills every step by pressing Continue; ends at "check your answers"."""
    for step, answers in form.items():
        assert values(app, "step") == [step]
        answer(app, answers)
        if DEPENDING.get(step) and form is PRACTICE:
            answer(app, DEPENDING[step])
        app.button(key="continue").click().run()
    assert values(app, "step") == ["check"]
    return html_of(app)


def send(app: AppTest) -> str:
    app.button(key="send").click().run()
    return html_of(app)


def only(queue: ReviewQueue) -> Submission:
    [line] = queue.lines()
    return queue.get(line.reference).submission
