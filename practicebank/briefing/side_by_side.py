"""A few practices as one table: what each is, how it was tested, what it takes and what came of it."""

from collections.abc import Sequence

from practicebank.briefing.briefed_practice import BriefedPractice
from practicebank.briefing.grids import Dots, Grid, GridCell
from practicebank.fields import ACCOUNT_FIELD, NOT_RECORDED
from practicebank.words import listed

MOST_BESIDE = 4
PARTS = ("problem", "how_it_works", "resources", "cost", "evaluation", "result", "learning")


def side_by_side(entries: Sequence[BriefedPractice], title: str, counted: str) -> Grid:
    """A column for each practice, a row for each part of its account that one of them has."""
    told = [{each.field: each.text for each in entry.told} for entry in entries]
    parts = [part for part in PARTS if any(part in each for each in told)]
    missing = [ACCOUNT_FIELD[part].label for part in PARTS if part not in parts]
    rows = [
        [GridCell("", kind="quiet"), *(GridCell(entry.title, kind="head") for entry in entries)],
        [_head("Effectiveness"), *(GridCell(entry.effectiveness, [Dots(entry.rating, 1)]) for entry in entries)],
        [_head("How it was evaluated"), *(_cell(entry.tested) for entry in entries)],
        [_head("What was found"), *(_cell(entry.evidence.found) for entry in entries)],
        *([_head(ACCOUNT_FIELD[part].label), *(_cell(each.get(part, "")) for each in told)] for part in parts),
    ]
    return Grid(
        name="side-by-side",
        title=title,
        counted=counted,
        rows=rows,
        said=[f"{NOT_RECORDED} for any of them: {listed(missing)}."] if missing else [],
        widths=[0.5, *[1.0] * len(entries)],
        smallest=10,
    )


def _head(label: str) -> GridCell:
    return GridCell(label, kind="head")


def _cell(text: str) -> GridCell:
    return GridCell(" ".join(text.split())) if text else GridCell(NOT_RECORDED, kind="quiet")
