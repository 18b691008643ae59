"""Files of what is on the desk, safe to open in a spreadsheet program; made when somebody asks for one."""

from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from practicebank.briefing.workbook import one_sheet
from practicebank.web.spreadsheet import lines

Offer = tuple[str, str, str, Callable[[], bytes]]
Rows = Callable[[], Iterable[Sequence[object]]]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table(label: str, name: str, header: Sequence[str], rows: Rows) -> tuple[Offer, Offer]:
    """The same rows as CSV and as XLSX."""
    return (
        (f"{label} (CSV)", f"{name}.csv", "text/csv", lambda: b"".join(lines(header, rows()))),
        (f"{label} (XLSX)", f"{name}.xlsx", _XLSX, lambda: one_sheet(name, header, rows())),
    )


def offer(*files: Offer) -> None:
    """A button for each file: what it says, its name, its kind, and what makes it."""
    with st.container(key="desk-files", horizontal=True, gap="small"):
        for label, name, kind, make in files:
            st.download_button(label, make, file_name=name, mime=kind, key=f"file-{name}", on_click="ignore")
