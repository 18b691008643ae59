"""A briefing as a spreadsheet: the practices and their accounts, the counts behind each chart, sources, a key, filters.

Text is always written as text, and what a spreadsheet program might take for a formula is marked as text for good,
so that it stays text when somebody edits the cell.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any

import pandas as pd
import xlsxwriter

from practicebank.briefing.briefed_practice import OWN_FIGURES
from practicebank.briefing.model import NAME, ORIGIN, Briefing
from practicebank.escape import spreadsheet_cell
from practicebank.fields import NOT_RECORDED
from practicebank.words import date_in_words

WIDTHS = {"Title": 44, "Summary": 60, "Topic": 40, "Partners": 40, "Page at the source": 50, "Text": 90, "How sure": 34}
_ADDRESS_WIDTH = 60
_LONGEST_LINK = 2_000
_LONGEST_CELL = 32_767  # more, and the format has no room
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}


def workbook(briefing: Briefing) -> bytes:
    held = io.BytesIO()
    book = _Book(xlsxwriter.Workbook(held, _OPTIONS))
    book.file.set_properties(
        {"title": briefing.property_title, "author": NAME, "created": datetime.combine(briefing.made_on, time())}
    )
    _about(book, briefing)
    _practices(book, briefing)
    _accounts(book, briefing)
    if (drawn := briefing.contrast) is not None:
        _counts(book, "two-choices", drawn.table, [briefing.question, drawn.in_words, drawn.caution, briefing.source])
    for tally in briefing.tallies:
        top = [tally.title, f"{tally.question} {tally.counted}", tally.sentence, tally.caution, briefing.source]
        _counts(book, tally.name, tally.table, top)
    _sources(book, briefing)
    book.file.close()
    return held.getvalue()


def _counts(book: "_Book", name: str, table: pd.DataFrame, above: Sequence[str]) -> None:
    rows = [["" if cell is None or cell != cell else cell for cell in row] for row in table.to_numpy(object)]
    book.table(book.sheet(_sheet_name(name)), [str(column) for column in table.columns], rows, above=above)


def one_sheet(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """One table as a spreadsheet, by the same rules."""
    held = io.BytesIO()
    book = _Book(xlsxwriter.Workbook(held, _OPTIONS))
    book.table(book.sheet(_sheet_name(name)), header, list(rows))
    book.file.close()
    return held.getvalue()


class _Book:
    """The file with its formats, and the two ways of filling a sheet."""

    def __init__(self, file: Any) -> None:
        self.file = file
        self.head = file.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.title = file.add_format({"bold": True, "font_size": 14})
        self.bold = file.add_format({"bold": True, "valign": "top"})
        self.wrapped = file.add_format({"text_wrap": True, "valign": "top"})
        self.marked = file.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        self.number = file.add_format({"num_format": "#,##0", "valign": "top"})
        self.share = file.add_format({"num_format": "0.0", "valign": "top"})
        self.link = file.add_format({"font_color": "#0f5ea8", "underline": 1, "valign": "top"})

    def sheet(self, name: str) -> Any:
        return self.file.add_worksheet(name)

    def cell(self, sheet: Any, row: int, column: int, value: object) -> None:
        if isinstance(value, str):
            value = value if len(value) <= _LONGEST_CELL else f"{value[: _LONGEST_CELL - 1]}…"
            sheet.write_string(row, column, value, self.marked if spreadsheet_cell(value) != value else self.wrapped)
        elif isinstance(value, float):
            sheet.write_number(row, column, value, self.share)
        elif isinstance(value, int):
            sheet.write_number(row, column, value, self.number)
        else:
            raise TypeError(f"A cell cannot hold {type(value).__name__}.")

    def address(self, sheet: Any, row: int, column: int, url: str) -> None:
        """A link; one too long for the format stays text."""
        if not url or len(url) > _LONGEST_LINK or sheet.write_url(row, column, url, self.link, url) != 0:
            self.cell(sheet, row, column, url)

    def table(
        self,
        sheet: Any,
        header: Sequence[str],
        rows: Sequence[Sequence[object]],
        above: Sequence[str] = (),
        links: Sequence[str] = (),
    ) -> None:
        """A header that stays in sight, rows, and filters; `links` are the columns that hold addresses."""
        for at, text in enumerate(above):
            sheet.write_string(at, 0, text, self.title if at == 0 else None)
        first = len(above) + 1 if above else 0
        for at, name in enumerate(header):
            sheet.write_string(first, at, name, self.head)
            usual = _ADDRESS_WIDTH if name in links else 26 if at == 0 else 18
            sheet.set_column(at, at, WIDTHS.get(name, usual))
        for down, row in enumerate(rows, start=first + 1):
            for at, value in enumerate(row):
                if header[at] in links:
                    self.address(sheet, down, at, str(value))
                else:
                    self.cell(sheet, down, at, value)
        sheet.freeze_panes(first + 1, 1)
        if rows:
            sheet.autofilter(first, 0, first + len(rows), len(header) - 1)
        sheet.repeat_rows(first)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L&8{NAME}&R&8Page &P of &N")


def _about(book: _Book, briefing: Briefing) -> None:
    sheet = book.sheet("Read me")
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 100)
    rows: list[tuple[str, str]] = [
        ("Question", briefing.question),
        ("Answer", f"{briefing.title}, of {briefing.of:,} in the bank"),
        *briefing.choice,
        ("Made on", briefing.day),
        ("Data version", briefing.version),
        *(("Caution", caution) for caution in briefing.cautions),
        ("Where it comes from", ORIGIN),
        *((f"Rating: {term}", meaning) for term, meaning in briefing.ratings),
        ("An empty cell", f"{NOT_RECORDED}: it does not mean “none” or “no”."),
    ]
    sheet.write_string(0, 0, NAME, book.title)
    for at, (label, text) in enumerate(rows, start=2):
        sheet.write_string(at, 0, label, book.bold)
        book.cell(sheet, at, 1, text)
    sheet.freeze_panes(2, 0)
    sheet.fit_to_pages(1, 0)


def _practices(book: _Book, briefing: Briefing) -> None:
    labels = [label for label, _ in briefing.entries[0].facts.values()] if briefing.entries else []
    header = ["Title", "Summary", *labels, "Page at the source", "Slug"]
    rows = [
        [entry.title, entry.summary, *("; ".join(values) for _, values in entry.facts.values()), entry.url, entry.slug]
        for entry in briefing.entries
    ]
    book.table(book.sheet("Practices"), header, rows, links=["Page at the source"])


def _accounts(book: _Book, briefing: Briefing) -> None:
    """A row a statement, with as many cells for addresses as one of them has."""
    told = [(entry, each) for entry in briefing.entries for each in entry.account]
    most = max((len(each.urls) for _, each in told), default=1)
    addresses = ["Address", *(f"Address {number}" for number in range(2, most + 1))]
    rows = [
        [
            entry.title,
            each.label,
            each.text,
            each.meaning,
            date_in_words(each.read) if each.read else "",
            OWN_FIGURES if each.own_figures else "",
            entry.slug,
            *each.urls,
            *[""] * (len(addresses) - len(each.urls)),
        ]
        for entry, each in told
    ]
    header = ["Title", "Part", "Text", "How sure", "Read", "Figures", "Slug", *addresses]
    book.table(book.sheet("Statements"), header, rows, links=addresses)


def _sources(book: _Book, briefing: Briefing) -> None:
    rows = [
        [entry.title, cited.facts, source.url, cited.meaning, cited.read, entry.slug]
        for entry in briefing.entries
        for source in entry.sources
        for cited in source.cited
    ]
    header = ["Title", "What it is the source of", "Address", "How sure", "Read", "Slug"]
    book.table(book.sheet("Sources"), header, rows, links=["Address"])


def _sheet_name(name: str) -> str:
    return name.replace("-", " ").capitalize()[:31]
