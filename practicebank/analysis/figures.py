"""A tally of effectiveness as a Plotly figure: a plain dictionary, because building figure objects is what costs.

Effectiveness has colours of its own and a pattern beside each, so that colour is never the only sign. Paper
and fonts are left to the page's theme.
"""

from collections.abc import Collection
from html import escape
from typing import Any

import plotly.graph_objects as go

from practicebank.analysis.sentences import SMALL
from practicebank.analysis.tally import Bar, Tally, share
from practicebank.ratings import Rating
from practicebank.words import are, practices

Figure = dict[str, Any]

PAPER = ("#ffffff", "#14171c")
LINE, BAR, GAP = 19, 30, 14
NAME, SMALLER = 15, 13
_OVERLAY = {"fillmode": "overlay", "fgopacity": 0.35, "size": 8, "solidity": 0.2}
_CLOSE = 4
INK = ("#1b2733", "#e8edf2")
ON_DARK_BAR, ON_LIGHT_BAR = "#ffffff", "#14171c"


class _AsWritten(go.Figure):  # type: ignore[misc]
    """A figure that is handed on as it was written. Plotly would check it, copy it and add a template that is most
    of a small figure: a tenth of what the overview computes. What is written here is known to be sound, and the page
    adds its theme.
    """

    def __init__(self, written: Figure) -> None:
        self._written = written

    def to_dict(self) -> Figure:
        return self._written


def drawn(tally: Tally, dark: bool, chosen: Collection[str] = ()) -> go.Figure:
    """The tally as `st.plotly_chart` wants it; good for that alone. `chosen` are the terms of bars to mark so."""
    figure = stacked(tally, dark, chosen)
    return _AsWritten({**figure, "layout": {**figure["layout"], "template": {}}})


def stacked(tally: Tally, dark: bool, chosen: Collection[str] = ()) -> Figure:
    """One bar a row, as long as its practices are many, divided into parts. Its name and the shares stand above
    it, so that they are whole on a phone and the bars have the full width.
    """
    lines = [_shares(tally, bar) for bar in tally.bars]
    above = LINE * (1 + max((len(each) for each in lines), default=0))
    traces = []
    for at, part in enumerate(tally.part_names):
        numbers, rating = [bar.parts[at] for bar in tally.bars], tally.rating_of(part)
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": f"{escape(part)} ({sum(numbers):,})",
                "y": [escape(bar.label) for bar in tally.bars],
                "x": numbers,
                "text": [f"{number:,}" if number else "" for number in numbers],
                "textposition": "inside",
                "insidetextanchor": "middle",
                "textangle": 0,
                "textfont": {"size": NAME, "color": _ink_on(rating, dark)},
                "constraintext": "none",
                "hovertext": [_tip(bar, number, part) for bar, number in zip(tally.bars, numbers, strict=True)],
                "hoverinfo": "text",
                "customdata": [[bar.term, part] for bar in tally.bars],
                "marker": _marker(rating, dark),
                "selected": {"marker": {"opacity": 1}},
                "unselected": {"marker": {"opacity": 1}},
            }
        )
    names = [
        f"<b>{'✓ ' if bar.term in chosen else ''}{escape(bar.label)}</b>  {practices(bar.number)}"
        + "".join(f'<br><span style="font-size:{SMALLER}px">{line}</span>' for line in each)
        for bar, each in zip(tally.bars, lines, strict=True)
    ]
    return {"data": traces, "layout": _layout(tally, names, dark, above)}


def _layout(tally: Tally, names: list[str], dark: bool, above: int) -> Figure:
    """Rows of one height: words, bar, gap. Everything has its place beforehand: letting Plotly find the margins
    draws the chart several times. A part too narrow for its number goes without: the table has it.
    """
    row = above + BAR + GAP
    first = (above + 2 + BAR / 2) / row  # rows from the top of the figure to the middle of the first bar
    return {
        "height": row * len(names),
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0, "autoexpand": False},
        "bargap": 1 - BAR / row,
        "barmode": "stack",
        "showlegend": False,
        "uniformtext": {"minsize": 11, "mode": "hide"},
        "hovermode": "closest",
        "clickmode": "event+select",
        "dragmode": "pan",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "xaxis": {"visible": False, "range": [0, max(tally.longest, 1)], "fixedrange": True},
        "yaxis": {
            "type": "category",
            "visible": False,
            "range": [len(names) - first, -first],
            "fixedrange": True,
        },
        "annotations": [
            {
                "text": name,
                "x": 0,
                "xref": "paper",
                "xanchor": "left",
                "y": at,
                "yanchor": "bottom",
                "yshift": BAR / 2 + 2,
                "align": "left",
                "showarrow": False,
                "borderpad": 0,
                "font": {"size": NAME, "color": INK[dark]},
            }
            for at, name in enumerate(names)
        ],
    }


def _shares(tally: Tally, bar: Bar) -> list[str]:
    """How a bar divides, two parts to a line so that a phone shows them whole; in words when too few for shares."""
    if 0 < bar.number < SMALL:
        return ["fewer than five: read those, not the shares"]
    said = [
        f"{100 * number / bar.number:.0f}% {escape(part)}"
        for part, number in zip(tally.part_names, bar.parts, strict=True)
        if number
    ]
    return [", ".join(said[at : at + 2]) for at in range(0, len(said), 2)]


def _marker(rating: Rating, dark: bool) -> Figure:
    pattern = {**_OVERLAY, "shape": rating.pattern[:1], "fgcolor": PAPER[dark]}
    if len(rating.pattern) > 1:
        pattern["size"] = _CLOSE
    return {
        "color": rating.dark if dark else rating.light,
        "pattern": pattern,
        "line": {"width": 0},
    }


def _ink_on(rating: Rating, dark: bool) -> str:
    """Ink that reads on a rating's colour: at least 4.5 to 1 for each."""
    if dark:
        return ON_LIGHT_BAR
    return ON_DARK_BAR if rating.light_ink else ON_LIGHT_BAR


def _tip(bar: Bar, number: int, part: str) -> str:
    """One sentence, in the words of the table."""
    shared = share(number, bar.number)
    percent = "" if shared is None else f" ({shared:.0f}%)"
    return f"{escape(bar.label)}: {number:,} of {practices(bar.number)} {are(number)} {escape(part)}{percent}."
