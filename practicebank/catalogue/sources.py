"""Where each fact beyond the listing comes from: one address and a confidence per practice and field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from practicebank.catalogue.faults import CatalogueError, Fault
from practicebank.catalogue.records import Records, Stream
from practicebank.catalogue.schema import is_web_address
from practicebank.fields import COLUMNS

FIELDS = ("slug", "field", "source_url", "confidence")
CONFIDENCES = {
    "high": "stated by a page about this practice",
    "medium": "stated by another public page",
}


@dataclass(frozen=True)
class Source:
    url: str
    confidence: str
    line: int = field(default=0, compare=False)

    @property
    def meaning(self) -> str:
        return CONFIDENCES[self.confidence]


@dataclass(frozen=True)
class Sources:
    """`by_practice[slug][column]` is where that fact comes from; the listing's own facts are not there."""

    by_practice: Mapping[str, Mapping[str, Source]]
    faults: tuple[Fault, ...]

    def of(self, slug: str) -> Mapping[str, Source]:
        return self.by_practice.get(slug, {})


def load_sources(path: Path) -> Sources:
    """Read `sources.csv`. No file means no sources; a line that cannot be used is left out and is a fault."""
    try:
        with path.open("rb") as file:
            rows = iter(list(Records(Stream(file, path.name)).up_to()))
    except FileNotFoundError:
        return Sources({}, ())
    except OSError as error:
        return Sources({}, (Fault(1, "", f"Make {path.name} readable: {error.strerror}."),))
    except CatalogueError as error:
        return Sources({}, (Fault(1, "", str(error)),))
    header = next(rows, None)
    if header is None or header.fault or tuple(header.cells) != FIELDS:
        return Sources({}, (Fault(1, "", f"Name the columns of {path.name} {', '.join(FIELDS)}."),))
    by_practice: dict[str, dict[str, Source]] = {}
    faults = []
    for row in rows:
        cells = [cell.strip() for cell in row.cells]
        fault = Fault(row.line, "", row.fault) if row.fault else _fault(row.line, cells)
        if fault is None:
            slug, column, url, confidence = cells
            facts = by_practice.setdefault(slug, {})
            if column in facts:
                advice = f"Remove this line: line {facts[column].line} gives the source of the same fact."
                fault = Fault(row.line, "", advice)
            else:
                facts[column] = Source(url, confidence, row.line)
        if fault:
            faults.append(fault)
    return Sources(by_practice, tuple(faults))


def _fault(line: int, cells: Sequence[str]) -> Fault | None:
    if len(cells) != len(FIELDS):
        return Fault(line, "", f"Give {len(FIELDS)} cells: there are {len(cells)}.")
    slug, column, url, confidence = cells
    if not slug:
        return Fault(line, "slug", "Enter the slug of a practice.")
    if column not in COLUMNS:
        return Fault(line, "field", "Name a column of the catalogue.", column)
    if not is_web_address(url):
        return Fault(line, "source_url", "Enter a web address that begins with http:// or https://.", url)
    if confidence not in CONFIDENCES:
        return Fault(line, "confidence", f"Use one of {', '.join(CONFIDENCES)}.", confidence)
    return None


def unmatched(sources: Sources, practices: pd.DataFrame) -> list[Fault]:
    """The sources that speak of no practice of the table, or of a fact it does not have."""
    cells = practices.set_index("slug").notna().to_dict("index")
    faults = []
    for slug, facts in sources.by_practice.items():
        for column, source in facts.items():
            if slug not in cells:
                advice = "Use the slug of a practice: none has this one."
                faults.append(Fault(source.line, "slug", advice, slug))
            elif column != "slug" and not cells[slug][column]:
                advice = "Enter the fact in the catalogue, or remove its source."
                faults.append(Fault(source.line, "field", advice, column))
    return sorted(faults)
