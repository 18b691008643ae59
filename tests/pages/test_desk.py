"""The desk in the app: who gets in, and that nobody else is shown anything of the queue."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from examples import NIGHT_WALKS
from streamlit.testing.v1 import AppTest

from practicebank.access.door import Door, Reviewer
from practicebank.desk.checklist import checklist
from practicebank.services import services_of
from practicebank.settings import Settings
from practicebank.submissions.codes import new_key
from practicebank.submissions.founding import reference_of
from practicebank.submissions.queue import ReviewQueue, open_queue
from practicebank.submissions.reading.open_remarks import waiting_remarks
from practicebank.submissions.remarks import Remark, send_remark
from practicebank.submissions.states import Role, Status, Step
from practicebank.submissions.storage.audit_log import Actor
from practicebank.submissions.storage.reviewer_mail import Wish, wish_of

KEY = "a key that nobody guesses"
SECRET = NIGHT_WALKS.model_copy(update={"title": "Secret walks"})
VIEWS = ("queue", "practices", "follow-ups", "health", "log", "pace", "nonsense")


@pytest.fixture
def queue(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> Iterator[ReviewQueue]:
    monkeypatch.setenv("PRACTICEBANK_REVIEWER_KEY", KEY)
    queue = open_queue(os.environ["PRACTICEBANK_DATABASE_URL"])
    yield queue
    queue.engine.dispose()


@pytest.fixture
def reference(queue: ReviewQueue) -> str:
    return queue.submit(SECRET, new_key()).reference


def shown(app: AppTest) -> str:
    assert not app.exception
    return "\n".join(element.proto.body for element in app.get("html"))


def open_page(app: AppTest, **query: str) -> str:
    app.run()
    app.query_params = query
    app.switch_page("pages/desk.py").run()
    return shown(app)


def enter(app: AppTest, key: str = KEY) -> str:
    if "desk-key" in [each.key for each in app.text_input]:
        app.text_input(key="desk-key").set_value(key)
    app.text_input(key="desk-name").set_value("Ada")
    app.text_input(key="desk-email").set_value("ada@example.org")
    next(each for each in app.get("button") if each.label == "Sign in").click().run()
    return shown(app)


def test_with_the_key_one_sees_the_queue_and_signs_out_of_it(app: AppTest, reference: str) -> None:
    open_page(app)
    assert "Secret walks" in enter(app)
    app.button(key="sign-out").click().run()
    after = shown(app)
    assert "Secret walks" not in after
    assert "Reviewers’ desk" in after
    assert "desk_reviewer" not in app.session_state


def test_signing_out_while_the_database_is_away_ends_it_here_and_says_what_it_does_not_end(
    app: AppTest, reference: str
) -> None:
    open_page(app)
    enter(app)
    opened = services_of(Settings.from_environment()).queue().engine
    opened.dispose()
    Path(str(opened.url.database)).write_bytes(b"no database any more" * 1_000)
    app.button(key="sign-out").click().run()
    assert "You are signed out in this browser. The database did not answer" in shown(app)
    assert "Secret walks" not in shown(app)
    assert "desk_reviewer" not in app.session_state


def test_the_code_for_the_cookie_is_on_the_page_once(app: AppTest, reference: str) -> None:
    open_page(app)
    assert "data-code" in enter(app)
    assert "data-code" not in shown(app.run())
    app.button(key="sign-out").click().run()
    assert 'data-code="out"' in shown(app)


def test_the_key_of_the_link_leaves_the_address(app: AppTest, reference: str) -> None:
    open_page(app, key=KEY)
    assert "key" not in app.query_params
    assert KEY not in shown(app)
    assert "Secret walks" in enter(app)


@pytest.mark.parametrize("view", VIEWS)
def test_nobody_else_is_shown_anything(app: AppTest, reference: str, view: str) -> None:
    for query in ({"view": view}, {"view": view, "submission": reference}, {"submission": reference, "do": "publish"}):
        page = open_page(app, **query)
        assert "Secret walks" not in page
        assert reference not in page
        assert "Waiting" not in page
        assert [button.label for button in app.get("button")] == ["Sign in"]


@pytest.mark.parametrize("view", VIEWS)
def test_a_wrong_key_shows_nothing_either(app: AppTest, reference: str, view: str) -> None:
    open_page(app, view=view, submission=reference)
    page = enter(app, "a key that is not the one")
    assert "That is not the key." in page
    assert "Secret walks" not in page


@pytest.mark.parametrize("view", VIEWS)
def test_a_session_that_has_run_out_shows_nothing_and_moves_nothing(
    app: AppTest, queue: ReviewQueue, reference: str, view: str
) -> None:
    open_page(app, submission=reference, do="claim")
    assert "Secret walks" in enter(app)
    entrance: Door = services_of(Settings.from_environment()).door
    who: Reviewer = app.session_state["desk_reviewer"]
    ended = Reviewer(who.email, who.name, True, datetime.now(UTC) - timedelta(seconds=1), who.ticket)
    entrance._inside[who.ticket] = ended
    app.session_state["desk_reviewer"] = ended
    app.button(key="claim").click().run()
    assert "run out" in shown(app)
    assert "Secret walks" not in shown(app)
    assert queue.get(reference).status is Status.WAITING
    assert "Secret walks" not in open_page(app, view=view, submission=reference)


def test_the_public_pages_do_not_lead_to_the_desk_until_somebody_is_in(app: AppTest, reference: str) -> None:
    app.run()
    assert ">Desk<" not in shown(app)
    open_page(app)
    enter(app)
    app.switch_page("pages/about.py").run()
    assert ">Desk<" in shown(app)
    assert "Secret walks" not in shown(app)


def test_about_says_what_reviewers_look_at_and_how_many_were_sent(
    app: AppTest, queue: ReviewQueue, reference: str
) -> None:
    services_of(Settings.from_environment()).watch.refresh(queue)
    app.run()
    app.switch_page("pages/about.py").run()
    page = shown(app)
    assert checklist().checks[0].question in page
    assert "So far 1 practice has been sent, 0 opened by a reviewer, 0 published and 0 declined." in page


def test_a_withdrawn_practice_says_so_on_its_page(app: AppTest, queue: ReviewQueue, reference: str) -> None:
    ada = Actor(Role.REVIEWER, "ada@example.org")
    queue.move(reference, Step.CLAIM, ada, expected=Status.WAITING)
    queue.move(reference, Step.PUBLISH, ada, expected=Status.IN_REVIEW, slug="secret-walks")
    queue.move(reference, Step.RETIRE, ada, expected=Status.PUBLISHED, words="<b>It stopped.</b>")
    services_of(Settings.from_environment()).watch.refresh(queue)
    app.run()
    app.query_params = {"practice": "secret-walks"}
    app.switch_page("pages/practice.py").run()
    page = shown(app)
    assert "Retired on" in page
    assert "&lt;b&gt;It stopped.&lt;/b&gt;" in page
    assert "Go every week, or nobody believes you." in page
    assert "community.safety@example.org" not in page
    app.switch_page("pages/browse.py").run()
    assert "Secret walks" not in shown(app)


HOSTILE = "<script>alert(1)</script> ![x](https://evil.example/p.png) $x$ :red[x]"


def test_what_strangers_typed_stays_text_on_every_view(app: AppTest, queue: ReviewQueue) -> None:
    fields = ("title", "summary", "organisation", "problem", "evaluation", "evaluator", "outcome", "result")
    fields += ("contact_name", "personal_data_answer")
    hostile = SECRET.model_copy(update=dict.fromkeys(fields, HOSTILE))
    reference = queue.submit(hostile, new_key()).reference
    queue.submit(hostile, new_key())
    open_page(app)
    enter(app)
    ada = Actor(Role.REVIEWER, "ada@example.org")
    queue.move(reference, Step.CLAIM, ada, expected=Status.WAITING)
    queue.move(reference, Step.NOTE, ada, expected=Status.IN_REVIEW, note=HOSTILE)
    views = [{"view": view} for view in VIEWS] + [{"bulk": "claim"}, {"submission": reference}]
    views += [
        {"submission": reference, "do": do} for do in ("ask", "edit", "rate", "publish", "decline", "undo", "erase")
    ]
    for query in views:
        app.query_params = query
        page = shown(app.run())
        assert "<script" not in page
        assert "<img" not in page
        assert HOSTILE not in [each.label for each in (*app.get("button"), *app.text_input, *app.text_area)]
    app.query_params = {"submission": reference}
    assert "&lt;script&gt;" in shown(app.run())


def test_publishing_shows_the_page_that_readers_then_get(app: AppTest, queue: ReviewQueue) -> None:
    submission = SECRET.model_copy(update={"learning": "PC Smith says: <b>go</b>."})
    reference = queue.submit(submission, new_key()).reference
    queue.move(reference, Step.CLAIM, Actor(Role.REVIEWER, "ada@example.org"), expected=Status.WAITING)
    open_page(app, submission=reference, do="publish")
    before = enter(app)
    assert "What others can learn from it: <mark>PC Smith</mark> (name). Write “a police constable” instead." in before
    app.button(key="publish").click().run()
    assert "Read the page as readers will get it, and tick that you have." in shown(app)
    app.checkbox(key="desk-say-publish-read").check()
    for check in checklist().checks:
        app.button_group(key=f"desk-say-check-{check.name}").set_value("yes")
    app.button(key="publish").click().run()
    assert "Say why it goes out as it stands, or change it first." in shown(app)
    app.text_area(key="desk-say-publish-why").set_value("He agreed.")
    app.button(key="publish").click().run()
    after = shown(app)
    assert "It is in the bank." in after
    assert "Fewer than 5 readers said before today whether it was useful." in after
    assert "Flagged then</span> name" in after
    app.query_params = {"practice": "secret-walks"}
    app.switch_page("pages/practice.py").run()
    for part in ("answers", "account"):
        [previewed, published] = [
            page.partition(f'<section class="{part}"')[2].partition("</section>")[0] for page in (before, shown(app))
        ]
        assert previewed == published != ""
    assert "Was this useful?" in shown(app)
    assert "Was this useful?" not in before


def test_a_rating_is_read_in_the_order_in_which_it_was_asked(app: AppTest, queue: ReviewQueue, reference: str) -> None:
    ada = Actor(Role.REVIEWER, "ada@example.org")
    queue.move(reference, Step.CLAIM, ada, expected=Status.WAITING)
    said = {"verdict": "publish", "answers": {check.name: "partly" for check in checklist().checks}}
    queue.move(reference, Step.RATE, ada, expected=Status.IN_REVIEW, more=said)
    open_page(app)
    enter(app)
    app.query_params = {"submission": reference}
    history = shown(app.run()).partition('class="bank desk-history"')[2]
    places = [history.index(check.question) for check in checklist().checks]
    assert places == sorted(places)


def test_a_correction_shows_all_it_changes_before_it_is_kept(app: AppTest, queue: ReviewQueue, reference: str) -> None:
    queue.move(reference, Step.CLAIM, Actor(Role.REVIEWER, "ada@example.org"), expected=Status.WAITING)
    open_page(app, submission=reference, do="edit")
    enter(app)
    app.query_params = {"submission": reference, "do": "edit"}
    app.multiselect(key="desk-say-edited").set_value(["evaluation_design"]).run()
    choice = app.selectbox(key="desk-say-edit-evaluation_design")
    assert choice.value == "Before and after"
    assert "What changes with it" not in shown(app)
    choice.set_value("None").run()
    said = shown(app)
    assert "<del>Before and after</del><ins>None</ins>" in said
    for label, text in (
        ("Who evaluated it?", "In-house"),
        ("About the evaluation", SECRET.evaluation),
        ("What did the evaluation find?", "Improved"),
    ):
        assert f'What changes with it: {label}</p><p class="typed difference"><del>{text}</del>' in said
    app.button(key="edit").click().run()
    assert "Changed. The history shows every word of it." in shown(app)
    after = queue.get(reference).submission
    assert (after.evaluation_design, after.evaluator, after.evaluation, after.outcome) == ("None", "", "", "")


def test_an_answer_is_back_with_whoever_asked(app: AppTest, queue: ReviewQueue, reference: str) -> None:
    ada, contributor = Actor(Role.REVIEWER, "ada@example.org"), Actor(Role.CONTRIBUTOR)
    queue.move(reference, Step.CLAIM, ada, expected=Status.WAITING)
    queue.move(reference, Step.ASK, ada, expected=Status.IN_REVIEW, words="How long?")
    open_page(app)
    enter(app)
    app.query_params = {"submission": reference}
    asked = shown(app.run())
    assert "<dt>Turn</dt><dd>Contributor.</dd>" in asked
    assert "<dt>Held by</dt><dd>You</dd>" in asked
    assert {"Give it back", "Take the question back"} <= set(re.findall(r"(?<=>)[^<>]+(?=</a></li>)", asked))
    queue.move(reference, Step.ANSWER, contributor, expected=Status.ASKED, words="A year.")
    app.query_params = {"mine": "1"}
    mine = shown(app.run())
    assert "Secret walks" in mine
    assert 'You<span class="explained"><strong>The contributor has answered</strong></span>' in mine
    app.query_params = {"submission": reference}
    answered = shown(app.run())
    assert re.search(r"<dt>Turn</dt><dd>You\. The contributor has answered, on [^<]+\.</dd>", answered)
    assert "<dt>Held by</dt><dd>You</dd>" in answered
    app.query_params = {"submission": reference, "do": "release"}
    app.run()
    app.button(key="release").click().run()
    assert "Given back. Nobody holds it now." in shown(app)
    assert queue.get(reference).reviewer == ""


def test_a_reviewer_chooses_how_often_to_be_told_by_mail(
    app: AppTest, queue: ReviewQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_page(app)
    assert "This bank sends no e-mail: look here for what is new." in enter(app)
    assert not [each for each in app.selectbox if each.label == "E-mail me"]

    monkeypatch.setenv("PRACTICEBANK_SMTP_URL", "smtp://mail.example.org?from=bank@example.org")
    open_page(app)
    enter(app)
    assert app.selectbox(key="desk-mail").value is Wish.DAILY
    app.selectbox(key="desk-mail").set_value(Wish.HELD).run()
    assert not app.exception
    assert wish_of(queue, "ada@example.org") is Wish.HELD
    open_page(app, view="log")
    assert app.selectbox(key="desk-mail").value is Wish.HELD


def test_a_practice_of_the_catalogue_is_found_brought_to_the_desk_and_corrected(
    app: AppTest, queue: ReviewQueue
) -> None:
    open_page(app, view="practices", find="panic alarms")
    assert "practice=panic-alarms" in enter(app)
    app.query_params = {"practice": "panic-alarms", "do": "correct"}
    assert "Nobody has worked on it here yet" in shown(app.run())
    app.button(key="bring").click().run()
    app.multiselect(key="desk-say-edited").set_value(["cost"]).run()
    app.text_area(key="desk-say-edit-cost").set_value("About £50 <b>each</b>").run()
    app.button(key="correct").click().run()
    assert "Give the page that says so" in shown(app)
    app.text_input(key="desk-say-correct-source").set_value("https://example.org/cost")
    app.radio(key="desk-say-correct-sure").set_value("high").run()
    app.button(key="correct").click().run()
    assert "About £50 &lt;b&gt;each&lt;/b&gt;" in shown(app)
    amended = queue.get(reference_of(queue, "panic-alarms")).amended
    assert amended["cost"].value == "About £50 <b>each</b>"
    assert amended["cost"].urls == ("https://example.org/cost",)


@pytest.mark.parametrize("slug", ["nobody-has-this", "<b>", "x" * 5_000])
def test_a_practice_that_is_none_is_said_to_be_none(app: AppTest, queue: ReviewQueue, slug: str) -> None:
    open_page(app, practice=slug)
    assert "No such practice" in enter(app)


def test_what_a_reader_said_waits_at_the_desk_until_it_is_answered(app: AppTest, queue: ReviewQueue) -> None:
    open_page(app, view="practices")
    assert "Nothing is waiting for an answer" in enter(app)
    bank = services_of(Settings.from_environment()).shelf.current()
    for words in ("One study found <b>nothing</b>.", "And another."):
        send_remark(queue, bank, "panic-alarms", Remark(words=words, about_label=True))
    assert "A reader questions the label" in shown(app.run())
    app.query_params = {"submission": reference_of(queue, "panic-alarms"), "do": "reply"}
    app.run()
    assert "One study found &lt;b&gt;nothing&lt;/b&gt;." in shown(app)
    first, second = (each.number for each in waiting_remarks(queue)[0].remarks)
    app.selectbox(key="desk-say-reply-remark").set_value(second)
    app.text_area(key="desk-say-reply-words").set_value("Two found a fall.")
    app.checkbox(key="desk-say-reply-public").check().run()
    app.button(key="reply").click().run()
    assert [each.number for each in waiting_remarks(queue)[0].remarks] == [first]
    assert "readers see it" in shown(app)
