"""The queue view: filters, dates, and counts that agree with the list."""

import gc
import weakref
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from desks import claim, publish, seen
from examples import LEAFLETS, NIGHT_WALKS

from practicebank.bank.shelf import open_bank
from practicebank.desk import decisions
from practicebank.desk.bulk import MOST, in_bulk, undo_bulk
from practicebank.desk.decisions import Refused
from practicebank.desk.due_dates import Urgency, urgency
from practicebank.desk.health import health
from practicebank.desk.neighbours import neighbours_of
from practicebank.desk.queue_view import PER_PAGE, QueueFilters, all_work, work
from practicebank.publishing.near_duplicates import waiting_near
from practicebank.settings import Settings
from practicebank.submissions import codes
from practicebank.submissions.states import ALLOWED, Role, Status, Step, due
from practicebank.submissions.storage.audit_log import Actor
from practicebank.submissions.storage.tables import submissions

DIVERSION = NIGHT_WALKS.model_copy(
    update={"title": "Diversion", "focus": ("Diversion",), "organisation": "100%_Council"}
)


@pytest.fixture
def three(ada):
    """One waiting, one that Ada holds, one waiting about Diversion."""
    return [ada.queue.submit(sent, codes.new_key()).reference for sent in (NIGHT_WALKS, LEAFLETS, DIVERSION)]


def found(desk, **asked):
    return [item.standing.reference for item in work(desk, QueueFilters(**asked)).items]


def test_filters_narrow_the_list_and_the_counts_alike(ada, ben, three):
    claim(ada, three[1])
    assert found(ada) == three
    assert found(ada, statuses=(Status.WAITING,)) == [three[0], three[2]]
    assert found(ada, focus="Diversion") == [three[0], three[2]]
    assert found(ada, focus="Div") == []
    assert found(ada, focus="%") == []
    assert found(ada, organisation="council") == [three[1], three[2]]
    assert found(ada, organisation="100%_c") == [three[2]]
    assert found(ada, organisation="_") == [three[2]]
    assert found(ada, mine=True) == [three[1]]
    assert found(ben, mine=True) == []
    for asked in (
        QueueFilters(),
        QueueFilters((Status.WAITING,)),
        QueueFilters(focus="Diversion"),
        QueueFilters(mine=True),
    ):
        shown = work(ada, asked)
        assert shown.total == len(shown.items) == len(all_work(ada, asked))
        open_states = (Status.WAITING, Status.IN_REVIEW, Status.ASKED)
        assert shown.total == sum(shown.counts[status] for status in asked.statuses or open_states)


def test_a_long_queue_is_read_page_by_page_without_gaps(ada):
    references = [ada.queue.submit(NIGHT_WALKS, codes.new_key()).reference for _ in range(PER_PAGE + 3)]
    pages = [work(ada, QueueFilters(), page) for page in (1, 2, 3, 99)]
    assert [item.standing.reference for page in pages[:2] for item in page.items] == references
    assert [(page.page, page.last_page) for page in pages] == [(1, 2), (2, 2), (2, 2), (2, 2)]


def test_amber_before_a_date_and_red_after_it(ada, three):
    now = datetime.now(UTC)
    for reference, days in zip(three, (15, 11, 2), strict=True):
        sent = now - timedelta(days=days)
        with ada.queue.engine.begin() as connection:
            change = submissions.update().where(submissions.c.reference == reference).values(sent_at=sent)
            connection.execute(change)
    items = {item.standing.reference: item.urgency for item in work(ada, QueueFilters(), now=now).items}
    assert [items[reference] for reference in three] == [Urgency.LATE, Urgency.SOON, Urgency.IN_TIME]
    late = work(ada, QueueFilters(late=True), now=now)
    assert [item.standing.reference for item in late.items] == [three[0]]
    assert (late.total, late.counts[Status.WAITING]) == (1, 1)


@pytest.mark.parametrize("status", Status)
def test_every_state_with_a_date_turns_amber_then_red(status):
    since = datetime(2027, 3, 1, tzinfo=UTC)
    by = due(status, since)
    if status not in ALLOWED:
        assert by is None
        return
    assert by is not None
    moments = (since, by - timedelta(days=4), by, by + timedelta(seconds=1))
    assert [urgency(by, moment) for moment in moments] == ["in time", "soon", "soon", "late"]


def test_the_date_runs_anew_in_each_state(ada, reference):
    claim(ada, reference)
    [item] = work(ada, QueueFilters()).items
    assert item.due == due(Status.IN_REVIEW, item.standing.since)
    assert item.standing.since > item.standing.sent_at
    before = item.standing.since
    decisions.note(ada, reference, seen(ada, reference), "A note changes no state.")
    [item] = work(ada, QueueFilters()).items
    assert item.standing.since == before


def test_several_are_claimed_at_once_and_all_of_it_is_taken_back(ada, ben, three):
    as_seen = [(reference, seen(ada, reference)) for reference in three]
    claim(ben, three[1])
    done = in_bulk(ada, "claim", as_seen)
    assert [reference for reference, _ in done.moved] == [three[0], three[2]]
    [(refused, why)] = done.refused
    assert refused == three[1]
    assert "quicker" in why
    decisions.note(ada, three[2], seen(ada, three[2]), "Touched since.")
    undone = undo_bulk(ada, done)
    assert [reference for reference, _ in undone.moved] == [three[0]]
    assert ada.queue.get(three[0]).status is Status.WAITING
    assert ada.queue.get(three[2]).status is Status.IN_REVIEW


def test_decisions_are_never_made_in_bulk(ada, three):
    chosen = [(reference, seen(ada, reference)) for reference in three]
    for step in ("publish", "decline", "erase", ""):
        with pytest.raises(Refused, match="one at a time"):
            in_bulk(ada, step, chosen)
    for wrong in ([], chosen * MOST):
        with pytest.raises(Refused, match="Choose between"):
            in_bulk(ada, "claim", wrong)


def test_what_is_close_is_shown_from_the_bank_and_from_the_queue(ada, three):
    twin = ada.queue.submit(
        NIGHT_WALKS.model_copy(update={"summary": NIGHT_WALKS.summary + " Together."}), codes.new_key()
    )
    beside = neighbours_of(ada, ada.queue.get(twin.reference))
    assert three[0] in [each.reference for each in beside]
    assert twin.reference not in [each.reference for each in beside]
    [same] = [each for each in beside if each.reference == three[0]]
    assert [(piece.kind, piece.text.strip()) for piece in same.pieces][-1] == ("in", "Together.")
    publish(ada, three[0])
    assert three[0] not in [each.reference for each in neighbours_of(ada, ada.queue.get(twin.reference))]


def test_a_bank_that_was_replaced_is_let_go(ada, three, queue, tmp_path):
    own = replace(Settings(), sources=tmp_path / "none.csv")
    current = [open_bank(own)]
    ada.services.shelf = SimpleNamespace(current=lambda: current[0], problem="")
    desk = ada.renew()
    record = queue.get(three[0])
    assert neighbours_of(desk, record)
    assert waiting_near(queue, current[0], record.submission, except_for=record.reference)
    assert health(desk).twins is health(desk).twins
    before = weakref.ref(current[0])

    current[0] = open_bank(own)
    gc.collect()

    assert before() is None
    assert neighbours_of(desk, record)


def test_the_list_says_why_each_stands_where_it_stands(ada, three):
    claim(ada, three[0])
    decisions.ask(ada, three[0], seen(ada, three[0]), "How long did it run? " * 20, {})
    claim(ada, three[1])
    decisions.release(ada, three[1], seen(ada, three[1]))
    whys = [item.why for item in work(ada, QueueFilters()).items]
    assert whys[0].startswith("How long did it run? How long")
    assert len(whys[0]) <= 90
    assert whys[1:] == ["back in the queue", "new"]


def test_an_answer_stands_in_the_list_of_whoever_asked(ada, ben, three):
    for reference in three:
        claim(ada, reference)
        decisions.ask(ada, reference, seen(ada, reference), "How long did it run?", {})
    decisions.release(ada, three[1], seen(ada, three[1]))
    for reference in three[:2]:
        ada.queue.move(reference, Step.ANSWER, Actor(Role.CONTRIBUTOR), expected=Status.ASKED, words="A year.")
    mine = {item.standing.reference: item for item in work(ada, QueueFilters(mine=True)).items}
    assert list(mine) == [three[0], three[2]]
    answered = mine[three[0]]
    assert (answered.why, answered.turn, answered.mine) == ("The contributor has answered", "Reviewers", True)
    assert (answered.standing.status, answered.due) == (
        Status.IN_REVIEW,
        due(Status.IN_REVIEW, answered.standing.since),
    )
    assert mine[three[2]].turn == "Contributor"
    everyones = {item.standing.reference: item for item in work(ben, QueueFilters()).items}
    assert everyones[three[1]].why == "The contributor has answered"
    assert (everyones[three[1]].standing.status, everyones[three[1]].standing.reviewer) == (Status.WAITING, "")
    whys = {item.standing.reference: item.why for item in all_work(ben, QueueFilters())}
    assert whys == {reference: item.why for reference, item in everyones.items()}
    decisions.ask(ada, three[0], seen(ada, three[0]), "And where?", {})
    assert work(ada, QueueFilters(mine=True)).items[0].why == "And where?"
