"""What a reviewer may do with a submission before and at the decision, and what the desk refuses."""

import pytest
from desks import ALL_YES, claim, publish, put_out, rate, seen, two, without_administration
from examples import LEAFLETS, NIGHT_WALKS

from practicebank.desk import after_publication, decisions
from practicebank.desk.decisions import Refused
from practicebank.desk.submission_view import open_submission
from practicebank.submissions import codes
from practicebank.submissions.moves import SomebodyWasQuicker
from practicebank.submissions.queue import NotComplete
from practicebank.submissions.states import Role, Status, Step, StepNotAllowed
from practicebank.submissions.storage.audit_log import Actor

CONTRIBUTOR = Actor(Role.CONTRIBUTOR)
ACTS = {
    "release": lambda desk, it, now: decisions.release(desk, it, now),
    "ask": lambda desk, it, now: decisions.ask(desk, it, now, "Why?", {}),
    "edit": lambda desk, it, now: decisions.edit(desk, it, now, {"title": "Walks"}),
    "publish": lambda desk, it, now: put_out(desk, it, now),
    "decline": lambda desk, it, now: decisions.decline(desk, it, now, "other", "No."),
}


def test_a_submission_is_claimed_read_and_published(ada, reference):
    publish(ada, reference)
    record = ada.queue.get(reference)
    assert (record.status, record.slug) == (Status.PUBLISHED, "night-walks")
    assert [event.who for event in ada.queue.history(reference)] == ["", "ada@example.org", "ada@example.org"]


def test_a_slug_is_nobody_elses_and_kept(ada):
    same_title = NIGHT_WALKS.model_copy(update={"title": "Clear, hold, build"})
    for slug in ("clear-hold-build-2", "clear-hold-build-3"):
        other = ada.queue.submit(same_title, codes.new_key()).reference
        publish(ada, other)
        assert ada.queue.get(other).slug == slug


def test_who_was_slower_is_told_and_nothing_is_overwritten(ada, ben, reference):
    before = seen(ada, reference)
    claim(ada, reference)
    with pytest.raises(SomebodyWasQuicker):
        decisions.claim(ben, reference, before)
    assert ada.queue.get(reference).reviewer == "ada@example.org"
    both_saw = seen(ben, reference)
    decisions.note(ada, reference, both_saw, "One more thing.")
    with pytest.raises(SomebodyWasQuicker):
        decisions.note(ben, reference, both_saw, "And another.")


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_only_whoever_holds_it_decides(ada, ben, reference, act):
    claim(ada, reference)
    with pytest.raises(Refused, match="ada@example.org holds it"):
        act(without_administration(ben), reference, seen(ben, reference))
    act(ada, reference, seen(ada, reference))


def test_a_second_reviewer_takes_over_openly_and_an_administrator_gives_back(ada, ben, reference):
    claim(ada, reference)
    with pytest.raises(Refused, match="yours already"):
        claim(ada, reference)
    claim(ben, reference)
    assert ada.queue.get(reference).reviewer == "ben@example.org"
    decisions.release(ada, reference, seen(ada, reference))
    assert ada.queue.get(reference).reviewer == ""


@pytest.mark.parametrize("address", ["ada@example.org", "ADA+practices@Example.org"])
def test_nobody_decides_on_their_own(ada, ben, address):
    own = NIGHT_WALKS.model_copy(update={"contact_email": address})
    reference = ada.queue.submit(own, codes.new_key()).reference
    with pytest.raises(Refused, match="your own submission"):
        claim(ada, reference)
    claim(ben, reference)
    for act in (*ACTS.values(), lambda desk, it, now: rate(desk, it)):
        with pytest.raises(Refused, match="your own submission"):
            act(ada, reference, seen(ada, reference))
    decisions.note(ada, reference, seen(ada, reference), "It is mine.")
    assert open_submission(ada, reference).own


def test_a_question_names_fields_and_can_be_taken_back(ada, reference):
    claim(ada, reference)
    now = seen(ada, reference)
    for words, questions in [("", {}), (" ", {"why": " "})]:
        with pytest.raises(Refused, match="Write what you want to know"):
            decisions.ask(ada, reference, now, words, questions)
    for field in ("contact_email", "nonsense"):
        with pytest.raises(Refused, match="a field of the form"):
            decisions.ask(ada, reference, now, "", {field: "What?"})
    decisions.ask(ada, reference, now, "", {"result": "Over how long?", "cost": ""})
    event = ada.queue.history(reference)[-1]
    assert event.questions == {"result": "Over how long?"}
    assert event.words
    decisions.take_question_back(ada, reference, seen(ada, reference), "We found it.")
    record = ada.queue.get(reference)
    assert (record.status, record.reviewer) == (Status.IN_REVIEW, "ada@example.org")


def test_a_question_is_given_back_or_taken_over_and_stays_asked(ada, ben, reference):
    claim(ada, reference)
    decisions.ask(ada, reference, seen(ada, reference), "How long?", {})
    with pytest.raises(Refused, match="yours already"):
        claim(ada, reference)
    with pytest.raises(Refused, match="ada@example.org holds it"):
        decisions.release(without_administration(ben), reference, seen(ben, reference))
    claim(ben, reference)
    assert not open_submission(ada, reference).mine
    decisions.release(ben, reference, seen(ben, reference))
    record = ada.queue.get(reference)
    assert (record.status, record.reviewer) == (Status.ASKED, "")
    with pytest.raises(Refused, match="Nobody holds it"):
        decisions.release(ada, reference, seen(ada, reference))
    after_publication.undo(ben, reference, seen(ben, reference))
    assert open_submission(ben, reference).mine
    assert not open_submission(ben, reference).undo
    ada.queue.move(reference, Step.ANSWER, CONTRIBUTOR, expected=Status.ASKED, words="A year.")
    opened = open_submission(ben, reference)
    assert (opened.mine, opened.turn) == (True, "Reviewers")
    assert opened.answered == opened.history[0].event.at
    put_out(ben, reference, seen(ben, reference))
    assert open_submission(ben, reference).answered is None


def test_an_edit_is_tracked_and_leaves_the_contributors_own_answers_alone(ada, reference):
    claim(ada, reference)
    with pytest.raises(Refused, match="Change something"):
        decisions.edit(ada, reference, seen(ada, reference), {"title": "Night walks"})
    for field in ("contact_email", "publish_contact", "authority", "withhold_organisation", "way", "nonsense"):
        with pytest.raises(Refused, match="own"):
            decisions.edit(ada, reference, seen(ada, reference), {field: "x"})
    with pytest.raises(NotComplete):
        decisions.edit(ada, reference, seen(ada, reference), {"title": ""})
    decisions.edit(ada, reference, seen(ada, reference), {"title": "Night walks together"}, "Says more.")
    [happened, *_] = open_submission(ada, reference).history
    assert happened.event.note == "Says more."
    [change] = happened.changes
    assert [(piece.kind, piece.text) for piece in change.pieces] == [("same", "Night walks"), ("in", " together")]
    assert ada.queue.get(reference).submission.contact() == NIGHT_WALKS.contact()


def test_declining_takes_a_reason_and_words(ada, reference):
    claim(ada, reference)
    for reason, words in [("", "No."), ("nonsense", "No."), ("other", " ")]:
        with pytest.raises(Refused):
            decisions.decline(ada, reference, seen(ada, reference), reason, words)
    decisions.decline(ada, reference, seen(ada, reference), "no-learning", "Tell us what you learned.")
    event = ada.queue.history(reference)[-1]
    assert event.words == "It holds too little that others could learn from. Tell us what you learned."
    assert event.more == {"reason": "no-learning"}


@pytest.mark.parametrize(
    ("verdict", "answers"),
    [
        ("publish", {}),
        ("publish", ALL_YES | {"extra": "yes"}),
        ("publish", ALL_YES | {"new": "perhaps"}),
        ("burn", ALL_YES),
    ],
)
def test_a_rating_is_whole(ada, reference, verdict, answers):
    claim(ada, reference)
    with pytest.raises(Refused):
        decisions.rate(ada, reference, seen(ada, reference), verdict, answers)


FLAGGED = NIGHT_WALKS.model_copy(update={"learning": "PC Smith knows. Ring 0113 496 0000."})


def test_nothing_goes_out_unread_or_unanswered_for(ada, ben, reference):
    claim(ada, reference)
    now = seen(ada, reference)
    with pytest.raises(Refused, match="Read the page"):
        decisions.publish(ada, reference, now, answers=ALL_YES, read=False)
    rate(ben, reference)
    now = seen(ada, reference)
    for answers in ({}, ALL_YES | {"safe": ""}, ALL_YES | {"more": "yes"}):  # another reviewer's answers are not hers
        with pytest.raises(Refused, match="Answer every question"):
            decisions.publish(ada, reference, now, answers=answers, read=True)
    rate(ada, reference)
    decisions.publish(ada, reference, seen(ada, reference), answers={}, read=True)
    more = ada.queue.history(reference)[-1].more
    assert (more["answers"], "despite" in more) == (ALL_YES, False)


def test_what_is_flagged_or_answered_no_goes_out_with_a_reason_that_stays_in_the_history(ada, queue):
    reference = queue.submit(FLAGGED, codes.new_key()).reference
    claim(ada, reference)
    for answers, why in ((ALL_YES, ""), (ALL_YES, " "), (ALL_YES | {"new": "no"}, "")):
        with pytest.raises(Refused, match="Say why"):
            decisions.publish(ada, reference, seen(ada, reference), answers=answers, read=True, why=why)
    assert [each.instead for each in open_submission(ada, reference).warned] == ["a police constable", ""]
    decisions.publish(ada, reference, seen(ada, reference), answers=ALL_YES, read=True, why="He agreed to it.")
    event = queue.history(reference)[-1]
    assert (event.note, event.more["despite"]) == ("He agreed to it.", ["name", "phone number"])


def test_an_answer_of_no_takes_a_reason_too(ada, reference):
    claim(ada, reference)
    with pytest.raises(Refused, match="Say why"):
        decisions.publish(ada, reference, seen(ada, reference), answers=ALL_YES | {"new": "no"}, read=True)


def test_the_name_of_an_organisation_that_withheld_it_is_flagged_before_it_goes_out(ada, queue):
    named = {"withhold_organisation": True, "result": f"{NIGHT_WALKS.organisation} saw calls fall by a fifth."}
    reference = queue.submit(NIGHT_WALKS.model_copy(update=named), codes.new_key()).reference
    claim(ada, reference)
    [found] = open_submission(ada, reference).warned
    assert (found.field, found.finding.text, found.instead) == ("result", NIGHT_WALKS.organisation, "our force")
    with pytest.raises(Refused, match="Say why"):
        decisions.publish(ada, reference, seen(ada, reference), answers=ALL_YES, read=True)


def test_what_readers_look_for_first_and_would_not_find_is_named(ada, queue):
    reference = queue.submit(LEAFLETS, codes.new_key()).reference
    assert open_submission(ada, reference).untold == ["effectiveness", "focus"]


def test_what_the_form_asked_about_the_rating_is_read_before_publishing(ada, queue):
    alone = {
        "evaluation_design": "None",
        "evaluator": "",
        "evaluation": "",
        "outcome": "",
        "effectiveness": "Promising",
    }
    reference = queue.submit(NIGHT_WALKS.model_copy(update=alone), codes.new_key()).reference
    assert "What do you base the rating on?" in open_submission(ada, reference).asked


def test_two_must_agree_when_the_bank_says_so(ada, ben, reference):
    ada, ben = two(ada), two(ben)
    claim(ada, reference)
    rate(ada, reference)
    rate(ada, reference)
    with pytest.raises(Refused, match="2 reviewers must first rate"):
        put_out(ada, reference, seen(ada, reference))
    rate(ben, reference, "decline")
    for act in (ACTS["publish"], ACTS["decline"]):
        with pytest.raises(Refused, match="2 reviewers"):
            act(ada, reference, seen(ada, reference))
    rate(ben, reference)
    with pytest.raises(Refused, match="2 reviewers"):
        ACTS["decline"](ada, reference, seen(ada, reference))
    put_out(ada, reference, seen(ada, reference))
    assert ada.queue.get(reference).status is Status.PUBLISHED


def test_an_edit_begins_the_agreement_again(ada, ben, reference):
    ada, ben = two(ada), two(ben)
    claim(ada, reference)
    rate(ada, reference)
    rate(ben, reference)
    assert open_submission(ada, reference).agreed == "publish"
    decisions.edit(ada, reference, seen(ada, reference), {"title": "Walks"})
    assert open_submission(ada, reference).agreed == ""
    with pytest.raises(Refused, match="2 reviewers"):
        put_out(ada, reference, seen(ada, reference))


def test_the_second_reviewer_is_blind_to_the_first_until_they_have_rated(ada, ben, reference):
    ada, ben = two(ada), two(ben)
    claim(ada, reference)
    decisions.note(ada, reference, seen(ada, reference), "I like it.")
    rate(ada, reference)
    before = open_submission(ben, reference)
    assert "I like it" not in repr(before)
    assert "I think" not in repr(before)
    assert (before.hidden, before.ratings) == (2, [])
    rate(ben, reference, "decline")
    after = open_submission(ben, reference)
    assert "I like it" in repr(after)
    assert [rating.verdict for rating in after.ratings] == ["publish", "decline"]


def test_what_the_table_of_moves_does_not_have_is_refused(ada, reference):
    with pytest.raises(StepNotAllowed):
        put_out(ada, reference, seen(ada, reference))
    ada.queue.move(reference, Step.WITHDRAW, CONTRIBUTOR, expected=Status.WAITING)
    with pytest.raises(StepNotAllowed):
        claim(ada, reference)
