"""The description of the API is held against the API."""

from typing import Any

from starlette.testclient import TestClient

from practicebank.services import services_of
from practicebank.settings import Settings
from practicebank.web.api.answers import answers_of

EXAMPLES = {"slug": "clear-hold-build", "name": "topic", "kind": "html"}
VALUES = {
    "q": "burglary",
    "exact": "1",
    "offset": "1",
    "limit": "2",
    "shortlist": "clear-hold-build",
    "one": "Diversion",
    "other": "Prevention",
}


def described(client: TestClient) -> dict[str, Any]:
    return client.get("/api/openapi.json").json()


def test_every_route_is_described_and_nothing_else(real_bank: TestClient) -> None:
    assert set(described(real_bank)["paths"]) == set(answers_of(services_of(Settings())))


def test_every_parameter_is_taken_with_every_value_it_lists(real_bank: TestClient) -> None:
    for path, methods in described(real_bank)["paths"].items():
        address = f"/api{path}".format(**EXAMPLES)
        assert real_bank.get(address).status_code == 200, path
        for parameter in methods["get"]["parameters"]:
            if parameter["in"] == "path":
                assert f"{{{parameter['name']}}}" in path
                continue
            schema = parameter["schema"].get("items", parameter["schema"])
            value = schema.get("enum", [VALUES.get(parameter["name"])])[0]
            answer = real_bank.get(address, params={parameter["name"]: value})
            assert answer.status_code == 200, (path, parameter["name"], answer.text)


def test_every_value_of_a_path_answers(real_bank: TestClient) -> None:
    for path, methods in described(real_bank)["paths"].items():
        for parameter in methods["get"]["parameters"]:
            for value in parameter["schema"].get("enum", []) if parameter["in"] == "path" else []:
                assert real_bank.get(f"/api{path}".format(**{parameter["name"]: value})).status_code == 200


def test_a_parameter_that_is_not_described_is_refused(real_bank: TestClient) -> None:
    for path in described(real_bank)["paths"]:
        assert real_bank.get(f"/api{path}".format(**EXAMPLES), params={"surprise": "1"}).status_code == 400, path


def test_a_practice_has_what_the_description_says(real_bank: TestClient) -> None:
    schema = described(real_bank)["components"]["schemas"]["Practice"]
    for item in real_bank.get("/api/practices?limit=1000").json()["items"]:
        assert list(item) == schema["required"]
        for column, value in item.items():
            kinds = schema["properties"][column]["type"]
            assert isinstance(value, list) if kinds == "array" else value is None or isinstance(value, str)


def test_answers_are_tagged_and_not_sent_twice(real_bank: TestClient) -> None:
    for path in described(real_bank)["paths"]:
        address = f"/api{path}".format(**EXAMPLES)
        first = real_bank.get(address)
        assert first.headers["cache-control"] == "no-cache"
        assert real_bank.get(address, headers={"If-None-Match": first.headers["etag"]}).status_code == 304, path
