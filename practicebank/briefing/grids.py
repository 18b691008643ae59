"""Crossings, the map and practices side by side as tables that every office file can hold and edit.

A dot is a letter in the colour of its rating: it stays text, is read aloud and survives a copy.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from practicebank.analysis.gap_map import Cell, GapMap, State
from practicebank.analysis.places import PlaceMap
from practicebank.analysis.two_choices import Contrast
from practicebank.fields import NOT_RECORDED
from practicebank.ratings import SIGNS, Rating, rating_of
from practicebank.words import counted, listed, practices

MOST_LETTERS = 150  # a practice is a letter in a table; more are numbers
MOST_ROWS, MOST_COLUMNS = 20, 8
MOST_GAPS = 5
MOST_ELSEWHERE = 12
FILLS = {"gap": "F3E3C0", "tile": "DCE8F3", "empty tile": "F1F3F6"}
"""The ground of a cell by its kind, red, green and blue."""
DOT_FONT = "Segoe UI Symbol"  # its circles are all as large
_WORDS = {
    State.GAP: "Gap",
    State.PERHAPS: "?",
    State.NONE_RECORDED: "–",
    State.NOT_APPLICABLE: "n/a",
    State.NOTHING_MISSING: "–",
}


@dataclass(frozen=True)
class Dots:
    """So many practices of one rating."""

    rating: Rating
    number: int

    @property
    def text(self) -> str:
        return SIGNS[self.rating.shape] * self.number


@dataclass(frozen=True)
class GridCell:
    """`kind` is "head", "quiet", "gap", "tile", "empty tile", "nothing", or "" for a plain one."""

    words: str
    dots: Sequence[Dots] = ()
    kind: str = ""

    @property
    def text(self) -> str:
        return " ".join(filter(None, (self.words, "".join(dots.text for dots in self.dots))))


@dataclass(frozen=True)
class Grid:
    """`rows` are all as long as `widths`, which are shares of the whole; the first is a head where `headed`. `said`
    stands beside or below, the most important first; `key` says what the dots are, with the practices of each.
    `counted` is what is counted, in a few words; `smallest` is the size of letters below which texts are cut instead.
    """

    name: str
    title: str
    counted: str
    rows: Sequence[Sequence[GridCell]]
    said: Sequence[str]
    widths: Sequence[float]
    key: Sequence[tuple[Dots, str]] = ()
    headed: bool = True
    smallest: float = 8


def crossing(name: str, title: str, said: Sequence[str], drawn: GapMap, ratings: Mapping[str, int]) -> Grid:
    """Every cell of a crossing as a number and its dots. `ratings` is how many practices have each rating."""
    rows, columns = _largest(drawn.row_terms, drawn.row_totals, MOST_ROWS), _columns(drawn)
    dotted = drawn.whole <= MOST_LETTERS
    said = [*said, drawn.counted, _left_out(drawn, rows, columns)]
    return Grid(
        name=name,
        title=title,
        counted=f"{practices(drawn.whole)}, {'each of them a dot' if dotted else 'counted'}.",
        rows=[
            _head(drawn, columns),
            *(
                [_row_head(drawn, row), *(_crossed(drawn, row, column, dotted=dotted) for column in columns)]
                for row in rows
            ),
        ],
        said=[each for each in said if each],
        widths=_widths(rows, columns),
        key=_key(ratings) if dotted else (),
    )


def gaps(drawn: GapMap) -> Grid:
    """The same as numbers, with the empty cells that are gaps, and the clearest of those in words."""
    rows, columns = _largest(drawn.row_terms, drawn.row_totals, MOST_ROWS), _columns(drawn)
    clearest = [drawn.where(cell.row, cell.column) for cell in drawn.gaps[:MOST_GAPS]]
    many = len(drawn.gaps)
    first = f"The clearest {len(clearest)}: no practice" if many > len(clearest) else "No practice"
    said = [
        f"{counted(many, 'gap')} between terms that have practices.",
        f"{first} {listed(clearest, 'or')}." if clearest else "",
        drawn.lacking,
        _left_out(drawn, rows, columns),
        "People chose what to put in: a gap here does not mean that nothing is done.",
    ]
    return Grid(
        name="gaps",
        title=drawn.title,
        counted="Where are practices, and where is there none?",
        rows=[
            _head(drawn, columns),
            *([_row_head(drawn, row), *(_gap(drawn.cell(row, column)) for column in columns)] for row in rows),
        ],
        said=[each for each in said if each],
        widths=_widths(rows, columns),
    )


def place_grid(drawn: PlaceMap, caution: str) -> Grid:
    """The tiles where they stand on the map; everybody who has none in words."""
    (left, top), dotted = drawn.first, drawn.whole <= MOST_LETTERS
    tiles = {(tile.place.row - top, tile.place.column - left): tile for tile in drawn.tiles}
    tall = max(row for row, _ in tiles) + 1
    rows = []
    for row in range(tall):
        cells = []
        for column in range(drawn.columns):
            tile = tiles.get((row, column))
            if tile is None:
                cells.append(GridCell("", kind="nothing"))
            elif not tile.bar.number:
                cells.append(GridCell(tile.place.short, kind="empty tile"))
            else:
                parts = drawn.parts_of(tile.bar) if dotted else ()
                dots = [Dots(rating_of(name, drawn.part_names), number) for name, number in parts]
                words = tile.place.short if dotted else f"{tile.place.short} {tile.bar.number:,}"
                cells.append(GridCell(words, dots, "tile"))
        rows.append(cells)
    ratings = {name: sum(bar.parts[at] for bar in drawn.bars) for at, name in enumerate(drawn.part_names)}
    return Grid(
        name="places",
        title=drawn.title,
        counted=drawn.counted,
        rows=rows,
        said=[each for each in (drawn.sentence, _elsewhere(drawn), caution) if each],
        widths=[1.0] * drawn.columns,
        key=_key(ratings) if dotted else (),
        headed=False,
    )


def contrast_grid(drawn: Contrast) -> Grid:
    """What is compared, field by field, in a sentence each."""
    one, other = drawn.sides.one, drawn.sides.other
    head = [GridCell(text, kind="head") for text in ("", f"{one}: recorded", f"{other}: recorded", "What differs most")]
    return Grid(
        name="two-choices",
        title=f"{one} and {other}, field by field",
        counted=drawn.in_words,
        rows=[
            head,
            *(
                [
                    GridCell(field.label, kind="head"),
                    *(
                        GridCell(f"{number:,} of {whole:,}")
                        for number, whole in zip(field.recorded, drawn.wholes, strict=True)
                    ),
                    GridCell(field.sentence),
                ]
                for field in drawn.fields
            ),
        ],
        said=[drawn.caution],
        widths=(1.4, 1.2, 1.2, 4.6),
    )


def _largest(terms: Sequence[str], totals: Mapping[str, int], most: int) -> Sequence[str]:
    """The terms in their order; of too many, those with most practices, and what is not recorded."""
    if len(terms) <= most:
        return terms
    kept = set(sorted(terms, key=lambda term: (term != NOT_RECORDED, -totals[term]))[:most])
    return [term for term in terms if term in kept]


def _columns(drawn: GapMap) -> Sequence[str]:
    return _largest(drawn.column_terms, drawn.column_totals, MOST_COLUMNS)


def _widths(rows: Sequence[str], columns: Sequence[str]) -> Sequence[float]:
    """The first column is as wide as its longest term needs, but leaves the others most of the room."""
    return [min(0.08 * max(map(len, rows), default=0) + 0.3, 0.45 * len(columns) + 0.3), *[1.0] * len(columns)]


def _left_out(drawn: GapMap, rows: Sequence[str], columns: Sequence[str]) -> str:
    number = drawn.left_out + len(drawn.row_terms) - len(rows) + len(drawn.column_terms) - len(columns)
    return f"Not drawn: {counted(number, 'term')} with fewest practices." if number else ""


def _head(drawn: GapMap, columns: Sequence[str]) -> Sequence[GridCell]:
    labels = drawn.labels
    first = GridCell(f"{labels[drawn.axes.rows]} ↓ {labels[drawn.axes.columns]} →", kind="quiet")
    return [first, *(GridCell(f"{term} ({drawn.column_totals[term]:,})", kind="head") for term in columns)]


def _row_head(drawn: GapMap, row: str) -> GridCell:
    return GridCell(f"{row} ({drawn.row_totals[row]:,})", kind="head")


def _crossed(drawn: GapMap, row: str, column: str, *, dotted: bool) -> GridCell:
    cell = drawn.cell(row, column)
    if cell is None or not cell.number:
        return GridCell("")
    if not dotted:
        return GridCell(f"{cell.number:,}")
    parts = zip(drawn.colours, cell.parts, strict=True)
    dots = [Dots(rating_of(term, drawn.colours), number) for term, number in parts if number]
    return GridCell(f"{cell.number:,}", dots)


def _gap(cell: Cell | None) -> GridCell:
    if cell is None:
        return GridCell("")
    if cell.number:
        return GridCell(f"{cell.number:,}")
    return GridCell(_WORDS[cell.state], kind="gap" if cell.state in (State.GAP, State.PERHAPS) else "quiet")


def _elsewhere(drawn: PlaceMap) -> str:
    named = [f"{bar.label} ({bar.number:,})" for bar in drawn.elsewhere[:MOST_ELSEWHERE]]
    more = len(drawn.elsewhere) - len(named)
    if more:
        named.append(counted(more, "other"))
    return f"Not on the map: {listed(named)}." if named else ""


def _key(ratings: Mapping[str, int]) -> Sequence[tuple[Dots, str]]:
    return [
        (Dots(rating_of(term, list(ratings)), 1), f"{term}: {practices(number)}")
        for term, number in ratings.items()
        if number
    ]
