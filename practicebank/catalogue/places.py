"""Where organisations stand on the map: a square tile each, in the column and row that `places.csv` gives it.

The file stands beside the catalogue and may be missing: then there is no map. A line that cannot be used is left out
and is a fault; the others are served. An organisation of the map is one of the catalogue when the names are the same.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from practicebank.catalogue.faults import CatalogueError, Fault
from practicebank.catalogue.records import CsvRecord, Records, Stream
from practicebank.catalogue.schema import CONTROLS, UNKNOWN_TERM
from practicebank.fields import NOT_RECORDED
from practicebank.vocabulary import Vocabulary

REQUIRED = ("organisation", "region", "column", "row")
HEADER = (*REQUIRED, "short")
LONGEST_NAME = 100
LONGEST_SHORT = 6
FURTHEST = 30
"""The last column and row there can be: more tiles would be too small to press."""
_MARKUP = re.compile("[<>]")


@dataclass(frozen=True)
class Place:
    """One tile. `column` and `row` count from 0, at the top left; `short` is what fits on it."""

    organisation: str
    region: str
    column: int
    row: int
    short: str


@dataclass(frozen=True)
class Places:
    """The tiles in the order of the file; none where there is no map."""

    tiles: tuple[Place, ...] = ()
    faults: tuple[Fault, ...] = ()

    @cached_property
    def of(self) -> Mapping[str, Place]:
        """The tile of each organisation that has one."""
        return {place.organisation: place for place in self.tiles}


def load_places(path: Path, vocabulary: Vocabulary) -> Places:
    """Read `places.csv`. No file means no map."""
    try:
        with path.open("rb") as file:
            rows = list(Records(Stream(file, path.name)).up_to())
    except FileNotFoundError:
        return Places()
    except OSError as error:
        return Places(faults=(Fault(1, "", f"Make {path.name} readable: {error.strerror}."),))
    except CatalogueError as error:
        return Places(faults=(Fault(1, "", str(error)),))
    columns = [cell.strip().casefold() for cell in rows[0].cells] if rows and not rows[0].fault else []
    if not set(columns) >= set(REQUIRED) or len(set(columns)) < len(columns):
        return Places(faults=(Fault(1, "", f"Name the columns of {path.name} {', '.join(REQUIRED)}, each once."),))
    advice = f"Rename this column or remove it: the columns of {path.name} are {', '.join(HEADER)}."
    unknown = [Fault(1, column or "a column without a name", advice) for column in columns if column not in HEADER]
    tiles, faults = _judged(rows[1:], columns, vocabulary["region"].names)
    return Places(tuple(tiles), tuple(sorted([*unknown, *faults])))


def _judged(
    rows: Sequence[CsvRecord], columns: Sequence[str], regions: Sequence[str]
) -> tuple[list[Place], list[Fault]]:
    """The tiles that can be drawn, and what is wrong with the other lines."""
    tiles: list[Place] = []
    faults: list[Fault] = []
    named: dict[str, int] = {}
    taken: dict[tuple[int, int], int] = {}
    for row in rows:
        if row.fault or len(row.cells) != len(columns):
            advice = row.fault or f"Give {len(columns)} cells: there are {len(row.cells)}."
            faults.append(Fault(row.line, "", advice))
            continue
        cells = dict(zip(columns, (cell.strip() for cell in row.cells), strict=True))
        found = _faults(row.line, cells, regions)
        if not found:
            place = _place(cells)
            at = (place.column, place.row)
            if place.organisation in named:
                advice = f"Remove this line: line {named[place.organisation]} has the same organisation."
                found.append(Fault(row.line, "organisation", advice, place.organisation))
            elif at in taken:
                advice = f"Give it a place of its own: the tile of line {taken[at]} stands there."
                found.append(Fault(row.line, "column", advice, f"{place.column}, {place.row}"))
            else:
                named[place.organisation] = taken[at] = row.line
                tiles.append(place)
        faults += found
    return tiles, faults


def _place(cells: Mapping[str, str]) -> Place:
    name = cells["organisation"]
    short = cells.get("short", "") or "".join(word[0] for word in name.split() if word[0].isupper())[:LONGEST_SHORT]
    return Place(name, cells["region"], int(cells["column"]), int(cells["row"]), short or name[:LONGEST_SHORT])


def _faults(line: int, cells: Mapping[str, str], regions: Sequence[str]) -> list[Fault]:
    """What is wrong with the cells of one line, whatever the others say."""
    faults = []
    for column, longest in (("organisation", LONGEST_NAME), ("short", LONGEST_SHORT)):
        cell = cells.get(column, "")
        if _MARKUP.search(cell) or CONTROLS.search(cell) or "\n" in cell:
            faults.append(Fault(line, column, "Write it on one line, without < and > and control characters.", cell))
        elif len(cell) > longest:
            faults.append(Fault(line, column, f"Shorten it to {longest} characters.", cell))
    if cells["organisation"].casefold() in ("", NOT_RECORDED.casefold()):
        faults.append(Fault(line, "organisation", "Enter the name of an organisation."))
    if cells["region"] not in regions:
        faults.append(Fault(line, "region", UNKNOWN_TERM, cells["region"]))
    for column in ("column", "row"):
        cell = cells[column]
        if not (cell.isascii() and cell.isdigit() and len(cell) < 4 and int(cell) <= FURTHEST):
            faults.append(Fault(line, column, f"Enter a whole number from 0 to {FURTHEST}.", cell))
    return faults
