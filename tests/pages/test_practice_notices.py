"""What the desk did about a practice, as its page says it: corrections with their sources, answers to readers, and
practices of the catalogue that were retired.
"""

import re
from datetime import UTC, datetime

import pytest
from examples import NIGHT_WALKS
from streamlit.testing.v1 import AppTest

from practicebank.bank.bank import Bank
from practicebank.bank.publications import Notice, Publications
from practicebank.services import services_of
from practicebank.settings import Settings
from practicebank.submissions.codes import new_key
from practicebank.submissions.founding import adopt
from practicebank.submissions.queue import ReviewQueue
from practicebank.submissions.remarks import Remark, send_remark
from practicebank.submissions.states import Role, Status, Step
from practicebank.submissions.storage.audit_log import Actor
from practicebank.words import day_in_words
from tests.pages.plain_words import blocks
from tests.pages.reading import HOSTILE, open_page

ADA = Actor(Role.REVIEWER, "ada@example.org")
SLUG = "catalytic-converters"
SOURCE = "https://example.org/report"
TODAY = day_in_words(datetime.now(UTC))


def practice(app: AppTest, slug: str = SLUG) -> str:
    return open_page(app, "practice", practice=slug)


def bank() -> Bank:
    return services_of(Settings.from_environment()).shelf.current()


def refresh(queue: ReviewQueue) -> None:
    services_of(Settings.from_environment()).watch.refresh(queue)


def corrected(queue: ReviewQueue, source: str = SOURCE, words: str = "The report says so.", **changed: object) -> str:
    """The reference of the practice, of which readers see these answers from now on."""
    reference = adopt(queue, bank(), SLUG)
    before = queue.get(reference).submission
    after = type(before).model_validate(before.model_dump() | changed)
    confidence = "high" if source else ""
    queue.move(
        reference, Step.EDIT, ADA, expected=Status.PUBLISHED, submission=after, corrects=before, words=words,
        source=source, confidence=confidence, more={"source": source},
    )  # fmt: skip
    refresh(queue)
    return reference


def section(shown: str, name: str) -> str:
    found = re.search(rf'<section class="{name}">.*?</section>', shown, re.DOTALL)
    return " ".join(blocks(found[0])) if found else ""


def notes_of(shown: str) -> dict[str, str]:
    """What each numbered source says, by its address."""
    notes = [note.partition("</li>")[0] for note in shown.split('<li id="note-')[1:]]
    addresses = [re.findall(r'class="address" href="(.*?)"', note) for note in notes]
    said = [" ".join(blocks(note[note.index("<p ") :])) for note in notes]
    return {address: each for found, each in zip(addresses, said, strict=True) for address in found}


def test_a_page_without_notices_says_nothing_of_any(app: AppTest) -> None:
    assert 'class="notices"' not in practice(app)


def test_a_correction_is_told_with_its_day_reason_and_source_and_cited(app: AppTest, queue: ReviewQueue) -> None:
    corrected(queue, cost="£15,000.", started="2021-03", topics=["Anti-social behaviour"])
    shown = practice(app)
    told = section(shown, "notices")
    assert told.startswith(f"Corrections Corrected {TODAY}: topic, started, what it costs. The report says so.")
    assert "Source: example.org (opens in a new tab)" in told
    assert shown.index('class="notices"') < shown.index('class="sources"')
    assert {"What it costs", "Started", "Topic"} <= set(re.split(r"[,.] ", notes_of(shown)[SOURCE]))
    assert "£15,000." in shown
    assert "March 2021" in shown
    listing = next(line for line in blocks(shown) if line.startswith("The public listing"))
    assert "topic" not in listing
    assert "title" in listing
    assert "told to this bank" not in shown.lower()


@pytest.mark.parametrize(
    ("field", "value", "anchor"),
    [("title", "Converters", "title"), ("summary", "Marking them.", "summary"), ("effectiveness", "Worked", "effectiveness")],
)  # fmt: skip
def test_what_the_page_begins_with_has_its_source_too(
    app: AppTest, queue: ReviewQueue, field: str, value: str, anchor: str
) -> None:
    corrected(queue, **{field: value})
    shown = practice(app)
    assert SOURCE in notes_of(shown)
    assert shown.count(f'id="at-{anchor}"') == 1
    assert f'href="#at-{anchor}"' in shown
    listing = next(line for line in blocks(shown) if line.startswith("The public listing"))
    assert bank().vocabulary.label(field).lower() not in listing


def test_a_design_set_at_the_desk_says_that_it_was_evaluated(app: AppTest, queue: ReviewQueue) -> None:
    corrected(queue, evaluation_design="Randomised trial", evaluation="Streets drawn by lot.", outcome="Improved")
    shown = practice(app)
    assert '<span class="ladder rungs-5"' in shown
    listing = next(line for line in blocks(shown) if line.startswith("The public listing"))
    assert "evaluat" not in listing


def test_what_is_set_without_a_page_is_not_said_to_be_from_the_listing(app: AppTest, queue: ReviewQueue) -> None:
    corrected(queue, source="", topics=["Anti-social behaviour"])
    shown = practice(app)
    listing = next(line for line in blocks(shown) if line.startswith("The public listing"))
    assert "topic" not in listing
    assert "Source:" not in section(shown, "notices")


def test_an_answer_about_the_label_is_told_and_the_latest_comes_first(app: AppTest, queue: ReviewQueue) -> None:
    send_remark(queue, bank(), SLUG, Remark(words="It is only promising to you.", about_label=True))
    reference = corrected(queue, cost="£15,000.")
    said = {"expected": Status.PUBLISHED, "words": "Two\n\ncomparisons.", "more": {"public": True}}
    queue.move(reference, Step.REPLY, ADA, **said)
    queue.move(reference, Step.REPLY, ADA, expected=Status.PUBLISHED, words="Not for readers.")
    refresh(queue)
    shown = practice(app)
    told = section(shown, "notices")
    assert told.startswith("Corrections and answers to readers A reader questioned the label.")
    assert f"The reviewers’ answer, {TODAY}: Two comparisons." in told
    assert told.index("Two comparisons.") < told.index(f"Corrected {TODAY}")
    assert "Not for readers." not in shown
    assert "only promising to you" not in shown
    assert "ada@example.org" not in shown


def test_a_practice_of_the_catalogue_that_is_retired_is_not_said_to_be_published_here(
    app: AppTest, queue: ReviewQueue
) -> None:
    reference = corrected(queue, cost="£15,000.")
    queue.move(reference, Step.RETIRE, ADA, expected=Status.PUBLISHED, words="It stopped.")
    refresh(queue)
    shown = practice(app)
    said = " ".join(blocks(shown))
    assert f"Retired on {TODAY}, because: It stopped." in said
    assert "£15,000." in said
    assert SOURCE in notes_of(shown)
    for wrong in ("Shared through this bank", "published on", "Not yet confirmed", "by those who did it"):
        assert wrong not in said
    assert "The public listing of the College of Policing" in said
    assert "Corrected" in section(shown, "notices")
    assert "Add to shortlist" not in said
    assert "Something is wrong or missing" not in said


def test_a_contribution_that_was_corrected_says_so(app: AppTest, queue: ReviewQueue) -> None:
    reference = queue.submit(NIGHT_WALKS, new_key()).reference
    queue.move(reference, Step.CLAIM, ADA, expected=Status.WAITING)
    queue.move(reference, Step.PUBLISH, ADA, expected=Status.IN_REVIEW, slug="walks")
    before = queue.get(reference).submission
    after = before.model_copy(update={"cost": "Nothing.", "region": ("London",)})
    queue.move(
        reference, Step.EDIT, ADA, expected=Status.PUBLISHED, submission=after, corrects=before, source=SOURCE,
        confidence="medium", words="A reader found it.", more={"source": SOURCE},
    )  # fmt: skip
    refresh(queue)
    shown = practice(app, "walks")
    assert {"What it costs", "Region"} <= set(re.split(r"[,.] ", notes_of(shown)[SOURCE]))
    assert "region, what it costs. A reader found it." in section(shown, "notices")
    assert "Shared through this bank by those who did it" in shown


def test_hostile_words_of_the_desk_stay_text(app: AppTest, queue: ReviewQueue) -> None:
    notice = Notice(datetime.now(UTC), ("cost",), HOSTILE, ("https://example.org/?a=<script>",))
    answer = Notice(datetime.now(UTC), (), HOSTILE, ())
    services_of(Settings.from_environment()).shelf.put(Publications(notices={SLUG: (notice, answer)}))
    shown = practice(app)
    assert shown.count("&lt;script&gt;alert") == 2
    assert "<script" not in shown
    assert "<img" not in shown
