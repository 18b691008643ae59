import io
import zipfile

import pytest
from starlette.testclient import TestClient

from practicebank.bank.shortlist import MOST_KEPT
from practicebank.web.api.parameters import MOST_SHORTLISTED

SHORTLIST = "shortlist=weve-got-heart&shortlist=clear-hold-build"


@pytest.mark.parametrize("kind", ["pptx", "docx", "xlsx"])
def test_a_briefing_is_saved_under_what_is_in_it(real_bank: TestClient, kind: str) -> None:
    answer = real_bank.get(f"/api/briefing.{kind}?focus=Diversion")
    assert answer.headers["content-disposition"].endswith(f'"8-practices-that-are-about-diversion.{kind}"')
    assert zipfile.is_zipfile(io.BytesIO(answer.content))


def test_a_briefing_to_print_opens_in_the_browser_and_runs_nothing(real_bank: TestClient) -> None:
    answer = real_bank.get(f"/api/briefing.html?{SHORTLIST}")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "content-disposition" not in answer.headers
    assert "2 practices shortlisted" in answer.text
    assert "<script" not in answer.text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("by=focus&one=Prevention&other=Diversion", "Prevention and Diversion: what differs?"),
        ("rows=region&columns=focus", "pairs of region and focus have a practice"),
        ("rows=outcome&columns=focus", "What was found ↓ Focus →"),
        ("focus=Diversion&rows=topic", "Which practices are about Diversion?"),
    ],
)
def test_a_briefing_crosses_and_compares_what_its_page_does(real_bank: TestClient, query: str, said: str) -> None:
    assert said in real_bank.get(f"/api/briefing.html?{query}").text
    assert real_bank.get(f"/api/briefing.xlsx?{query}").content.startswith(b"PK")


def test_a_browser_that_has_it_is_not_sent_it_again(real_bank: TestClient) -> None:
    first = real_bank.get(f"/api/briefing.pptx?{SHORTLIST}")
    again = real_bank.get(f"/api/briefing.pptx?{SHORTLIST}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("focus=Nope", ["focus"]),
        ("shortlist=gone", ["shortlist"]),
        ("limit=3&x=1", ["limit", "x"]),
        ("rows=nope&columns=focus", ["rows"]),
        ("by=focus&one=Nowhere", ["one"]),
        ("q=a&q=b", ["q"]),
    ],
)
def test_what_cannot_be_answered_is_refused(real_bank: TestClient, query: str, wrong: list[str]) -> None:
    answer = real_bank.get(f"/api/briefing.pptx?{query}")
    assert answer.status_code == 400
    assert [error["parameter"] for error in answer.json()["errors"]] == wrong


def test_other_kinds_there_are_not(real_bank: TestClient) -> None:
    assert real_bank.get("/api/briefing.exe").status_code == 404


@pytest.mark.parametrize(("kind", "start"), [("html", b"<!DOCTYPE html>"), ("zip", b"PK")])
def test_the_whole_bank_is_saved_not_shown(real_bank: TestClient, kind: str, start: bytes) -> None:
    answer = real_bank.get(f"/api/copy.{kind}")
    assert answer.content.startswith(start)
    assert answer.headers["content-disposition"].startswith('attachment; filename="practice-bank-2')


def test_a_copy_takes_no_filters(real_bank: TestClient) -> None:
    assert real_bank.get("/api/copy.zip?focus=Diversion").status_code == 400
    assert real_bank.get("/api/copy.exe").status_code == 404


def test_a_shortlist_of_a_file_is_as_long_as_one_of_a_page(real_bank: TestClient) -> None:
    assert MOST_SHORTLISTED == MOST_KEPT
    slugs = [item["slug"] for item in real_bank.get(f"/api/practices?limit={MOST_KEPT + 1}").json()["items"]]
    assert real_bank.get("/api/briefing.html", params={"shortlist": slugs[:MOST_KEPT] * 2}).status_code == 200
    refused = real_bank.get("/api/briefing.html", params={"shortlist": slugs})
    assert (refused.status_code, refused.json()["detail"]) == (400, f"shortlist: Give at most {MOST_KEPT}.")
