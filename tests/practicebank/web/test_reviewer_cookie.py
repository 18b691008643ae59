"""The address that gives a browser the cookie of whoever signed in with the key, and takes it back."""

from dataclasses import replace

import pytest
from served import ASSETS, serve
from starlette.testclient import TestClient

from practicebank.services import services_of
from practicebank.settings import Settings
from practicebank.web.reviewer_cookie import CODE_HEADER, cookie_name

KEY = "a key that nobody guesses"
ADDRESS = "/auth/reviewer"


@pytest.fixture
def with_key(settings: Settings) -> Settings:
    folder = settings.catalogue.parent
    return replace(settings, database_url=f"sqlite:///{folder}/bank.db", reviewer_key=KEY)


def new_code(settings: Settings) -> str:
    services = services_of(settings)
    who = services.door.enter_with_key(
        services.queue(), KEY, "Ada", "ada@example.org", session="s", address="192.0.2.1"
    )
    return services.door.code_for(who)


@pytest.mark.parametrize(
    ("public_address", "base_path", "name", "flags"),
    [
        ("", "", "practicebank_reviewer", {"path=/"}),
        ("", "bank", "practicebank_reviewer", {"path=/bank"}),
        ("https://testserver", "", "__Host-practicebank_reviewer", {"path=/", "secure"}),
        ("https://testserver/bank", "/bank/", "__Secure-practicebank_reviewer", {"path=/bank", "secure"}),
    ],
)
def test_a_code_becomes_a_cookie_that_no_script_reads_and_no_other_site_sends(
    with_key: Settings, public_address: str, base_path: str, name: str, flags: set[str]
) -> None:
    settings = replace(with_key, public_address=public_address)
    prefix = f"/{base_path.strip('/')}" if base_path else ""
    client = TestClient(serve(settings, ASSETS, base_path))
    given = client.post(f"{prefix}{ADDRESS}", headers={CODE_HEADER: new_code(settings)})
    deleted = client.delete(f"{prefix}{ADDRESS}")
    assert cookie_name(public_address, base_path) == name
    for answer, seconds in ((given, ("28799", "28800")), (deleted, ("0",))):
        [first, *others] = answer.headers["set-cookie"].lower().split("; ")
        assert (answer.status_code, answer.text, answer.headers["cache-control"]) == (204, "", "no-store")
        assert first.startswith(f"{name.lower()}=")
        assert {each for each in others if not each.startswith("expires=")} - {f"max-age={n}" for n in seconds} == {
            "httponly",
            "samesite=strict",
            *flags,
        }
    value = given.headers["set-cookie"].partition("=")[2].partition(";")[0]
    services = services_of(settings)
    known = services.door.enter_with_cookie(services.queue(), value)
    assert known
    assert known.email == "ada@example.org"


def test_only_a_code_that_was_not_used_becomes_a_cookie(with_key: Settings) -> None:
    client, code = TestClient(serve(with_key)), new_code(with_key)
    for method in ("GET", "HEAD", "PUT", "OPTIONS"):
        answer = client.request(method, f"{ADDRESS}?code={code}", headers={CODE_HEADER: code})
        assert "set-cookie" not in answer.headers
    assert client.post(ADDRESS, headers={CODE_HEADER: code}).status_code == 204
    for headers in ({CODE_HEADER: code}, {CODE_HEADER: KEY}, {CODE_HEADER: ""}, {}):
        answer = client.post(ADDRESS, headers=headers, content=code)
        assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "http://testserver:8501"},
    ],
)
def test_no_other_site_gives_or_takes_a_cookie(with_key: Settings, headers: dict[str, str]) -> None:
    client, code = TestClient(serve(with_key)), new_code(with_key)
    for method in ("POST", "DELETE", "OPTIONS"):
        answer = client.request(method, ADDRESS, headers={**headers, CODE_HEADER: code})
        assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)
        assert "access-control-allow-origin" not in answer.headers
    ours = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
    assert client.post(ADDRESS, headers={**ours, CODE_HEADER: code}).status_code == 204
