"""Remarks, proposals, corrections and answers in any order, on both databases: nothing moves without its event."""

from desks import seen, sit_down, two
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practicebank.desk.corrections import bring_to_desk, correct, follow, reply
from practicebank.desk.decisions import REFUSALS
from practicebank.submissions.moves import SETTLES
from practicebank.submissions.reading.open_remarks import open_in, waiting_remarks
from practicebank.submissions.remarks import Remark, RemarkRefused, send_remark
from practicebank.submissions.states import Role, Status, Step
from tests.depth import examples

SLUG = "panic-alarms"
PAGE = "https://example.org/evaluation"
STEPS = st.lists(
    st.tuples(st.sampled_from(["remark", "question", "correct", "follow", "reply"]), st.sampled_from("ab")),
    max_size=12,
)


def test_no_sequence_of_steps_changes_a_practice_without_an_event_or_without_two(own_services, url):
    desks = {"a": sit_down(own_services, "Ada"), "b": two(sit_down(own_services, "Ben"))}
    desks["a"] = desks["a"].renew()
    queue = own_services.queue()
    reference = bring_to_desk(desks["a"], SLUG)

    def take(step, desk, at):
        waiting = open_in(queue.history(reference))
        number = waiting[0].number if waiting else 0
        now = seen(desk, reference)
        if step == "remark":
            send_remark(queue, desk.bank(), SLUG, Remark("cost", f"£{at}"))
        elif step == "question":
            send_remark(queue, desk.bank(), SLUG, Remark(words="Why?", about_label=True))
        elif step == "correct":
            correct(desk, reference, now, {"cost": f"£{at} and {now.event}"}, "", PAGE, "high")
        elif step == "follow":
            follow(desk, reference, now, number, "", PAGE, "medium")
        else:
            reply(desk, reference, now, number, "We looked.", public=True)

    few = 5 if url.startswith("postgresql") else 25

    @settings(max_examples=examples(few), deadline=None, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def whatever_is_tried(steps):
        for at, (step, who) in enumerate(steps):
            before = queue.get(reference)
            try:
                take(step, desks[who], at)
            except (*REFUSALS, RemarkRefused):
                assert queue.get(reference) == before
                continue
            after, history = queue.get(reference), queue.history(reference)
            assert after.last_event == before.last_event + 1 == history[-1].number
            assert after.remarks == len(open_in(history))
            assert [each.number for found in waiting_remarks(queue) for each in found.remarks] == [
                each.number for each in open_in(history)
            ]
            assert after.status is Status.PUBLISHED
            if after.amended != before.amended:
                edit = history[-1]
                [proposal] = [event for event in history if event.number == edit.more[SETTLES]]
                assert (edit.step, edit.role) == (Step.EDIT, Role.REVIEWER)
                assert proposal.step is Step.PROPOSE
                assert proposal.who != edit.who

    whatever_is_tried()
