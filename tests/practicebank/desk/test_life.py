"""Every step, from every state, by every role, in any order: only the legal ones happen, whatever was tried before."""

from collections.abc import Callable
from typing import Any

import pytest
from desks import PEOPLE, put_out
from examples import NIGHT_WALKS
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from practicebank.access.people import NotAllowed
from practicebank.desk import after_publication, corrections, decisions, follow_ups
from practicebank.desk.decisions import Refused
from practicebank.desk.desk import Desk, Seen
from practicebank.desk.queue_view import QueueFilters, work
from practicebank.services import Services
from practicebank.submissions import codes
from practicebank.submissions.moves import SomebodyWasQuicker
from practicebank.submissions.queue import ReviewQueue
from practicebank.submissions.reading.published_practices import public_practices
from practicebank.submissions.retention import erase
from practicebank.submissions.states import HELD, MOVES, PUBLIC, Role, Status, Step, StepNotAllowed
from practicebank.submissions.storage.audit_log import Actor, verify_log
from tests.depth import examples

TABLE = {(move.step, move.before, held): move for move in MOVES for held in (True, False) if move.held in (None, held)}
OF_WHO_HOLDS_IT = (Step.RELEASE, Step.ASK, Step.PUBLISH, Step.DECLINE, Step.EDIT)
WHY = "Because it is so."
ACTS: dict[Step, Callable[[Desk, str, Seen], Any]] = {
    Step.CLAIM: decisions.claim,
    Step.RELEASE: decisions.release,
    Step.ASK: lambda desk, it, now: decisions.ask(desk, it, now, WHY, {}),
    Step.EDIT: lambda desk, it, now: (corrections.correct if now.status is Status.PUBLISHED else decisions.edit)(
        desk, it, now, {"cost": f"£{now.event}"}
    ),
    Step.PUBLISH: put_out,
    Step.DECLINE: lambda desk, it, now: decisions.decline(desk, it, now, "other", WHY),
    Step.NOTE: lambda desk, it, now: decisions.note(desk, it, now, WHY),
    Step.REOPEN: lambda desk, it, now: after_publication.reopen(desk, it, now, WHY),
    Step.RETIRE: lambda desk, it, now: after_publication.retire(desk, it, now, WHY),
    Step.REPLACE: lambda desk, it, now: after_publication.replace(desk, it, now, "clear-hold-build", WHY),
    Step.RESTORE: lambda desk, it, now: after_publication.restore(desk, it, now, WHY),
    Step.FOLLOW_UP: follow_ups.ask_again,
    Step.CONFIRM: lambda desk, it, now: follow_ups.confirm(desk, it, now, "still running"),
}


class Life(RuleBasedStateMachine):
    """Keeps its own small account of each submission, and compares after every try."""

    services: Services
    queue: ReviewQueue
    references = Bundle("references")

    @initialize()
    def sit_down(self) -> None:
        self.desks = {}
        for email in PEOPLE:
            claims = {"email": email, "email_verified": True, "exp": 4e9}
            self.desks[email] = Desk(self.services, self.services.door.enter_with_claims(claims))
        self.status: dict[str, Status] = {}
        self.holder: dict[str, str] = {}
        self.owner: dict[str, str] = {}
        self.before = self.queue.counts()
        self.public_before = {each.slug for each in public_practices(self.queue).practices}

    @rule(target=references, owner=st.sampled_from(["", *PEOPLE]))
    def send(self, owner: str) -> str:
        address = f"{(owner or 'somebody@').partition('@')[0]}+practices@example.org"
        sent = NIGHT_WALKS.model_copy(update={"contact_email": address, "title": f"Walk {codes.new_reference()}"})
        reference = self.queue.submit(sent, codes.new_key()).reference
        self.status[reference], self.holder[reference], self.owner[reference] = Status.WAITING, "", owner
        return reference

    @rule(it=references, step=st.sampled_from(Step), role=st.sampled_from(Role), saw=st.sampled_from(Status))
    def try_a_step(self, it: str, step: Step, role: Role, saw: Status) -> None:
        """Straight at the queue, as a page with a fault might."""
        record = self.queue.get(it)
        move = TABLE.get((step, saw, bool(record.reviewer)))
        allowed = move is not None and role in move.by and saw is self.status[it]
        more = {"slug": it.lower(), "replaced_by": "clear-hold-build"} if step in (Step.PUBLISH, Step.REPLACE) else {}
        try:
            if step is Step.ERASE:
                erase(self.queue, it, Actor(role, "ada@example.org"), WHY, expected=saw)
            else:
                self.queue.move(it, step, Actor(role, "ada@example.org"), expected=saw, words=WHY, note=WHY, **more)
        except (StepNotAllowed, SomebodyWasQuicker):
            assert not allowed
            assert self.queue.get(it) == record
            return
        assert allowed
        assert move is not None
        self._moved(it, step, move.after, "ada@example.org")

    @rule(it=references, step=st.sampled_from(sorted(ACTS)), me=st.sampled_from(PEOPLE))
    def at_the_desk(self, it: str, step: Step, me: str) -> None:
        desk, before = self.desks[me], self.queue.get(it)
        move = TABLE.get((step, before.status, bool(before.reviewer)))
        own = self.owner[it] == me and before.submission.contact_email != ""
        holds = before.status not in HELD or self.holder[it] == me
        allowed = (
            move is not None
            and Role.REVIEWER in move.by
            and (step is Step.NOTE or not own)
            and (holds or step not in OF_WHO_HOLDS_IT)
            and not (step is Step.CLAIM and before.status in HELD and self.holder[it] == me)
            and not (step is Step.FOLLOW_UP and not before.submission.contact_email)
        )
        try:
            ACTS[step](desk, it, Seen(before.status, before.last_event))
        except (Refused, StepNotAllowed):
            assert not allowed
            assert self.queue.get(it) == before
            return
        assert allowed
        assert move is not None
        self._moved(it, step, move.after, me)

    @rule(it=references, me=st.sampled_from(PEOPLE))
    def take_back(self, it: str, me: str) -> None:
        """Taking back the last step leads to where it came from."""
        before, last = self.queue.get(it), self.queue.history(it)[-1]
        try:
            after_publication.undo(self.desks[me], it, Seen(before.status, before.last_event))
        except (Refused, StepNotAllowed):
            assert self.queue.get(it) == before
            return
        after = self.queue.get(it)
        assert after.status is last.before
        self.status[it], self.holder[it] = after.status, after.reviewer

    @rule(it=references, step=st.sampled_from(sorted(ACTS)))
    def nobody_moves_anything(self, it: str, step: Step) -> None:
        before = self.queue.get(it)
        try:
            ACTS[step](Desk(self.services, None), it, Seen(before.status, before.last_event))
        except NotAllowed:
            assert self.queue.get(it) == before
            return
        raise AssertionError("somebody got in")

    def _moved(self, it: str, step: Step, after: Status, who: str) -> None:
        self.status[it] = after
        if step in (Step.CLAIM, Step.REOPEN):
            self.holder[it] = who
        elif after is Status.WAITING or step is Step.RELEASE:
            self.holder[it] = ""
        record = self.queue.get(it)
        assert record.status is after
        assert record.status not in HELD or record.reviewer == self.holder[it]

    def teardown(self) -> None:
        """The counts add up, readers see what is public and nothing else, and the log chains."""
        if not hasattr(self, "status"):
            return
        mine = {status: list(self.status.values()).count(status) for status in Status}
        counts = {status: self.before[status] + mine[status] for status in Status}
        assert self.queue.counts() == counts
        everything = work(self.desks["ada@example.org"], QueueFilters(tuple(Status)))
        assert everything.counts == counts
        assert everything.total == sum(counts.values())
        now_public = {each.slug for each in public_practices(self.queue).practices} - self.public_before
        assert len(now_public) == sum(mine[status] for status in PUBLIC)
        assert verify_log(self.queue.engine) == []


def test_only_legal_steps_happen(url: str, services: Services) -> None:
    Life.services, Life.queue = services, services.queue()
    few = 12 if url.startswith("postgresql") else 40
    run_state_machine_as_test(
        Life,
        settings=settings(max_examples=examples(few), stateful_step_count=30, suppress_health_check=list(HealthCheck)),
    )


@pytest.mark.parametrize(
    "step", [step for step in Step if any(Role.REVIEWER in move.by for move in MOVES if move.step is step)]
)
def test_every_step_of_a_reviewer_has_its_function(step: Step) -> None:
    assert step in ACTS or step in (Step.RATE, Step.ERASE, Step.PROPOSE, Step.REPLY)
