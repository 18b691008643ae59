"""Files of what is on the desk, safe to open in a spreadsheet program; made when somebody asks for one."""

from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from practicebank.web.spreadsheet import lines

Offer = tuple[str, str, str, Callable[[], bytes]]


def csv_of(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    return b"".join(lines(header, rows))


def offer(*files: Offer) -> None:
    """A button for each file: what it says, its name, its kind, and what makes it."""
    with st.container(key="desk-files", horizontal=True, gap="small"):
        for label, name, kind, make in files:
            st.download_button(label, make, file_name=name, mime=kind, key=f"file-{name}", on_click="ignore")
