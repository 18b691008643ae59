"""Getting one's links and codes again by mail: everything comes back, and nobody learns whose addresses are here."""

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from examples import ADA, LEAFLETS, NIGHT_WALKS, TERMS, bring_to
from hypothesis import given, settings
from hypothesis import strategies as st

from practicebank.submissions import codes
from practicebank.submissions.lost_links import (
    LINKS_FROM_AN_ADDRESS,
    LINKS_TO_AN_EMAIL,
    NoAddress,
    Pages,
    ask_for_draft_link,
    ask_for_links,
    made_with_links,
)
from practicebank.submissions.mail.outbox import Delivered, deliver_pending
from practicebank.submissions.queue import open_queue
from practicebank.submissions.retention import erase
from practicebank.submissions.states import Role, Status, Step
from practicebank.submissions.storage.audit_log import verify_log
from practicebank.submissions.storage.drafts import add_to_draft, delete_draft, load_draft
from practicebank.submissions.storage.rate_limits import TooManyAttempts
from practicebank.submissions.storage.tables import metadata, outbox
from practicebank.submissions.tracking import NotYours, track
from tests.depth import examples

MINE, OTHERS, NOBODYS = "community.safety@example.org", "other@example.org", "stranger@example.org"
PAGES = Pages("https://bank.example.org/share", "https://bank.example.org/submission", 90)


def deliver(queue, smtp):
    return deliver_pending(queue, smtp, make=made_with_links(queue, PAGES))


def last(postbox):
    return postbox.taken[-1][1].get_content()


def code_in(text, reference):
    return re.search(rf"{reference}, sent on .*\. Private code: ([\w-]+)", text)[1]


def key_in(text):
    return re.search(r"draft=([\w-]+)", text)[1]


def everything_in(queue):
    with queue.engine.connect() as connection:
        return str([connection.execute(table.select()).all() for table in metadata.sorted_tables])


def test_every_submission_gets_a_new_code_which_ends_the_one_before(queue, receipt, postbox, smtp):
    other = queue.submit(LEAFLETS, codes.new_key())
    deliver(queue, smtp)
    ask_for_links(queue, " Community.Safety@example.org ")
    assert deliver(queue, smtp) == Delivered(sent=1)
    assert postbox.taken[-1][0] == ["Community.Safety@example.org"]
    for known in (receipt, other):
        code = code_in(last(postbox), known.reference)
        assert track(queue, known.reference, code).reference == known.reference
        with pytest.raises(NotYours):
            track(queue, known.reference, known.private_code)
        assert code not in everything_in(queue)
        event = queue.history(known.reference)[-1]
        assert (event.step, event.role, event.who) == (Step.NEW_CODE, Role.SYSTEM, "")
    for typed in (NIGHT_WALKS.title, LEAFLETS.title, NIGHT_WALKS.contact_name):
        assert typed not in last(postbox)
    assert verify_log(queue.engine) == []


def test_the_page_after_sending_says_that_a_newer_code_was_sent(queue, postbox, smtp):
    key = codes.new_key()
    before = queue.submit(NIGHT_WALKS, key)
    assert queue.receipt(key) == before
    ask_for_links(queue, MINE)
    deliver(queue, smtp)
    assert (queue.receipt(key).reference, queue.receipt(key).private_code) == (before.reference, "")


def test_every_draft_opens_with_the_new_link_and_with_the_one_that_is_open_in_a_tab(queue, postbox, smtp):
    keys = [codes.new_key() for _ in range(2)]
    for number, key in enumerate(keys):
        add_to_draft(queue, key, {"title": f"Walks {number}", "contact_email": MINE})
    ask_for_links(queue, MINE)
    deliver(queue, smtp)
    new = re.findall(r"https://bank\.example\.org/share\?draft=([\w-]+)", last(postbox))
    assert {load_draft(queue, key).answers["title"] for key in new} == {"Walks 0", "Walks 1"}
    for key in keys:
        add_to_draft(queue, key, {"summary": f"Typed in the tab of {key}"})
    assert {load_draft(queue, key).answers["summary"] for key in new} == {f"Typed in the tab of {key}" for key in keys}
    add_to_draft(queue, new[0], {"title": "Typed elsewhere"})
    assert "Typed elsewhere" in [load_draft(queue, key).answers["title"] for key in keys]
    delete_draft(queue, new[0])
    assert [load_draft(queue, key) for key in keys].count(None) == 1
    assert not set(new) & set(re.findall(r"[\w-]+", everything_in(queue)))


def test_a_newer_link_of_a_draft_ends_the_mailed_one_before(queue, postbox, smtp):
    key = codes.new_key()
    add_to_draft(queue, key, {"title": "Walks", "contact_email": MINE})
    mailed = []
    for _ in range(2):
        ask_for_links(queue, MINE)
        deliver(queue, smtp)
        mailed.append(key_in(last(postbox)))
    assert load_draft(queue, mailed[0]) is None
    assert load_draft(queue, mailed[1]).answers["title"] == load_draft(queue, key).answers["title"] == "Walks"


def test_a_draft_opened_by_a_mailed_link_has_its_link_mailed_again(queue, postbox, smtp):
    key = codes.new_key()
    add_to_draft(queue, key, {"title": "Walks", "contact_email": MINE})
    for _ in range(2):
        ask_for_draft_link(queue, MINE, key)
        assert deliver(queue, smtp) == Delivered(sent=1)
        key = key_in(last(postbox))
        assert load_draft(queue, key).answers["title"] == "Walks"


def test_the_link_of_one_draft_brings_nothing_else(queue, receipt, postbox, smtp):
    key, other = codes.new_key(), codes.new_key()
    add_to_draft(queue, key, {"title": "Buy pills", "contact_email": MINE})
    add_to_draft(queue, other, {"title": "Other", "contact_email": MINE})
    ask_for_draft_link(queue, MINE, key)
    deliver(queue, smtp)
    assert load_draft(queue, key_in(last(postbox))).answers["title"] == "Buy pills"
    assert last(postbox).count("draft=") == 1
    assert "Buy pills" not in last(postbox)
    assert receipt.reference not in last(postbox)
    assert track(queue, *receipt.__dict__.values()).reference == receipt.reference


def test_nothing_is_sent_to_an_address_nobody_gave_and_nothing_of_it_is_kept(queue, receipt, postbox, smtp):
    deliver(queue, smtp)
    taken = len(postbox.taken)
    ask_for_links(queue, NOBODYS)
    assert deliver(queue, smtp) == Delivered()
    assert len(postbox.taken) == taken
    assert NOBODYS not in everything_in(queue)


def test_an_erased_contact_gets_nothing(queue, receipt, postbox, smtp):
    deliver(queue, smtp)
    bring_to(queue, receipt.reference, Status.DECLINED)
    erase(queue, receipt.reference, ADA, "They asked.", expected=Status.DECLINED)
    ask_for_links(queue, MINE)
    assert deliver(queue, smtp) == Delivered()


def test_while_the_mail_server_refuses_the_old_code_goes_on(queue, receipt, postbox, smtp):
    deliver(queue, smtp)
    ask_for_links(queue, MINE)
    postbox.to_content = "451 come again"
    assert deliver(queue, smtp).later == 1
    assert track(queue, *receipt.__dict__.values()).reference == receipt.reference
    postbox.to_content = ""
    deliver_pending(queue, smtp, make=made_with_links(queue, PAGES), now=datetime.now(UTC) + timedelta(hours=1))
    with pytest.raises(NotYours):
        track(queue, *receipt.__dict__.values())
    assert track(queue, receipt.reference, code_in(last(postbox), receipt.reference))


def test_asking_twice_at_once_sends_one_mail(queue, receipt, postbox, smtp):
    deliver(queue, smtp)
    for _ in range(3):
        ask_for_links(queue, MINE)
    assert deliver(queue, smtp) == Delivered(sent=1)


def test_servers_that_send_at_once_make_one_code(queue, receipt, postbox, smtp, url):
    deliver(queue, smtp)
    ask_for_links(queue, MINE)
    others = [open_queue(url, TERMS) for _ in range(3)]
    workers = [threading.Thread(target=deliver, args=(other, smtp)) for other in others]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    for other in others:
        other.engine.dispose()
    assert [event.step for event in queue.history(receipt.reference)].count(Step.NEW_CODE) == 1
    assert track(queue, receipt.reference, code_in(last(postbox), receipt.reference))


@pytest.mark.parametrize("typed", ["", "nobody", "a@b", "a@b.org\r\nBcc: c@d.org", "a@b.org, c@d.org"])
def test_what_is_no_address_is_said_to_be_none(queue, typed):
    with pytest.raises(NoAddress, match="Enter"):
        ask_for_links(queue, typed)
    with queue.engine.connect() as connection:
        assert connection.execute(outbox.select()).all() == []


def test_where_the_bank_does_not_know_its_address_the_mail_says_where_to_put_the_key(queue, postbox, smtp):
    key = codes.new_key()
    add_to_draft(queue, key, {"contact_email": MINE})
    ask_for_links(queue, MINE)
    deliver_pending(queue, smtp, make=made_with_links(queue, Pages()))
    assert "add ?draft=" in last(postbox)
    assert load_draft(queue, key_in(last(postbox))) is not None


_ASKED = st.tuples(st.sampled_from((MINE, OTHERS, NOBODYS)), st.sampled_from(("10.0.0.0/24", "10.0.1.0/24")))


@given(asked=st.lists(_ASKED, max_size=14))
@settings(max_examples=examples(15), deadline=None)
def test_whatever_is_asked_for_a_known_address_is_answered_like_a_strangers(tmp_path_factory, asked):
    """Two banks, one with submissions and drafts of those who are asked for, one empty: nobody can tell them apart."""
    folder, answers = tmp_path_factory.mktemp("asked"), []
    for name in ("used", "empty"):
        queue = open_queue(f"sqlite:///{folder}/{name}.db", TERMS, mails=True)
        if name == "used":
            queue.submit(NIGHT_WALKS, codes.new_key())
            add_to_draft(queue, codes.new_key(), {"contact_email": OTHERS})
        said = []
        for email, address in asked:
            try:
                said.append(ask_for_links(queue, email, address=address))
            except TooManyAttempts as error:
                said.append(str(error)[:20])
        with queue.engine.connect() as connection:
            asks = outbox.select().where(outbox.c.links.is_not(None)).order_by(outbox.c.id)
            said.append([(row.recipient, row.subject, row.body, row.outcome) for row in connection.execute(asks)])
        answers.append(said)
        queue.engine.dispose()
    assert answers[0] == answers[1]


def test_asking_is_limited_for_the_address_asked_for_and_for_whoever_asks(queue):
    for _ in range(LINKS_TO_AN_EMAIL.most):
        ask_for_links(queue, NOBODYS, address="10.0.0.0/24")
    with pytest.raises(TooManyAttempts):
        ask_for_links(queue, NOBODYS.upper(), address="10.0.1.0/24")
    for number in range(LINKS_FROM_AN_ADDRESS.most - LINKS_TO_AN_EMAIL.most):
        ask_for_links(queue, f"{number}@example.org", address="10.0.0.0/24")
    with pytest.raises(TooManyAttempts):
        ask_for_links(queue, "one.more@example.org", address="10.0.0.0/24")
    with queue.engine.connect() as connection:
        assert (
            connection.scalar(sa.select(sa.func.count()).select_from(outbox))
            == LINKS_FROM_AN_ADDRESS.most - LINKS_TO_AN_EMAIL.most + 1
        )
