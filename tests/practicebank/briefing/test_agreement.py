"""Slides, spreadsheet, API and pages say the same numbers, for whatever was chosen."""

import csv
import io
import json
import re
import tempfile
import weakref
from collections import Counter
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation
from starlette.requests import Request
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from pages.parts.practices.listing import listed
from pages.parts.visit import Visit
from practicebank.analysis.dots import dots, line_of_dots
from practicebank.analysis.gap_map import AXES_OF_DOTS, Axes, gap_map
from practicebank.analysis.key_numbers import key_numbers
from practicebank.analysis.places import place_map
from practicebank.analysis.sentences import missing_in
from practicebank.analysis.tallies import TALLIES
from practicebank.analysis.tally import SMALL
from practicebank.bank.bank import Bank, Selection
from practicebank.bank.filters import Filters
from practicebank.fields import NOT_RECORDED
from practicebank.services import services_of
from practicebank.settings import Settings
from practicebank.web.api.answers import practices
from tests.depth import examples
from tests.pages.test_pages import open_page
from tests.practicebank.analysis.test_place_counts import PLACES
from tests.practicebank.briefing.choices import bank_of_rows, query_of, random_choices
from tests.practicebank.web.served import serve

CROSSED, TOPIC = "effectiveness-by-focus", "topic"
Numbers = dict[str, dict[str, int]]


@pytest.fixture(scope="module")
def client() -> Any:
    with TestClient(serve(Settings())) as opened:
        yield opened


def on_slides(body: bytes) -> dict[str, int]:
    """The chart of effectiveness by focus, read from the chart itself."""
    [plot] = [
        shape.chart.plots[0]
        for slide in Presentation(io.BytesIO(body)).slides
        for shape in slide.shapes
        if shape.has_chart
    ]
    return {
        f"{focus}/{one.name}": int(number)
        for one in plot.series
        for focus, number in zip(plot.categories, one.values, strict=True)
    }


def in_workbook(body: bytes) -> Numbers:
    book = openpyxl.load_workbook(io.BytesIO(body))
    crossed = table_of(book["Effectiveness by focus"].values)
    return {
        CROSSED: {
            f"{row['Focus']}/{part}": int(row[part])
            for row in crossed
            for part in row
            if part not in ("Focus", "Practices") and not part.endswith("%")
        },
        TOPIC: {row["Topic"]: int(row["Practices"]) for row in table_of(book["Topic"].values)},
    }


def table_of(values: Any) -> list[dict[str, Any]]:
    rows = list(values)
    head = next(at for at, row in enumerate(rows) if "Practices" in row)
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]


def counted_from_the_api(items: list[dict[str, Any]], terms: Numbers) -> Numbers:
    """Counted anew from the practices themselves."""
    crossed = Counter(f"{focus}/{item['effectiveness']}" for item in items for focus in item["focus"])
    topics = Counter(topic for item in items for topic in item["topics"] or ["Not recorded"])
    return {CROSSED: {key: crossed[key] for key in terms[CROSSED]}, TOPIC: {key: topics[key] for key in terms[TOPIC]}}


def on_page(shown: str) -> Numbers:
    """What the overview's tables say."""
    head = shown[shown.index('class="bank chart-foot chart-effectiveness-by-focus"') :].partition("</table>")[0]
    parts = [unescape(name) for name in re.findall(r'<th [^>]*class="number"><span[^>]*></span>([^<]+)</th>', head)]
    crossed = {}
    for row in re.findall(r"<tr[^>]*><th [^>]*scope=\"row\">(.*?)</tr>", head, re.DOTALL):
        label = unescape(re.sub(r"<[^>]+>", "", row[: row.index("</th>")])).strip()
        cells = [re.sub(r"<[^>]+>", " ", cell) for cell in re.findall(r"<td [^>]*>(.*?)</td>", row, re.DOTALL)]
        numbers = [int(re.findall(r"[\d,]+", cell)[0].replace(",", "")) for cell in cells]
        crossed |= {f"{label}/{part}": number for part, number in zip(parts, numbers[1:], strict=True)}
    section = shown[shown.index('<section id="topic">') :]
    topics = {
        unescape(re.sub(r"<[^>]+>", "", name)).strip(): int(number.replace(",", ""))
        for name, number in re.findall(
            r'<th scope="row"[^>]*>(.*?)</th>.*?<span class="number">([\d,]+)</span>',
            section[: section.index("</table>")],
            re.DOTALL,
        )
    }
    return {CROSSED: crossed, TOPIC: topics}


@pytest.mark.thorough
@pytest.mark.parametrize("filters", random_choices(examples(10), seed=6), ids=query_of)
@pytest.mark.long
def test_slides_page_api_and_spreadsheet_agree(client: TestClient, app: AppTest, filters: Filters) -> None:
    query = query_of(filters)
    items = client.get(f"/api/practices?limit=1000&{query}").json()["items"]
    book = client.get(f"/api/briefing.xlsx?{query}").content
    said = in_workbook(book)
    assert said == counted_from_the_api(items, said)
    practices = [
        row[-1] for row in openpyxl.load_workbook(io.BytesIO(book))["Practices"].iter_rows(2, values_only=True)
    ]
    assert sorted(practices) == sorted(item["slug"] for item in items)
    shown = open_page(app, "overview", **filters.to_query())
    if items:
        if len(items) >= SMALL:
            assert on_slides(client.get(f"/api/briefing.pptx?{query}").content) == said[CROSSED]
        assert on_page(shown) == said
    else:
        assert "No practice matches" in shown


@pytest.mark.thorough
@pytest.mark.parametrize("filters", random_choices(examples(60), seed=7), ids=query_of)
def test_the_table_of_a_chart_is_the_one_in_the_spreadsheet(client: TestClient, filters: Filters) -> None:
    query = query_of(filters)
    answer = client.get(f"/api/charts/{TOPIC}.csv?{query}").content.decode("utf-8-sig")
    api = {row["Topic"]: int(row["Practices"]) for row in csv.DictReader(io.StringIO(answer, newline=""))}
    assert in_workbook(client.get(f"/api/briefing.xlsx?{query}").content)[TOPIC] == api


def some(*cells: str) -> st.SearchStrategy[str]:
    return st.sampled_from(("", *cells))


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "effectiveness": some("Promising", "Untested", "Worked", "Mixed results"),
            "focus": some("Prevention", "Diversion; Prevention", "Reoffending", "Lighting"),
            "organisation": some("Kent Police", "Gwent Police", "Public Health Wales"),
            "topics": some("Violent crime", "Violent crime; Fraud and scams"),
            "linked_to": some("Tilley award"),
            "region": some("Wales", "Wales; South East"),
            "evaluated": some("Yes", "No"),
            "evaluation_design": some("Randomised trial", "Before and after", "Planned or under way", "None"),
            "outcome": some("Improved", "Mixed"),
            "started": some("2011", "2020-03", "2021", "spring"),
        }
    ),
    max_size=8,
)
CHOICES = st.sampled_from(
    [
        {},
        {"focus": ["Prevention"]},
        {"focus": ["Diversion", NOT_RECORDED], "effectiveness": ["Promising", "Worked"]},
        {"organisation": ["Kent Police", NOT_RECORDED]},
        {"evaluated": ["Yes"]},
        {"started": ["2020", "2021"], "q": ["P1"]},
    ]
)
DIVIDED_ONCE = ("evaluation", "outcome", "effectiveness-by-evaluation", "effectiveness", "organisation", "started")
"""The charts in which a practice is counted once."""
MENTIONS = ("effectiveness-by-focus", "focus", "topic", "linked-to")


@settings(max_examples=examples(30), deadline=None)
@given(rows=ROWS, query=CHOICES)
def test_every_count_of_a_choice_agrees(rows: list[dict[str, str]], query: dict[str, list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "places.csv").write_text(PLACES, encoding="utf-8")
        bank = bank_of_rows(Path(folder), *({"title": f"P{at}", **row} for at, row in enumerate(rows)))
    filters = Filters.from_query(query, bank.facets)
    selection = bank.select(filters)
    whole = len(selection)
    assert counted_by_the_api(bank, filters) == whole
    assert_charts_agree(bank, selection)
    assert_first_numbers_agree(bank, selection)
    assert_lists_and_dots_agree(bank, filters)


def counted_by_the_api(bank: Bank, filters: Filters) -> int:
    request = Request({"type": "http", "method": "GET", "headers": [], "query_string": query_of(filters).encode()})
    total: int = json.loads(practices(request, bank).body)["total"]
    return total


def assert_charts_agree(bank: Bank, selection: Selection) -> None:
    whole = len(selection)
    charts = {name: make(bank, selection) for name, make in TALLIES.items()}
    for name, chart in charts.items():
        total = sum(bar.number for bar in chart.bars)
        assert chart.table["Practices"].sum() == total
        assert all(sum(bar.parts) == bar.number for bar in chart.bars if bar.parts)
        if name in DIVIDED_ONCE:
            assert total == chart.whole
        if name in MENTIONS:
            missing = missing_in(chart.bars)
            assert missing <= whole
            assert total - missing >= whole - missing
    for name in DIVIDED_ONCE:
        assert charts[name].whole == whole or name in ("outcome", "started")
    assert charts["started"].whole == whole - sum(
        not isinstance(cell, str) for cell in chosen(bank, selection)["started"]
    )
    ratings = {bar.label: bar.number for bar in charts["effectiveness"].bars}
    assert column_totals(charts["effectiveness-by-evaluation"].bars) == list(ratings.values())
    focuses = [(bar.label, bar.number) for bar in charts["focus"].bars]
    assert [(bar.label, bar.number) for bar in charts["effectiveness-by-focus"].bars] == focuses
    drawn = place_map(bank, selection)
    assert drawn is not None
    assert drawn.whole == sum(bar.number for bar in drawn.bars) == whole
    assert column_totals(drawn.bars) == list(ratings.values())
    assert drawn.missing.number == missing_in(charts["organisation"].bars)


def chosen(bank: Bank, selection: Selection) -> Any:
    return bank.practices[selection.kept]


def column_totals(bars: Sequence[Any]) -> list[int]:
    return [sum(column) for column in zip(*(bar.parts for bar in bars), strict=True)]


def assert_first_numbers_agree(bank: Bank, selection: Selection) -> None:
    whole, shown = len(selection), key_numbers(bank, selection)
    number, on_record, organisations, shared = (each.number for each in shown.figures)
    found = sum(line.whole.number for line in shown.lines if line.heading == "What was found")
    assert number == whole
    unknown = sum(line.whole.number for line in shown.lines if line.whole.words.startswith("with no "))
    assert on_record + unknown == whole
    for line in shown.lines:
        assert sum(part.number for part in line.parts) in (0, line.whole.number)
    charts = {name: make(bank, selection) for name, make in TALLIES.items()}
    assert found == sum(bar.number for bar in charts["outcome"].bars[:-1])
    assert organisations == chosen(bank, selection)["organisation"].nunique()
    assert shared == 0
    for each in (*shown.figures, *(part for line in shown.lines for part in (line.whole, *line.parts))):
        assert each.filters is None or len(bank.select(each.filters)) == each.number


def assert_lists_and_dots_agree(bank: Bank, filters: Filters) -> None:
    visit = Visit(services_of(Settings()), "browse", weakref.ref(bank), filters, "title", 1, "")
    listing, whole = listed(visit), len(visit.selection)
    by_rating = {bar.label: bar.number for bar in TALLIES["effectiveness"](bank, visit.selection).bars}
    assert listing.total == sum(listing.mixes["effectiveness"].values()) == whole
    assert {name: number for name, number in listing.mixes["effectiveness"].items() if number} == {
        name: number for name, number in by_rating.items() if number
    }
    line = line_of_dots(bank, visit.selection)
    assert line is not None
    assert Counter(dot.term for dot in line) == Counter({name: number for name, number in by_rating.items() if number})
    for axes in (AXES_OF_DOTS, Axes("topic", "focus", "effectiveness")):
        drawn = gap_map(bank, visit.selection, axes)
        cells = dots(bank, visit.selection, drawn)
        assert cells is not None
        kept = {where: [dot.slug for dot in each if dot.kept] for where, each in cells.items()}
        assert len({slug for each in kept.values() for slug in each}) == whole
        for row in drawn.cells:
            for cell in row:
                assert cell.number == len(kept.get((cell.row, cell.column), []))
