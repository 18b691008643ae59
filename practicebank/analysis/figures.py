"""A tally by year as a Plotly figure: a plain dictionary, because building figure objects is what costs.

Paper and fonts are left to the page's theme.
"""

from collections.abc import Collection
from html import escape
from typing import Any

import plotly.graph_objects as go

from practicebank.analysis.tally import Tally
from practicebank.words import practices

Figure = dict[str, Any]

INK, BAR, CHOSEN = ("#1b2733", "#e8edf2"), ("#8fa3b8", "#6b7f95"), ("#0f5ea8", "#7db8f0")
HEIGHT, ABOVE, BELOW, SIZE = 240, 24, 28, 14


class _AsWritten(go.Figure):  # type: ignore[misc]
    """A figure that is handed on as it was written. Plotly would check it, copy it and add a template that is most
    of a small figure. What is written here is known to be sound, and the page adds its theme.
    """

    def __init__(self, written: Figure) -> None:
        self._written = written

    def to_dict(self) -> Figure:
        return self._written


def drawn(tally: Tally, dark: bool, chosen: Collection[str] = ()) -> go.Figure:
    """The tally as `st.plotly_chart` wants it; good for that alone. `chosen` are the terms of bars to mark so."""
    figure = columns(tally, dark, chosen)
    return _AsWritten({**figure, "layout": {**figure["layout"], "template": {}}})


def columns(tally: Tally, dark: bool, chosen: Collection[str] = ()) -> Figure:
    """One column for each bar, as high as its practices are many, with its number above. Everything has its place
    beforehand: letting Plotly find the margins draws the chart several times.
    """
    names = [f"{'✓ ' if bar.term in chosen else ''}{escape(bar.label)}" for bar in tally.bars]
    trace = {
        "type": "bar",
        "x": names,
        "y": [bar.number for bar in tally.bars],
        "text": [f"{bar.number:,}" for bar in tally.bars],
        "textposition": "outside",
        "textfont": {"size": SIZE, "color": INK[dark]},
        "cliponaxis": False,
        "hovertext": [f"{escape(bar.label)}: {practices(bar.number)}." for bar in tally.bars],
        "hoverinfo": "text",
        "customdata": [[bar.term] for bar in tally.bars],
        "marker": {"color": [(CHOSEN if bar.term in chosen else BAR)[dark] for bar in tally.bars]},
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
    }
    return {
        "data": [trace],
        "layout": {
            "height": HEIGHT,
            "margin": {"l": 0, "r": 0, "t": ABOVE, "b": BELOW, "pad": 0, "autoexpand": False},
            "bargap": 0.3,
            "showlegend": False,
            "hovermode": "closest",
            "clickmode": "event+select",
            "dragmode": "pan",
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "xaxis": {
                "type": "category",
                "fixedrange": True,
                "showgrid": False,
                "tickfont": {"size": SIZE, "color": INK[dark]},
                "tickangle": 0,
                "automargin": False,
            },
            "yaxis": {"visible": False, "range": [0, max(tally.longest, 1)], "fixedrange": True},
        },
    }
