"""Says everything that keeps a submission from being sent, at once and in the order of the form.

What must be answered, and how long it may be, stands in the table of `questions`.
The words of the vocabularies are handed in (`Terms`: field -> its terms); a field without terms is not held
to any. A `Problem` names the field and begins with the verb, ready to stand under "There is a problem" and
beside the field.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from practicebank.catalogue.schema import is_partial_date
from practicebank.evidence import NO, YES, Evidence, evaluated, question_about
from practicebank.personal_data import Finding, find_personal_data, role_instead_of
from practicebank.submissions.form.email_address import LONGEST as LONGEST_EMAIL
from practicebank.submissions.form.email_address import email_fault
from practicebank.submissions.form.model import PERSONAL, Relation, Submission
from practicebank.submissions.form.questions import QUESTIONS, WITH_TERMS, AnswerKind, Question, questions_of
from practicebank.withheld_name import withheld_name_in, words_instead_of

Terms = Mapping[str, Sequence[str]]

_FIELDS = tuple(Submission.model_fields)
TERM_FIELDS = tuple(question.field for question in QUESTIONS.values() if question.kind in WITH_TERMS)
RATING, BASIS = "effectiveness", "evaluation_design"
LONGEST_TERM = 150
MOST_TERMS = 30


@dataclass(frozen=True)
class Problem:
    field: str
    message: str


def check(
    submission: Submission,
    terms: Terms | None = None,
    *,
    today: date | None = None,
    contact: bool = True,
    only: Collection[str] = _FIELDS,
) -> list[Problem]:
    """Every problem, in form order; [] when it can be sent.

    `contact=False` leaves out the personal fields, for text whose contact has been erased. `only` are the fields that
    are looked at: of a practice of the catalogue, which nobody was asked for, those that were changed.
    """
    today = today or datetime.now(UTC).date()
    problems = [
        *_missing(submission),
        *_too_long(submission),
        *_unknown_terms(submission, terms or {}),
        *_dates(submission, today),
        *_email(submission),
        *_links(submission),
        *_page(submission),
        *_neighbours(submission),
    ]
    kept = [each for each in problems if each.field in only and (contact or each.field not in PERSONAL)]
    return sorted(kept, key=lambda problem: _FIELDS.index(problem.field))


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
    asked, given = questions_of(submission.way), dict(submission)
    answered_before = {question.replaced_by for question in asked if not _is_blank(submission, question)}
    for question in asked:
        if not question.required or question.field in answered_before or not question.is_asked(given):
            continue
        will_do = [question, QUESTIONS[question.instead]] if question.instead else [question]
        if all(_is_blank(submission, each) for each in will_do):
            yield Problem(question.field, question.required)


def _is_blank(submission: Submission, question: Question) -> bool:
    value = getattr(submission, question.field)
    if question.kind is AnswerKind.TICK:
        return not value
    return not value.strip() if isinstance(value, str) else value in ((), None)


def _too_long(submission: Submission) -> Iterator[Problem]:
    for question in QUESTIONS.values():
        value, most = getattr(submission, question.field), question.longest
        if isinstance(value, str) and most and len(value) > most:
            over = len(value) - most
            yield Problem(question.field, f"Shorten the {question.in_words} by {over:,} to {most:,} characters")


def _unknown_terms(submission: Submission, terms: Terms) -> Iterator[Problem]:
    for field in TERM_FIELDS:
        value, called = getattr(submission, field), QUESTIONS[field].in_words
        values = value if isinstance(value, tuple) else (value,) if value else ()
        if not all(_is_term(word, terms.get(field)) for word in values):
            yield Problem(field, f"Select the {called} from the list")  # nosec B608
        elif len(values) > MOST_TERMS:
            yield Problem(field, f"Select at most {MOST_TERMS} for the {called}")
        elif len(set(values)) < len(values):
            yield Problem(field, f"Select each {called} once")


def _is_term(word: str, known: Sequence[str] | None) -> bool:
    """Several terms share a cell, separated by semicolons, so a term holds none."""
    if known is not None:
        return word in known
    return bool(word.strip()) and ";" not in word and len(word) <= LONGEST_TERM


def _dates(submission: Submission, today: date) -> Iterator[Problem]:
    started, completed = (str(day or "") for day in (submission.started, submission.completed))
    for field, day in (("started", started), ("completed", completed)):
        if day and not is_partial_date(day):
            yield Problem(field, "Enter the date as 2023, 2023-03 or 2023-03-01")
            return
    if started > today.isoformat():
        yield Problem("started", "Enter a start date that is not in the future")
    if started and started < "1900":
        yield Problem("started", "Enter a start date after 1900")
    known = min(len(started), len(completed))
    if completed[:known] < started[:known]:
        yield Problem("completed", "Enter a completion date that is not before the start date")


def _email(submission: Submission) -> Iterator[Problem]:
    email = submission.contact_email
    if 0 < len(email) <= LONGEST_EMAIL and (fault := email_fault(email)):
        yield Problem("contact_email", fault)


def _links(submission: Submission) -> Iterator[Problem]:
    asked = QUESTIONS["links"]
    if len(submission.links) > asked.most:
        yield Problem("links", f"Enter at most {asked.most} links")
    for number, link in enumerate(submission.links[: asked.most], start=1):
        if len(link) > asked.longest:
            yield Problem("links", f"Shorten link {number} to {asked.longest} characters")
        elif not is_link(link):
            yield Problem("links", f"Enter link {number} as a web address that begins with http:// or https://")


def _page(submission: Submission) -> Iterator[Problem]:
    if submission.page_url and not is_link(submission.page_url):
        yield Problem("page_url", "Enter the page as a web address that begins with http:// or https://")


def _neighbours(submission: Submission) -> Iterator[Problem]:
    asked = QUESTIONS["neighbours"]
    if len(submission.neighbours) > asked.most:
        yield Problem("neighbours", f"Answer for at most {asked.most} similar practices")
    for neighbour in submission.neighbours[: asked.most]:
        if len(neighbour.slug) > LONGEST_TERM:
            yield Problem("neighbours", "Select the similar practice from the list")
        if len(neighbour.because) > asked.longest:
            yield Problem("neighbours", f"Shorten the difference to {asked.longest:,} characters")
        if neighbour.relation is Relation.DIFFERENT and not neighbour.because.strip():
            yield Problem("neighbours", "Say how it differs from the similar practice")


@dataclass(frozen=True)
class Warned:
    """A finding and the form's field it stands in; `instead` could be written there, "" where it is better left out."""

    field: str
    finding: Finding
    instead: str


def warnings(submission: Submission) -> list[Warned]:
    """What to ask the contributor about before sending, in form order; not their own contact details."""
    left_out = (*PERSONAL, "organisation")
    return [
        Warned(field, finding, role_instead_of(finding))
        for field, text in _texts(submission)
        if field not in left_out
        for finding in find_personal_data(text)
    ]


def named_although_withheld(submission: Submission) -> list[Warned]:
    """Where readers would read the name of an organisation that asked not to be named, in form order."""
    if not submission.withhold_organisation:
        return []
    instead = words_instead_of(submission.organisation)
    return [
        Warned(field, finding, instead)
        for field, text in _texts(submission.for_readers())
        if field not in TERM_FIELDS and field in QUESTIONS
        for finding in withheld_name_in(text, submission.organisation)
    ]


def flagged(submission: Submission) -> list[Warned]:
    """All that a reviewer should look at before it goes out, in form order."""
    found = [*named_although_withheld(submission), *warnings(submission)]
    return sorted(found, key=lambda each: (_FIELDS.index(each.field), each.finding.start))


def question_about_rating(submission: Submission) -> str:
    """What to ask the contributor who rates it so beside such an evaluation, never in the way; "" for nothing."""
    design = submission.evaluation_design
    said = "" if design or submission.evaluated is None else YES if submission.evaluated else NO
    evidence = Evidence(evaluated(said, design), design, submission.evaluator, submission.outcome)
    return question_about(submission.effectiveness, evidence)


def _texts(submission: Submission) -> Iterator[tuple[str, str]]:
    for field, value in submission:
        for text in value if isinstance(value, tuple) else [value]:
            if isinstance(text, str):
                yield field, str(text)
