"""What a contributor tells the bank: one `Submission`, for both ways in.

The fields stand in the order of the form. Every field has a default, so a half-filled form is a
`Submission` too: `checks.check` says what is missing. Text is cleaned (`text`) as it enters the model.
`PERSONAL` names the fields that identify a person: they are stored apart, and never logged or published.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from practicebank.submissions.form.text import clean_email, clean_line, clean_text

PERSONAL = ("contact_name", "contact_role", "contact_email")


class Way(StrEnum):
    """Which form was filled in: the whole one, or the short one for practice that did not work."""

    PRACTICE = "practice"
    DID_NOT_WORK = "did not work"


class Relation(StrEnum):
    """What a contributor says about a practice close to theirs."""

    UPDATE = "update"
    ELSEWHERE = "same idea elsewhere"
    DIFFERENT = "different"


def _line(value: Any) -> Any:
    return clean_line(value) if isinstance(value, str) else value


def _text(value: Any) -> Any:
    return clean_text(value) if isinstance(value, str) else value


def _address(value: Any) -> Any:
    return clean_line(value).strip() if isinstance(value, str) else value


def _email(value: Any) -> Any:
    return clean_email(value) if isinstance(value, str) else value


def _day(value: Any) -> Any:
    """A whole date as a date; a year or a month stays the text it is."""
    if isinstance(value, str):
        value = clean_line(value).strip()
        try:
            return date.fromisoformat(value) if len(value) == len("2026-11-30") else value or None
        except ValueError:
            return value
    return value


Line = Annotated[str, BeforeValidator(_line)]
Text = Annotated[str, BeforeValidator(_text)]
Address = Annotated[str, BeforeValidator(_address)]  # read by machines, so without spaces around it
Day = Annotated[date | str | None, BeforeValidator(_day)]  # text where only the year or the month is known
Email = Annotated[str, BeforeValidator(_email)]


class Neighbour(BaseModel):
    """A contributor's answer to "there is something close to this".

    `slug` is the published practice it is about, "" for a submission still waiting (which a stranger is
    not shown). `because` is needed for `Relation.DIFFERENT`.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    slug: Line = ""
    relation: Relation = Relation.DIFFERENT
    because: Text = ""


class Submission(BaseModel):
    """All answers of the form. Unknown keys are left aside, so that older drafts can still be read."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    way: Way = Way.PRACTICE

    title: Line = ""
    summary: Line = ""
    effectiveness: Line = ""
    focus: tuple[Line, ...] = ()
    organisation: Line = ""
    withhold_organisation: bool = False
    linked_to: tuple[Line, ...] = ()
    linked_to_evidence: Text = ""
    topics: tuple[Line, ...] = ()
    region: tuple[Line, ...] = ()
    scale: Line = ""
    target_groups: tuple[Line, ...] = ()
    partners: tuple[Line, ...] = ()
    implementation_stage: Line = ""
    started: Day = None
    completed: Day = None
    page_url: Address = ""  # of a practice of the catalogue

    problem: Text = ""
    aim: Text = ""
    how_it_works: Text = ""
    where: Text = ""
    resources: Text = ""
    cost: Text = ""

    tried: Text = ""  # the short way asks this instead of the six above

    evaluated: bool | None = None  # what the form asked before it asked for the design
    evaluation_design: Line = ""
    evaluator: Line = ""
    evaluation: Text = ""
    outcome: Line = ""
    result: Text = ""
    why: Text = ""  # the short way: why you think it did not work
    learning: Text = ""
    do_differently: Text = ""
    links: tuple[Address, ...] = ()

    neighbours: tuple[Neighbour, ...] = ()
    personal_data_answer: Text = ""  # what the contributor says to the warnings of `personal_data`

    contact_name: Line = ""
    contact_role: Line = ""
    contact_email: Email = ""
    publish_contact: bool = False
    ask_again: bool = False
    authority: bool = False

    def content(self) -> str:
        """JSON of everything except `PERSONAL`: the text that is stored and that the log commits to."""
        return self.model_dump_json(exclude=set(PERSONAL))

    def contact(self) -> dict[str, str]:
        """The `PERSONAL` fields and their values."""
        return {name: getattr(self, name) for name in PERSONAL}

    def for_readers(self) -> "Submission":
        """What may be published: no contact without consent, no organisation that asked to be withheld, and
        nothing that was said to the reviewers alone."""
        hidden: dict[str, Any] = {"personal_data_answer": "", "neighbours": ()}
        if not self.publish_contact:
            hidden |= dict.fromkeys(PERSONAL, "")
        if self.withhold_organisation:
            hidden["organisation"] = ""
        return self.model_copy(update=hidden)


def stored(content: str, contact: Mapping[str, str] | None = None) -> Submission:
    """The submission whose `content()` and `contact()` these are; without contact, nobody to write to."""
    submission = Submission.model_validate_json(content)
    return submission.model_copy(update={name: (contact or {}).get(name, "") for name in PERSONAL})


def changes(before: Submission, after: Submission) -> dict[str, list[Any]]:
    """What differs: {field: [before, after]} in form order, and for personal fields only that they do."""
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    return {
        field: [] if field in PERSONAL else [old[field], new[field]]
        for field in Submission.model_fields
        if old[field] != new[field]
    }
