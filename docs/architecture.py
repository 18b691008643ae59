"""Draws how the code stands: every room in its row, and an arrow to each room it needs.

The rows and the imports are those that tests/test_structure.py proves, so the picture cannot tell another story than
the code. An arrow that only repeats a longer way is left out. `python -m docs.architecture` writes the picture anew.
"""

import ast
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from textwrap import wrap

from tests.test_structure import GROUPS, SOURCES, group_of, imports_of

PICTURE = Path(__file__).parent / "pictures" / "architecture.svg"
WIDTH, MARGIN, GAP, BETWEEN, LINE, LETTERS = 1240, 16, 14, 34, 15, 6.6
LONGEST = 130
UNDRAWN = ("practicebank", "pages")  # nothing but a name
STYLE = """\
svg { font-family: system-ui, sans-serif; font-size: 11.5px; background: #ffffff; }
rect { fill: #f4f6fa; stroke: #7b8494; rx: 5px; } .outer rect { fill: #e3f1fb; }
text { fill: #1b2733; } .name { font-weight: 600; font-size: 13px; }
path { fill: none; stroke: #7b8494; stroke-width: 1; } marker path { fill: #7b8494; stroke: none; }
@media (prefers-color-scheme: dark) {
  svg { background: #14171c; } rect { fill: #1f252d; } .outer rect { fill: #1c3345; } text { fill: #e8edf2; }
}"""


def needs() -> dict[str, set[str]]:
    """Each room and the rooms it imports from directly, without those it reaches through another anyway."""
    rooms: dict[str, set[str]] = {name: set() for group in GROUPS for name in group}
    for module, source in SOURCES.items():
        for imported in imports_of(module, source, set(SOURCES)):
            here, there = _room(module), _room(imported) if imported in SOURCES else None
            if here and there and here != there and there not in UNDRAWN:
                rooms[here].add(there)
    return {room: {far for far in direct if not _reached(rooms, direct - {far}, far)} for room, direct in rooms.items()}


def _room(module: str) -> str | None:
    place = group_of(module)
    return None if place is None else place[1] if place[1] in dict.fromkeys(sum(GROUPS, ())) else "pages.*"


def _reached(rooms: dict[str, set[str]], starts: Iterable[str], goal: str) -> bool:
    return any(goal in rooms[start] or _reached(rooms, rooms[start], goal) for start in starts)


def _purpose(room: str) -> str:
    """The first sentence of the room's own docstring."""
    if room == "pages.*":
        return f"{sum(_room(module) == room for module in SOURCES)} pages, one file each."
    said = ast.get_docstring(ast.parse(SOURCES[room])) or ""
    sentence = " ".join(said.split("\n\n")[0].split()).split(". ")[0].rstrip(".:")
    return sentence if len(sentence) <= LONGEST else sentence.split(": ")[0]


def _box(room: str, left: float, top: float, width: float, lines: Sequence[str], height: float) -> str:
    name = room.removeprefix("practicebank.")
    said = "".join(
        f'<text x="{left + 10:.0f}" y="{top + 20 + LINE * at:.0f}">{escape(line)}</text>'
        for at, line in enumerate(lines, start=1)
    )
    kind = "inner" if room.startswith("practicebank") else "outer"
    return (
        f'<g class="{kind}"><rect x="{left:.0f}" y="{top:.0f}" width="{width:.0f}" height="{height:.0f}"/>'
        f'<text class="name" x="{left + 10:.0f}" y="{top + 19:.0f}">{escape(name)}</text>{said}</g>'
    )


def picture() -> str:
    """The SVG, the same for the same code."""
    arrows_of, boxes, places, top = needs(), [], {}, float(MARGIN)
    for group in reversed(GROUPS):
        rooms = [room for room in group if room not in UNDRAWN]
        width = min((WIDTH - 2 * MARGIN - GAP * (len(rooms) - 1)) / len(rooms), 420)
        left = (WIDTH - width * len(rooms) - GAP * (len(rooms) - 1)) / 2
        said = [wrap(_purpose(room), int((width - 20) / LETTERS)) for room in rooms]
        height = 30 + LINE * max(map(len, said))
        for room, lines in zip(rooms, said, strict=True):
            boxes.append(_box(room, left, top, width, lines, height))
            places[room] = (left + width / 2, top, top + height)
            left += width + GAP
        top += height + BETWEEN
    arrows = []
    for room in places:
        for other in sorted(arrows_of[room] & set(places)):
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
