"""A tally of effectiveness as a Plotly figure: a plain dictionary, because building figure objects is what costs.

Effectiveness has five colours of its own and a pattern beside each, so that colour is never the only sign. Paper
and fonts are left to the page's theme.
"""

from html import escape
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from practicebank.practice import NOT_RECORDED
from practicebank.tallies import Bar, Tally, share

Figure = dict[str, Any]

COLOURS = {
    "Worked": ("#123f6d", "#d6ecff"),
    "Promising": ("#2b8cc4", "#5ab4ea"),
    "Untested – new or innovative": ("#b98a1f", "#e6b450"),
    "Didn’t work": ("#a8324a", "#e8505b"),
    NOT_RECORDED: ("#858b94", "#7b8494"),
}
PATTERNS = {"Untested – new or innovative": "/", "Didn’t work": "x", NOT_RECORDED: "."}
PAPER = ("#ffffff", "#14171c")
ROW_HEIGHT, CHARACTER_WIDTH, LONGEST_LINE = 52, 7.5, 20
_OVERLAY = {"fillmode": "overlay", "fgopacity": 0.35, "size": 8, "solidity": 0.2}
INK = ("#1b2733", "#e8edf2")
ON_DARK_BAR, ON_LIGHT_BAR = "#ffffff", "#14171c"


def drawn(tally: Tally, dark: bool) -> go.Figure:
    """The tally as Plotly wants it. What is built here is known to be sound, so it is not checked again."""
    return go.Figure(stacked(tally, dark), _validate=False)


def stacked(tally: Tally, dark: bool) -> Figure:
    """One bar a row, divided into the parts; the number stands in each part that holds it."""
    labels = ["<br>".join(escape(line) for line in _lines(bar.label)) for bar in tally.bars]
    traces = []
    for at, part in enumerate(tally.part_names):
        numbers = [bar.parts[at] for bar in tally.bars]
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": f"{escape(part)} ({sum(numbers):,})",
                "y": labels,
                "x": numbers,
                "text": [f"<b>{number:,}</b>" if number else "" for number in numbers],
                "textposition": "inside",
                "insidetextanchor": "middle",
                "textangle": 0,
                "textfont": {"size": 15, "color": _ink_on(part, dark)},
                "constraintext": "none",
                "hovertext": [_tip(bar, number, part) for bar, number in zip(tally.bars, numbers, strict=True)],
                "hoverinfo": "text",
                "customdata": [[bar.term, part] for bar in tally.bars],
                "marker": _marker(part, dark),
            }
        )
    layout = _layout(tally, dark)
    layout |= {"barmode": "stack", "showlegend": False}
    return {"data": traces, "layout": layout}


def _layout(tally: Tally, dark: bool) -> Figure:
    """Everything has its place beforehand: letting Plotly find the margins draws the chart several times."""
    widest = max((len(line) for bar in tally.bars for line in _lines(bar.label)), default=0)
    return {
        "height": len(tally.bars) * ROW_HEIGHT + 12,
        "margin": {"l": widest * CHARACTER_WIDTH + 12, "r": 12, "t": 8, "b": 4, "pad": 6, "autoexpand": False},
        "bargap": 0.32,
        "hovermode": "closest",
        "dragmode": False,
        "font": {"size": 14, "color": INK[dark]},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "xaxis": {"visible": False, "range": [0, max(tally.longest, 1)], "fixedrange": True},
        "yaxis": {
            "autorange": "reversed",
            "fixedrange": True,
            "ticks": "",
            "title": {"text": ""},
            "tickfont": {"size": 14, "color": INK[dark]},
        },
    }


def _lines(label: str) -> list[str]:
    return wrap(label, LONGEST_LINE) or [""]


def _marker(part: str, dark: bool) -> Figure:
    return {
        "color": _colour(part, dark),
        "pattern": {"shape": PATTERNS.get(part, ""), **_OVERLAY, "fgcolor": PAPER[dark]},
        "line": {"width": 0},
    }


def _colour(term: str, dark: bool) -> str:
    return COLOURS.get(term, COLOURS[NOT_RECORDED])[dark]


def _ink_on(part: str, dark: bool) -> str:
    """Ink that reads on a part's colour: at least 4.5 to 1 for each of the ten."""
    if dark:
        return ON_LIGHT_BAR
    return ON_DARK_BAR if part in ("Worked", "Didn’t work") else ON_LIGHT_BAR


def _tip(bar: Bar, number: int, part: str) -> str:
    """One sentence, in the words of the table."""
    shared = share(number, bar.number)
    percent = "" if shared is None else f" ({shared:.0f}%)"
    return f"{number:,} of {bar.number:,} {escape(bar.label)} practices: {escape(part)}{percent}"
