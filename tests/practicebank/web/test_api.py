import csv
import io
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from practicebank.analysis.tallies import TALLIES
from practicebank.bank.filters import COLUMN_OF, Filters
from practicebank.bank.publications import Notice, Publication, Publications
from practicebank.catalogue.accounts import Statement
from practicebank.fields import ACCOUNT_FIELD, COLUMNS, MULTI_VALUED
from practicebank.ratings import UNTESTED
from practicebank.services import services_of
from practicebank.settings import Settings
from tests.depth import examples

BANK = services_of(Settings()).shelf.current()
WORDS = st.sampled_from(["", "burglary", "knife crime", "scams online", "no such wrod", "a", "!"])
CHOICES = st.builds(
    Filters,
    st.fixed_dictionaries(
        {
            key: st.lists(st.sampled_from(BANK.facets[column].terms), max_size=3, unique=True).map(tuple)
            for key, column in COLUMN_OF.items()
        }
    ),
    q=WORDS,
)


def slugs(answer: Any) -> list[str]:
    return [item["slug"] for item in answer.json()["items"]]


def rows(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_the_list_says_everything_it_promises(client: TestClient) -> None:
    said = client.get("/api/practices").json()
    assert list(said) == ["total", "offset", "items", "facets", "data_version"]
    assert (said["total"], said["offset"]) == (4, 0)
    assert said["items"][0] == {
        "slug": "navigators",
        "title": "Navigators",
        "summary": "What was done.",
        "effectiveness": "Promising",
        "focus": ["Diversion", "Prevention"],
        "organisation": "Kent Police",
        "linked_to": [],
        "topics": [],
        "region": [],
        "partners": [],
        "implementation_stage": None,
        "scale": None,
        "target_groups": [],
        "evaluated": None,
        "evaluation_design": None,
        "evaluator": None,
        "outcome": None,
        "started": None,
        "completed": None,
        "page_url": None,
        "account": [],
    }
    assert list(said["facets"]) == list(COLUMN_OF)
    assert {"value": "Diversion", "count": 1} in said["facets"]["focus"]
    assert {"value": "Reoffending", "count": 0} in said["facets"]["focus"]


def test_without_words_practices_come_as_they_are_listed(real_bank: TestClient) -> None:
    answer = real_bank.get("/api/practices?limit=1000")
    assert slugs(answer) == list(BANK.practices["slug"])


def test_with_words_the_best_come_first(client: TestClient) -> None:
    assert slugs(client.get("/api/practices?q=burglary")) == ["burglary-burglary", "safer-streets"]


def test_pages_of_the_list_make_up_the_whole(real_bank: TestClient) -> None:
    paged = [slugs(real_bank.get(f"/api/practices?offset={at}&limit=10")) for at in range(0, 80, 10)]
    assert [len(page) for page in paged] == [10, 10, 10, 10, 10, 10, 3, 0]
    assert sum(paged, []) == list(BANK.practices["slug"])


def test_fifty_practices_unless_asked_otherwise(real_bank: TestClient) -> None:
    assert len(slugs(real_bank.get("/api/practices"))) == 50


@settings(max_examples=examples(60))
@given(chosen=CHOICES)
def test_the_api_agrees_with_the_pages(real_bank: TestClient, chosen: Filters) -> None:
    query = urlencode(chosen.to_query(), doseq=True)
    said = real_bank.get(f"/api/practices?limit=1000&{query}").json()
    selection = BANK.select(chosen, "match")
    assert said["total"] == len(selection) == len(said["items"])
    assert {item["slug"] for item in said["items"]} == set(BANK.practices["slug"][selection.kept])
    for key in COLUMN_OF:
        assert {option["value"]: option["count"] for option in said["facets"][key]} == selection.counts[key]
    if chosen.q:
        assert [item["slug"] for item in said["items"]] == list(BANK.practices["slug"].iloc[selection.rows])
    assert [row["slug"] for row in rows(real_bank.get(f"/api/practices.csv?{query}"))] == [
        item["slug"] for item in said["items"]
    ]


NAMES = st.sampled_from([*COLUMN_OF, "q", "offset", "limit", "sort", "", "\0"])
VALUES = st.one_of(st.text(max_size=20), st.sampled_from(["Diversion", "Not recorded", "-1", "0", "5", "1e3"]))


@settings(max_examples=examples(150))
@given(
    query=st.one_of(
        st.lists(st.tuples(NAMES, VALUES), max_size=4).map(urlencode),
        st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="#"), max_size=60),
    ),
    path=st.sampled_from(["practices", "practices.csv", "practices/ae-navigators", "charts/x.csv"]),
)
def test_no_query_is_ever_an_error_of_ours(real_bank: TestClient, path: str, query: str) -> None:
    answer = real_bank.get(f"/api/{path}?{query}")
    assert answer.status_code in (200, 400, 404)
    if answer.status_code != 200:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"]


def test_one_practice_says_where_its_facts_come_from(real_bank: TestClient) -> None:
    said = real_bank.get("/api/practices/harm-reduction-unit").json()
    assert list(said) == [*COLUMNS, "account", "sources", "notices"]
    assert said["title"] == "Harm reduction unit"
    assert set(said["sources"]) == set(BANK.sources.of("harm-reduction-unit"))
    assert set(said["sources"]["region"]) == {"url", "urls", "confidence", "read"}


@pytest.mark.parametrize(
    "path",
    ["practices/nothing-of-the-kind", "practices/", "nothing", "", "practices/a/b", "charts/nothing.csv", "../api/x"],
)
def test_what_is_not_there_is_a_404_with_details(client: TestClient, path: str) -> None:
    for address in {f"/api/{path}", f"/api/{path}".rstrip("/")} - {"/api/practices"}:
        answer = client.get(address)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["title"] == "Not Found"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_the_api_only_answers_questions(client: TestClient, method: str) -> None:
    answer = client.request(method, "/api/practices")
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_file_holds_every_practice_and_column(real_bank: TestClient) -> None:
    answer = real_bank.get("/api/practices.csv")
    assert answer.content.startswith(b"\xef\xbb\xbfslug,title,")
    assert answer.content.count(b"\r\n") == 64
    assert answer.headers["content-disposition"] == 'attachment; filename="63-practices.csv"'
    for row, item in zip(rows(answer), real_bank.get("/api/practices?limit=1000").json()["items"], strict=True):
        assert list(row) == [*COLUMNS, *ACCOUNT_FIELD, "sources"]
        for column in COLUMNS:
            value = item[column]
            assert row[column] == ("; ".join(value) if column in MULTI_VALUED else value or "")


def test_the_accounts_are_a_file_of_statements(real_bank: TestClient) -> None:
    answer = real_bank.get("/api/accounts.csv?shortlist=nudging-down-burglary&shortlist=hot-spots-app")
    assert answer.headers["content-disposition"] == 'attachment; filename="accounts-of-shortlist-of-2.csv"'
    lines = rows(answer)
    assert list(lines[0]) == ["slug", "field", "text", "source_url", "confidence", "read", "figures"]
    assert list(dict.fromkeys(line["slug"] for line in lines)) == ["nudging-down-burglary", "hot-spots-app"]
    assert len(lines) == len(BANK.account("nudging-down-burglary")) + len(BANK.account("hot-spots-app"))
    chosen = rows(real_bank.get("/api/accounts.csv?effectiveness=Worked"))
    assert chosen == []


def test_a_fact_of_an_account_may_stand_on_two_pages(real_bank: TestClient) -> None:
    told = {each.field: each for each in BANK.account("panic-alarms")}
    said = real_bank.get("/api/practices/panic-alarms").json()
    assert len(told["evaluator"].urls) == 2
    assert said["evaluator"] == told["evaluator"].text
    assert said["sources"]["evaluator"] == {
        "url": told["evaluator"].urls[0],
        "urls": list(told["evaluator"].urls),
        "confidence": told["evaluator"].confidence,
        "read": "2026-11",
    }
    assert "evaluator" not in [each["field"] for each in said["account"]]


@pytest.mark.parametrize("path", ["practices", "practices/navigators", "practices.csv", "accounts.csv"])
def test_a_changed_account_is_sent_anew(own_client: TestClient, settings: Settings, path: str) -> None:
    first = own_client.get(f"/api/{path}")
    settings.accounts.write_text(
        "slug,field,text,source_url,confidence\nnavigators,result,=It helped.,https://example.org/a,medium\n",
        encoding="utf-8",
    )
    again = own_client.get(f"/api/{path}", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 200
    assert ("'=It helped." if path.endswith("csv") else '"=It helped."') in again.text
    assert "https://example.org/a" in again.text


def test_the_file_is_named_after_the_choice(client: TestClient) -> None:
    answer = client.get("/api/practices.csv?focus=Diversion&effectiveness=Promising")
    named = "1-practice-that-is-promising-and-is-about-diversion.csv"
    assert answer.headers["content-disposition"] == f'attachment; filename="{named}"'


def test_a_cell_of_the_file_cannot_run_as_a_formula(client: TestClient) -> None:
    assert rows(client.get("/api/practices.csv"))[3]["title"] == "'=1+1"
    assert client.get("/api/practices").json()["items"][3]["title"] == "=1+1"


def test_the_map_has_its_table_as_a_file(real_bank: TestClient) -> None:
    answer = real_bank.get("/api/places.csv?focus=Prevention")
    found = {row["Organisation"]: row for row in rows(answer)}
    assert found["Surrey Police"]["Region"] == "South East"
    assert (found["West Midlands Police"]["Practices"], found["Not recorded"]["Region"]) == ("0", "")
    assert sum(int(row["Practices"]) for row in found.values()) == 35
    assert all(int(row["Practices"]) == int(row["Promising"]) + int(row[UNTESTED]) for row in found.values())
    assert answer.headers["content-disposition"].startswith("attachment; ")


def test_a_bank_without_places_has_no_such_table(client: TestClient) -> None:
    answer = client.get("/api/places.csv")
    assert (answer.status_code, answer.json()["detail"][:22]) == (404, "This bank has no map. ")


def test_every_chart_has_its_table_as_a_file(real_bank: TestClient) -> None:
    selection = BANK.select(Filters({"focus": ("Diversion",)}), "match")
    for name, tally in TALLIES.items():
        table = tally(BANK, selection).table
        answer = real_bank.get(f"/api/charts/{name}.csv?focus=Diversion")
        found = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
        assert found[0] == [str(column) for column in table.columns]
        assert found[1:] == [["" if pd.isna(cell) else str(cell) for cell in row] for row in table.to_numpy(object)]
        assert answer.headers["content-disposition"].startswith("attachment; ")


@pytest.mark.parametrize("path", ["practices", "practices.csv", "practices/navigators"])
def test_a_copy_that_is_still_good_is_not_sent_again(client: TestClient, path: str) -> None:
    first = client.get(f"/api/{path}")
    again = client.get(f"/api/{path}", headers={"If-None-Match": first.headers["etag"]})
    assert first.headers["cache-control"] == "no-cache"
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


@pytest.mark.parametrize("path", ["practices", "practices.csv", "practices/navigators"])
def test_a_changed_bank_is_sent_anew(own_client: TestClient, settings: Settings, path: str) -> None:
    first = own_client.get(f"/api/{path}")
    changed = settings.catalogue.read_text(encoding="utf-8").replace("What was done", "What they did")
    settings.catalogue.write_text(changed, encoding="utf-8")
    again = own_client.get(f"/api/{path}", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 200
    assert "What they did" in again.text


@pytest.mark.parametrize("path", ["practices", "practices.csv", "practices/navigators", "practices/nothing"])
def test_head_answers_as_get_without_the_body(client: TestClient, path: str) -> None:
    got, headed = client.get(f"/api/{path}"), client.head(f"/api/{path}")
    assert (headed.status_code, headed.content) == (got.status_code, b"")
    assert headed.headers.get("etag") == got.headers.get("etag")
    assert headed.headers["content-type"] == got.headers["content-type"]


@pytest.mark.parametrize("path", ["practices", "practices.csv", "practices/nothing", "nothing"])
def test_scripts_of_other_sites_may_read_it(client: TestClient, path: str) -> None:
    answer = client.get(f"/api/{path}", headers={"Origin": "https://example.org"})
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", ["practices", "practices.csv", "practices/navigators"])
def test_without_a_bank_the_reason_is_given_and_no_path(own_client: TestClient, settings: Settings, path: str) -> None:
    settings.catalogue.unlink()
    answer = own_client.get(f"/api/{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
    assert "practices.csv" in answer.json()["detail"]
    assert str(settings.catalogue.parent) not in answer.text


def test_a_withdrawn_practice_keeps_its_address_and_is_in_no_list(settings: Settings, own_client: TestClient) -> None:
    day = datetime(2027, 3, 3, tzinfo=UTC)
    cells = {
        **dict.fromkeys(COLUMNS, ""),
        "slug": "night-walks",
        "title": "Night walks",
        "focus": "Prevention; Diversion",
    }
    account = (Statement("result", "Fewer thefts.", read="2027-03-03", own_figures=True),)
    gone = Publication(cells, account, ("Alex Example",), False, day, None, "", day, "It stopped.", "navigators")
    services_of(settings).shelf.put(Publications((gone,)))
    found = own_client.get("/api/practices/night-walks").json()
    assert (found["title"], found["focus"]) == ("Night walks", ["Prevention", "Diversion"])
    assert found["withdrawn"] == {"on": "2027-03-03", "because": "It stopped.", "replaced_by": "navigators"}
    assert found["account"] == [
        {
            "field": "result",
            "label": "The result",
            "text": "Fewer thefts.",
            "sources": [],
            "confidence": "told",
            "read": "2027-03-03",
            "own_figures": True,
        }
    ]
    assert "Alex Example" not in str(found)
    assert own_client.get("/api/practices?q=night+walks").json()["items"] == []
    assert "night-walks" not in own_client.get("/api/practices.csv").text
    assert "withdrawn" not in own_client.get("/api/practices/navigators").json()


def test_one_practice_says_what_the_desk_corrected_and_answered_the_latest_first(
    settings: Settings, own_client: TestClient
) -> None:
    day = datetime(2027, 3, 3, tzinfo=UTC)
    corrected = Notice(day, ("cost",), "The report says so.", ("https://example.org/report",))
    answered = Notice(day.replace(day=4), (), "Two comparisons.", ())
    services_of(settings).shelf.put(Publications(notices={"navigators": (corrected, answered)}))
    assert own_client.get("/api/practices/navigators").json()["notices"] == [
        {"at": "2027-03-04T00:00:00+00:00", "fields": [], "words": "Two comparisons.", "sources": []},
        {
            "at": "2027-03-03T00:00:00+00:00",
            "fields": ["cost"],
            "words": "The report says so.",
            "sources": ["https://example.org/report"],
        },
    ]


def test_the_gap_map_as_a_file_holds_every_cell(real_bank: TestClient) -> None:
    answer = real_bank.get("/api/gaps.csv?rows=target_group&columns=focus&focus=Diversion")
    cells = {(row["Target groups"], row["Focus"]): row for row in rows(answer)}
    assert len(cells) == 9 * 5
    assert cells["Families", "Diversion"]["State"] == "gap as far as recorded"
    assert cells["Adults", "Diversion"]["Practices"] == "1"
    assert cells["Adults", "Investigation"]["State"] == "none recorded"


def test_the_gap_map_refuses_what_cannot_be_crossed(real_bank: TestClient) -> None:
    said = real_bank.get("/api/gaps.csv?rows=title&colour=topic&columns=focus&columns=scale").json()
    assert [error["parameter"] for error in said["errors"]] == ["rows", "colour", "columns"]
