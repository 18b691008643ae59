"""Which step takes back the last one."""

from practicebank.submissions.states import Role, Status, Step
from practicebank.submissions.storage.audit_log import Event
from practicebank.submissions.storage.records import SubmissionRecord

_REVERSED_BY = {
    # a reviewer's step, and the one that takes it back
    Step.CLAIM: Step.RELEASE,
    Step.RELEASE: Step.CLAIM,
    Step.ASK: Step.REOPEN,
    Step.PUBLISH: Step.REOPEN,
    Step.DECLINE: Step.REOPEN,
    Step.RETIRE: Step.RESTORE,
    Step.REPLACE: Step.RESTORE,
    Step.EDIT: Step.EDIT,
}


def reverse_of(record: SubmissionRecord, last: Event) -> Step | None:
    """The step that takes the last one back exactly, None when there is none."""
    if last.role is not Role.REVIEWER or (last.step is Step.CLAIM and last.before is not Status.WAITING):
        return None
    if last.step is Step.REPLACE and last.before is not Status.PUBLISHED:
        return None
    if record.founding and last.step is Step.EDIT:  # its sources would be lost
        return None
    if last.step is Step.EDIT and any(len(values) != 2 for values in last.changed.values()):
        return None
    return _REVERSED_BY.get(last.step) if last.number == record.last_event else None
