"""What the steps, and who takes them, are called in the history that reviewers read."""

from practicebank.submissions.states import Role, Step

ACTORS = {
    # who did it, where the log has no name
    Role.CONTRIBUTOR: "The contributor",
    Role.READER: "A reader",
    Role.REVIEWER: "A reviewer",
    Role.SYSTEM: "The bank",
}
HAPPENED = {
    Step.SEND: "sent it",
    Step.CORRECT: "corrected it",
    Step.ANSWER: "answered",
    Step.WITHDRAW: "withdrew it",
    Step.SEND_AGAIN: "sent it again",
    Step.CLAIM: "took it",
    Step.RELEASE: "gave it back to the queue",
    Step.EDIT: "changed words",
    Step.ASK: "asked for more",
    Step.NOTE: "noted, for reviewers only",
    Step.RATE: "rated it, for reviewers only",
    Step.PUBLISH: "published it",
    Step.DECLINE: "declined it",
    Step.REOPEN: "opened it for review again",
    Step.FOLLOW_UP: "asked how the practice is doing",
    Step.CONFIRM: "recorded how the practice is doing",
    Step.RETIRE: "retired it",
    Step.REPLACE: "replaced it by another practice",
    Step.RESTORE: "put it back in use",
    Step.ADOPT: "brought it to the desk",
    Step.REMARK: "said something about it, for reviewers only",
    Step.PROPOSE: "proposed a correction, for reviewers only",
    Step.REPLY: "answered",
    Step.REMIND: "reminded the contributor of the question",
    Step.NEW_CODE: "sent the contributor a new private code",
    Step.LAPSE: "closed it, because no answer came",
    Step.ERASE: "erased personal data",
}
