from typing import Any

import pytest
from starlette.testclient import TestClient


def errors(answer: Any) -> dict[str, str]:
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert said["status"] == 400
    assert said["title"] == "Bad Request"
    assert all(f"{error['parameter']}: {error['detail']}" in said["detail"] for error in said["errors"])
    return {error["parameter"]: error["detail"] for error in said["errors"]}


@pytest.mark.parametrize(
    ("query", "parameter", "says"),
    [
        pytest.param("colour=red", "colour", "Use one of effectiveness, focus", id="unknown name"),
        pytest.param("offset=x", "offset", "whole number from 0", id="no number"),
        pytest.param("offset=", "offset", "whole number from 0", id="empty number"),
        pytest.param("offset=-1", "offset", "whole number from 0", id="negative"),
        pytest.param("offset=1.0", "offset", "whole number from 0", id="decimal"),
        pytest.param("offset=%D9%A3", "offset", "whole number from 0", id="a digit int() would take"),
        pytest.param(f"offset={'9' * 5000}", "offset", "whole number from 0", id="more digits than int() reads"),
        pytest.param("limit=1001", "limit", "whole number from 0 to 1000", id="limit too large"),
        pytest.param("limit=1&limit=1", "limit", "Give it once", id="limit twice"),
        pytest.param("q=a&q=b", "q", "Give it once", id="search twice"),
        pytest.param(f"q={'a' * 201}", "q", "Shorten the search to 200 characters", id="long search"),
        pytest.param("focus=Fishing", "focus", "Leave out “Fishing”", id="unknown value"),
        pytest.param("focus=diversion", "focus", "It knows Prevention; Diversion", id="says what there is"),
        pytest.param("topic=", "topic", "Leave out “”", id="empty value"),
    ],
)
def test_a_wrong_parameter_is_named(client: TestClient, query: str, parameter: str, says: str) -> None:
    wrong = errors(client.get(f"/api/practices?{query}"))
    assert list(wrong) == [parameter]
    assert says in wrong[parameter]


def test_every_wrong_parameter_is_named_at_once(client: TestClient) -> None:
    answer = client.get("/api/practices?limit=-1&offset=x&focus=Fishing&colour=red&q=a&q=b")
    assert set(errors(answer)) == {"limit", "offset", "focus", "colour", "q"}


def test_what_was_sent_is_quoted_only_in_part(client: TestClient) -> None:
    answer = client.get("/api/practices?" + "&".join(f"{'x' * 90}{number}=1" for number in range(90)))
    assert len(answer.json()["errors"]) <= 20
    assert len(answer.content) < 10_000


@pytest.mark.parametrize("path", ["/api/practices.csv", "/api/practices/navigators"])
def test_only_the_list_has_pages(client: TestClient, path: str) -> None:
    assert list(errors(client.get(f"{path}?limit=1"))) == ["limit"]


@pytest.mark.parametrize("query", ["limit=0", "limit=1000", "offset=0", "offset=1000000000", "q=", "q=+++"])
def test_the_edges_are_allowed(client: TestClient, query: str) -> None:
    assert client.get(f"/api/practices?{query}").status_code == 200
