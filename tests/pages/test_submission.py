"""The tracking page as a contributor meets it: let in or not, told where it stands, and able to act."""

from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from practicebank.submissions.codes import new_key
from practicebank.submissions.form.model import Submission, Way
from practicebank.submissions.queue import Receipt, ReviewQueue
from practicebank.submissions.retention import lapse_unanswered
from practicebank.submissions.states import Role, Status, Step
from practicebank.submissions.storage.audit_log import Actor
from practicebank.submissions.storage.tables import submissions
from practicebank.submissions.useful import Useful, count_useful
from practicebank.words import day_in_words
from tests.pages.reading import html_of

ADA = Actor(Role.REVIEWER, "Ada")
HOSTILE = "<script>alert(1)</script> ![x](https://evil.example/p.png) $x$"
LEAFLETS = Submission(
    way=Way.DID_NOT_WORK,
    title="Leaflets through every door",
    effectiveness="Didn’t work",
    organisation="Westshire Council",
    tried="Leaflets about burglary.",
    result="Nothing changed.",
    why="Nobody read them.",
    learning="Talk to people instead.",
    contact_role="Team",
    contact_email="community.safety@example.org",
    authority=True,
)


@pytest.fixture
def receipt(queue: ReviewQueue) -> Receipt:
    return queue.submit(LEAFLETS, new_key())


def open_page(app: AppTest, **query: str) -> str:
    app.run()
    app.query_params = query
    app.switch_page("pages/submission.py").run()
    return html_of(app)


def enter(app: AppTest, reference: str, code: str) -> str:
    app.text_input(key="reference").set_value(reference)
    app.text_input(key="code").set_value(code)
    app.get("button")[0].click().run()
    return html_of(app)


def follow_to_the_form(app: AppTest, button: str) -> str:
    """AppTest stays on its page where the script changes to another; a browser goes along."""
    app.button(key=button).click().run()
    query = dict(app.query_params)
    app.switch_page("pages/share.py")
    app.query_params = query
    app.run()
    return html_of(app)


def ask(queue: ReviewQueue, reference: str, words: str, note: str = "") -> None:
    queue.move(reference, Step.CLAIM, ADA, expected=Status.WAITING)
    if note:
        queue.move(reference, Step.NOTE, ADA, expected=Status.IN_REVIEW, note=note)
    queue.move(reference, Step.ASK, ADA, expected=Status.IN_REVIEW, words=words, questions={"why": "How do you know?"})


def test_with_reference_and_code_one_sees_where_it_stands(app: AppTest, receipt: Receipt) -> None:
    open_page(app, reference=receipt.reference)
    assert app.text_input(key="reference").value == receipt.reference
    shown = enter(app, receipt.reference.lower(), receipt.private_code.replace("-", " "))
    assert "We have it, and nobody has opened it yet." in shown
    assert "The reviewers’ turn." in shown
    assert "<dt>Place in the queue</dt><dd>1</dd>" in shown
    assert "You sent it." in shown
    assert receipt.private_code not in shown
    assert receipt.private_code not in str(app.query_params)


@pytest.mark.parametrize(
    ("reference", "code", "said"),
    [
        ("PB-2222-2222", "2222-2222-2222-2222", "No submission has this reference and this private code."),
        ("nonsense", HOSTILE, "No submission has this reference and this private code."),
        ("", "", "Enter your reference. Enter your private code."),
        ("PB-2222-2222", "", "Enter your private code."),
    ],
)
def test_nobody_else_gets_in(app: AppTest, receipt: Receipt, reference: str, code: str, said: str) -> None:
    open_page(app)
    shown = enter(app, reference, code)
    assert said in shown
    assert LEAFLETS.title not in shown
    assert "Where it stands" not in shown


def test_guesses_are_limited(app: AppTest, receipt: Receipt) -> None:
    open_page(app)
    for _ in range(11):
        shown = enter(app, receipt.reference, "2222-2222-2222-2222")
    assert "Too many attempts. Try again in" in shown
    assert "Too many attempts" in enter(app, receipt.reference, receipt.private_code)


def test_what_a_reviewer_asks_is_shown_and_private_notes_are_not(
    app: AppTest, queue: ReviewQueue, receipt: Receipt
) -> None:
    ask(queue, receipt.reference, f"Tell us more. {HOSTILE}", note="Sounds like an old idea.")
    open_page(app)
    shown = enter(app, receipt.reference, receipt.private_code)
    assert "Your turn." in shown
    assert "Tell us more. &lt;script&gt;" in shown
    assert "<script" not in shown
    assert "How do you know?" in shown
    assert "Why you think it did not work" in shown
    assert "old idea" not in shown
    assert "Ada" not in shown


def test_a_question_says_by_when_it_needs_an_answer_and_what_comes_after(
    app: AppTest, queue: ReviewQueue, receipt: Receipt
) -> None:
    ask(queue, receipt.reference, "Tell us more.")
    last_day = queue.get(receipt.reference).since + timedelta(days=60)
    open_page(app)
    shown = enter(app, receipt.reference, receipt.private_code)
    said = f"{last_day.day} {last_day:%B %Y}. After that day it is withdrawn, and you can send it again."
    assert f"<dt>Answer by</dt><dd>{said}</dd>" in shown


def test_where_nothing_is_asked_no_answer_is_due(app: AppTest, receipt: Receipt) -> None:
    open_page(app)
    assert "Answer by" not in enter(app, receipt.reference, receipt.private_code)


def test_who_did_not_answer_in_time_is_told_and_may_send_it_again(
    app: AppTest, queue: ReviewQueue, receipt: Receipt
) -> None:
    ask(queue, receipt.reference, "Tell us more.")
    queue.answer_days = 60
    lapse_unanswered(queue, now=datetime.now(UTC) + timedelta(days=61))
    open_page(app)
    shown = enter(app, receipt.reference, receipt.private_code)
    assert "It was withdrawn, because no answer came." in shown
    assert "Answer by" not in shown
    app.button(key="again").click().run()
    assert queue.get(receipt.reference).status is Status.WAITING


def test_a_contributor_answers(app: AppTest, queue: ReviewQueue, receipt: Receipt) -> None:
    ask(queue, receipt.reference, "Tell us more.")
    open_page(app)
    enter(app, receipt.reference, receipt.private_code)
    app.button(key="send-answer").click().run()
    assert "Write your answer first." in html_of(app)
    app.text_area(key="answer").set_value("We asked the residents.").run()
    app.button(key="send-answer").click().run()
    shown = html_of(app)
    assert "Your answer is sent." in shown
    assert "The reviewers’ turn." in shown
    assert "We asked the residents." in shown
    assert "Your answer has arrived, and a reviewer has it." in shown
    assert "nobody has opened" not in shown
    record = queue.get(receipt.reference)
    assert (record.status, record.reviewer) == (Status.IN_REVIEW, "Ada")
    by = day_in_words(record.since + timedelta(days=28))
    assert f"<dt>Your answer came</dt><dd>{day_in_words(record.since)}</dd>" in shown
    assert f"<dt>You hear by</dt><dd>{by}: a decision, or another question.</dd>" in shown
    assert "Ada" not in shown
    assert queue.history(receipt.reference)[-1].words == "We asked the residents."


def test_a_reviewer_who_is_late_with_an_answer_is_not_hidden(
    app: AppTest, queue: ReviewQueue, receipt: Receipt
) -> None:
    ask(queue, receipt.reference, "Tell us more.")
    queue.move(receipt.reference, Step.ANSWER, Actor(Role.CONTRIBUTOR), expected=Status.ASKED, words="We asked.")
    with queue.engine.begin() as connection:
        connection.execute(submissions.update().values(since=datetime(2026, 3, 2, tzinfo=UTC)))
    open_page(app)
    shown = enter(app, receipt.reference, receipt.private_code)
    assert "30 March 2026. That day has passed: we are late, and your answer is not lost." in shown


def test_a_contributor_answers_by_changing_what_was_sent(app: AppTest, queue: ReviewQueue, receipt: Receipt) -> None:
    ask(queue, receipt.reference, "Tell us more.")
    open_page(app)
    enter(app, receipt.reference, receipt.private_code)
    shown = follow_to_the_form(app, "change-answer")
    assert "You are changing what you sent as" in shown
    assert 'A reviewer asks:</strong> <span class="typed">How do you know?' in shown
    app.text_area(key="share_why").set_value("The residents told us.").run()
    app.button(key="continue").click().run()
    app.button(key="continue").click().run()
    app.text_area(key="change_words").set_value("Said how we know.").run()
    app.button(key="send").click().run()
    app.switch_page("pages/submission.py").run()
    record = queue.get(receipt.reference)
    assert record.submission == LEAFLETS.model_copy(update={"why": "The residents told us."})
    assert record.status is Status.IN_REVIEW
    event = queue.history(receipt.reference)[-1]
    assert (event.step, event.words, list(event.changed)) == (Step.ANSWER, "Said how we know.", ["why"])


def test_a_contributor_corrects_and_on_another_device_gives_the_code(
    app: AppTest, queue: ReviewQueue, receipt: Receipt
) -> None:
    open_page(app)
    enter(app, receipt.reference, receipt.private_code)
    follow_to_the_form(app, "change-correct")
    app.text_input(key="share_title").set_value("Leaflets through doors").run()
    del app.session_state["tracked"]
    app.button(key="continue").click().run()
    app.button(key="continue").click().run()
    app.button(key="send").click().run()
    assert "No submission has this reference and this private code." in html_of(app)
    app.text_input(key="change_code").set_value(receipt.private_code)
    app.button(key="send").click().run()
    assert queue.get(receipt.reference).submission.title == "Leaflets through doors"


def test_a_contributor_withdraws_and_sends_again(app: AppTest, queue: ReviewQueue, receipt: Receipt) -> None:
    open_page(app)
    enter(app, receipt.reference, receipt.private_code)
    app.text_area(key="withdraw-why").set_value("Too early.").run()
    app.button(key="withdraw").click().run()
    assert "It is withdrawn." in html_of(app)
    assert queue.get(receipt.reference).status is Status.WITHDRAWN
    app.button(key="again").click().run()
    assert "It is sent again, and waits in the queue." in html_of(app)
    assert queue.get(receipt.reference).status is Status.WAITING


def test_who_was_slower_is_told_and_nothing_is_overwritten(app: AppTest, queue: ReviewQueue, receipt: Receipt) -> None:
    open_page(app)
    enter(app, receipt.reference, receipt.private_code)
    queue.move(receipt.reference, Step.CLAIM, ADA, expected=Status.WAITING)
    app.button(key="withdraw").click().run()
    assert "Somebody was quicker" in html_of(app)
    app.button(key="look-again").click().run()
    assert "A reviewer is reading it." in html_of(app)
    assert queue.get(receipt.reference).status is Status.IN_REVIEW


def test_a_decision_is_told_with_its_reason(app: AppTest, queue: ReviewQueue, receipt: Receipt) -> None:
    queue.move(receipt.reference, Step.CLAIM, ADA, expected=Status.WAITING)
    queue.move(receipt.reference, Step.DECLINE, ADA, expected=Status.IN_REVIEW, words="It was never put into use.")
    open_page(app)
    shown = enter(app, receipt.reference, receipt.private_code)
    assert "It will not be published." in shown
    assert "It was never put into use." in shown
    assert "Place in the queue" not in shown


def test_whoever_shared_it_reads_how_many_found_it_useful(app: AppTest, queue: ReviewQueue, receipt: Receipt) -> None:
    open_page(app)
    assert "Was it useful?" not in enter(app, receipt.reference, receipt.private_code)
    queue.move(receipt.reference, Step.CLAIM, ADA, expected=Status.WAITING)
    queue.move(receipt.reference, Step.PUBLISH, ADA, expected=Status.IN_REVIEW, slug="leaflets")
    app.button(key="look-again").click().run()
    asked = "<dt>Was it useful?</dt><dd>"
    assert f"{asked}Fewer than 5 readers said before today whether it was useful.</dd>" in html_of(app)
    for day in range(7):
        count_useful(queue, {"leaflets"}, "leaflets", Useful.YES, now=datetime.now(UTC) - timedelta(days=day))
    app.button(key="look-again").click().run()
    said = "Readers who answered before today: at least 5 found it useful, fewer than 5 partly, fewer than 5 not."
    assert f"{asked}{said} Numbers are rounded down to the nearest five.</dd>" in html_of(app)


def test_closing_forgets_who_was_here(app: AppTest, receipt: Receipt) -> None:
    open_page(app)
    enter(app, receipt.reference, receipt.private_code)
    app.button(key="close").click().run()
    shown = html_of(app)
    assert "Track a submission" in shown
    assert LEAFLETS.title not in shown
    assert not app.text_input(key="code").value


def test_a_contributor_says_how_a_published_practice_is_doing(
    app: AppTest, queue: ReviewQueue, receipt: Receipt
) -> None:
    queue.move(receipt.reference, Step.CLAIM, ADA, expected=Status.WAITING)
    queue.move(receipt.reference, Step.PUBLISH, ADA, expected=Status.IN_REVIEW, slug="leaflets")
    open_page(app)
    assert "How is it doing?" in enter(app, receipt.reference, receipt.private_code)
    app.button(key="confirm").click().run()
    assert "Choose how the practice is doing." in html_of(app)
    app.segmented_control(key="how-it-is").set_value("spread").run()
    app.text_area(key="how-it-is-words").set_value("Two more towns.").run()
    app.button(key="confirm").click().run()
    assert "Thank you." in html_of(app)
    record = queue.get(receipt.reference)
    assert (record.status, record.answer) == (Status.PUBLISHED, "spread")
    assert record.confirmed_at is not None


SMTP = "smtp://mail.example.org?from=bank@example.org"


def ask_for_links(app: AppTest, email: str) -> str:
    app.text_input(key="lost-email").set_value(email)
    app.button(key="send-links").click().run()
    return html_of(app)


def test_whoever_lost_a_code_is_told_the_same_whether_the_address_is_known_or_not(
    app: AppTest, queue: ReviewQueue, receipt: Receipt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRACTICEBANK_SMTP_URL", SMTP)
    open_page(app)
    said = [ask_for_links(app, email) for email in (LEAFLETS.contact_email, "nobody.here@example.org")]
    assert "If community.safety@example.org has anything here, an e-mail with the links is on its way." in said[0]
    assert said[0].replace(LEAFLETS.contact_email, "X") == said[1].replace("nobody.here@example.org", "X")
    assert "There is a problem" in ask_for_links(app, "no address")
    assert app.text_input(key="lost-email").value == "no address"
    assert LEAFLETS.contact_email not in str(app.query_params)


def test_a_bank_without_mail_says_that_it_cannot_send_links(app: AppTest) -> None:
    assert "This bank sends no e-mail, so it cannot send them to you." in open_page(app)
    assert not [each for each in app.button if each.key == "send-links"]
