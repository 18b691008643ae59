"""The tile map on a page: who has shared, where, and which force is the reader's own."""

from collections.abc import Mapping, Sequence

import streamlit as st

from pages.parts.html import show
from pages.parts.visit import Visit, write_address
from practicebank.analysis.places import CAUTION, NEAR, QUESTION, Tile, place_map

FIRST_OTHERS = 8
MOST_OTHERS = 100


def place_map_card(visit: Visit) -> None:
    """The map with its words, everybody who has no tile, and its table; nothing where the bank has no map."""
    drawn = place_map(visit.bank, visit.selection)
    if drawn is None:
        return
    others = drawn.elsewhere
    show(
        "charts/place_map.html",
        map=drawn,
        visit=visit,
        question=QUESTION,
        caution=CAUTION,
        edges=_edges(drawn.tiles),
        first=others[:FIRST_OTHERS],
        folded=others[FIRST_OTHERS:MOST_OTHERS],
        left_out=max(0, len(others) - MOST_OTHERS),
    )
    st.session_state[NEAR] = visit.near or None
    st.selectbox(
        "Your police force",
        sorted(visit.bank.places.of),
        index=None,
        key=NEAR,
        placeholder="None chosen",
        on_change=_near_chosen,
    )


def _edges(tiles: Sequence[Tile]) -> Mapping[str, str]:
    """For each organisation the classes of the sides on which another region begins."""
    region_at = {(tile.place.column, tile.place.row): tile.place.region for tile in tiles}
    edges = {}
    for (column, row), tile in zip(region_at, tiles, strict=True):
        beside = {"edge-right": region_at.get((column + 1, row)), "edge-below": region_at.get((column, row + 1))}
        sides = [side for side, region in beside.items() if region not in (None, tile.place.region)]
        edges[tile.place.organisation] = " ".join(sides)
    return edges


def _near_chosen() -> None:
    write_address((NEAR,), {NEAR: st.session_state[NEAR] or ""})
