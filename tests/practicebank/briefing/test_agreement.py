"""Slides, spreadsheet, API and page say the same numbers, for whatever was chosen."""

import csv
import io
import re
from collections import Counter
from html import unescape
from typing import Any

import openpyxl
import pytest
from pptx import Presentation
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from practicebank.analysis.sentences import SMALL
from practicebank.bank.filters import Filters
from practicebank.settings import Settings
from tests.depth import examples
from tests.pages.test_pages import open_page
from tests.practicebank.briefing.choices import query_of, random_choices
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
    head = shown[shown.index('class="bank chart-foot"') :].partition("</table>")[0]
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
