"""Says everything that keeps a submission from being sent, at once and in the order of the form.

The words of the vocabularies are handed in (`Terms`: field -> its terms); a field without terms is not held
to any. A `Problem` names the field and begins with the verb, ready to stand under "There is a problem" and
beside the field.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from practicebank.submissions.form.model import PERSONAL, Relation, Submission, Way

Terms = Mapping[str, Sequence[str]]

LONGEST: dict[str, int] = {
    "title": 150,
    "summary": 400,
    "organisation": 200,
    "linked_to_evidence": 2_000,
    "problem": 5_000,
    "aim": 2_000,
    "how_it_works": 5_000,
    "where": 2_000,
    "resources": 2_000,
    "cost": 1_000,
    "tried": 5_000,
    "evaluation": 5_000,
    "result": 5_000,
    "why": 5_000,
    "learning": 5_000,
    "do_differently": 2_000,
    "personal_data_answer": 1_000,
    "contact_name": 100,
    "contact_role": 100,
    "contact_email": 254,
}
TERM_FIELDS = (
    "effectiveness",
    "focus",
    "linked_to",
    "topics",
    "region",
    "scale",
    "target_groups",
    "partners",
    "implementation_stage",
)
LONGEST_TERM = 150
LONGEST_LINK = 500
LONGEST_BECAUSE = 1_000
MOST_TERMS = 30
MOST_LINKS = 10
MOST_NEIGHBOURS = 10

WORDS: dict[str, str] = {
    # field: what a message calls it
    "title": "title",
    "summary": "summary",
    "effectiveness": "effectiveness",
    "focus": "focus",
    "organisation": "organisation",
    "linked_to": "recognition",
    "linked_to_evidence": "evidence of the recognition",
    "topics": "topic",
    "region": "region",
    "scale": "scale",
    "target_groups": "target group",
    "partners": "partner",
    "implementation_stage": "implementation stage",
    "problem": "problem",
    "aim": "aim",
    "how_it_works": "description of how it works",
    "where": "description of where it is done",
    "resources": "resources",
    "cost": "cost",
    "tried": "description of what was tried",
    "evaluation": "description of the evaluation",
    "result": "description of what happened",
    "why": "reason why it did not work",
    "learning": "learning",
    "do_differently": "description of what you would do differently",
    "personal_data_answer": "answer about personal data",
    "contact_name": "name",
    "contact_role": "role",
    "contact_email": "e-mail address",
}

REQUIRED: dict[Way, dict[str, str]] = {
    Way.PRACTICE: {
        "title": "Enter a title for the practice",
        "summary": "Enter a summary of the practice in one sentence",
        "effectiveness": "Select how well it works",
        "focus": "Select at least one focus",
        "organisation": "Enter the organisation that carried it out",
        "problem": "Describe the problem the practice tackles",
        "aim": "Enter the aim of the practice",
        "how_it_works": "Describe what was done and how it is meant to work",
        "evaluated": "Select whether it has been evaluated",
        "learning": "Enter what others can learn from it",
        "contact_email": "Enter an e-mail address we can write to",
        "authority": "Confirm that you may share this practice",
    },
    Way.DID_NOT_WORK: {
        "title": "Enter a title for what you tried",
        "organisation": "Enter the organisation that tried it",
        "tried": "Describe what was tried",
        "result": "Describe what happened",
        "why": "Say why you think it did not work",
        "learning": "Enter what others can learn from it",
        "contact_email": "Enter an e-mail address we can write to",
        "authority": "Confirm that you may share this practice",
    },
}

_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_FIELDS = tuple(Submission.model_fields)


@dataclass(frozen=True)
class Problem:
    field: str
    message: str


def check(
    submission: Submission, terms: Terms | None = None, *, today: date | None = None, contact: bool = True
) -> list[Problem]:
    """Every problem, in form order; [] when it can be sent.

    `contact=False` leaves out the personal fields, for text whose contact has been erased.
    """
    today = today or datetime.now(UTC).date()
    problems = [
        *_missing(submission),
        *_too_long(submission),
        *_unknown_terms(submission, terms or {}),
        *_dates(submission, today),
        *_depending(submission),
        *_links(submission),
        *_neighbours(submission),
    ]
    kept = [problem for problem in problems if contact or problem.field not in PERSONAL]
    return sorted(kept, key=lambda problem: _FIELDS.index(problem.field))


def is_email(address: str) -> bool:
    """Could a message be sent there? Plain ASCII only, and nothing that could end a header."""
    return len(address) <= LONGEST["contact_email"] and _EMAIL.fullmatch(address) is not None


def is_link(link: str) -> bool:
    """A web address on http or https with a host, without a user name, spaces or anything unprintable."""
    if not link.isprintable() or any(letter.isspace() or letter in '<>"\\`{}|^' for letter in link):
        return False
    try:
        parts = urlsplit(link)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    return parts.scheme in ("http", "https") and bool(host.strip(".")) and "@" not in parts.netloc and port != 0


def _missing(submission: Submission) -> Iterator[Problem]:
    for field, message in REQUIRED[submission.way].items():
        value = getattr(submission, field)
        blank = not value.strip() if isinstance(value, str) else value in ((), None)
        if blank or (field == "authority" and not value):
            yield Problem(field, message)


def _too_long(submission: Submission) -> Iterator[Problem]:
    for field, most in LONGEST.items():
        length = len(getattr(submission, field))
        if length > most:
            over = length - most
            yield Problem(field, f"Shorten the {WORDS[field]} by {over:,} to {most:,} characters")


def _unknown_terms(submission: Submission, terms: Terms) -> Iterator[Problem]:
    for field in TERM_FIELDS:
        value = getattr(submission, field)
        values = value if isinstance(value, tuple) else (value,) if value else ()
        if not all(_is_term(word, terms.get(field)) for word in values):
            yield Problem(field, f"Select the {WORDS[field]} from the list")  # nosec B608
        elif len(values) > MOST_TERMS:
            yield Problem(field, f"Select at most {MOST_TERMS} for the {WORDS[field]}")
        elif len(set(values)) < len(values):
            yield Problem(field, f"Select each {WORDS[field]} once")


def _is_term(word: str, known: Sequence[str] | None) -> bool:
    """Several terms share a cell, separated by semicolons, so a term holds none."""
    if known is not None:
        return word in known
    return bool(word.strip()) and ";" not in word and len(word) <= LONGEST_TERM


def _dates(submission: Submission, today: date) -> Iterator[Problem]:
    started, completed = submission.started, submission.completed
    if started and started > today:
        yield Problem("started", "Enter a start date that is not in the future")
    if started and started.year < 1900:
        yield Problem("started", "Enter a start date after 1900")
    if completed and started and completed < started:
        yield Problem("completed", "Enter a completion date that is not before the start date")


def _depending(submission: Submission) -> Iterator[Problem]:
    if submission.linked_to and not submission.linked_to_evidence.strip():
        yield Problem("linked_to_evidence", "Say where the recognition can be checked")
    if submission.evaluated and not submission.evaluation.strip():
        yield Problem("evaluation", "Describe how it was evaluated")
    if not submission.contact_name.strip() and not submission.contact_role.strip():
        yield Problem("contact_name", "Enter your name or your role")
    if submission.contact_email and not is_email(submission.contact_email):
        yield Problem("contact_email", "Enter an e-mail address like community.safety@example.org")


def _links(submission: Submission) -> Iterator[Problem]:
    if len(submission.links) > MOST_LINKS:
        yield Problem("links", f"Enter at most {MOST_LINKS} links")
    for number, link in enumerate(submission.links[:MOST_LINKS], start=1):
        if len(link) > LONGEST_LINK:
            yield Problem("links", f"Shorten link {number} to {LONGEST_LINK} characters")
        elif not is_link(link):
            yield Problem("links", f"Enter link {number} as a web address that begins with http:// or https://")


def _neighbours(submission: Submission) -> Iterator[Problem]:
    if len(submission.neighbours) > MOST_NEIGHBOURS:
        yield Problem("neighbours", f"Answer for at most {MOST_NEIGHBOURS} similar practices")
    for neighbour in submission.neighbours[:MOST_NEIGHBOURS]:
        if len(neighbour.slug) > LONGEST_TERM:
            yield Problem("neighbours", "Select the similar practice from the list")
        if len(neighbour.because) > LONGEST_BECAUSE:
            yield Problem("neighbours", f"Shorten the difference to {LONGEST_BECAUSE:,} characters")
        if neighbour.relation is Relation.DIFFERENT and not neighbour.because.strip():
            yield Problem("neighbours", "Say how it differs from the similar practice")
