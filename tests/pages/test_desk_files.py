"""What leaves the desk in a file is safe to open in a spreadsheet program, and leaves with a reviewer."""

import io
from collections.abc import Iterator

import openpyxl
import pytest

from pages.parts.desk.files import table
from practicebank.access.people import NotAllowed
from practicebank.desk.desk import Desk
from practicebank.services import Services
from practicebank.settings import Settings

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", '=HYPERLINK("https://evil.example")', "plain"]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("files")
    services = Services(Settings(database_url=f"sqlite:///{folder}/bank.db", reviewers=("ada@example.org",)))
    claims = {"email": "ada@example.org", "email_verified": True, "exp": 4e9}
    yield Desk(services, services.door.enter_with_claims(claims))
    services.queue().engine.dispose()


@pytest.fixture
def files(desk: Desk) -> dict[str, bytes]:
    rows = list(enumerate(HOSTILE))
    return {file.name: file.make_later(desk) for file in table("These", "these", ("number", "text"), lambda desk: rows)}


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


def test_a_file_is_not_made_after_signing_out(desk: Desk) -> None:
    [csv, _] = table("These", "these", ("who",), lambda desk: [(desk.reviewer.email,)])
    assert b"ada@example.org" in csv.make_later(desk)
    desk.services.door.leave(desk.reviewer, desk.services.queue)
    with pytest.raises(NotAllowed, match="signed out"):
        csv.make_later(desk)
