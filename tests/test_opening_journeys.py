"""A large bank is opened while readers come, against the app as `make run` starts it."""

import json
import os
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.conftest import ROOT, running_server, settle
from tests.everyone import faults

REAL = (ROOT / "data" / "practices.csv").read_text(encoding="utf-8")


def asked(address: str) -> tuple[int, dict[str, object]]:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def test_the_page_opens_by_itself_when_the_bank_does(page: Page, tmp_path: Path) -> None:
    catalogue = tmp_path / "practices.csv"
    os.mkfifo(catalogue)  # a catalogue that comes as slowly as the test wants
    header, *rows = REAL.splitlines(keepends=True)
    with (
        running_server(tmp_path / "log.txt", PRACTICEBANK_CATALOGUE=str(catalogue)) as server,
        catalogue.open("w", encoding="utf-8") as pipe,
    ):
        page.goto(f"{server}/?focus=Diversion")
        expect(page.get_by_role("heading", level=1)).to_have_text("Opening the bank")
        expect(page.get_by_text("0 practices read")).to_be_visible()
        status, said = asked(f"{server}/readyz")
        assert (status, said["ready"], said["practices"]) == (503, False, 0)
        assert said["problem"] == "The bank is being opened: 0 practices read."
        assert asked(f"{server}/api/practices")[0] == 503
        assert faults(page) == []

        copies = [
            row.replace(row.split(",")[0], f"{row.split(',')[0]}-{copy}", 1) for copy in range(60) for row in rows
        ]
        pipe.write("".join([header, *copies]))
        expect(page.get_by_text("practices read")).not_to_have_text("0 practices read.")

        plain = tmp_path / "plain.csv"
        plain.write_text(REAL, encoding="utf-8")
        plain.replace(catalogue)
        pipe.close()

        expect(page.locator("[data-status]")).to_contain_text("Diversion")
        settle(page)
        expect(page.get_by_text("Opening the bank")).to_have_count(0)
        assert "focus=Diversion" in page.url
        assert asked(f"{server}/readyz")[0] == 200


def test_a_missing_catalogue_is_said_to_everyone_and_a_faulty_one_to_whoever_runs_the_bank(
    page: Page, tmp_path: Path
) -> None:
    catalogue = tmp_path / "practices.csv"
    with running_server(tmp_path / "log.txt", PRACTICEBANK_CATALOGUE=str(catalogue)) as server:
        page.goto(server)
        settle(page)
        expect(page.locator("[data-testid=stMain]")).to_contain_text("The bank cannot be opened")
        assert "practices.csv" in str(asked(f"{server}/readyz")[1]["problem"])
        found = {"missing": faults(page)}
        catalogue.write_text(REAL.replace("Promising", "Magic", 1), encoding="utf-8")
        page.reload()
        expect(page.locator("[data-status]")).to_contain_text("63 practices")
        expect(page.locator("[data-testid=stMain]")).not_to_contain_text("line 2")
        assert "line 2" in str(asked(f"{server}/readyz")[1]["faults"])
        found["faulty"] = faults(page)
    assert {where: wrong for where, wrong in found.items() if wrong} == {}
