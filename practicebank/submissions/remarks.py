"""What a reader says about a practice: that something is wrong or missing, or that they question its label.

It waits at the desk for an answer. Nothing about the reader is kept. What they wrote is read by reviewers alone, and
erased with what else was said about the practice.
"""

from dataclasses import dataclass
from datetime import datetime

from practicebank.bank.bank import Bank
from practicebank.catalogue.accounts_file import LONGEST_TEXT
from practicebank.submissions.amended import READ_BY_ALL, answer_of
from practicebank.submissions.form.checks import Problem, Terms, check, is_link
from practicebank.submissions.form.model import Submission
from practicebank.submissions.form.text import clean_line, clean_text
from practicebank.submissions.founding import adopt, reference_of
from practicebank.submissions.moves import SomebodyWasQuicker
from practicebank.submissions.queue import ReviewQueue
from practicebank.submissions.reading.open_remarks import LABEL
from practicebank.submissions.states import Role, Status, Step
from practicebank.submissions.storage.audit_log import Actor
from practicebank.submissions.storage.rate_limits import REMARKS_OF_AN_ADDRESS, count_attempt

LONGEST_SOURCE = 2_000
NO_ADDRESS = "Enter a web address that begins with http:// or https://"


@dataclass(frozen=True)
class Remark:
    """`field` is one of `READ_BY_ALL`, and `value` what it should say, as `amended.cell_of` has it. Without a field
    only `words` say what is meant. `source` is the address of a page that says so, "" for none. `about_label`
    questions the label, for the reasons in `words`.
    """

    field: str = ""
    value: str = ""
    words: str = ""
    source: str = ""
    about_label: bool = False


class NoSuchPractice(Exception):
    """No practice in use has that slug."""


class RemarkRefused(Exception):
    """It cannot be sent as it stands: `problems` say what to do, by the names of `Remark`."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


def check_remark(remark: Remark, terms: Terms | None = None) -> list[Problem]:
    """Everything that keeps it from being sent, in the order it is asked.

    `terms` are the words it may use, by field.
    """
    problems = []
    if remark.about_label and not remark.words.strip():
        problems.append(Problem("words", "Say why you question the label"))
    if not remark.about_label and remark.field not in ("", *READ_BY_ALL):
        problems.append(Problem("field", "Select what is wrong or missing"))
    elif remark.field and not remark.value.strip():
        problems.append(Problem("value", "Enter what is right"))
    elif remark.field:
        problems += [Problem("value", message) for message in _wrong_with(remark.field, remark.value, terms)]
    if not remark.about_label and not remark.field and not remark.words.strip():
        problems.append(Problem("words", "Say what is wrong or missing"))
    for name, text, most in (("value", remark.value, LONGEST_TEXT), ("words", remark.words, LONGEST_TEXT)):
        if len(text) > most:
            problems.append(Problem(name, f"Shorten this to {most:,} characters"))
    if remark.source and (len(remark.source) > LONGEST_SOURCE or not is_link(remark.source)):
        problems.append(Problem("source", NO_ADDRESS))
    first: dict[str, Problem] = {}
    for problem in problems:
        first.setdefault(problem.field, problem)
    return list(first.values())


def _wrong_with(field: str, value: str, terms: Terms | None) -> list[str]:
    """What the form would say of that answer, and so the desk."""
    if field == "page_url":
        return [] if is_link(value) else [NO_ADDRESS]
    said = Submission.model_validate({field: answer_of(field, value)})
    return [problem.message for problem in check(said, terms, only={field})]


def send_remark(
    queue: ReviewQueue, bank: Bank, slug: str, remark: Remark, *, address: str = "", now: datetime | None = None
) -> None:
    """Puts it before the reviewers, durably. `address` is where the request comes from.

    Raises `NoSuchPractice`, `RemarkRefused`, `TooManyAttempts` and `QueueUnavailable`.
    """
    said = Remark(
        remark.field,
        clean_text(remark.value).strip(),
        clean_text(remark.words).strip(),
        clean_line(remark.source).strip(),
        remark.about_label,
    )
    if problems := check_remark(said, queue.terms):
        raise RemarkRefused(problems)
    count_attempt(queue, REMARKS_OF_AN_ADDRESS, address, now=now)
    reference = adopt(queue, bank, slug) if slug in bank.row_of else reference_of(queue, slug)
    if not reference:
        raise NoSuchPractice
    more = {"source": said.source} | ({"about": LABEL} if said.about_label else {})
    if said.field:
        more |= {"field": said.field, "value": said.value}
    try:
        queue.move(reference, Step.REMARK, Actor(Role.READER), expected=Status.PUBLISHED, words=said.words, more=more)
    except SomebodyWasQuicker:  # retired, replaced or opened again meanwhile
        raise NoSuchPractice from None
