"""The form as somebody fills it in: every step, what is said when something is missing, and what reaches the queue."""

import os
import sys
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.address import PATHS
from pages.parts.share_draft import Form
from practicebank.submissions.drafts import load_draft
from practicebank.submissions.log import verify_log
from practicebank.submissions.model import Relation, Submission, Way
from practicebank.submissions.queue import ReviewQueue, open_queue
from practicebank.submissions.text import clean_line, clean_text

sys.path.insert(0, str(Path(__file__).parent.parent / "practicebank" / "submissions"))
import hostile

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
    "happened": {"evaluated": True, "learning": "Go every week.", "links": "https://example.org/a\n\nhttp://example.org"},
    "you": {"contact_email": "community.safety@example.org", "contact_role": "Team", "authority": True},
}
DEPENDING = {"details": {"linked_to_evidence": "Finalist, 2024."}, "happened": {"evaluation": "Calls were counted."}}
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


@pytest.fixture
def queue(app: AppTest) -> Iterator[ReviewQueue]:
    """The queue the app writes to; whatever was done through the form, its log holds."""
    queue = open_queue(os.environ["PRACTICEBANK_DATABASE_URL"])
    yield queue
    faults = verify_log(queue.engine)
    queue.engine.dispose()
    assert faults == []


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
    assert copy.proto.label == "Download a copy (Markdown)"
    assert line.reference in first


def test_sending_twice_makes_one_submission(app: AppTest, queue: ReviewQueue) -> None:
    key = open_form(app, "start-short")
    fill(app, SHORT, key)
    stale = dict(app.session_state["share"].answers)
    first = send(app)
    app.session_state["share"] = Form(key, stale, stale)
    go(app, "check", key)
    assert send(app) == first
    assert len(queue.lines()) == 1


def test_every_problem_is_listed_in_form_order_with_the_same_words_at_the_field(app: AppTest) -> None:
    open_form(app)
    answer(app, {"title": "x" * 160, "summary": "Kept."})
    app.button(key="continue").click().run()
    shown = html_of(app)
    expected = [
        "Shorten the title by 10 to 150 characters",
        "Select how well it works",
        "Select at least one focus",
        "Enter the organisation that carried it out",
    ]
    summary = shown[shown.index("There is a problem") : shown.index('data-field="title"')]
    places = [summary.index(message) for message in expected]
    assert places == sorted(places)
    for message in expected:
        assert shown.count(message) == 2
    assert "10 characters too many" in shown
    assert app.text_area(key="share_summary").value == "Kept."
    assert app.text_input(key="share_title").value == "x" * 160


def test_a_problem_goes_away_once_it_is_mended(app: AppTest) -> None:
    open_form(app)
    app.button(key="continue").click().run()
    answer(app, {"title": "Night walks"})
    shown = html_of(app)
    assert "Enter a title" not in shown
    assert "Select at least one focus" in shown


def test_sending_what_is_not_complete_lists_every_problem_with_a_way_to_it(app: AppTest, queue: ReviewQueue) -> None:
    key = open_form(app)
    go(app, "check", key)
    shown = send(app)
    for said in ("Enter a title for the practice", "Enter what others can learn", "Confirm that you may share"):
        assert shown.count(said) == 2
    assert f"step=happened&amp;draft={key}" in shown
    assert queue.lines() == []
    assert "Enter what others can learn from it" in go(app, "happened", key)


@pytest.mark.parametrize(
    ("answers", "step", "said"),
    [
        ({"links": "javascript:alert(1)"}, "happened", "Enter link 1 as a web address that begins with http://"),
        ({"links": "https://example.org\nexample.org"}, "happened", "Enter link 2 as a web address"),
        ({"contact_email": "me at home"}, "you", "Enter an e-mail address like community.safety@example.org"),
        ({"contact_role": ""}, "you", "Enter your name or your role"),
        ({"authority": False}, "you", "Confirm that you may share this practice"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(app: AppTest, answers: dict[str, Any], step: str, said: str) -> None:
    key = open_form(app)
    go(app, step, key)
    answer(app, {**PRACTICE[step], **answers})
    app.button(key="continue").click().run()
    shown = html_of(app)
    assert values(app, "step") == [step]
    assert shown.count(said) == 2


def test_dates_out_of_order_are_refused(app: AppTest) -> None:
    key = open_form(app)
    go(app, "details", key)
    answer(app, {"started": date(2024, 3, 1), "completed": date(2023, 3, 1)})
    app.button(key="continue").click().run()
    assert html_of(app).count("Enter a completion date that is not before the start date") == 2
    assert app.date_input(key="share_started").value == date(2024, 3, 1)


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


def test_organisations_of_the_bank_are_suggested(app: AppTest) -> None:
    open_form(app)
    answer(app, {"organisation": "thames valey"})
    app.button(key="use-1").click().run()
    assert app.text_input(key="share_organisation").value == "Thames Valley Police"


def test_personal_data_is_warned_about_and_never_blocks(app: AppTest, queue: ReviewQueue) -> None:
    form = {**SHORT, "tried": {**SHORT["tried"], "tried": "Ring Mr Smith on 07700 900123 in SW1A 1AA."}}
    key = open_form(app, "start-short")
    shown = fill(app, form, key)
    for kind in ("name", "phone number", "postcode"):
        assert f"{kind}, in “What was tried”" in shown
    app.text_input(key="share_personal_data_answer").set_value("It is our public number.").run()
    send(app)
    assert only(queue).personal_data_answer == "It is our public number."


def test_a_practice_close_by_is_shown_side_by_side_and_the_choice_reaches_the_reviewer(
    app: AppTest, queue: ReviewQueue
) -> None:
    app.run()
    practices = app.session_state["visit"].bank.practices
    near = practices[practices["slug"] == "clear-hold-build"].iloc[0]
    form = {**PRACTICE, "practice": {**PRACTICE["practice"], "title": near["title"], "summary": near["summary"]}}
    key = open_form(app)
    for step, answers in form.items():
        go(app, step, key)
        answer(app, answers)
        answer(app, DEPENDING.get(step, {}))
    shown = go(app, "check", key)
    assert "may be close to yours" in shown
    assert "<mark>" in shown
    app.radio(key="near_1").set_value(Relation.DIFFERENT).run()
    assert send(app).count("Say how it differs from the similar practice") == 2
    app.text_area(key="near_1_because").set_value("Ours is in schools.").run()
    send(app)
    [said] = only(queue).neighbours
    assert (said.slug, said.relation, said.because) == ("clear-hold-build", Relation.DIFFERENT, "Ours is in schools.")


def test_of_a_waiting_submission_a_stranger_learns_only_that_there_is_one(app: AppTest, queue: ReviewQueue) -> None:
    fill(app, SHORT, open_form(app, "start-short"))
    send(app)
    other = {**SHORT, "tried": {**SHORT["tried"], "organisation": "Eastshire Council", "why": "Other words."}}
    key = open_form(app, "start-short")
    shown = fill(app, other, key)
    assert "waits for a reviewer. Only the reviewers can see it." in shown
    assert "Westshire Council" not in shown
    app.radio(key="near_0").set_value(Relation.ELSEWHERE).run()
    send(app)
    said = [queue.get(line.reference).submission.neighbours for line in queue.lines()]
    assert [each[0].relation for each in said if each] == [Relation.ELSEWHERE]


def test_the_trap_for_machines_stops_and_says_so(app: AppTest, queue: ReviewQueue) -> None:
    fill(app, SHORT, open_form(app, "start-short"))
    app.text_input(key="website").set_value("https://spam.example").run()
    assert "Empty it and send again" in send(app)
    assert queue.lines() == []
    app.text_input(key="website").set_value("").run()
    send(app)
    assert len(queue.lines()) == 1


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


class Tags(HTMLParser):
    """Every tag and attribute of a page, so that none can come from what was typed."""

    OURS = frozenset(["a", "b", "br", "button", "code", "dd", "div", "dl", "dt", "h1", "h2", "h3", "li", "mark", "nav", "ol", "p", "section", "span", "strong", "ul"])

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        assert tag in self.OURS, tag
        for name, value in attributes:
            assert not name.startswith("on"), name
            if name in ("href", "src"):
                assert value is not None
                assert value.split("?")[0] in PATHS.values(), value


LINES = ("title", "organisation")
TEXTS = ("tried", "result", "why", "learning")


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
