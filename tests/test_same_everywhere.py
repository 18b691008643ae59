"""Every field of every practice, and every address it stands on, is the same wherever the bank says it: page, API, CSV,
spreadsheet, slides, document, paper, survival copy, ZIP. Each is read back from the file itself.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from pptx import Presentation
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from practicebank.bank.bank import Bank
from practicebank.bank.filters import Filters
from practicebank.bank.publications import Publications
from practicebank.bank.shelf import open_bank
from practicebank.briefing.archive import archive, rebuild
from practicebank.briefing.briefed_practice import BriefedPractice
from practicebank.briefing.deck import deck
from practicebank.briefing.document import document
from practicebank.briefing.html_files import printable, survival_copy
from practicebank.briefing.model import briefing_of
from practicebank.briefing.practice_slide import LEFT, RIGHT
from practicebank.briefing.workbook import workbook
from practicebank.catalogue.accounts import Account
from practicebank.catalogue.schema import in_words as read_as
from practicebank.escape import spreadsheet_cell, xml_text
from practicebank.evidence import evidence_of
from practicebank.fields import ACCOUNT, ACCOUNT_FIELD, COLUMNS, FIELD, MULTI_VALUED, SORTED_BY, split_cell, values_in
from practicebank.services import services_of
from practicebank.settings import Settings
from practicebank.words import first_capital
from tests.conftest import PATIENCE
from tests.practicebank.briefing.hostile_practice import HOSTILE_PRACTICE, bank_with_it
from tests.practicebank.web.served import serve

DAY = date(2026, 11, 23)
BANK = bank_with_it()
SLUGS = BANK.practices["slug"].tolist()
_AT_A_TIME = 12
EVERYTHING = briefing_of(BANK, Filters(), DAY)
LABELS = {column: BANK.vocabulary.label(column) for column in COLUMNS}


@dataclass(frozen=True)
class Known:
    """What the bank itself holds of a practice. `pages` are the addresses of each field that has any."""

    cells: Mapping[str, str]
    account: Account
    pages: Mapping[str, tuple[str, ...]]

    @property
    def told(self) -> Mapping[str, list[str]]:
        return {
            field.name: [each.text for each in self.account if each.field == field.name]
            for field in ACCOUNT
            if any(each.field == field.name for each in self.account)
        }

    @property
    def addresses(self) -> set[str]:
        """Every address there is, those to follow included."""
        page = {self.cells["page_url"]} - {""}
        return {url for urls in self.pages.values() for url in urls} | set(self.told.get("links", [])) | page


def known_of(bank: Bank) -> dict[str, Known]:
    """Put together here from the tables themselves, by no function that an export uses."""
    table = bank.practices.astype(object).where(bank.practices.notna(), "")
    found = {}
    for row, cells in enumerate(table[list(COLUMNS)].to_dict("records")):
        slug = cells["slug"]
        account = bank.publications[slug].account if slug in bank.publications else bank.accounts.of(row)
        pages: dict[str, list[str]] = {}
        for column, source in bank.sources.of(slug).items():
            pages.setdefault(column, []).append(source.url)
        for each in account:
            pages.setdefault(each.field, []).extend(each.urls)
        found[slug] = Known(cells, account, {name: tuple(dict.fromkeys(urls)) for name, urls in pages.items() if urls})
    return found


KNOWN = known_of(BANK)


def plain(text: str) -> str:
    """Text as far as every kind of file can hold it: in one line, without control characters."""
    return " ".join(xml_text(text).split())


def test_the_bank_has_what_must_be_found_everywhere() -> None:
    assert len(KNOWN) == 64
    assert sum(len(known.account) for known in KNOWN.values()) == 461 + len(HOSTILE_PRACTICE.account)
    assert set().union(*(known.told for known in KNOWN.values())) == set(ACCOUNT_FIELD)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    settings = Settings()
    with TestClient(serve(settings)) as opened:
        services_of(settings).shelf.put(Publications((HOSTILE_PRACTICE,)))
        yield opened
        services_of(settings).shelf.put(Publications())


def test_the_api(client: TestClient) -> None:
    items = client.get("/api/practices?limit=1000").json()["items"]
    assert [item["slug"] for item in items] == SLUGS
    for item in items:
        known = KNOWN[item["slug"]]
        for column in COLUMNS:
            cell = known.cells[column]
            assert item[column] == (split_cell(cell) if column in MULTI_VALUED else cell or None)
        statements = [each for each in known.account if each.field in ACCOUNT_FIELD]
        assert item["account"] == [
            {
                "field": each.field,
                "label": ACCOUNT_FIELD[each.field].label,
                "text": each.text,
                "sources": list(each.urls),
                "confidence": each.confidence,
                "read": each.read,
                "own_figures": each.own_figures,
            }
            for each in statements
        ]
        alone = client.get(f"/api/practices/{item['slug']}").json()
        sources, notices = alone.pop("sources"), alone.pop("notices")
        assert notices == []
        assert alone == item
        assert {column: tuple(source["urls"]) for column, source in sources.items()} == {
            name: urls for name, urls in known.pages.items() if name in FIELD
        }
        assert all(source["url"] == source["urls"][0] for source in sources.values())


def csv_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def assert_rows_hold_it(rows: list[dict[str, str]]) -> None:
    assert [row["slug"] for row in rows] == SLUGS
    for row in rows:
        known = KNOWN[row["slug"]]
        for column in COLUMNS:
            assert row[column] == spreadsheet_cell(known.cells[column])
        for name in ACCOUNT_FIELD:
            assert row[name] == spreadsheet_cell("; ".join(known.told.get(name, [])))
        named = [part.partition(": ") for part in row["sources"].split("; ") if part]
        assert {name: tuple(urls.split(" ")) for name, _, urls in named} == known.pages


def test_the_csv_files(client: TestClient) -> None:
    assert_rows_hold_it(csv_of(client.get("/api/practices.csv").content.decode("utf-8-sig")))
    lines = csv_of(client.get("/api/accounts.csv").content.decode("utf-8-sig"))
    assert [tuple(line.values()) for line in lines] == [
        (slug, *map(spreadsheet_cell, each.cells)) for slug in SLUGS for each in KNOWN[slug].account
    ]


def test_the_spreadsheet() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(EVERYTHING)))
    sheets = {name: _table(book[name].values) for name in ("Practices", "Statements", "Sources")}
    for slug, known in KNOWN.items():
        [row] = [row for row in sheets["Practices"] if row["Slug"] == slug]
        for column in ("title", "summary", *SORTED_BY):
            assert row[LABELS[column]] == plain(known.cells[column])
        assert row["Page at the source"] == known.cells["page_url"]
        told = [row for row in sheets["Statements"] if row["Slug"] == slug]
        statements = [each for each in known.account if each.field in ACCOUNT_FIELD]
        assert [(row["Part"], _as_xlsx(row["Text"])) for row in told] == [
            (each.label, _as_xlsx(xml_text(each.text))) for each in statements
        ]
        for row, each in zip(told, statements, strict=True):
            assert tuple(row[name] for name in row if name.startswith("Address") and row[name]) == each.urls
        named = [row for row in sheets["Sources"] if row["Slug"] == slug]
        facts = {column for column in known.pages if column in FIELD and column != "page_url"}
        for column in facts:
            of_it = [row["Address"] for row in named if LABELS[column] in row["What it is the source of"].split(", ")]
            assert set(known.pages[column]) <= set(of_it)
        assert {row["Address"] for row in named} <= known.addresses


def _as_xlsx(text: str) -> str:
    """openpyxl leaves the escapes of the format as they are written."""
    return text.replace("_x005F_", "_")


def _table(values: Any) -> list[dict[str, str]]:
    header, *rows = values
    return [dict(zip(header, ("" if cell is None else cell for cell in row), strict=True)) for row in rows]


def assert_held(text: str, addresses: set[str], known: Known) -> None:
    """The text of one practice, in one line, holds every value, and its links lead to every address."""
    for column in ("title", "summary", *SORTED_BY):
        for value in values_in(column, plain(known.cells[column])):
            evaluated = first_capital(evidence_of(known.cells).how) if column == "evaluated" else value
            assert read_as(column, value) in text or evaluated in text, (known.cells["slug"], column)
    for field, texts in known.told.items():
        for each in texts if field != "links" else ():  # an address may be shown as the name of its site
            assert plain(each) in text, (known.cells["slug"], field)
    assert addresses >= known.addresses, known.cells["slug"]


@pytest.mark.long
def test_the_slides() -> None:
    slides = {}
    for first in range(0, len(SLUGS), _AT_A_TIME):
        some = SLUGS[first : first + _AT_A_TIME]
        briefing = briefing_of(BANK, Filters(), DAY, some)
        file = Presentation(io.BytesIO(deck(briefing)))
        for slide in list(file.slides)[-1 - len(some) : -1]:
            slides[slide.shapes.title.text_frame.text] = slide
    for known in KNOWN.values():
        slide = slides[plain(known.cells["title"])]
        notes = slide.notes_slide.notes_text_frame.text
        assert_held(plain(notes), set(re.findall(r"https?://\S+", notes)), known)
        paragraphs = [each for shape in slide.shapes if shape.has_text_frame for each in shape.text_frame.paragraphs]
        shown = {each.runs[0].text: each.runs[1].text for each in paragraphs if len(each.runs) > 1}
        for field in (*LEFT, *RIGHT):
            for text in known.told.get(field, ()):
                begun = shown[f"{ACCOUNT_FIELD[field].label}: "]
                assert begun
                assert plain(text).startswith(begun)
        links = {run.hyperlink.address for each in paragraphs for run in each.runs if run.hyperlink.address}
        assert links <= known.addresses
        assert known.cells["effectiveness"] in [each.text for each in paragraphs]


@pytest.mark.long
def test_the_document() -> None:
    file = Document(io.BytesIO(document(EVERYTHING)))
    targets = {
        name: link.target_ref for name, link in file.part.rels.items() if link.reltype == RELATIONSHIP_TYPE.HYPERLINK
    }
    found: list[tuple[str, list[str], set[str]]] = []
    for paragraph in file.paragraphs:
        if paragraph.style.name == "Heading 2":
            found.append((paragraph.text, [], set()))
        if found:
            found[-1][1].append(paragraph.text)
            found[-1][2].update(targets[link] for link in paragraph._p.xpath("./w:hyperlink/@r:id"))
    entries = found[-len(EVERYTHING.entries) :]
    for (title, texts, links), entry in zip(entries, EVERYTHING.entries, strict=True):
        assert title == entry.title
        assert_held(plain(" ".join(texts)), links, KNOWN[entry.slug])
        assert_every_note_leads_to_its_page("\n".join(texts), entry)


def assert_every_note_leads_to_its_page(text: str, entry: BriefedPractice) -> None:
    """A statement names the numbers under which its own pages stand."""
    numbers = {source.number: source.url for source in entry.sources}
    for each in entry.told:
        assert sorted(numbers[note] for note in each.notes) == sorted(set(each.urls))
        last = each.paragraphs[-1]
        assert last + "".join(f" [{note}]" for note in each.notes) in text


class _Articles(HTMLParser):
    """The text and the links of each practice in a page, by its heading; of elements that are read."""

    def __init__(self, page: str, heading: str) -> None:
        super().__init__()
        self.found: list[tuple[list[str], set[str]]] = []
        self._heading, self._silent = heading, ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._silent = tag
        if tag == self._heading:
            self.found.append(([], set()))
        if tag == "a" and self.found:
            self.found[-1][1].add(dict(attrs)["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""
        if self.found:
            self.found[-1][0].append("\n" if tag in ("p", "dd", "h3", "h4", "li") else "")

    def handle_data(self, data: str) -> None:
        if self.found and not self._silent:
            self.found[-1][0].append(data)


@pytest.mark.parametrize("kind", ["paper", "survival copy"])
def test_the_pages_to_keep(kind: str) -> None:
    synonyms = Settings().synonyms.read_text(encoding="utf-8")
    body = printable(EVERYTHING) if kind == "paper" else survival_copy(BANK, synonyms, DAY)
    read = _Articles(body.decode(), "h3").found
    in_full = read if kind == "paper" else read[::-1]  # the page to print introduces some before
    by_title = {" ".join("".join(text).partition("\n")[0].split()): (text, links) for text, links in in_full}
    for entry in EVERYTHING.entries:
        text, links = by_title[entry.title]
        assert_held(plain("".join(text)), links, KNOWN[entry.slug])
        assert_every_note_leads_to_its_page("".join(text), entry)


def test_the_zip_and_the_bank_that_is_rebuilt_from_it(tmp_path: Path) -> None:
    body = archive(BANK, Settings(), DAY)
    with zipfile.ZipFile(io.BytesIO(body)) as copy:
        assert_rows_hold_it(csv_of(copy.read("practices.csv").decode("utf-8-sig")))
        items = json.loads(copy.read("practices.json"))
    assert [[each["text"] for each in item["account"]] for item in items] == [
        [each.text for each in KNOWN[slug].account if each.field in ACCOUNT_FIELD] for slug in SLUGS
    ]
    (tmp_path / "copy.zip").write_bytes(body)
    back = open_bank(rebuild(tmp_path / "copy.zip", tmp_path / "back"))
    assert back.faults == ()
    rebuilt = known_of(back)
    assert list(rebuilt) == SLUGS
    for slug, known in KNOWN.items():
        assert {column: plain(cell) for column, cell in rebuilt[slug].cells.items()} == {
            column: plain(cell) for column, cell in known.cells.items()
        }
        if slug == HOSTILE_PRACTICE.slug:  # the file takes no control characters
            assert [plain(each.text) for each in rebuilt[slug].account] == [plain(each.text) for each in known.account]
        else:
            assert rebuilt[slug].account == known.account
        assert rebuilt[slug].pages == known.pages


def in_words(known: Known) -> Mapping[str, str]:
    """How a page may say a fact instead of quoting it."""
    evidence = evidence_of(known.cells)
    return dict.fromkeys(("evaluated", "evaluation_design", "evaluator"), evidence.tested) | {"outcome": evidence.found}


def _every_practice() -> None:
    """A script that draws the page of each practice, one below the other, as `pages/practice.py` does."""
    from dataclasses import replace

    from pages.parts.html import show
    from pages.parts.practices.practice_view import record_of
    from pages.parts.template_names import offer_names
    from pages.parts.visit import begin_visit
    from practicebank.services import services_of
    from practicebank.settings import Settings

    offer_names()
    services = services_of(Settings())
    bank = services.shelf.current()
    visit = begin_visit(services, "practice", bank)
    for slug in bank.practices["slug"]:
        shown = replace(visit, practice=slug)
        show("practices/practice.html", visit=shown, record=record_of(shown))


@pytest.mark.long
def test_the_pages(client: TestClient) -> None:
    """`client` has put the contribution on the shelf."""
    drawn = AppTest.from_function(_every_practice, default_timeout=PATIENCE / 1_000).run()
    assert not drawn.exception
    pages = [element.proto.body for element in drawn.get("html")]
    for page, known in zip(pages, KNOWN.values(), strict=True):
        [(texts, links)] = _Articles(page, "h1").found
        text = plain("".join(texts))
        said = {
            column: words for column, words in in_words(known).items() if words and words.casefold() in text.casefold()
        }
        quoted = replace(known, cells={column: "" if column in said else cell for column, cell in known.cells.items()})
        assert_held(text, links, quoted)


def test_the_accounts_of_some_rows_are_those_of_each() -> None:
    rows = np.array([5, 63, 0, 5])
    assert list(BANK.accounts_of(rows)) == [KNOWN[SLUGS[row]].account for row in rows]
