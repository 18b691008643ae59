"""Three practices in files of their own, the middle one as it is said, and what the desk may set in it."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

from practicebank.bank.files import Files, read_files
from practicebank.bank.publications import Amended
from practicebank.catalogue.accounts import HEADER
from practicebank.catalogue.sources import FIELDS
from practicebank.fields import ACCOUNT_FIELD, COLUMNS, TOLD_IN_ACCOUNTS
from practicebank.settings import Settings
from tests.practicebank.small_tables import csv_text

PAGE, OTHER = "https://example.org/a", "https://example.org/b?c=1"
SLUG, ROW = "night-walks", 1
VALUES = {
    "title": ("Night walks", "Walks, “by night”", "Étoiles"),
    "summary": ("What was done.", "Something else.\nOn two lines.", '=1+"1"'),
    "effectiveness": ("Promising", "Worked", "Didn’t work"),
    "focus": ("Prevention", "Diversion; Prevention", "Prevention; Diversion"),
    "organisation": ("", "Kent Police", "Avon Police"),
    "topics": ("", "Crime prevention", "Neighbourhood crime; Crime prevention"),
    "page_url": ("", PAGE, OTHER),
    "evaluated": ("", "Yes", "No"),
    "evaluation_design": ("", "Randomised trial", "None", "Planned or under way"),
    "outcome": ("", "Mixed", "Improved"),
    "started": ("", "2023", "2023-03", "2023-03-01"),
    "problem": ("", "Disorder on Friday nights.", "Two lines;\n\nor more, “quoted”."),
    "result": ("", "Calls fell by a fifth.", "x" * 5_000),
    "links": ("", PAGE, f"{OTHER}\n{PAGE}"),
}
"""By field what the file or the desk may say."""

_OTHERS = [
    {"slug": "vans", "title": "Vans", "organisation": "Kent Police", "topics": "Crime prevention"},
    {"slug": "safer-routes", "title": "Safer routes", "focus": "Diversion", "started": "2021"},
]
_TOLD = [
    ("safer-routes", "learning", "Ask the doormen.", PAGE, "high", "2026-11", ""),
    ("safer-routes", "evaluation_design", "Before and after", OTHER, "medium", "2026", ""),
    ("vans", "result", "Calls fell.", f"{PAGE} {OTHER}", "medium", "2026-11-30", "own"),
    ("vans", "links", OTHER, "", "told", "", ""),
    ("vans", "links", PAGE, "", "told", "", ""),
]


@dataclass(frozen=True)
class Said:
    """What the files say of the middle practice. Of `told` the account tells what it may tell; `sourced` have a page."""

    values: Mapping[str, str]
    told: frozenset[str] = frozenset()
    sourced: frozenset[str] = frozenset()

    def read(self, folder: Path) -> Files:
        told = [name for name, value in self.values.items() if value and (name in ACCOUNT_FIELD or name in self.told)]
        cells = {name: value for name, value in self.values.items() if name in COLUMNS and name not in told}
        lines = [
            (SLUG, name, line, PAGE, "high", "2026-10", "")
            for name in told
            for line in (self.values[name].splitlines() if name == "links" else [self.values[name]])
        ]
        sources = [(SLUG, name, PAGE, "high") for name in cells if name in self.sourced and cells[name]]
        rows = [_OTHERS[0], {"slug": SLUG, **cells}, _OTHERS[1]]
        (folder / "practices.csv").write_text(csv_text(*rows, columns=COLUMNS), encoding="utf-8")
        (folder / "accounts.csv").write_text(_csv(HEADER, [*_TOLD[:2], *lines, *_TOLD[2:]]), encoding="utf-8")
        (folder / "sources.csv").write_text(
            _csv(FIELDS, [("vans", "topics", OTHER, "high"), *sources]), encoding="utf-8"
        )
        (folder / "synonyms.csv").write_text("subject,relation,word,others\n", encoding="utf-8")  # few are read quickly
        files = read_from(folder)
        assert [*files.catalogue.faults, *files.accounts.faults, *files.sources.faults] == []
        return files


def read_from(folder: Path) -> Files:
    return read_files(Settings.from_environment({"PRACTICEBANK_CATALOGUE": str(folder / "practices.csv")}))


def _csv(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()


_each = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in VALUES.items()})
said = st.builds(
    Said,
    _each,
    st.frozensets(st.sampled_from(TOLD_IN_ACCOUNTS)),
    st.frozensets(st.sampled_from([name for name in VALUES if name in COLUMNS])),
)


def _set(name: str) -> st.SearchStrategy[Amended]:
    values = st.sampled_from(VALUES[name])
    sources = st.sampled_from([((), "told"), ((PAGE,), "high"), ((OTHER, PAGE), "medium"), ((PAGE,), "told")])
    earlier = st.lists(values, max_size=2).map(tuple)
    return st.builds(
        lambda value, before, source, earlier: Amended(value, before, *source, "2026-12-01", earlier),
        values,
        values,
        sources,
        earlier,
    )


desk = st.fixed_dictionaries({}, optional={name: _set(name) for name in VALUES})
"""What the desk set: some fields, each to any of its values."""
