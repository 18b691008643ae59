"""What stands above every result: the choice in words, each chosen value removable, and ways out of nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from pages.parts.markup import show
from pages.parts.sidebar import label_of
from pages.parts.visit import Visit
from practicebank.filters import Filters


@dataclass(frozen=True)
class Chip:
    """A chosen value, and the choice without it."""

    label: str
    term: str
    without: Filters


@dataclass(frozen=True)
class WayOut:
    """A filter to relax when nothing matches, and how many practices that would show."""

    label: str
    filters: Filters
    number: int


def chips(visit: Visit) -> Sequence[Chip]:
    return [
        Chip("Search" if key == "q" else label_of(key, visit.bank.vocabulary), term, visit.filters.without(key, term))
        for key, term in visit.filters.choices()
    ]


def ways_out(visit: Visit) -> Sequence[WayOut]:
    """Each filter that shows something when it alone is dropped, the most rewarding first."""
    keys = dict.fromkeys(key for key, _ in visit.filters.choices())
    ways = []
    for key in keys:
        relaxed = visit.filters.without(key)
        label = "the search" if key == "q" else f"“{label_of(key, visit.bank.vocabulary)}”"
        ways.append(WayOut(label, relaxed, len(visit.bank.select(relaxed))))
    return sorted((way for way in ways if way.number), key=lambda way: -way.number)


def heading(visit: Visit) -> None:
    """The choice in words and its chips; where nothing matches, what to relax."""
    show("heading.html", **heading_values(visit))


def heading_values(visit: Visit) -> dict[str, object]:
    return {
        "visit": visit,
        "chips": chips(visit),
        "ways_out": [] if len(visit.selection) else ways_out(visit),
    }
