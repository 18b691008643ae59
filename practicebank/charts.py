"""Tallies as Plotly figures: plain dictionaries, because building figure objects is what costs.

Effectiveness has five colours of its own and a pattern beside each, so that colour is never the only sign;
everything else is drawn in one quiet colour. Paper and fonts are left to the page's theme.
"""

from html import escape
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
QUIET = ("#8fa3b8", "#5d7186")
PAPER = ("#ffffff", "#14171c")
_OVERLAY = {"fillmode": "overlay", "fgopacity": 0.35, "size": 8, "solidity": 0.2}
INK = ("#1b2733", "#e8edf2")
ON_DARK_BAR, ON_LIGHT_BAR = "#ffffff", "#14171c"


def drawn(tally: Tally, dark: bool) -> go.Figure:
    """The tally as Plotly wants it. What is built here is known to be sound, so it is not checked again."""
    figure = stacked(tally, dark) if tally.part_names else bars(tally, dark)
    return go.Figure(figure, _validate=False)


def stacked(tally: Tally, dark: bool) -> Figure:
    """One bar a row, divided into the parts; the number stands in each part that holds it."""
    labels = [escape(bar.label) for bar in tally.bars]
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
                "customdata": [bar.term for bar in tally.bars],
                "marker": _marker(part, dark),
            }
        )
    layout = _layout(len(labels), tally.longest, dark, row=52, extra=64)
    layout |= {
        "barmode": "stack",
        "showlegend": True,
        "legend": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1,
            "yanchor": "bottom",
            "traceorder": "normal",
            "itemclick": False,
            "itemdoubleclick": False,
            "font": {"size": 14, "color": INK[dark]},
        },
    }
    return {"data": traces, "layout": layout}


def bars(tally: Tally, dark: bool) -> Figure:
    """One bar a row with its number at the end; effectiveness in its own colours, anything else in the quiet one."""
    rated = tally.key == "effectiveness"
    trace = {
        "type": "bar",
        "orientation": "h",
        "y": [escape(bar.label) for bar in tally.bars],
        "x": [bar.number for bar in tally.bars],
        "text": [f"{bar.number:,}" for bar in tally.bars],
        "textposition": "outside",
        "cliponaxis": False,
        "textfont": {"size": 14, "color": INK[dark]},
        "hovertext": [_tip(bar, bar.number, "", tally.whole) for bar in tally.bars],
        "hoverinfo": "text",
        "customdata": [bar.term for bar in tally.bars],
        "marker": {
            "color": [_colour(bar.label, dark) if rated else QUIET[dark] for bar in tally.bars],
            "pattern": {
                "shape": [PATTERNS.get(bar.label, "") if rated else "" for bar in tally.bars],
                **_OVERLAY,
                "fgcolor": PAPER[dark],
            },
        },
    }
    return {
        "data": [trace],
        "layout": _layout(len(tally.bars), tally.longest, dark, row=34, extra=12) | {"showlegend": False},
    }


def _layout(rows: int, longest: int, dark: bool, row: int, extra: int) -> Figure:
    return {
        "height": rows * row + extra,
        "margin": {"l": 8, "r": 34, "t": 8, "b": 4, "pad": 6},
        "bargap": 0.32,
        "hovermode": "closest",
        "dragmode": False,
        "font": {"size": 14, "color": INK[dark]},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "xaxis": {"visible": False, "range": [0, max(longest, 1)], "fixedrange": True},
        "yaxis": {
            "autorange": "reversed",
            "automargin": True,
            "fixedrange": True,
            "ticks": "",
            "title": {"text": ""},
            "tickfont": {"size": 14, "color": INK[dark]},
        },
    }


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


def _tip(bar: Bar, number: int, part: str, whole: int = 0) -> str:
    """One sentence, in the words of the table."""
    if part:
        shared = _percent(number, bar.number)
        return f"{number:,} of {bar.number:,} {escape(bar.label)} practices: {escape(part)} ({shared})"
    return f"{escape(bar.label)}: {number:,} of {whole:,} practices ({_percent(number, whole)})"


def _percent(part: int, whole: int) -> str:
    shared = share(part, whole)
    return "no share" if shared is None else f"{shared:.0f}%"
