"""What readers see already is corrected, of a practice of the catalogue too, and whoever says something is answered."""

from datetime import date

import pytest
from desks import publish, put_out, seen, sit_down, two
from examples import LEAFLETS, NIGHT_WALKS

from practicebank.bank.amendments import Disagreement
from practicebank.bank.shelf import open_bank
from practicebank.briefing.archive import archive, rebuild
from practicebank.desk import after_publication, corrections, decisions, follow_ups
from practicebank.desk.corrections import bring_to_desk, correct, follow, reply
from practicebank.desk.decisions import Refused
from practicebank.desk.queue_view import QueueFilters, work
from practicebank.desk.submission_view import open_submission
from practicebank.submissions.codes import new_key
from practicebank.submissions.queue import NotComplete
from practicebank.submissions.reading.open_remarks import open_in, waiting_remarks
from practicebank.submissions.reading.published_practices import public_practices
from practicebank.submissions.remarks import NoSuchPractice, Remark, RemarkRefused, send_remark
from practicebank.submissions.states import Status, Step

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)  # both: test_correction_steps.py
SLUG = "panic-alarms"
PAGE = "https://example.org/evaluation"
WRONG = Remark("cost", "About £50 an alarm.", "I run it.", PAGE)


def say(desk, slug=SLUG, remark=WRONG):
    """Somebody says this; the number it has then."""
    send_remark(desk.queue, desk.bank(), slug, remark)
    [found] = [each for each in waiting_remarks(desk.queue) if each.slug == slug]
    return found.reference, found.remarks[-1].number


def at_desk(desk, slug=SLUG):
    return bring_to_desk(desk, slug)


def cell(desk, column, slug=SLUG):
    bank = desk.bank()
    return bank.practices[column].iat[bank.row_of[slug]]


def told(desk, field, slug=SLUG):
    return [each for each in desk.bank().account(slug) if each.field == field]


@pytest.fixture
def own(own_services):
    """Ada’s desk in a process with a bank of its own."""
    return sit_down(own_services, "Ada")


def test_a_practice_of_the_catalogue_is_corrected_with_its_source(own):
    reference, rows = at_desk(own), len(own.bank())
    changed = {"cost": "About £50 an alarm.", "started": "2019", "target_groups": ("Families", "Older people")}
    known = own.bank().vocabulary["target_groups"].names
    changed["target_groups"] = tuple(known[:2])
    correct(own, reference, seen(own, reference), changed, "The force said so.", PAGE, "high")
    assert len(own.bank()) == rows
    assert cell(own, "started") == "2019"
    assert cell(own, "target_groups") == "; ".join(known[:2])
    [cost] = told(own, "cost")
    assert (cost.text, cost.urls, cost.confidence) == ("About £50 an alarm.", (PAGE,), "high")
    assert own.bank().sources.of(SLUG)["started"].url == PAGE
    [notice] = own.bank().notices[SLUG]
    assert set(notice.fields) == set(changed)
    assert (notice.words, notice.urls) == ("The force said so.", (PAGE,))
    assert open_submission(own, reference).record.submission.cost == "About £50 an alarm."


def test_nothing_is_amended_by_bringing_a_practice_to_the_desk(own):
    before = own.bank().version
    assert at_desk(own) == at_desk(own)
    own.bring_to_readers()
    assert own.bank().version == before
    assert public_practices(own.queue).practices == ()


def test_what_says_again_what_the_file_says_is_not_amended_any_more(own):
    reference = at_desk(own)
    first = open_submission(own, reference).record.submission.cost
    for text in ("About £50.", first):
        correct(own, reference, seen(own, reference), {"cost": text}, "", PAGE, "high")
    assert own.bank().disagreements == []
    assert [each.text for each in told(own, "cost")] == [first] if first else told(own, "cost") == []


@pytest.mark.parametrize(
    ("changed", "source", "confidence", "says"),
    [
        ({"cost": "£5"}, "", "", "Give the page"),
        ({"cost": "£5"}, "javascript:alert(1)", "high", "web address"),
        ({"cost": "£5"}, PAGE, "", "how close"),
        ({"title": ""}, PAGE, "high", "cannot be empty"),
        ({"effectiveness": ""}, PAGE, "high", "cannot be empty"),
        ({"where": "x" * 5_001}, PAGE, "high", "Shorten"),
        ({"contact_email": "a@example.org"}, PAGE, "high", "contributor’s own"),
        ({}, PAGE, "high", "Change something"),
    ],
)
def test_a_correction_that_cannot_stand_is_refused(ada, changed, source, confidence, says):
    reference = at_desk(ada)
    with pytest.raises(Refused, match=says):
        correct(ada, reference, seen(ada, reference), changed, "", source, confidence)
    assert ada.queue.get(reference).amended == {}


@pytest.mark.parametrize("changed", [{"effectiveness": "Splendid"}, {"started": "soon"}, {"page_url": "here"}])
def test_terms_dates_and_addresses_are_held_to_their_rules(ada, changed):
    reference = at_desk(ada)
    with pytest.raises(NotComplete):
        correct(ada, reference, seen(ada, reference), changed, "", PAGE, "high")


def test_what_was_shared_here_is_corrected_with_or_without_a_source_and_copied(own, reference, tmp_path):
    publish(own, reference)
    slug = own.queue.get(reference).slug
    correct(own, reference, seen(own, reference), {"cost": "£7"}, "A slip.")
    assert [each.urls for each in told(own, "cost", slug)] == [()]
    correct(own, reference, seen(own, reference), {"cost": "£8", "scale": "National"}, "", PAGE, "medium")
    assert [(each.text, each.urls) for each in told(own, "cost", slug)] == [("£8", (PAGE,))]
    assert own.bank().sources.of(slug)["scale"].url == PAGE
    copied = archive(own.bank(), own.services.settings, date(2026, 12, 1))
    (tmp_path / "copy.zip").write_bytes(copied)
    again = open_bank(rebuild(tmp_path / "copy.zip", tmp_path / "again"))
    assert list(again.file_faults) == []
    assert again.sources.of(slug)["scale"].url == PAGE
    assert [notice.fields for notice in own.bank().notices[slug]] == [("cost",), ("scale", "cost")]


def test_a_practice_of_the_catalogue_is_retired_restored_and_replaced(own):
    reference, rows = at_desk(own), len(own.bank())
    account = own.bank().account(SLUG)
    after_publication.retire(own, reference, seen(own, reference), "The maker has gone.")
    assert len(own.bank()) == rows - 1
    assert SLUG not in own.bank().row_of
    gone = own.bank().publications[SLUG]
    assert (gone.because, gone.account, gone.founding) == ("The maker has gone.", account, True)
    after_publication.restore(own, reference, seen(own, reference), "It is back.")
    assert len(own.bank()) == rows
    assert own.bank().account(SLUG) == account
    after_publication.replace(own, reference, seen(own, reference), "clear-hold-build", "A better one.")
    assert own.bank().publications[SLUG].replaced_by == "clear-hold-build"


def test_a_row_that_has_gone_from_the_file_is_not_put_back(own):
    reference = at_desk(own)
    after_publication.retire(own, reference, seen(own, reference), "Old.")
    bank = own.bank()

    object.__setattr__(bank, "disagreements", [Disagreement(SLUG, "", "", "")])
    with pytest.raises(Refused, match="row"):
        after_publication.restore(own, reference, seen(own, reference), "Again.")
    with pytest.raises(Refused, match="row"):
        after_publication.undo(own, reference, seen(own, reference))


def test_steps_for_what_was_sent_here_are_refused(ada):
    reference = at_desk(ada)
    for act in (
        lambda now: after_publication.reopen(ada, reference, now, "Why not."),
        lambda now: follow_ups.ask_again(ada, reference, now),
        lambda now: follow_ups.confirm(ada, reference, now, "still running"),
    ):
        with pytest.raises(Refused, match="catalogue"):
            act(seen(ada, reference))
    may = open_submission(ada, reference).may
    assert not may & {Step.REOPEN, Step.FOLLOW_UP, Step.CONFIRM}
    assert Step.RETIRE in may


def test_what_a_reader_says_is_shown_as_a_difference_and_made(own):
    reference, number = say(own)
    [shown] = open_submission(own, reference).remarks
    assert [change.label for change in shown.changes] == ["What it costs"]
    assert any(piece.kind == "in" and "50" in piece.text for piece in shown.changes[0].pieces)
    follow(own, reference, seen(own, reference), number, confidence="high")
    assert [each.text for each in told(own, "cost")] == ["About £50 an alarm."]
    assert own.queue.get(reference).remarks == 0
    assert waiting_remarks(own.queue) == []
    assert own.bank().notices[SLUG][0].words == ""  # what the reader wrote is for reviewers


def test_a_label_that_is_questioned_is_answered_and_never_changed_by_it(own):
    reference, number = say(own, remark=Remark(words="One study found nothing.", about_label=True))
    label = cell(own, "effectiveness")
    [shown] = open_submission(own, reference).remarks
    assert shown.remark.about_label
    with pytest.raises(Refused, match="what it should be"):
        follow(own, reference, seen(own, reference), number)
    reply(own, reference, seen(own, reference), number, "Two others found a fall.", public=True)
    assert cell(own, "effectiveness") == label
    [notice] = own.bank().notices[SLUG]
    assert (notice.fields, notice.words) == ((), "Two others found a fall.")


def test_only_what_was_asked_about_the_label_is_answered_in_public(own):
    reference, number = say(own)
    with pytest.raises(Refused, match="about the label"):
        reply(own, reference, seen(own, reference), number, "It is from 2019.", public=True)


def test_a_withheld_organisation_is_not_given_away_by_a_source(own, queue):
    sent = LEAFLETS.model_copy(update={"withhold_organisation": True})
    reference = queue.submit(sent, new_key()).reference
    publish(own, reference)
    slug = own.queue.get(reference).slug
    page = "https://force.example.org/"
    correct(own, reference, seen(own, reference), {"organisation": "Kent Police"}, "", page, "high")
    assert own.bank().notices == {}
    assert own.bank().sources.of(slug) == {}
    assert page not in repr(own.bank().publications)


def test_what_was_written_anew_in_review_has_the_page_no_more(own, reference):
    publish(own, reference)
    correct(own, reference, seen(own, reference), {"cost": "£8"}, "", PAGE, "high")
    slug = own.queue.get(reference).slug
    assert [each.urls for each in told(own, "cost", slug)] == [(PAGE,)]
    after_publication.reopen(own, reference, seen(own, reference), "To look again.")
    decisions.edit(own, reference, seen(own, reference), {"cost": "£9"})
    put_out(own, reference, seen(own, reference))
    assert [each.urls for each in told(own, "cost", slug)] == [()]


def test_what_is_said_about_a_practice_keeps_no_address_for_longer(own, reference):
    publish(own, reference)
    before = own.queue.get(reference).changed_at
    _, number = say(own, own.queue.get(reference).slug, Remark(words="Why?", about_label=True))
    reply(own, reference, seen(own, reference), number, "We looked.")
    assert own.queue.get(reference).changed_at == before


def test_practices_of_the_catalogue_are_not_in_the_queue(own):
    at_desk(own)
    assert sum(own.queue.counts().values()) == 0
    assert work(own, QueueFilters(tuple(Status))).total == 0


def test_an_answer_for_reviewers_only_reaches_no_reader(own):
    reference, number = say(own)
    reply(own, reference, seen(own, reference), number, "The page says otherwise.")
    assert own.bank().notices == {}
    with pytest.raises(Refused, match="already been answered"):
        reply(own, reference, seen(own, reference), number, "Again.")


def test_where_two_must_agree_one_proposes_and_another_makes_it(own_services, own):
    ben = two(sit_down(own_services, "Ben"))
    ada = own.renew()
    reference = at_desk(ada)
    correct(ada, reference, seen(ada, reference), {"cost": "£9"}, "Seen on the page.", PAGE, "high")
    assert told(ada, "cost") == told(own, "cost")
    assert ada.queue.get(reference).amended == {}
    [proposal] = open_in(ada.queue.history(reference))
    assert proposal.who == "ada@example.org"
    with pytest.raises(Refused, match="another reviewer"):
        follow(ada, reference, seen(ada, reference), proposal.number)
    follow(ben, reference, seen(ben, reference), proposal.number)
    assert [each.text for each in told(ben, "cost")] == ["£9"]
    assert ben.bank().notices[SLUG][0].words == "Seen on the page."


def test_where_two_must_agree_what_a_reader_says_needs_both(own_services, own):
    ben = two(sit_down(own_services, "Ben"))
    ada = own.renew()
    reference, number = say(ada)
    follow(ada, reference, seen(ada, reference), number, confidence="high")
    assert told(ada, "cost") == told(own, "cost")
    [proposal] = open_in(ada.queue.history(reference))
    assert proposal.who == "ada@example.org"
    follow(ben, reference, seen(ben, reference), proposal.number)
    assert [each.text for each in told(ben, "cost")] == ["About £50 an alarm."]


def test_nobody_decides_about_their_own_practice(ada, queue, services):

    reference = queue.submit(NIGHT_WALKS.model_copy(update={"contact_email": "ben@example.org"}), new_key()).reference
    publish(ada, reference)
    ben = sit_down(services, "Ben")
    with pytest.raises(Refused, match="your own"):
        correct(ben, reference, seen(ben, reference), {"cost": "£1"})


@pytest.mark.parametrize(
    ("remark", "says"),
    [
        (Remark(), "what is wrong"),
        (Remark("cost", " "), "what is right"),
        (Remark("contact_email", "x"), "Select"),
        (Remark("slug", "x"), "Select"),
        (Remark("cost", "x" * 5_001), "Shorten"),
        (Remark("cost", "£5", source="data:text/html,x"), "web address"),
        (Remark(about_label=True), "why you question"),
    ],
)
def test_a_remark_that_says_nothing_is_refused_before_it_is_counted(ada, remark, says):
    with pytest.raises(RemarkRefused, match=says):
        send_remark(ada.queue, ada.bank(), SLUG, remark)
    assert waiting_remarks(ada.queue) == []


def test_nothing_is_said_about_what_is_not_in_use(own):
    with pytest.raises(NoSuchPractice):
        send_remark(own.queue, own.bank(), "nobody-has-this", WRONG)
    reference = at_desk(own)
    after_publication.retire(own, reference, seen(own, reference), "Old.")
    with pytest.raises(NoSuchPractice):
        send_remark(own.queue, own.bank(), SLUG, WRONG)


def test_what_was_said_is_erased_with_the_rest_and_waits_no_more(own):
    reference, _ = say(own)
    after_publication.retire(own, reference, seen(own, reference), "Old.")
    after_publication.erase(own, reference, seen(own, reference), "Asked to.", content=True)
    assert waiting_remarks(own.queue) == []
    assert open_submission(own, reference).remarks == []


def test_an_edit_before_publishing_is_not_a_correction(ada, reference):
    publish(ada, reference)
    with pytest.raises(Refused, match="in review"):
        decisions.edit(ada, reference, seen(ada, reference), {"cost": "£1"})


def test_taking_back_a_correction_obeys_the_setting_too(own_services, own, reference):
    publish(own, reference)
    correct(own, reference, seen(own, reference), {"cost": "£7"})
    ben = two(sit_down(own_services, "Ben"))
    after_publication.undo(ben, reference, seen(ben, reference))
    assert own.queue.get(reference).submission.cost == "£7"
    assert own.queue.get(reference).remarks == 1
    assert corrections.open_remark(ben, reference, ben.queue.get(reference).last_event).who == "ben@example.org"
