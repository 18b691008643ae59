"""Signing in to the desk with OpenID Connect, against a provider that runs for real."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from examples import NIGHT_WALKS
from playwright.sync_api import Page, expect

from practicebank.submissions.codes import new_key
from practicebank.submissions.queue import ReviewQueue, open_queue
from practicebank.submissions.states import Status
from tests.attack.strangers import Attacked, run_page
from tests.conftest import running_server, settle
from tests.oidc_provider import CLIENT, SECRET, Provider, running_provider

VIEWS = ("", "view=follow-ups", "view=health", "view=log", "view=pace", "submission={}", "submission={}&do=claim")
ADA = {"sub": "1", "name": "Ada", "email": "ada@example.org", "email_verified": True}
EVE = {"sub": "2", "name": "Eve", "email": "eve@example.org", "email_verified": True}


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture(scope="module")
def bank(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, ReviewQueue]]:
    """The address of a server that trusts the provider, and its queue."""
    folder: Path = tmp_path_factory.mktemp("openid")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    secrets = folder / "secrets.toml"
    secrets.write_text(
        f"""
[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "long random text for the cookies of this test"
client_id = "{CLIENT}"
client_secret = "{SECRET}"
server_metadata_url = "{provider.address}/.well-known/openid-configuration"
""",
        encoding="utf-8",
    )
    queue = open_queue(f"sqlite:///{folder}/bank.db")
    with running_server(
        folder / "log.txt",
        port=port,
        STREAMLIT_SECRETS_FILES=str(secrets),
        PRACTICEBANK_REVIEWERS="ada@example.org",
        PRACTICEBANK_REVIEWER_CLAIM="groups=reviewers",
    ) as address:
        yield address, queue
    assert "key=" not in (folder / "log.txt").read_text(encoding="utf-8")
    queue.engine.dispose()


@pytest.fixture
def reference(bank: tuple[str, ReviewQueue]) -> str:
    return bank[1].submit(NIGHT_WALKS.model_copy(update={"title": "Secret walks"}), new_key()).reference


def headed(page: Page, words: str) -> None:
    """The page has come that says so; the one before may still be going."""
    expect(page.get_by_role("heading", level=1, name=words, exact=True)).to_be_visible()


def sign_in(page: Page, address: str) -> None:
    """Through the provider and back; the way back leads to the first page."""
    page.goto(f"{address}/desk")
    settle(page)
    page.get_by_role("button", name="Sign in").click()
    headed(page, "Practices")
    page.goto(f"{address}/desk")
    settle(page)


def assert_nothing_shows(page: Page, address: str, reference: str) -> None:
    """Neither in what this browser draws nor in anything that the server sends to whoever has its cookies."""
    page.goto(f"{address}/desk?submission={reference}&do=claim")
    settle(page)
    headed(page, "Reviewers’ desk")
    expect(page.locator("body")).not_to_contain_text("Secret walks")
    expect(page.locator("[data-testid=stMain] table, .doings")).to_have_count(0)
    cookies = "; ".join(f"{each['name']}={each['value']}" for each in page.context.cookies(address))
    for view in VIEWS:
        with Attacked(address).socket(address, cookies) as socket:
            sent = [message.SerializeToString() for message in run_page(socket, view.format(reference), "desk")]
        assert any("Reviewers’ desk".encode() in each for each in sent)
        assert not any(word in each for each in sent for word in (b"Secret walks", b"<table", b'"doings"'))


@pytest.mark.parametrize(
    "person",
    [
        pytest.param(ADA, id="named by address"),
        pytest.param({**EVE, "groups": ["reviewers"]}, id="named by a claim"),
    ],
)
def test_a_reviewer_signs_in_stays_in_after_a_reload_and_signs_out(
    page: Page, provider: Provider, bank: tuple[str, ReviewQueue], reference: str, person: dict[str, object]
) -> None:
    provider.person, provider.lasts = person, 3600
    sign_in(page, bank[0])
    headed(page, "Queue")
    [cookie] = [each for each in page.context.cookies() if each["name"] == "_streamlit_user"]
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    page.reload()
    headed(page, "Queue")
    expect(page.get_by_role("link", name="Secret walks").first).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    headed(page, "Practices")
    assert_nothing_shows(page, bank[0], reference)


@pytest.mark.parametrize(
    "person",
    [
        pytest.param(EVE, id="not named"),
        pytest.param({**ADA, "email_verified": False}, id="address not verified"),
        pytest.param({**EVE, "groups": ["readers"]}, id="another claim"),
    ],
)
def test_whoever_is_signed_in_without_being_a_reviewer_sees_nothing(
    page: Page, provider: Provider, bank: tuple[str, ReviewQueue], reference: str, person: dict[str, object]
) -> None:
    provider.person, provider.lasts = person, 3600
    sign_in(page, bank[0])
    expect(page.get_by_role("alert")).to_contain_text("not on the list of reviewers")
    assert_nothing_shows(page, bank[0], reference)
    assert bank[1].get(reference).status is Status.WAITING


def test_a_session_that_runs_out_while_the_page_is_open_moves_nothing_and_shows_nothing(
    page: Page, provider: Provider, bank: tuple[str, ReviewQueue], reference: str
) -> None:
    provider.person = ADA
    button, alert = page.get_by_role("button", name="Claim it"), page.get_by_role("alert")
    for provider.lasts in (10, 20, 40, 80):  # as long as this machine takes to get there
        sign_in(page, bank[0])
        page.goto(f"{bank[0]}/desk?submission={reference}&do=claim")
        expect(button.or_(alert).first).to_be_visible()
        if button.is_visible():
            break
    page.wait_for_function("ends => Date.now() / 1000 > ends + 1", arg=provider.ends)
    button.click()
    expect(alert).to_contain_text("run out")
    expect(page.locator("body")).not_to_contain_text("Secret walks")
    assert bank[1].get(reference).status is Status.WAITING
    assert_nothing_shows(page, bank[0], reference)


def test_while_the_provider_is_away_the_desk_says_so_and_lets_in_again_later(
    page: Page, provider: Provider, bank: tuple[str, ReviewQueue]
) -> None:
    provider.person, provider.lasts, provider.away = ADA, 3600, True
    page.goto(f"{bank[0]}/desk")
    settle(page)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("sign-in does not answer just now")
    headed(page, "Reviewers’ desk")
    expect(page).to_have_url(f"{bank[0]}/desk")
    provider.away = False
    sign_in(page, bank[0])
    headed(page, "Queue")
