"""Files of what is on the desk, safe to open in a spreadsheet program; made when somebody asks for one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from practicebank.briefing.workbook import one_sheet
from practicebank.desk.desk import Desk
from practicebank.web.spreadsheet import lines

Rows = Callable[[Desk], Iterable[Sequence[object]]]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class File:
    """`make` is given the desk as it is when somebody asks for the file, not the one the page was drawn with."""

    label: str
    name: str
    kind: str
    make: Callable[[Desk], bytes]

    def make_later(self, desk: Desk) -> bytes:
        """Raises `NotAllowed` when the reviewer has been signed out since the page was drawn."""
        return self.make(desk.renew())


def table(label: str, name: str, header: Sequence[str], rows: Rows) -> tuple[File, File]:
    """The same rows as CSV and as XLSX."""
    return (
        File(f"{label} (CSV)", f"{name}.csv", "text/csv", lambda desk: b"".join(lines(header, rows(desk)))),
        File(f"{label} (XLSX)", f"{name}.xlsx", _XLSX, lambda desk: one_sheet(name, header, rows(desk))),
    )


def offer(desk: Desk, *files: File) -> None:
    """A button for each file."""
    with st.container(key="desk-files", horizontal=True, gap="small"):
        for file in files:
            st.download_button(
                file.label,
                partial(file.make_later, desk),
                file_name=file.name,
                mime=file.kind,
                key=f"file-{file.name}",
                on_click="ignore",
            )
