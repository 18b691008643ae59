"""What a reviewer does after the decision: take it back, retire, replace or restore a practice, and undo.

Everything here is an event of its own; nothing erases one. Raises what `decisions` raises.
"""

from practicebank.desk import corrections, decisions
from practicebank.desk.decisions import Refused, checked, move
from practicebank.desk.desk import Desk, Seen
from practicebank.desk.undo import reverse_of
from practicebank.submissions.retention import erase as erase_in_queue
from practicebank.submissions.states import Status, Step
from practicebank.submissions.storage.records import SubmissionRecord

UNDONE = "A reviewer took this back."


def reopen(desk: Desk, reference: str, seen: Seen, words: str) -> int:
    """Opens a decision again. A practice leaves the bank until it is published anew, under the same address."""
    checked(desk, reference, Step.REOPEN, seen)
    return move(desk, reference, Step.REOPEN, seen, words=words)


def retire(desk: Desk, reference: str, seen: Seen, words: str) -> int:
    """Takes a practice out of lists and counts; its address says when and why."""
    checked(desk, reference, Step.RETIRE, seen)
    return move(desk, reference, Step.RETIRE, seen, words=words)


def replace(desk: Desk, reference: str, seen: Seen, by: str, words: str) -> int:
    """The same, naming the practice that took its place by its slug."""
    record = checked(desk, reference, Step.REPLACE, seen)
    if by == record.slug or by not in desk.bank().row_of:
        raise Refused("Choose the practice that replaces it: another one that is in the bank.")
    return move(desk, reference, Step.REPLACE, seen, words=words, replaced_by=by)


def restore(desk: Desk, reference: str, seen: Seen, words: str) -> int:
    """Puts a retired or replaced practice back in use."""
    _in_the_file(desk, checked(desk, reference, Step.RESTORE, seen))
    return move(desk, reference, Step.RESTORE, seen, words=words)


def _in_the_file(desk: Desk, record: SubmissionRecord) -> None:
    """Raises `Refused` for a practice of the catalogue whose row has gone: nobody would see it."""
    if record.founding and any(each.slug == record.slug and not each.field for each in desk.bank().disagreements):
        raise Refused("Its row is no longer in the catalogue file. Put the row back first.")


def undo(desk: Desk, reference: str, seen: Seen) -> int:
    """Takes back the last step, when a reviewer took it and it can be."""
    record = desk.queue.get(reference)
    last = desk.queue.history(reference)[-1]
    step = reverse_of(record, last)
    if step is None:
        raise Refused("The last step cannot be taken back by itself: choose what should happen instead.")
    if step is Step.EDIT:
        before = {field: values[0] for field, values in last.changed.items()}
        if record.status is Status.PUBLISHED:
            return corrections.correct(desk, reference, seen, before, UNDONE)
        return decisions.edit(desk, reference, seen, before, f"Takes back event {last.number}.")
    _in_the_file(desk, checked(desk, reference, step, seen))
    return move(desk, reference, step, seen, words=UNDONE, more={"undoes": last.number})


def erase(desk: Desk, reference: str, seen: Seen, why: str, *, content: bool = False) -> None:
    """What somebody has the right to: the contact goes, and with `content` the text and all that was said.

    For administrators. It cannot be taken back. A practice must be retired first when its text
    is to go.
    """
    if not desk.reviewer.administrator:
        raise Refused("Only an administrator erases.")
    if not why.strip():
        raise Refused("Write why: the log keeps that much.")
    if content and seen.status is Status.PUBLISHED:
        raise Refused("Retire it first.")
    erase_in_queue(
        desk.queue,
        reference,
        desk.actor,
        why.strip(),
        expected=seen.status,
        seen=seen.event,
        words=content,
        content=content,
    )
    desk.bring_to_readers()
