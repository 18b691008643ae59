"""The form as somebody fills it in: every step, back and forth, sent once, and what reaches the queue."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.share.draft import Form
from practicebank.submissions.codes import new_key
from practicebank.submissions.form.answers import about_of, submission_from
from practicebank.submissions.form.checks import check
from practicebank.submissions.form.model import Way
from practicebank.submissions.queue import ReviewQueue, open_queue
from practicebank.submissions.storage.drafts import add_to_draft, load_draft
from tests.pages.filling import DEPENDING, PRACTICE, SHORT, answer, fill, go, key_of, only, open_form, send, values
from tests.pages.reading import html_of


@contextmanager
def counted(*functions: Any) -> Iterator[dict[str, int]]:
    """How often each is called, by the threads that begin meanwhile: every run of a page is one."""
    calls = dict.fromkeys((function.__name__ for function in functions), 0)
    names: dict[CodeType, str] = {function.__code__: function.__name__ for function in functions}

    def count(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code in names:
            calls[names[frame.f_code]] += 1

    threading.setprofile(count)
    try:
        yield calls
    finally:
        threading.setprofile(None)


def test_before_you_start_says_what_it_takes(app: AppTest) -> None:
    app.run()
    app.switch_page("pages/share.py").run()
    shown = html_of(app)
    for said in ("Who may share", "What counts", "What to have at hand", "What to leave out", "What happens next"):
        assert said in shown
    assert "it must hold <strong>some learning others can use</strong>" in shown
    assert "kept for 90 days" in shown


def test_the_whole_way_in(app: AppTest, queue: ReviewQueue) -> None:
    key = open_form(app)
    assert "Step 1 of 6" in html_of(app)
    shown = fill(app, PRACTICE, key)
    assert "Officers and youth workers walk" in shown
    confirmed = send(app)

    assert values(app, "step") == ["sent"]
    [line] = queue.lines()
    assert line.reference in confirmed
    submission = only(queue)
    expected = {field: value for step in (*PRACTICE.values(), *DEPENDING.values()) for field, value in step.items()}
    expected["links"] = ["https://example.org/a", "http://example.org"]
    said = submission.model_dump(mode="json")
    assert {field: said[field] for field in expected} == expected
    assert submission.way is Way.PRACTICE


def test_the_short_way_in_withholds_the_organisation(app: AppTest, queue: ReviewQueue) -> None:
    key = open_form(app, "start-short")
    assert "Step 1 of 3" in html_of(app)
    fill(app, SHORT, key)
    send(app)
    submission = only(queue)
    assert submission.way is Way.DID_NOT_WORK
    assert submission.effectiveness == "Didn’t work"
    assert submission.why == "Nobody read them."
    assert submission.for_readers().organisation == ""


def test_the_confirmation_survives_a_reload_and_gives_a_copy(app: AppTest, queue: ReviewQueue) -> None:
    key = open_form(app, "start-short")
    fill(app, SHORT, key)
    first = send(app)
    for step in ("sent", "check", "tried", ""):
        assert go(app, step, key) == first
    [line] = queue.lines()
    assert queue.receipt(key) is not None
    assert queue.receipt(key).private_code in first  # type: ignore[union-attr]
    assert load_draft(queue, key) is None
    copy = app.get("download_button")[0]
    assert copy.proto.label == "Download a copy (text)"
    assert line.reference in first


def test_sending_twice_makes_one_submission(app: AppTest, queue: ReviewQueue) -> None:
    key = open_form(app, "start-short")
    fill(app, SHORT, key)
    stale = app.session_state["share"]
    first = send(app)
    app.session_state["share"] = Form(key, stale.visit, stale.answers, stale.answers)
    go(app, "check", key)
    assert send(app) == first
    assert len(queue.lines()) == 1


def test_one_can_go_back_and_forward_at_any_time(app: AppTest) -> None:
    key = open_form(app)
    answer(app, {"title": "Night walks"})
    app.button(key="continue").click().run()
    app.button(key="skip").click().run()
    assert values(app, "step") == ["details"]
    app.button(key="back").click().run()
    assert values(app, "step") == ["practice"]
    assert app.text_input(key="share_title").value == "Night walks"
    assert f"step=you&amp;draft={key}" in html_of(app)


def test_a_private_link_brings_every_word_back_on_another_device(app: AppTest, queue: ReviewQueue) -> None:
    key = open_form(app)
    answer(app, PRACTICE["practice"])
    assert key in html_of(app)

    other = AppTest.from_file(Path(__file__).parent.parent.parent / "app.py", default_timeout=30)
    other.query_params = {"step": "practice", "draft": key}
    other.run()
    other.query_params = {"step": "practice", "draft": key}
    other.switch_page("pages/share.py").run()
    for field, value in PRACTICE["practice"].items():
        assert other.get_by_key(f"share_{field}").value == value
    draft = load_draft(queue, key)
    assert draft is not None
    assert draft.answers["title"] == "Night walks"


@pytest.mark.parametrize("key", ["nope", "x" * 43, "' OR 1=1 --", "\x00" * 40])
def test_a_link_to_nothing_says_so(app: AppTest, key: str) -> None:
    app.query_params = {"step": "practice", "draft": key}
    app.run()
    app.query_params = {"step": "practice", "draft": key}
    app.switch_page("pages/share.py").run()
    assert "No form at this link" in html_of(app)


def test_a_link_from_elsewhere_fills_in_what_it_may(app: AppTest) -> None:
    open_form(
        app,
        prefill_title="Night walks",
        prefill_focus=["diversion", "Astrology"],
        prefill_topic="Neighbourhood crime",
        prefill_effectiveness="Didn't work",
        prefill_authority="true",
        focus="Reoffending",
    )
    assert app.text_input(key="share_title").value == "Night walks"
    assert app.get_by_key("share_focus").value == ["Diversion"]
    assert app.radio(key="share_effectiveness").value == "Didn’t work"
    assert values(app, "focus") == ["Reoffending"]
    assert values(app, "prefill_title") == []
    key = key_of(app)
    go(app, "details", key)
    assert app.get_by_key("share_topics").value == ["Neighbourhood crime"]
    go(app, "you", key)
    assert app.checkbox(key="share_authority").value is False


def test_a_draft_of_this_tab_is_offered_and_its_key_is_not_shown(app: AppTest, queue: ReviewQueue) -> None:
    key = open_form(app)
    answer(app, PRACTICE["practice"] | {"title": "Night <b>walks</b>"})
    app.button(key="continue").click().run()
    answer(app, PRACTICE["details"])
    app.query_params = {}
    shown = html_of(app.run())
    assert '“<span class="typed">Night &lt;b&gt;walks&lt;/b&gt;</span>”' in shown
    assert key not in shown
    app.button(key="go-on").click().run()
    assert (values(app, "draft"), values(app, "step")) == ([key], ["details"])
    assert app.get_by_key("share_topics").value == PRACTICE["details"]["topics"]
    app.query_params = {}
    app.run()
    app.button(key="start-short").click().run()
    assert key_of(app) != key
    assert load_draft(queue, key) is not None


def test_what_was_sent_is_offered_no_more(app: AppTest) -> None:
    fill(app, SHORT, open_form(app, "start-short"))
    send(app)
    app.query_params = {}
    assert "You have begun already" not in html_of(app.run())


def test_organisations_of_the_bank_are_suggested(app: AppTest) -> None:
    open_form(app)
    answer(app, {"organisation": "thames valey"})
    app.button(key="use-1").click().run()
    assert app.text_input(key="share_organisation").value == "Thames Valley Police"


def test_the_trap_for_machines_stops_and_says_so(app: AppTest, queue: ReviewQueue) -> None:
    fill(app, SHORT, open_form(app, "start-short"))
    app.text_input(key="website").set_value("https://spam.example").run()
    assert "Empty it and send again" in send(app)
    assert queue.lines() == []
    app.text_input(key="website").set_value("").run()
    send(app)
    assert len(queue.lines()) == 1


@pytest.mark.long
def test_a_session_may_send_so_many_and_no_more(app: AppTest, queue: ReviewQueue) -> None:
    for number in range(11):
        key = open_form(app, "start-short")
        form = {**SHORT, "tried": {**SHORT["tried"], "title": f"Leaflets {number}"}}
        for step, answers in form.items():
            go(app, step, key)
            answer(app, answers)
        go(app, "check", key)
        shown = send(app)
    assert "Too many attempts. Try again in" in shown
    assert "Everything you wrote is still here." in shown
    assert len(queue.lines()) == 10


def test_while_the_database_is_away_every_answer_is_kept_and_sent_later(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "away").write_text("a file where a folder should be")
    monkeypatch.setenv("PRACTICEBANK_DATABASE_URL", f"sqlite:///{tmp_path}/away/bank.db")
    key = open_form(app, "start-short")
    assert "Not saved yet" in html_of(app)
    for step, answers in SHORT.items():
        go(app, step, key)
        answer(app, answers)
    go(app, "check", key)
    shown = send(app)
    assert "The review queue cannot be reached just now" in shown
    assert "Everything you wrote is still here." in shown
    assert "Leaflets about burglary." in shown

    (tmp_path / "away").unlink()
    app.button(key="try-again").click().run()
    assert "Not saved yet" not in html_of(app)
    send(app)
    assert len(open_queue(f"sqlite:///{tmp_path}/away/bank.db").lines()) == 1


def test_the_other_pages_need_no_database(app: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "away").write_text("a file where a folder should be")
    monkeypatch.setenv("PRACTICEBANK_DATABASE_URL", f"sqlite:///{tmp_path}/away/bank.db")
    app.run()
    assert "63 practices" in html_of(app)
    app.query_params = {"step": "practice", "draft": "x" * 43}
    app.switch_page("pages/share.py").run()
    app.query_params = {"step": "practice", "draft": "x" * 43}
    app.run()
    assert "Your answers cannot be shown just now" in html_of(app)


@pytest.mark.parametrize("step", ["practice", "details", "done", "happened", "you", "check"])
def test_a_page_of_the_form_makes_and_checks_the_submission_once(app: AppTest, step: str) -> None:
    key = open_form(app)
    answer(app, PRACTICE["practice"])
    with counted(submission_from, check, about_of) as calls:
        go(app, step, key)
    assert calls == {"submission_from": 1, "check": 1, "about_of": 1}


def test_what_is_pressed_checks_what_was_typed_and_the_page_what_was_saved(app: AppTest) -> None:
    key = open_form(app, "start-short")
    go(app, "check", key)
    with counted(submission_from, check) as calls:
        shown = send(app)
    assert shown.count("Describe what was tried") == 2
    assert calls == {"submission_from": 2, "check": 2}


def draft_of(queue: ReviewQueue, answers: dict[str, Any]) -> str:
    """A form somebody began some time ago."""
    key = new_key()
    add_to_draft(queue, key, answers, "happened")
    return key


def open_draft(app: AppTest, step: str, key: str) -> str:
    app.run()
    app.query_params = {"step": step, "draft": key}
    app.switch_page("pages/share.py").run()
    shown = go(app, step, key)
    assert not app.exception
    return shown


OLDER: dict[str, Any] = {"way": "practice", "learning": "Go every week.", "evaluation": "Calls were counted."}


def asked_at(app: AppTest) -> list[str]:
    """The fields of the questions about an evaluation that are drawn."""
    about = ("evaluated", "evaluation_design", "evaluator", "evaluation", "outcome")
    return [field for field in about if f'data-field="{field}"' in html_of(app)]


def test_of_an_evaluation_only_what_there_can_be_is_asked(app: AppTest, queue: ReviewQueue) -> None:
    open_draft(app, "happened", draft_of(queue, {"way": "practice"}))
    assert asked_at(app) == ["evaluation_design"]
    for design, others in [
        ("Randomised trial", ["evaluator", "evaluation", "outcome"]),
        ("Planned or under way", ["evaluation"]),
        ("None", []),
    ]:
        answer(app, {"evaluation_design": design})
        assert asked_at(app) == ["evaluation_design", *others]


def test_a_draft_that_said_yes_asks_how_and_keeps_its_text(app: AppTest, queue: ReviewQueue) -> None:
    key = draft_of(queue, {**OLDER, "evaluated": True})
    open_draft(app, "happened", key)
    assert asked_at(app) == ["evaluation_design", "evaluation"]
    assert app.radio(key="share_evaluation_design").value is None
    assert app.text_area(key="share_evaluation").value == "Calls were counted."
    app.button(key="continue").click().run()
    assert html_of(app).count("Select how it was evaluated") == 2
    answer(app, {"evaluation_design": "None"})
    answer(app, {"evaluation_design": "Before and after"})
    assert app.text_area(key="share_evaluation").value == "Calls were counted."
    app.button(key="continue").click().run()
    assert values(app, "step") == ["you"]
    assert "Has it been evaluated?" not in go(app, "check", key)


def test_a_draft_that_said_no_has_answered(app: AppTest, queue: ReviewQueue) -> None:
    key = draft_of(queue, {**OLDER, "evaluated": False})
    open_draft(app, "happened", key)
    assert app.radio(key="share_evaluation_design").value == "None"
    assert asked_at(app) == ["evaluation_design"]
    answer(app, {"evaluation_design": "Comparison group"})
    assert app.text_area(key="share_evaluation").value == "Calls were counted."
    draft = load_draft(queue, key)
    assert draft is not None
    assert draft.answers["evaluation_design"] == "Comparison group"
    go(app, "done", key)
    go(app, "happened", key)
    assert app.radio(key="share_evaluation_design").value == "Comparison group"


@pytest.mark.parametrize("word", ["Guesswork", "<img src=x onerror=alert(1)>", "x" * 5_000])
def test_a_word_that_is_no_term_is_neither_drawn_nor_sent(app: AppTest, queue: ReviewQueue, word: str) -> None:
    answers = {**OLDER, "evaluation_design": word, "evaluator": word, "outcome": word, "scale": word}
    key = draft_of(queue, answers)
    open_draft(app, "happened", key)
    for field in ("evaluation_design", "evaluator", "outcome"):
        assert app.radio(key=f"share_{field}").value is None
    app.button(key="continue").click().run()
    shown = html_of(app)
    for called in ("evaluation design", "evaluator", "outcome"):
        assert shown.count(f"Select the {called} from the list") == 2
    go(app, "check", key)
    assert "Select the outcome from the list" in send(app)
    assert queue.lines() == []


def test_a_gap_fills_in_how_it_was_evaluated_and_what_was_found(app: AppTest) -> None:
    gap = {"evaluation_design": "randomised controlled trial", "evaluator": "in house", "outcome": "No difference"}
    open_form(app, **{f"prefill_{field}": word for field, word in gap.items()}, prefill_evaluated="Yes")
    go(app, "happened", key_of(app))
    chosen = [app.radio(key=f"share_{field}").value for field in gap]
    assert chosen == ["Randomised trial", "In-house", "No difference"]
