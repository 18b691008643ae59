"""What leaves the desk in a file is safe to open in a spreadsheet program."""

import io

import openpyxl
import pytest

from pages.parts.desk.files import table

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", '=HYPERLINK("https://evil.example")', "plain"]


@pytest.fixture
def files() -> dict[str, bytes]:
    rows = [(number, text) for number, text in enumerate(HOSTILE)]
    return {name: make() for _, name, _, make in table("These", "these", ("number", "text"), lambda: rows)}


def test_no_cell_of_the_csv_runs(files: dict[str, bytes]) -> None:
    lines = files["these.csv"].decode("utf-8-sig").splitlines()
    assert lines[0] == "number,text"
    assert [line.partition(",")[2].strip('"')[0] for line in lines[1:]] == ["'"] * (len(HOSTILE) - 1) + ["p"]


def test_no_cell_of_the_workbook_is_a_formula(files: dict[str, bytes]) -> None:
    [sheet] = openpyxl.load_workbook(io.BytesIO(files["these.xlsx"])).worksheets
    cells = [row[1] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == HOSTILE
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)
