"""The boxes that choose what is crossed, on the gap map and on the dots: `rows`, `columns`, `colour` of the address."""

import streamlit as st

from pages.parts.visit import Visit, current_visit, usual_axes, write_address
from practicebank.analysis import gap_map
from practicebank.analysis.gap_map import COLOURS, Axes
from practicebank.fields import CROSSED

_WIDGETS = {"rows": "axes-rows", "columns": "axes-columns", "colour": "axes-colour"}
_LABELS = {"rows": "Rows", "columns": "Columns", "colour": "Coloured by"}


def choose_axes(visit: Visit) -> None:
    """Three boxes that show what the address says and write every change back into it."""
    labels = {key: visit.bank.vocabulary.label(column) for key, (column, _) in CROSSED.items()}
    with st.container(horizontal=True, gap="small", key="axes"):
        for name, key in _WIDGETS.items():
            st.session_state[key] = getattr(visit.axes, name)
            st.selectbox(
                _LABELS[name],
                COLOURS if name == "colour" else list(CROSSED),
                key=key,
                format_func=labels.__getitem__,
                on_change=_changed,
            )


def _changed() -> None:
    """A box changed. A field chosen for both sides turns the picture; what was open in it belonged to the old one."""
    visit = current_visit()
    before = visit.axes
    rows, columns, colour = (st.session_state[key] for key in _WIDGETS.values())
    if rows == columns:
        rows, columns = (rows, before.rows) if rows != before.rows else (before.columns, columns)
    asked = Axes(rows, columns, colour).to_query(usual_axes(visit.page))
    write_address((*gap_map.KEYS, "row", "column", "picked", "gaps"), asked)
