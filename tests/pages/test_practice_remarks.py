"""What readers say on the page of a practice: that something is wrong or missing, or that they question its label."""

from collections.abc import Callable
from pathlib import Path

import pytest
from examples import LEAFLETS, NIGHT_WALKS
from streamlit.testing.v1 import AppTest

from pages.parts import caller
from practicebank.fields import WITHHELD
from practicebank.services import services_of
from practicebank.settings import Settings
from practicebank.submissions.codes import new_key
from practicebank.submissions.form.model import Submission
from practicebank.submissions.queue import ReviewQueue, open_queue
from practicebank.submissions.reading.open_remarks import OpenRemark, waiting_remarks
from practicebank.submissions.states import Role, Status, Step
from practicebank.submissions.storage.audit_log import Actor
from practicebank.submissions.storage.rate_limits import REMARKS_OF_AN_ADDRESS, count_attempt
from tests.pages.plain_words import blocks
from tests.pages.reading import HOSTILE, html_of, open_page

ADA = Actor(Role.REVIEWER, "ada@example.org")
SLUG = "catalytic-converters"
THANKS = "Thank you. The reviewers have received it."
WAYS = ["Something is wrong or missing", "We question this label"]


def practice(app: AppTest, say: str = "", slug: str = SLUG) -> str:
    return open_page(app, "practice", practice=slug, **({"say": say} if say else {}))


def ways(shown: str) -> list[str]:
    return [way for way in WAYS if f">{way}</a>" in shown]


def widget(app: AppTest, name: str, say: str = "wrong", slug: str = SLUG) -> str:
    return f"remark-{say}-{name}-{slug}"


def choose(app: AppTest, field: str, slug: str = SLUG) -> None:
    app.selectbox(key=widget(app, "field", slug=slug)).set_value(field).run()


def send(app: AppTest) -> str:
    app.button(key="remark-send").click().run()
    return html_of(app)


def remarks(queue: ReviewQueue) -> list[OpenRemark]:
    return [remark for each in waiting_remarks(queue) for remark in each.remarks]


def refresh(queue: ReviewQueue) -> None:
    services_of(Settings.from_environment()).watch.refresh(queue)


def published(app: AppTest, queue: ReviewQueue, submission: Submission = NIGHT_WALKS) -> str:
    reference = queue.submit(submission, new_key()).reference
    queue.move(reference, Step.CLAIM, ADA, expected=Status.WAITING)
    queue.move(reference, Step.PUBLISH, ADA, expected=Status.IN_REVIEW, slug="walks")
    refresh(queue)
    return reference


def test_two_ways_in_stand_below_whether_it_was_useful_and_nothing_of_the_form_does(app: AppTest) -> None:
    shown = practice(app)
    assert ways(shown) == WAYS
    assert shown.index("Was this useful?") < shown.index(WAYS[0]) < shown.index("Similar practices")
    assert "say=wrong" in shown
    assert "reviewer" not in shown[shown.index(WAYS[0]) :]
    for kind in ("text_area", "multiselect", "selectbox", "text_input"):
        assert not [each for each in app.get(kind) if str(each.key).startswith("remark")]


@pytest.mark.parametrize("say", ["", "nonsense", "<b>", "WRONG"])
def test_nonsense_in_the_address_opens_nothing(app: AppTest, say: str) -> None:
    assert ways(open_page(app, "practice", practice=SLUG, say=say)) == WAYS
    assert not [each for each in app.button if each.key == "remark-send"]


def test_a_small_correction_reaches_the_desk_and_is_thanked_for(app: AppTest, queue: ReviewQueue) -> None:
    practice(app, "wrong")
    assert not [each for each in app.button if each.key == "remark-send"]
    choose(app, "cost")
    box = app.text_area(key=widget(app, "value-cost"))
    assert box.value.startswith("The police and crime commissioner gave £13,500")
    box.set_value(box.value.replace("13,500", "15,000"))
    app.text_input(key=widget(app, "source")).set_value("https://example.org/cost")
    app.text_area(key=widget(app, "words")).set_value("It went up.")
    shown = send(app)
    assert THANKS in shown
    assert ways(shown) == WAYS[1:]
    [remark] = remarks(queue)
    assert remark.proposed == {"cost": "The police and crime commissioner gave £15,000 towards the operation."}
    assert (remark.words, remark.source, remark.about_label) == ("It went up.", "https://example.org/cost", False)
    assert THANKS in html_of(app.run())
    assert THANKS not in practice(app)


def test_whoever_questions_the_label_says_why(app: AppTest, queue: ReviewQueue) -> None:
    shown = practice(app, "label")
    assert "The bank’s own label: Promising" in " ".join(blocks(shown))
    assert "The answer may be shown on this page" in shown
    shown = send(app)
    assert shown.count("Say why you question the label") == 2
    assert shown.index("There is a problem") < shown.index("Why do you question it?")
    assert remarks(queue) == []
    app.text_area(key=widget(app, "words", "label")).set_value("  No comparison group.  ")
    assert THANKS in send(app)
    [remark] = remarks(queue)
    assert (remark.about_label, remark.words, remark.source, remark.proposed) == (True, "No comparison group.", "", {})


def test_what_fits_no_field_is_said_in_words(app: AppTest, queue: ReviewQueue) -> None:
    practice(app, "wrong")
    choose(app, "else")
    assert "Say what is wrong or missing" in send(app)
    app.text_area(key=widget(app, "words")).set_value("The picture is of another force.")
    assert THANKS in send(app)
    assert [(each.proposed, each.words) for each in remarks(queue)] == [({}, "The picture is of another force.")]


@pytest.mark.parametrize(
    ("field", "kind", "typed", "proposed"),
    [
        ("topics", "multiselect", ["Anti-social behaviour"], ["Anti-social behaviour"]),
        ("scale", "selectbox", "National", "National"),
        ("started", "text_input", "2021-03", "2021-03"),
        ("title", "text_input", "Catalytic converters", "Catalytic converters"),
        ("aim", "text_area", "Fewer thefts.\nNo more.", "Fewer thefts.\nNo more."),
        ("links", "text_area", " https://example.org/a \n\nhttps://example.org/b", ["https://example.org/a", "https://example.org/b"]),
        ("page_url", "text_input", "https://example.org/page", "https://example.org/page"),
    ],
)  # fmt: skip
def test_each_field_is_asked_for_in_the_way_that_fits(
    app: AppTest, queue: ReviewQueue, field: str, kind: str, typed: object, proposed: object
) -> None:
    practice(app, "wrong")
    choose(app, field)
    getattr(app, kind)(key=widget(app, f"value-{field}")).set_value(typed)
    assert THANKS in send(app)
    [remark] = remarks(queue)
    assert dict(remark.proposed) == {field: proposed}


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("started", "March 2021", "Enter the date as 2023, 2023-03 or 2023-03-01"),
        ("page_url", "example.org", "Enter a web address that begins with http:// or https://"),
        ("title", "", "Enter what is right, or say under “Anything to add?” what is wrong"),
        ("title", None, "Change this to what is right, or say under “Anything to add?” what is wrong"),
    ],
)
def test_what_cannot_stand_there_is_said_first_and_beside_the_field(
    app: AppTest, queue: ReviewQueue, field: str, typed: str | None, said: str
) -> None:
    practice(app, "wrong")
    choose(app, field)
    box = app.text_input(key=widget(app, f"value-{field}"))
    if typed is not None:
        box.set_value(typed)
    app.text_input(key=widget(app, "source")).set_value("www.example.org")
    shown = send(app)
    assert shown.count(said) >= 2
    assert shown.count("Enter a web address that begins with http:// or https://") >= 2
    assert remarks(queue) == []
    assert app.text_input(key=widget(app, "source")).value == "www.example.org"


def test_whoever_does_not_know_what_is_right_can_still_say_what_is_wrong(app: AppTest, queue: ReviewQueue) -> None:
    practice(app, "wrong")
    choose(app, "cost")
    app.text_area(key=widget(app, "words")).set_value("That was one year of three.")
    assert THANKS in send(app)
    [remark] = remarks(queue)
    assert (dict(remark.proposed), remark.words) == ({}, "What it costs: That was one year of three.")


def test_fields_have_the_names_the_page_uses_and_the_label_has_a_way_of_its_own(
    app: AppTest, queue: ReviewQueue
) -> None:
    practice(app, "wrong")
    offered = app.selectbox(key=widget(app, "field")).options
    assert {"Title", "What it costs", "How it was evaluated", "Read more", "Topic"} <= set(offered)
    assert offered[-1] == "Something else"
    assert len(set(offered)) == len(offered)
    assert not {"Slug", "Effectiveness", "Why it did not work", "What was tried"} & set(offered)
    published(app, queue, LEAFLETS.model_copy(update={"withhold_organisation": True}))
    shown = practice(app, "wrong", "walks")
    offered = app.selectbox(key=widget(app, "field", slug="walks")).options
    assert {"What was tried", "Why it did not work"} <= set(offered)
    assert "Organisation" not in offered
    assert WITHHELD in shown
    assert LEAFLETS.organisation not in shown


def test_after_the_thanks_something_else_can_be_said(app: AppTest, queue: ReviewQueue) -> None:
    practice(app, "label")
    app.text_area(key=widget(app, "words", "label")).set_value("Why?")
    send(app)
    app.button(key="remark-again").click().run()
    assert THANKS not in html_of(app)
    box = app.text_area(key=widget(app, "words", "label"))
    assert box.value == ""
    box.set_value("And why else?")
    send(app)
    assert [each.words for each in remarks(queue)] == ["Why?", "And why else?"]


def test_what_one_practice_was_told_is_not_said_of_another(app: AppTest, queue: ReviewQueue) -> None:
    practice(app, "label")
    app.text_area(key=widget(app, "words", "label")).set_value("About the first.")
    send(app)
    assert THANKS not in practice(app, "label", "panic-alarms")
    assert app.text_area(key=widget(app, "words", "label", "panic-alarms")).value == ""


def test_only_a_practice_in_use_has_the_ways_in(app: AppTest, queue: ReviewQueue) -> None:
    reference = published(app, queue)
    assert ways(practice(app, slug="walks")) == WAYS
    practice(app, "label", "walks")
    app.text_area(key=widget(app, "words", "label", "walks")).set_value("Why?")
    queue.move(reference, Step.RETIRE, ADA, expected=Status.PUBLISHED, words="It stopped.")
    assert "Nothing was sent: this practice is no longer in use." in send(app)
    refresh(queue)
    shown = practice(app, "wrong", "walks")
    assert ways(shown) == []
    assert "Retired on" in shown
    assert ways(practice(app, "wrong", "nope")) == []


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], Path]:
    """Names a database in a folder that is not there."""

    def name(folder: str) -> Path:
        monkeypatch.setenv("PRACTICEBANK_DATABASE_URL", f"sqlite:///{tmp_path / folder}/bank.db")
        return tmp_path / folder

    return name


def test_until_something_is_sent_no_database_is_opened_and_while_it_is_away_the_words_stay(
    app: AppTest, nowhere: Callable[[str], Path]
) -> None:
    folder = nowhere("later")
    practice(app, "wrong")
    choose(app, "cost")
    practice(app, "label")
    app.text_area(key=widget(app, "words", "label")).set_value("Why?").run()
    assert not folder.exists()
    folder.write_text("a file where a folder should be")
    assert "Nothing was sent: the bank’s database cannot be reached just now." in send(app)
    assert app.text_area(key=widget(app, "words", "label")).value == "Why?"
    folder.unlink()
    shown = send(app)
    assert THANKS in shown
    assert "Nothing was sent" not in shown
    queue = open_queue(f"sqlite:///{folder}/bank.db")
    assert len(remarks(queue)) == 1
    queue.engine.dispose()


def test_an_address_that_says_too_much_is_told_when_it_may_again(
    app: AppTest, queue: ReviewQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caller, "network", lambda: "192.0.2.1")
    for _ in range(REMARKS_OF_AN_ADDRESS.most):
        count_attempt(queue, REMARKS_OF_AN_ADDRESS, "192.0.2.1")
    practice(app, "label")
    app.text_area(key=widget(app, "words", "label")).set_value("Why?")
    assert "Nothing was sent. Too many attempts. Try again in" in send(app)
    assert app.text_area(key=widget(app, "words", "label")).value == "Why?"
    assert remarks(queue) == []


def test_hostile_words_go_to_the_reviewers_and_nowhere_else(app: AppTest, queue: ReviewQueue) -> None:
    published(app, queue, NIGHT_WALKS.model_copy(update={"cost": HOSTILE, "title": HOSTILE}))
    practice(app, "wrong", "walks")
    choose(app, "cost", "walks")
    box = app.text_area(key=widget(app, "value-cost", slug="walks"))
    assert box.value == HOSTILE
    box.set_value(f"{HOSTILE} more")
    app.text_area(key=widget(app, "words", slug="walks")).set_value(HOSTILE)
    shown = send(app)
    assert THANKS in shown
    assert "<script" not in shown
    assert "<img" not in shown
    [remark] = remarks(queue)
    assert (remark.words, dict(remark.proposed)) == (HOSTILE, {"cost": f"{HOSTILE} more"})
    refresh(queue)
    assert "&gt; more" not in practice(app, slug="walks")
