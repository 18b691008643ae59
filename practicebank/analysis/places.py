"""Who has shared practices, and where: the counts behind the tile map, their words, and what is near to a reader.

Counts are made from whole columns. An organisation stands on the map when `places.csv` gives it a tile; everybody else
is counted by name, and what no organisation is recorded for is counted apart: together they are all that is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from practicebank.analysis import sentences
from practicebank.analysis.tally import Bar
from practicebank.bank.bank import Bank, Selection
from practicebank.bank.facets import crossed
from practicebank.catalogue.places import Place, Places
from practicebank.fields import FIELD, NOT_RECORDED, WITHHELD
from practicebank.words import counted, have, listed, practices

NEAR = "near"
"""What the address calls the organisation of the map that a reader has named as theirs."""
QUESTION = "Where was it tried?"
CAUTION = (
    "An empty tile says only that no practice of that force is recorded here. A force that shares more may not do more."
)


@dataclass(frozen=True)
class Tile:
    """One place with the practices of its organisation; `more` is how many it would show if it were chosen too."""

    place: Place
    bar: Bar
    more: int


@dataclass(frozen=True)
class PlaceMap:
    """`tiles` stand row by row; `elsewhere` are the organisations that have no tile, most practices first, and
    `missing` the practices of which no organisation is recorded. `regions` are those of the map, each with the
    practices that choosing it would show. The parts of each bar are in the order of `part_names`.
    """

    title: str
    counted: str
    sentence: str
    tiles: Sequence[Tile]
    elsewhere: Sequence[Bar]
    missing: Bar
    regions: Sequence[Bar]
    whole: int
    part_names: tuple[str, ...]

    @property
    def longest(self) -> int:
        return max((tile.bar.number for tile in self.tiles), default=0)

    @property
    def columns(self) -> int:
        """How many columns of tiles there are; the first that holds one is the first."""
        return max(tile.place.column for tile in self.tiles) - self.first[0] + 1

    @property
    def first(self) -> tuple[int, int]:
        """The first column and the first row that hold a tile."""
        return min(tile.place.column for tile in self.tiles), min(tile.place.row for tile in self.tiles)

    @property
    def bars(self) -> Sequence[Bar]:
        """Everybody there is, the tiles first and what is not recorded last."""
        return [*(tile.bar for tile in self.tiles), *self.elsewhere, self.missing]

    @property
    def labels(self) -> Sequence[str]:
        """The labels that a practice shown has."""
        return [name for at, name in enumerate(self.part_names) if any(bar.parts[at] for bar in self.bars)]

    @property
    def has_more(self) -> bool:
        """Whether a tile shows none of its practices and would, if it were chosen too."""
        return any(tile.more and not tile.bar.number for tile in self.tiles)

    def parts_of(self, bar: Bar) -> Sequence[tuple[str, int]]:
        """The labels that its practices have, each with how many."""
        return [(name, part) for name, part in zip(self.part_names, bar.parts, strict=True) if part]

    def in_words(self, bar: Bar) -> str:
        """ "Kent Police: 2 practices, 1 Promising and 1 Worked"."""
        if not bar.number:
            return f"{bar.label}: no practice"
        parts = self.parts_of(bar)
        if len(parts) == 1:
            return f"{bar.label}: {practices(bar.number)}, {parts[0][0]}"
        return f"{bar.label}: {practices(bar.number)}, {listed([f'{part:,} {name}' for name, part in parts])}"

    @property
    def table(self) -> pd.DataFrame:
        """The same numbers, one row an organisation; `Region` is that of its tile, and without one it has none."""
        regions = {tile.bar.label: tile.place.region for tile in self.tiles}
        rows = [[bar.label, regions.get(bar.label), bar.number, *bar.parts] for bar in self.bars]
        return pd.DataFrame(rows, columns=["Organisation", "Region", "Practices", *self.part_names])


def place_map(bank: Bank, selection: Selection) -> PlaceMap | None:
    """None where the bank has no `places.csv`, or none that can be drawn."""
    if not bank.places.tiles:
        return None
    organisations, ratings = bank.facets["organisation"], bank.facets["effectiveness"]
    divided = crossed(organisations, ratings, selection.kept)
    there = np.flatnonzero(divided.any(axis=1)).tolist()
    bars = {
        organisations.terms[at]: Bar(organisations.terms[at], sum(parts), organisations.terms[at], tuple(parts))
        for at, parts in zip(there, divided[there].tolist(), strict=True)
    }
    nothing = (0,) * len(ratings.terms)
    could = selection.counts["organisation"]
    tiles = [
        Tile(
            place,
            bars.pop(place.organisation, Bar(place.organisation, 0, place.organisation, nothing)),
            could.get(place.organisation, 0),
        )
        for place in sorted(bank.places.tiles, key=lambda place: (place.row, place.column))
    ]
    missing = bars.pop(NOT_RECORDED, Bar(NOT_RECORDED, 0, NOT_RECORDED, nothing))
    elsewhere = sorted(bars.values(), key=lambda bar: (-bar.number, bar.label.casefold()))
    on_the_map = {place.region for place in bank.places.tiles}
    whole = len(selection)
    return PlaceMap(
        title=_title([tile.bar for tile in tiles], whole, everything=whole == len(bank)),
        counted=f"Practices by the organisation recorded, out of {practices(whole)}.",
        sentence=_sentence(tiles, elsewhere, missing.number, whole),
        tiles=tiles,
        elsewhere=elsewhere,
        missing=missing,
        regions=[
            Bar(region, number, region) for region, number in selection.counts["region"].items() if region in on_the_map
        ],
        whole=whole,
        part_names=ratings.terms,
    )


def _title(bars: Sequence[Bar], whole: int, *, everything: bool) -> str:
    """How many of the forces have shared, and which the most."""
    if not whole:
        return sentences.NOTHING
    what = "a practice" if everything else "a practice shown here"
    shared = [bar for bar in bars if bar.number]
    if len(bars) == 1:
        number = practices(bars[0].number) if shared else "no practice"
        return f"{bars[0].label} has shared {number}{'' if everything else ' shown here'}"
    if not shared:
        return f"None of {len(bars):,} police forces has shared {what}"
    who = f"All {len(bars):,}" if len(shared) == len(bars) else f"{len(shared):,} of {len(bars):,}"
    said = f"{who} police forces {have(len(shared))} shared {what}"
    most = max(bar.number for bar in shared)
    names = [bar.label for bar in shared if bar.number == most]
    if len(shared) == 1:
        return f"{said}: {names[0]}, {most:,}"
    if len(names) == len(shared):
        return f"{said}, {most:,} each"
    if len(names) > 3:
        return f"{said}; {len(names):,} of them the most, {most:,} each"
    return f"{said}; {listed(names)} the most, {most:,}{' each' if len(names) > 1 else ''}"


def _sentence(tiles: Sequence[Tile], elsewhere: Sequence[Bar], missing: int, whole: int) -> str:
    """Who else has shared, where no force of a region has, and how much is not known."""
    if not whole:
        return f"{sentences.NOTHING}."
    per_region: dict[str, int] = {}
    for tile in tiles:
        per_region[tile.place.region] = per_region.get(tile.place.region, 0) + tile.bar.number
    without = [FIELD["region"].said.get(region, f"in {region}") for region, number in per_region.items() if not number]
    said = []
    named = [bar for bar in elsewhere if bar.label != WITHHELD]
    if named:
        number = sum(bar.number for bar in named)
        others = counted(len(named), "other organisation")
        said.append(f"{others} {have(len(named))} shared {practices(number)}.")
    if 0 < len(without) <= 3 and len(without) < len(per_region):
        said.append(f"No force {listed(sorted(without), 'or')} has shared one.")
    said.append(sentences.unrecorded(missing, "organisation"))
    return " ".join(filter(None, said))


def how_near(places: Places, near: str, organisation: str, regions: Sequence[str]) -> str:
    """Whether a practice was tried near to a reader, in words; "" for a reader who has not said where that is.

    `near` is the reader's organisation, `organisation` and `regions` are the practice's own. A practice was tried in a
    region that is recorded for it, and in that of its organisation's tile.
    """
    mine = places.of.get(near)
    if mine is None:
        return ""
    if organisation == near:
        return f"Tried in your force: {near}"
    if mine.region in regions or (organisation in places.of and places.of[organisation].region == mine.region):
        return f"Tried in your region: {mine.region}"
    return "Not recorded as tried in your force or region"
