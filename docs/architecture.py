"""Draws how the code stands, two floors deep: every room with what is in it, and an arrow to each room it needs.

The rows are the layers that `make check` holds the imports to (pyproject.toml), the arrows the imports themselves, so
the picture cannot tell another story than the code. An arrow that only repeats a longer way is left out.
`python -m docs.architecture` writes the picture anew.
"""

import tomllib
from collections.abc import Iterator, Sequence
from html import escape
from importlib import import_module
from pathlib import Path
from textwrap import wrap

import grimp

ROOT = Path(__file__).parent.parent
PICTURE = Path(__file__).parent / "pictures" / "architecture.svg"
WIDTH, MARGIN, GAP, BETWEEN, LINE, LETTERS = 1240, 16, 14, 30, 15, 6.4
STYLE = """\
svg { font-family: system-ui, sans-serif; font-size: 11.5px; background: #ffffff; }
rect { fill: #f4f6fa; stroke: #7b8494; rx: 5px; } .outer rect { fill: #e3f1fb; }
text { fill: #1b2733; } .name { font-weight: 600; font-size: 13px; } .inside { fill: #4a5663; }
path { fill: none; stroke: #7b8494; stroke-width: 1; } marker path { fill: #7b8494; stroke: none; }
@media (prefers-color-scheme: dark) {
  svg { background: #14171c; } rect { fill: #1f252d; } .outer rect { fill: #1c3345; } text { fill: #e8edf2; }
  .inside { fill: #a9b4c0; }
}"""


def rows() -> list[list[str]]:
    """The rooms, the highest row first: pages, their parts, then the layers of the package."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    [package] = [each for each in settings["contracts"] if each.get("containers") == ["practicebank"]]
    layers = [[f"practicebank.{room.strip()}" for room in layer.split("|")] for layer in package["layers"]]
    return [["pages"], ["pages.parts"], *layers]


def needs(graph: grimp.ImportGraph, rooms: Sequence[str]) -> dict[str, set[str]]:
    """Each room and the rooms it imports from directly, without those it reaches through another anyway."""
    direct = {room: {other for other in rooms if _imports(graph, rooms, room, other)} for room in rooms}
    return {
        room: {far for far in others if not _reached(direct, others - {far}, far)} for room, others in direct.items()
    }


def _imports(graph: grimp.ImportGraph, rooms: Sequence[str], room: str, other: str) -> bool:
    """A room's modules are its own, without those of a room inside it."""
    if room == other:
        return False
    return any(
        imported in _modules(graph, rooms, other)
        for module in _modules(graph, rooms, room)
        for imported in graph.find_modules_directly_imported_by(module)
    )


def _modules(graph: grimp.ImportGraph, rooms: Sequence[str], room: str) -> set[str]:
    inside = {room, *graph.find_descendants(room)}
    for inner in rooms:
        if inner.startswith(f"{room}."):
            inside -= {inner, *graph.find_descendants(inner)}
    return inside


def _reached(direct: dict[str, set[str]], starts: set[str], goal: str) -> bool:
    return any(goal in direct[start] or _reached(direct, direct[start], goal) for start in starts)


def _said(graph: grimp.ImportGraph, rooms: Sequence[str], room: str, letters: int) -> Iterator[tuple[str, str]]:
    """The lines of a room's box, each with its class: what the room is for, and what is in it."""
    if room.startswith("practicebank.__main__"):
        purpose = "The commands an operator types."
    else:
        purpose = " ".join((import_module(room).__doc__ or "").split("\n\n")[0].split()).partition(". ")[0].rstrip(".:")
    yield from (("", line) for line in wrap(purpose, letters))
    inside = sorted(child.rpartition(".")[2] for child in graph.find_children(room) if child not in rooms)
    yield from (("inside", line) for line in wrap(", ".join(inside), letters))


def _box(room: str, left: float, top: float, width: float, lines: Sequence[tuple[str, str]], height: float) -> str:
    said = "".join(
        f'<text class="{kind}" x="{left + 10:.0f}" y="{top + 20 + LINE * at:.0f}">{escape(line)}</text>'
        for at, (kind, line) in enumerate(lines, start=1)
    )
    name = room.removeprefix("practicebank.")
    return (
        f'<g class="{"inner" if room.startswith("practicebank") else "outer"}">'
        f'<rect x="{left:.0f}" y="{top:.0f}" width="{width:.0f}" height="{height:.0f}"/>'
        f'<text class="name" x="{left + 10:.0f}" y="{top + 19:.0f}">{escape(name)}</text>{said}</g>'
    )


def picture() -> str:
    """The SVG, the same for the same code."""
    graph = grimp.build_graph("pages", "practicebank", cache_dir=None)
    floors = rows()
    rooms = [room for row in floors for room in row]
    arrows_of, boxes, places, top = needs(graph, rooms), [], {}, float(MARGIN)
    for row in floors:
        width = (WIDTH - 2 * MARGIN - GAP * (len(row) - 1)) / len(row)
        left = float(MARGIN)
        said = [list(_said(graph, rooms, room, int((width - 20) / LETTERS))) for room in row]
        height = 30 + LINE * max(map(len, said))
        for room, lines in zip(row, said, strict=True):
            boxes.append(_box(room, left, top, width, lines, height))
            places[room] = (left + width / 2, top, top + height)
            left += width + GAP
        top += height + BETWEEN
    arrows = []
    for room in rooms:
        for other in sorted(arrows_of[room]):
            (x, _, start), (end_x, end, _) = places[room], places[other]
            bend = (start + end) / 2
            arrows.append(
                f'<path marker-end="url(#tip)" d="M{x:.0f} {start:.0f} C{x:.0f} {bend:.0f} {end_x:.0f} {bend:.0f} '
                f'{end_x:.0f} {end - 3:.0f}"/>'
            )
    height = top - BETWEEN + MARGIN
    tip = (
        '<marker id="tip" markerWidth="7" markerHeight="7" refX="5" refY="3.5" orient="auto">'
        '<path d="M0 0 L7 3.5 L0 7z"/></marker>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img">'
        f"<title>The rooms of the code; each needs only what stands below it</title>"
        f"<style>\n{STYLE}\n</style><defs>{tip}</defs>\n" + "\n".join([*arrows, *boxes]) + "\n</svg>\n"
    )


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
