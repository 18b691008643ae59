"""The page of a practice: five answers, its account with a source for each statement, and how to cite it."""

import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from examples import LEAFLETS, NIGHT_WALKS
from streamlit.testing.v1 import AppTest

from pages.parts import caller
from practicebank.briefing.records import items
from practicebank.fields import ACCOUNT_FIELD, WITHHELD
from practicebank.services import services_of
from practicebank.settings import Settings
from practicebank.submissions.codes import new_key
from practicebank.submissions.form.model import Submission
from practicebank.submissions.form.questions import AnswerKind, questions_of
from practicebank.submissions.queue import ReviewQueue, open_queue
from practicebank.submissions.states import Role, Status, Step
from practicebank.submissions.storage.audit_log import Actor
from practicebank.submissions.storage.rate_limits import ANSWERS_OF_AN_ADDRESS, count_attempt
from practicebank.submissions.storage.tables import useful
from tests.pages.plain_words import blocks
from tests.pages.reading import HOSTILE, html_of, open_page

QUESTIONS = [
    "What is it?",
    "Did it work, and how do we know?",
    "What does it take and cost?",
    "Where is it done?",
    "Who can you ask?",
]
ADA = Actor(Role.REVIEWER, "ada@example.org")


def practice(app: AppTest, slug: str) -> str:
    return open_page(app, "practice", practice=slug)


def answers(shown: str) -> dict[str, str]:
    """The HTML of each of the five answers."""
    first_screen = shown[shown.index('<section class="answers"') : shown.index("</section>")]
    _, *parts = re.split(r"<h2>(.*?)</h2>", first_screen)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def words(html: str) -> str:
    return " ".join(blocks(html))


def published(app: AppTest, queue: ReviewQueue, submission: Submission, slug: str = "walks") -> str:
    """The reference of a submission that readers see."""
    reference = queue.submit(submission, new_key()).reference
    queue.move(reference, Step.CLAIM, ADA, expected=Status.WAITING)
    queue.move(reference, Step.PUBLISH, ADA, expected=Status.IN_REVIEW, slug=slug)
    services_of(Settings.from_environment()).watch.refresh(queue)
    return reference


@pytest.mark.parametrize("slug", ["panic-alarms", "ae-navigators", "trauma-support-team"])
def test_the_first_screen_answers_five_questions_in_order(app: AppTest, slug: str) -> None:
    shown = practice(app, slug)
    assert list(answers(shown)) == QUESTIONS
    assert shown.index("<h1>") < shown.index('<section class="answers"') < shown.index('class="actions"')


def test_the_label_stands_beside_how_it_was_evaluated_and_what_was_found(app: AppTest) -> None:
    answer = answers(practice(app, "hot-spots-app"))["Did it work, and how do we know?"]
    assert '<span class="mark promising" aria-hidden="true"></span><strong>Promising</strong>' in answer
    assert '<span class="ladder rungs-5" aria-hidden="true">' in answer
    assert '<span class="arrow level" aria-hidden="true">' in answer
    said = words(answer)
    assert said.index("Promising") < said.index("Randomised trial") < said.index("No difference found")
    assert "It is labelled “Promising”, but a randomised trial found no difference." in said
    assert "Violent crime was 8.74% lower, a difference that was not statistically significant" in said


def test_what_is_not_known_of_the_evidence_is_drawn_so(app: AppTest) -> None:
    answer = answers(practice(app, "trauma-support-team"))["Did it work, and how do we know?"]
    assert '<span class="ladder unknown"' in answer
    assert '<span class="arrow unknown"' in answer
    assert answer.count('<span class="missing">Not recorded</span>') == 2
    told = answers(practice(app, "abnormal-loads"))["Did it work, and how do we know?"]
    assert "Described in words only" in told
    assert "Take-up only" in told


def test_every_statement_of_every_practice_leads_to_its_sources_in_one_click(app: AppTest) -> None:
    practice(app, "")
    bank = app.session_state["visit"].bank
    asked = 0
    for slug in bank.practices["slug"]:
        account = bank.account(slug)
        app.query_params = {"practice": slug}
        shown = html_of(app.run())
        for statement in account:
            if statement.field == "links":
                part = shown[shown.index('<ul class="dotted">') : shown.index('class="details"')]
                assert f'href="{statement.text}"' in unescape(part)
            else:
                opening = f'id="at-{statement.field}"'
                part = shown[shown.index(opening) :]
                part = unescape(part[: part.index("</p>" if statement.field in ACCOUNT_FIELD else "</dd>")])
                assert statement.field not in ACCOUNT_FIELD or statement.text in part
                assert ("The organisation’s own figures" in part) is statement.own_figures
                linked = re.findall(r'<a class="note" href="([^"]*)"[^>]* title="([^"]*)"', part)
                in_one_place = ("evaluated", "evaluation_design")
                fields = in_one_place if statement.field in in_one_place else (statement.field,)
                urls = [url for each in account if each.field in fields for url in each.urls]
                assert {url for url, _ in linked} == set(urls)
                assert len(linked) == len(set(urls))
                assert all(title.endswith(f": {statement.known_from}") for _, title in linked)
            asked += 1
        for column, source in bank.sources.of(slug).items():
            if column in ("page_url", *(each.field for each in account)):
                continue
            part = shown[shown.index(f'id="at-{column}"') :]
            assert f'href="{source.url}"' in unescape(part[: part.index('<div id="at-')] if "<div id" in part else part)
    assert asked == len(bank.accounts.statements) > 400


def test_a_source_has_one_number_and_leads_back_to_what_it_says(app: AppTest) -> None:
    shown = practice(app, "catalytic-converters")
    notes = re.findall(r'<li id="note-(\d+)">(.*?)</li>', shown, re.DOTALL)
    addresses = [unescape(re.findall(r'href="(http[^"]*)"', note)[0]) for _, note in notes]
    assert len(set(addresses)) == len(addresses) == 3
    by_number = {number: address for (number, _), address in zip(notes, addresses, strict=True)}
    for address, number in re.findall(r'class="note" href="([^"]*)".*?</span>(\d+)<', shown):
        assert by_number[number] == unescape(address)
    back = [anchor for _, note in notes for anchor in re.findall(r'href="#(at-[a-z_]+)"', note)]
    assert {"at-problem", "at-result", "at-outcome", "at-topics"} <= set(back)
    assert all(shown.count(f'id="{anchor}"') == 1 for anchor in back)
    assert "Stated by another public page, read November 2026." in words(shown)


def test_the_numbers_beside_a_fact_ascend(app: AppTest) -> None:
    shown = practice(app, "hot-spots-app")
    beside = re.findall(r"(?:<a class=\"note\".*?</a>)+", shown)
    assert max(map(len, beside)) > 0
    for each in beside:
        numbers = [int(number) for number in re.findall(r"Source </span>(\d+)<", each)]
        assert numbers == sorted(numbers)


def test_its_place_in_the_choice_is_said_as_one_would(app: AppTest) -> None:
    shown = words(open_page(app, "practice", practice="weve-got-heart", focus=["Diversion"]))
    assert re.search(r"\b\d of 8 practices that are about Diversion", shown)
    assert "This practice is not among 8 practices" in words(
        open_page(app, "practice", practice="hot-spots-app", focus=["Diversion"])
    )


def test_links_alone_are_not_listed_twice(app: AppTest) -> None:
    shown = practice(app, "ae-navigators")
    assert shown.count("https://researchonline.ljmu.ac.uk/id/eprint/27667") == 1
    assert "<li id=" not in shown


def test_what_is_not_recorded_is_said_once_in_a_line(app: AppTest) -> None:
    shown = practice(app, "clear-hold-build")
    [line] = re.findall(r"Not recorded: (.*?)\.", words(shown))
    assert line.casefold() == "topic, region, partners, target groups, completed"
    assert words(answers(shown)["Who can you ask?"]) == "Not recorded"
    assert '<dd class="missing">' not in shown


@pytest.mark.parametrize(
    ("slug", "asked"),
    [
        ("catalytic-converters", "Surrey Police Read its page at www.college.police.uk"),
        ("ae-navigators", "Not recorded"),
    ],
)
def test_whom_to_ask_is_the_organisation_and_its_page(app: AppTest, slug: str, asked: str) -> None:
    said = words(answers(practice(app, slug))["Who can you ask?"])
    assert re.sub(r" (Source \d )?\(opens in a new tab\)", "", said).endswith(asked)


def test_a_published_practice_is_told_in_the_same_way(app: AppTest, queue: ReviewQueue) -> None:
    told = NIGHT_WALKS.model_copy(
        update={"result": "Calls fell by a third.", "evaluation_design": "Before and after", "outcome": "Improved"}
        | {"evaluator": "In-house", "problem": "Noise.\nEvery night.", "publish_contact": True}
    )
    published(app, queue, told)
    shown = practice(app, "walks")
    five = answers(shown)
    assert "Calls fell by a third." in words(five["Did it work, and how do we know?"])
    assert "The organisation’s own figures" in five["Did it work, and how do we know?"]
    assert '<span class="ladder rungs-3"' in shown
    assert told.contact_email in five["Who can you ask?"]
    assert "Noise.\nEvery night." in shown
    assert shown.count('class="note" href="#note-1"') > 3
    when = f"{datetime.now(UTC):%B %Y}"
    assert f"Told to this bank by those who did it, {when}." in words(shown)
    assert "Shared through this bank by those who did it" in shown


def test_what_did_not_work_is_what_was_tried(app: AppTest, queue: ReviewQueue) -> None:
    published(app, queue, LEAFLETS)
    five = answers(practice(app, "walks"))
    assert "Leaflets about burglary." in words(five["What is it?"])
    assert "Nothing changed." in words(five["Did it work, and how do we know?"])


@pytest.mark.parametrize("submission", [NIGHT_WALKS, LEAFLETS])
def test_readers_get_headings_of_their_own_and_not_the_questions_of_the_form(
    app: AppTest, queue: ReviewQueue, submission: Submission
) -> None:
    asked = [each for each in questions_of(submission.way) if each.field in ACCOUNT_FIELD]
    told = {each.field: f"Told of {each.field}." for each in asked if each.kind is AnswerKind.TEXT}
    published(app, queue, submission.model_copy(update=told))
    bank = services_of(Settings.from_environment()).shelf.current()
    machines = json.dumps(items(bank, np.array([bank.row_of["walks"]])), ensure_ascii=False)
    pages = {"page": unescape(practice(app, "walks")), "API": machines}
    for question in asked:
        if question.field not in told:
            continue
        heading = ACCOUNT_FIELD[question.field].label
        assert not re.search(r"\byou\b", heading)
        for where, shown in pages.items():
            assert heading in shown, where
            assert question.label == heading or question.label not in shown, where


def test_a_contact_without_consent_is_nowhere(app: AppTest, queue: ReviewQueue) -> None:
    published(app, queue, NIGHT_WALKS.model_copy(update={"withhold_organisation": True}))
    shown = practice(app, "walks")
    assert words(answers(shown)["Who can you ask?"]) == f"Every practice with this {WITHHELD}"
    assert NIGHT_WALKS.contact_email not in shown
    assert NIGHT_WALKS.organisation not in shown
    cited = shown[shown.index('id="cite"') :]
    assert WITHHELD not in cited[: cited.index("</section>")]


def test_a_withdrawn_practice_keeps_its_answers(app: AppTest, queue: ReviewQueue) -> None:
    reference = published(app, queue, NIGHT_WALKS)
    queue.move(reference, Step.RETIRE, ADA, expected=Status.PUBLISHED, words="It stopped.")
    services_of(Settings.from_environment()).watch.refresh(queue)
    shown = practice(app, "walks")
    assert shown.index("Retired on") < shown.index('<section class="answers"')
    assert list(answers(shown)) == QUESTIONS
    assert "Add to shortlist" not in shown


def test_a_long_answer_is_read_on_below(app: AppTest, queue: ReviewQueue) -> None:
    long = "One van. " + "Somebody drives it at night. " * 60
    published(app, queue, NIGHT_WALKS.model_copy(update={"resources": long}))
    shown = practice(app, "walks")
    takes = answers(shown)["What does it take and cost?"]
    assert takes.count("Somebody drives it at night.") == 8
    assert '<a class="read-on" href="#at-resources">' in takes
    assert shown.count("Somebody drives it at night.") == 68


def test_what_a_stranger_typed_stays_text(app: AppTest, queue: ReviewQueue) -> None:
    fields = ("title", "summary", "organisation", "problem", "result", "resources", "cost", "where")
    published(app, queue, NIGHT_WALKS.model_copy(update=dict.fromkeys(fields, HOSTILE)))
    shown = practice(app, "walks")
    assert "<script" not in shown
    assert "<img" not in shown
    assert shown.count("&lt;script&gt;") > 10


def test_a_practice_can_be_cited(app: AppTest) -> None:
    shown = practice(app, "catalytic-converters")
    version = app.session_state["visit"].bank.version
    [text] = re.findall(r'<p id="cite-text">(.*?)</p>', shown)
    assert text.startswith(
        f"Surrey Police. Reducing theft of catalytic converters. Practice bank, data version {version}, read on "
    )
    assert text.endswith("/practice?practice=catalytic-converters")
    [entry] = re.findall(r'<code id="cite-bibtex">(.*?)</code>', shown, re.DOTALL)
    assert entry.startswith("@misc{catalytic-converters,")
    assert [each for each in re.findall(r'data-copy="([^"]*)"', shown) if f'id="{each}"' in shown] == [
        "cite-text",
        "cite-bibtex",
    ]


def test_a_card_says_what_was_found_and_the_sentence_that_answers_a_search(app: AppTest) -> None:
    shown = open_page(app, q="grip money")
    assert "No difference found: randomised trial, in-house" in words(shown)
    assert "£860,000 of <mark>Grip</mark> <mark>money</mark> for hot spot patrols" in shown
    assert "That pays for patrols" not in shown
    assert "Found by" not in shown[: shown.index("</article>")]
    shown = open_page(app, q="trauma support team")
    card = shown[shown.index("<article>") : shown.index("</article>")]
    assert 'class="evidence"' not in card


COUNTED = "Thank you. Your answer is counted."


def answers_counted(queue: ReviewQueue) -> Sequence[tuple[str, str, int]]:
    with queue.engine.connect() as connection:
        counted = connection.execute(sa.select(useful.c["slug", "answer", "count"])).all()
    return sorted(tuple(each) for each in counted)


def say(app: AppTest, answer: str, slug: str = "panic-alarms") -> str:
    app.button(key=f"useful-{answer}-{slug}").click().run()
    return html_of(app)


def test_a_reader_says_once_whether_it_was_useful_and_is_thanked_there(app: AppTest, queue: ReviewQueue) -> None:
    shown = practice(app, "panic-alarms")
    assert [each.label for each in app.get("button")] == ["Yes", "Partly", "No"]
    assert shown.index('id="cite"') < shown.index("Was this useful?") < shown.index("Similar practices")
    assert COUNTED not in shown
    shown = say(app, "partly")
    assert shown.index('id="cite"') < shown.index(f'<p role="status">{COUNTED}</p>') < shown.index("Similar practices")
    assert app.get("button") == []
    assert COUNTED not in practice(app, "ae-navigators")
    say(app, "no", "ae-navigators")
    assert COUNTED in practice(app, "panic-alarms")
    assert answers_counted(queue) == [("ae-navigators", "no", 1), ("panic-alarms", "partly", 1)]


def test_of_a_contribution_readers_say_it_too_also_when_it_is_retired(app: AppTest, queue: ReviewQueue) -> None:
    reference = published(app, queue, NIGHT_WALKS)
    practice(app, "walks")
    queue.move(reference, Step.RETIRE, ADA, expected=Status.PUBLISHED, words="It stopped.")
    services_of(Settings.from_environment()).watch.refresh(queue)
    assert COUNTED in say(app, "yes", "walks")
    assert answers_counted(queue) == [("walks", "yes", 1)]


def test_what_left_the_bank_while_its_page_was_open_is_not_counted(app: AppTest, queue: ReviewQueue) -> None:
    reference = published(app, queue, NIGHT_WALKS)
    practice(app, "walks")
    queue.move(reference, Step.REOPEN, ADA, expected=Status.PUBLISHED, words="Too early.")
    services_of(Settings.from_environment()).watch.refresh(queue)
    assert "Practice not found" in say(app, "yes", "walks")
    assert answers_counted(queue) == []


def test_there_is_nothing_to_say_of_a_practice_that_is_none(app: AppTest) -> None:
    assert "Was this useful?" not in practice(app, "nope")
    assert app.get("button") == []


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], Path]:
    """Names a database in a folder that is not there."""

    def name(folder: str) -> Path:
        monkeypatch.setenv("PRACTICEBANK_DATABASE_URL", f"sqlite:///{tmp_path / folder}/bank.db")
        return tmp_path / folder

    return name


def test_whoever_only_reads_opens_no_database(app: AppTest, nowhere: Callable[[str], Path]) -> None:
    folder = nowhere("later")
    practice(app, "ae-navigators")
    practice(app, "panic-alarms")
    assert not folder.exists()
    assert COUNTED in say(app, "yes")
    queue = open_queue(f"sqlite:///{folder}/bank.db")
    assert answers_counted(queue) == [("panic-alarms", "yes", 1)]
    queue.engine.dispose()


def test_while_the_database_is_away_an_answer_is_not_counted_and_can_be_given_again(
    app: AppTest, nowhere: Callable[[str], Path]
) -> None:
    away = nowhere("away")
    away.write_text("a file where a folder should be")
    practice(app, "panic-alarms")
    shown = say(app, "no")
    assert COUNTED not in shown
    assert 'role="alert">Your answer was not counted. The bank’s database cannot be reached just now. Try' in shown
    assert "Your answer was not counted." not in html_of(app.run())
    away.unlink()
    assert COUNTED in say(app, "no")


def test_an_address_that_answers_too_often_is_told_when_it_may_again(
    app: AppTest, queue: ReviewQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caller, "network", lambda: "192.0.2.1")
    for _ in range(ANSWERS_OF_AN_ADDRESS.most):
        count_attempt(queue, ANSWERS_OF_AN_ADDRESS, "192.0.2.1")
    practice(app, "panic-alarms")
    assert "Your answer was not counted. Too many attempts. Try again in" in say(app, "yes")
    assert answers_counted(queue) == []
