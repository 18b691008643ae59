"""What the form says when something is missing, wrong, personal or like what the bank has."""

from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from practicebank.submissions.form.model import Relation
from practicebank.submissions.queue import ReviewQueue
from tests.pages.filling import DEPENDING, PRACTICE, SHORT, answer, fill, go, only, open_form, send, values
from tests.pages.reading import html_of


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
        ({"contact_email": "me at home"}, "you", "community.safety@example.org: yours has no @"),
        ({"contact_email": "me@example,org"}, "you", "Enter a dot after the @ of the e-mail address, not a comma"),
        ({"contact_role": ""}, "you", "Enter your role or your name"),
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


def test_the_form_says_from_the_start_that_a_role_or_a_name_is_needed(app: AppTest) -> None:
    shown = go(app, "you", open_form(app))
    assert "(optional)" not in shown
    lead, role, name = map(
        shown.index, ("We need your role or your name. One of them is", ">Your role<", ">Your name<")
    )
    assert lead < role < name


def test_dates_out_of_order_are_refused(app: AppTest) -> None:
    key = open_form(app)
    go(app, "details", key)
    answer(app, {"started": date(2024, 3, 1), "completed": date(2023, 3, 1)})
    app.button(key="continue").click().run()
    assert html_of(app).count("Enter a completion date that is not before the start date") == 2
    assert app.date_input(key="share_started").value == date(2024, 3, 1)


def test_personal_data_is_warned_about_and_never_blocks(app: AppTest, queue: ReviewQueue) -> None:
    form = {**SHORT, "tried": {**SHORT["tried"], "tried": "Ring Mr Smith on 07700 900123 in SW1A 1AA."}}
    key = open_form(app, "start-short")
    shown = fill(app, form, key)
    for kind in ("name", "phone number", "postcode"):
        assert f"{kind}, in “What was tried”" in shown
    app.text_input(key="share_personal_data_answer").set_value("It is our public number.").run()
    send(app)
    assert only(queue).personal_data_answer == "It is our public number."


def test_a_rating_without_an_evaluation_is_asked_about_and_never_blocks(app: AppTest, queue: ReviewQueue) -> None:
    asked = "You rate it “Promising” and say it has not been evaluated. What do you base the rating on?"
    key = open_form(app)
    for step, answers in PRACTICE.items():
        go(app, step, key)
        answer(app, answers)
        answer(app, DEPENDING.get(step, {}))
        assert asked not in html_of(app)
    go(app, "happened", key)
    answer(app, {"evaluation_design": "None"})
    assert html_of(app).count(asked) == 1
    assert go(app, "practice", key).count(asked) == 1
    assert go(app, "check", key).count(asked) == 1
    send(app)
    assert only(queue).effectiveness == "Promising"


def test_a_withheld_name_in_the_text_is_warned_of_and_other_words_are_offered(app: AppTest, queue: ReviewQueue) -> None:
    tried = "Westshire Council <b>sent</b> leaflets.\nWestshire’s streets got three."
    links = {"tried": tried, "learning": "Ask westshire council.", "withhold_organisation": False}
    key = open_form(app, "start-short")
    shown = fill(app, {**SHORT, "tried": {**SHORT["tried"], **links}}, key)
    assert "Does this say which organisation it was?" not in shown
    go(app, "tried", key)
    answer(app, {"withhold_organisation": True})
    shown = go(app, "check", key)
    for words in ("Westshire Council", "Westshire"):
        assert f'<mark>{words}</mark> <span class="explained">in “What was tried”</span>' in shown
    assert shown.count("This names the organisation. See below.") == 2
    assert "You can write “the organisation” in their place" in shown
    assert "<b>" not in shown
    app.button(key="instead-tried").click().run()
    shown = html_of(app)
    assert "in “What was tried”</span>" not in shown
    assert "<mark>westshire council</mark>" in shown
    send(app)
    submission = only(queue)
    assert submission.tried == "The organisation <b>sent</b> leaflets.\nThe organisation’s streets got three."
    assert submission.learning == "Ask westshire council."


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
