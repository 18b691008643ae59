"""What the bank and the queue hold that is close to a submission, with the differences marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from practicebank.bank.bank import Bank
from practicebank.desk.desk import Desk
from practicebank.desk.differences import DiffPiece, difference
from practicebank.publishing.near_duplicates import CLOSE, MOST_COMPARED, MOST_SHOWN, index_of_waiting, published_near
from practicebank.submissions.form.model import Submission
from practicebank.submissions.reading.waiting_texts import WaitingText, waiting_texts
from practicebank.submissions.storage.records import SubmissionRecord


@dataclass(frozen=True)
class NeighbourView:
    """One of them: `slug` when it is published, `reference` when it waits. `pieces` are its summary made into
    that of the submission. `said` is what the contributor said about it, "" when nothing.
    """

    slug: str
    reference: str
    title: str
    pieces: Sequence[DiffPiece]
    words: Sequence[str]
    said: str


def neighbours_of(desk: Desk, record: SubmissionRecord) -> list[NeighbourView]:
    """Published ones first, the closest first in each. Raises `QueueUnavailable`."""
    submission, bank = record.submission, desk.bank()
    mine = submission.summary or submission.tried[:400]
    answers = {
        said.slug: f"{said.relation}{': ' + said.because if said.because else ''}" for said in submission.neighbours
    }
    published = published_near(bank, submission, except_for=record.slug)
    beside = [
        NeighbourView(each.slug, "", each.title, difference(each.summary, mine), each.words, answers.get(each.slug, ""))
        for each in published
    ]
    named = {each.slug for each in published}
    beside += [
        NeighbourView(slug, "", bank.title_of(slug) or slug, (), (), said)
        for slug, said in answers.items()
        if slug and slug not in named
    ]
    for text, words in _waiting(desk, submission, record.reference, bank):
        pieces = difference(text.summary, mine)
        beside.append(NeighbourView("", text.reference, text.title, pieces, words, answers.get("", "")))
    return beside


def _waiting(desk: Desk, submission: Submission, reference: str, bank: Bank) -> list[tuple[WaitingText, Sequence[str]]]:
    waiting = tuple(waiting_texts(desk.queue, except_for=reference)[-MOST_COMPARED:])
    if not waiting:
        return []
    compared = submission.title, submission.summary or submission.tried[:400]
    found = index_of_waiting(bank, waiting).nearest_texts(*compared, limit=MOST_SHOWN)
    return [(waiting[each.row], each.words) for each in found if each.score >= CLOSE]
