"""Corrections of what readers see already, and answers to what readers say about it.

A correction is made at once. Where two reviewers must agree, one proposes it and another makes it. Each says why in
words that readers see, and the page that says so; of a practice of the catalogue there must be one.
Raises what `decisions` raises.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from practicebank.catalogue.accounts_file import LONGEST_TEXT
from practicebank.catalogue.sources import CONFIDENCES
from practicebank.desk.decisions import Refused, changed_submission, checked, move
from practicebank.desk.desk import Desk, Seen
from practicebank.fields import ACCOUNT_FIELD, ALWAYS_RECORDED
from practicebank.submissions.amended import cell_of
from practicebank.submissions.form.checks import check, is_link
from practicebank.submissions.form.email_address import same_mailbox
from practicebank.submissions.form.model import changes
from practicebank.submissions.form.questions import label_of
from practicebank.submissions.founding import adopt, as_submission
from practicebank.submissions.moves import SETTLES
from practicebank.submissions.queue import NotComplete
from practicebank.submissions.reading.open_remarks import OpenRemark, open_in
from practicebank.submissions.states import PUBLIC, Status, Step
from practicebank.submissions.storage.records import SubmissionRecord


def bring_to_desk(desk: Desk, slug: str) -> str:
    """The reference of a practice of the bank, which from now on has one."""
    if slug not in desk.bank():
        raise Refused("There is no longer a practice at that address.")
    return adopt(desk.queue, desk.bank(), slug)


def as_readers_see_it(desk: Desk, record: SubmissionRecord) -> SubmissionRecord:
    """Of a practice of the catalogue, what the file says too, as far as the desk has not set something else."""
    if record.founding and record.slug in desk.bank().row_of:
        return replace(record, submission=as_submission(desk.bank(), record.slug))
    return record


def correct(
    desk: Desk,
    reference: str,
    seen: Seen,
    changed: Mapping[str, Any],
    words: str = "",
    source: str = "",
    confidence: str = "",
) -> int:
    """Changes what readers see, or proposes to. `confidence` is one of `CONFIDENCES`: how sure the source is."""
    record = as_readers_see_it(desk, checked(desk, reference, Step.EDIT, seen, only=Status.PUBLISHED))
    return _change(desk, record, seen, changed, words, source, confidence, agreed=False)


def follow(
    desk: Desk, reference: str, seen: Seen, remark: int, words: str = "", source: str = "", confidence: str = ""
) -> int:
    """Makes the change that the remark with this number proposes; what the reviewer adds about its source wins."""
    record = as_readers_see_it(desk, checked(desk, reference, Step.EDIT, seen, only=Status.PUBLISHED))
    found = open_remark(desk, reference, remark)
    if not found.proposed:
        raise Refused("The reader did not say what it should be. Correct the practice yourself, or answer the remark.")
    if desk.two_reviewers and same_mailbox(found.who, desk.reviewer.email):
        raise Refused("You proposed this: another reviewer decides.")
    return _change(
        desk,
        record,
        seen,
        found.proposed,
        words or (found.words if found.who else ""),
        source.strip() or found.source,
        confidence or ("" if source.strip() else found.confidence),
        agreed=bool(found.who),
        settles=remark,
    )


def reply(desk: Desk, reference: str, seen: Seen, remark: int, words: str, *, public: bool = False) -> int:
    """Answers a remark, or a proposal, without a change. A `public` answer stands on the page of the practice."""
    checked(desk, reference, Step.REPLY, seen)
    found = open_remark(desk, reference, remark)
    if public and not (found.about_label and seen.status in PUBLIC):
        raise Refused("Only the answer to a question about the label is shown to readers.")
    return move(desk, reference, Step.REPLY, seen, words=words, more={SETTLES: remark, "public": public})


def open_remark(desk: Desk, reference: str, number: int) -> OpenRemark:
    """Raises `Refused` where it was answered already."""
    for each in open_in(desk.queue.history(reference)):
        if each.number == number:
            return each
    raise Refused("That remark has already been answered.")


def _change(
    desk: Desk,
    record: SubmissionRecord,
    seen: Seen,
    changed: Mapping[str, Any],
    words: str,
    source: str,
    confidence: str,
    *,
    agreed: bool,
    settles: int = 0,
) -> int:
    """Changes it if it need not be `agreed` to, or is."""
    if not record.founding and record.slug in desk.bank().row_of and record.slug not in desk.bank().publications:
        raise Refused("The catalogue file has a practice of this address, and readers see that one.")
    after = changed_submission(record, changed)
    altered = changes(record.submission, after)
    source = source.strip()
    if source and not is_link(source):
        raise Refused("Enter the source as a web address that begins with http:// or https://.")
    if source and confidence not in CONFIDENCES:
        raise Refused("Say how close the source is to the practice.")
    if record.founding:
        if not source:
            raise Refused("Give the page that says so. What the catalogue says must come from a public page.")
        for field in altered:
            said, label = cell_of(after, field), label_of(after.way, field)
            if field in ("title", "summary", *ALWAYS_RECORDED) and not said:
                raise Refused(f"“{label}” cannot be empty.")
            if field in ACCOUNT_FIELD and len(said) > LONGEST_TEXT:
                raise Refused(f"Shorten “{label}” to {LONGEST_TEXT:,} characters.")
    if problems := check(after, desk.queue.terms, contact=False, only=altered):
        raise NotComplete(problems)
    more: dict[str, Any] = {"source": source, SETTLES: settles}
    if desk.two_reviewers and not agreed:
        proposed = {field: values[1] for field, values in altered.items()}
        more |= {"proposed": proposed, "confidence": confidence}
        return move(desk, record.reference, Step.PROPOSE, seen, words=words, more=more)
    return move(
        desk,
        record.reference,
        Step.EDIT,
        seen,
        words=words,
        more=more,
        submission=after,
        corrects=record.submission,
        source=source,
        confidence=confidence if source else "",
    )
