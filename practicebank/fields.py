"""Every field of a practice, once: what it is called, what it holds, and where the product uses it.

A field is a column of the catalogue. All other tables of fields in the product are views of `FIELDS`: a new field is
added here, and what a field says of itself decides whether it filters, is searched, crossed, compared or told.
The terms of fields that `has_terms` stand in `data/vocabulary.toml`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

SEPARATOR = "; "
NOT_RECORDED = "Not recorded"
WITHHELD = "Withheld by the contributor"
"""Who shared a practice, where they asked not to be named: in the place of the organisation, and none itself."""


@dataclass(frozen=True)
class Filtered:
    """A field that is a filter. `place` is its place in the sidebar; `buttons` shows its few terms as buttons there.

    The words make a sentence of it: "8 practices that `are` `before` Diversion"; `missing` follows other terms where
    *Not recorded* is chosen too, and `noun` stands in "have no `noun` recorded". `more`: it stands below the others,
    under "More filters". `before` is not put before a term that is `said` otherwise.
    """

    place: int
    one: str
    many: str
    before: str
    missing: str
    noun: str
    buttons: bool = False
    more: bool = False


@dataclass(frozen=True)
class Crossed:
    """A field that the gap map and two choices can be made of, which must be a filter too. `place` is its place in
    their lists and sentences.

    `before` are the words before a term: "for Offenders". `colours`: its terms are few enough to divide a cell.
    `compared`: two choices are told apart by it. `gaps`: where no practice has a term, somebody could fill the gap; not
    so where it is only not recorded, as what an evaluation found.
    """

    place: int
    before: str
    colours: bool = False
    compared: bool = False
    gaps: bool = True


@dataclass(frozen=True)
class Searched:
    """What a word found in the field is worth, and how many words the field usually holds: a word in a longer text
    weighs less.
    """

    weight: float
    usual_words: float


@dataclass(frozen=True)
class Field:
    """One column of the catalogue.

    `alias` is its name in addresses and the API where that is not the column's. `label` is what it is called on screen
    unless the vocabulary says otherwise. `several`: a cell may hold more than one value. `required`: a catalogue
    cannot do without the column; `always`: nor a practice without a value. `sorted`: practices are counted by its
    values; `by_year`: it holds dates (2023, 2023-03 or 2023-03-01) and practices are counted by their years.
    `explained`: the explanations of its terms stand on a practice's page. `sorts` is its label among the
    orders of the list, "" for none. `similar`: practices that share a value are similar. `said` is what a sentence has
    for a term where the term itself would not make one: "practices that have a randomised trial".
    `detail` is its place among the details of a practice's page, `to_know` among what a team asks before trying a
    practice; 0 for none.
    """

    name: str
    label: str
    alias: str = ""
    several: bool = False
    has_terms: bool = False
    required: bool = False
    always: bool = False
    sorted: bool = True
    by_year: bool = False
    explained: bool = False
    sorts: bool = False
    similar: int = 0
    said: Mapping[str, str] = field(default_factory=dict)
    detail: int = 0
    to_know: int = 0
    filtered: Filtered | None = None
    crossed: Crossed | None = None
    searched: Searched | None = None

    @property
    def key(self) -> str:
        """Its name in addresses and the API."""
        return self.alias or self.name


# In the order of the columns of a catalogue, and so of every file and answer of the API.
FIELDS = (
    Field("slug", "Slug", sorted=False),
    Field("title", "Title", required=True, sorted=False, searched=Searched(3.0, 8)),
    Field("summary", "Summary", required=True, sorted=False, searched=Searched(1.6, 22)),
    Field(
        "effectiveness",
        "Effectiveness",
        has_terms=True,
        required=True,
        always=True,
        sorts=True,
        similar=1,
        to_know=1,
        filtered=Filtered(1, "is", "are", "", "of effectiveness not recorded", "effectiveness", buttons=True),
        crossed=Crossed(1, "rated", colours=True, compared=True),
        searched=Searched(0.4, 3),
    ),
    Field(
        "focus",
        "Focus",
        several=True,
        has_terms=True,
        required=True,
        always=True,
        explained=True,
        sorts=True,
        similar=2,
        detail=1,
        filtered=Filtered(2, "is", "are", "about ", "a focus not recorded", "focus", buttons=True),
        crossed=Crossed(2, "on", colours=True, compared=True),
        searched=Searched(0.4, 2),
    ),
    Field(
        "organisation",
        "Organisation",
        required=True,
        sorts=True,
        similar=4,
        detail=3,
        to_know=2,
        filtered=Filtered(3, "comes", "come", "from ", "an organisation not recorded", "organisation"),
        crossed=Crossed(6, "from"),
        searched=Searched(1.0, 3),
    ),
    Field(
        "linked_to",
        "Linked to",
        several=True,
        has_terms=True,
        required=True,
        explained=True,
        detail=4,
        to_know=9,
        filtered=Filtered(5, "is", "are", "linked to ", "nothing recorded", "link", buttons=True),
        crossed=Crossed(7, "linked to", colours=True),
        searched=Searched(0.6, 2),
    ),
    Field(
        "topics",
        "Topic",
        alias="topic",
        several=True,
        has_terms=True,
        required=True,
        similar=3,
        detail=2,
        filtered=Filtered(4, "has", "have", "the topic ", "no topic recorded", "topic"),
        crossed=Crossed(3, "about", compared=True),
        searched=Searched(0.7, 9),
    ),
    Field(
        "region",
        "Region",
        several=True,
        has_terms=True,
        similar=5,
        detail=5,
        to_know=5,
        said={
            "East Midlands": "in the East Midlands",
            "Eastern": "in the Eastern region",
            "North East": "in the North East",
            "North West": "in the North West",
            "South East": "in the South East",
            "South West": "in the South West",
            "West Midlands": "in the West Midlands",
        },
        filtered=Filtered(10, "was done", "were done", "in ", "in a region not recorded", "region", more=True),
        crossed=Crossed(8, "done", compared=True),
        searched=Searched(0.6, 2),
    ),
    Field(
        "partners",
        "Partners",
        several=True,
        has_terms=True,
        detail=8,
        to_know=4,
        filtered=Filtered(12, "was done", "were done", "with ", "with no partner recorded", "partner", more=True),
        crossed=Crossed(5, "with the partner", compared=True),
        searched=Searched(0.35, 9),
    ),
    Field(
        "implementation_stage",
        "Implementation stage",
        has_terms=True,
        detail=7,
        to_know=7,
        filtered=Filtered(
            14, "is", "are", "at the stage ", "at a stage not recorded", "implementation stage", more=True
        ),
        crossed=Crossed(10, "at the stage", colours=True, compared=True),
        searched=Searched(0.4, 2),
    ),
    Field(
        "scale",
        "Scale",
        has_terms=True,
        detail=6,
        to_know=6,
        said={"Local": "locally", "Regional": "regionally", "National": "nationally"},
        filtered=Filtered(13, "was done", "were done", "at the scale ", "at a scale not recorded", "scale", more=True),
        crossed=Crossed(9, "done", colours=True, compared=True),
        searched=Searched(0.4, 1),
    ),
    Field(
        "target_groups",
        "Target groups",
        alias="target_group",
        several=True,
        has_terms=True,
        similar=6,
        detail=9,
        to_know=8,
        filtered=Filtered(11, "is", "are", "for ", "for a target group not recorded", "target group", more=True),
        crossed=Crossed(4, "for", compared=True),
        searched=Searched(0.4, 5),
    ),
    Field(
        "evaluated",
        "Evaluated",
        has_terms=True,
        explained=True,
        said={"Yes": "an evaluation on record", "No": "no evaluation, according to those who did it"},
        filtered=Filtered(6, "has", "have", "the evaluation ", "none recorded", "evaluation", more=True),
    ),
    Field(
        "evaluation_design",
        "How it was evaluated",
        has_terms=True,
        explained=True,
        to_know=10,
        said={
            "Randomised trial": "a randomised trial",
            "Comparison group": "a comparison group",
            "Before and after": "a comparison of before and after",
            "Survey or feedback only": "a survey or feedback only",
            "Process evaluation only": "a process evaluation only",
            "Planned or under way": "an evaluation planned or under way",
            "None": "no evaluation",
        },
        filtered=Filtered(
            7, "has", "have", "the evaluation design ", "no design recorded", "evaluation design", more=True
        ),
        crossed=Crossed(11, "with", colours=True, compared=True, gaps=False),
        searched=Searched(0.4, 3),
    ),
    Field(
        "evaluator",
        "Who evaluated it",
        has_terms=True,
        explained=True,
        said={"Independent": "independently", "Both": "both in-house and independently", "In-house": "in-house"},
        filtered=Filtered(
            9, "was evaluated", "were evaluated", "by ", "by somebody not recorded", "evaluator", more=True
        ),
        crossed=Crossed(13, "evaluated", colours=True, compared=True, gaps=False),
        searched=Searched(0.4, 1),
    ),
    Field(
        "outcome",
        "What was found",
        has_terms=True,
        explained=True,
        said={
            "Improved": "an improvement",
            "Mixed": "mixed results",
            "No difference": "no difference",
            "Worsened": "a change for the worse",
        },
        filtered=Filtered(8, "showed", "showed", "the outcome ", "no outcome recorded", "outcome", more=True),
        crossed=Crossed(12, "that showed", colours=True, compared=True, gaps=False),
        searched=Searched(0.4, 1),
    ),
    Field(
        "started",
        "Started",
        by_year=True,
        filtered=Filtered(15, "started", "started", "in ", "in a year not recorded", "starting year", more=True),
    ),
    Field("completed", "Completed", by_year=True),
    Field("page_url", "Page at the source", sorted=False, to_know=3),
)


@dataclass(frozen=True)
class AccountField:
    """One part of a practice's account: `label` is its heading. `several`: a practice may have more than one.

    `by_some`: not everybody is asked for it. `missed`: a page says where it is not told, unless its five answers do.
    `compared`: a shortlist lines it up. `describes`: search engines are told it. `news`: the feed tells it.
    """

    name: str
    label: str
    several: bool = False
    by_some: bool = False
    missed: bool = False
    compared: bool = True
    describes: bool = False
    news: bool = False


# What is told of a practice beyond its columns, in the order it is read.
ACCOUNT = (
    AccountField("problem", "The problem", missed=True, describes=True),
    AccountField("aim", "The aim", missed=True, compared=False),
    AccountField("tried", "What was tried", by_some=True),
    AccountField("how_it_works", "How it works", missed=True, describes=True),
    AccountField("where", "Where it is done", missed=True),
    AccountField("resources", "What it takes"),
    AccountField("cost", "What it costs"),
    AccountField("evaluation", "The evaluation", news=True),
    AccountField("result", "The result", describes=True, news=True),
    AccountField("why", "Why it did not work", by_some=True, news=True),
    AccountField("learning", "What others can learn", missed=True, news=True),
    AccountField("do_differently", "What they would do differently", by_some=True, news=True),
    AccountField("linked_to_evidence", "Where the recognition can be checked", by_some=True, compared=False),
    AccountField("links", "Read more", several=True, compared=False),
)
ACCOUNT_FIELD = {field.name: field for field in ACCOUNT}
EVIDENCE = ("evaluated", "evaluation_design", "evaluator", "outcome")
"""The columns that say how sure anybody is."""
TOLD_IN_ACCOUNTS = (*EVIDENCE, "started", "completed")
"""The columns that an account may tell as well, where the catalogue leaves them empty."""
ACCOUNT_SEARCHED = Searched(0.7, 150)
"""The text of a whole account, as it is searched."""


def _ordered(place: Callable[[Field], int]) -> tuple[str, ...]:
    """The columns that have a place, in the order of their places."""
    return tuple(field.name for field in sorted(FIELDS, key=place) if place(field))


FIELD = {field.name: field for field in FIELDS}
COLUMNS = tuple(FIELD)
REQUIRED_COLUMNS = tuple(field.name for field in FIELDS if field.required)
MULTI_VALUED = tuple(field.name for field in FIELDS if field.several)
WITH_TERMS = tuple(field.name for field in FIELDS if field.has_terms)
SORTED_BY = tuple(field.name for field in FIELDS if field.sorted)
ALWAYS_RECORDED = tuple(field.name for field in FIELDS if field.always)
MAY_BE_RECORDED = tuple(field.name for field in FIELDS if field.name not in ("slug", "title"))
SIMILAR = _ordered(lambda field: field.similar)
DETAILS = _ordered(lambda field: field.detail)
TO_KNOW = _ordered(lambda field: field.to_know)
SEARCHED = {
    field.name: field.searched
    for field in sorted(FIELDS, key=lambda field: -field.searched.weight if field.searched else 0)
    if field.searched
} | {"account": ACCOUNT_SEARCHED}
"""How each field is searched, the weightiest first."""
FILTERS = {field.key: (field.name, field.filtered) for field in FIELDS if field.filtered}
"""The column and the words of each filter, by its name in an address."""
CROSSED = {
    field.key: (field.name, field.crossed)
    for field in sorted(FIELDS, key=lambda field: field.crossed.place if field.crossed else 0)
    if field.crossed
}
"""The same of each field that can be crossed, in their order."""


def split_cell(cell: str) -> list[str]:
    """The values of a cell that may hold several; [] for an empty one. Terms may contain commas."""
    return [value for value in cell.split(SEPARATOR) if value]


def values_in(column: str, cell: str) -> list[str]:
    """The values a cell of that column holds: as many as it names, one, or none."""
    if FIELD[column].several:
        return split_cell(cell)
    return [cell] if cell else []


def counted_as(column: str, cell: str) -> list[str]:
    """The values that a practice is counted by: those the cell holds, of a date the year."""
    return [value[:4] if FIELD[column].by_year and value[:4].isdigit() else value for value in values_in(column, cell)]


def text(cell: object) -> str:
    """What a cell of the table says, "" when nothing is recorded (pandas then has NaN there)."""
    return cell if isinstance(cell, str) else ""
