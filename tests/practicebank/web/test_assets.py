from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from practicebank.web.around_streamlit.assets import FOR_GOOD, assets_route, load_assets


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "assets"
    folder.mkdir()
    (folder / "bank.css").write_text("body { color: red }")
    (folder / "mark.svg").write_text("<svg/>")
    (folder / "__init__.py").write_text("SECRET = 1")
    (tmp_path / "secret.css").write_text("secret")
    return folder


@pytest.fixture
def client(folder: Path) -> TestClient:
    return TestClient(Starlette(routes=[assets_route("", load_assets(folder))]))


def test_an_asset_has_its_type(client: TestClient) -> None:
    assert client.get("/assets/pages.css").headers["content-type"] == "text/css; charset=utf-8"
    assert client.get("/assets/mark.svg").headers["content-type"] == "image/svg+xml"


def test_under_the_address_with_its_version_it_is_kept_for_good(client: TestClient, folder: Path) -> None:
    address = load_assets(folder)["pages.css"].address
    assert client.get(f"/{address}").headers["cache-control"] == FOR_GOOD


@pytest.mark.parametrize("query", ["", "?v=", "?v=of-an-older-version"])
def test_under_any_other_it_is_asked_for_again(client: TestClient, query: str) -> None:
    first = client.get(f"/assets/pages.css{query}")
    assert first.headers["cache-control"] == "no-cache"
    assert client.get("/assets/pages.css", headers={"If-None-Match": first.headers["etag"]}).status_code == 304


def test_style_sheets_are_sent_together_in_the_order_of_their_names(client: TestClient, folder: Path) -> None:
    (folder / "always.css").write_text("p { margin: 0 }")
    content = load_assets(folder)["pages.css"].content
    assert content.startswith(b"p { margin: 0 }\nbody { color: red }\n:root { --worked:")
    assert "pages.js" not in load_assets(folder)


def test_another_content_has_another_address(folder: Path) -> None:
    before = load_assets(folder)["pages.css"].address
    (folder / "bank.css").write_text("body { color: blue }")
    assert load_assets(folder)["pages.css"].address != before


@pytest.mark.parametrize(
    "name",
    [
        "__init__.py",
        "nothing.css",
        "bank.css",
        "",
        "../secret.css",
        "..%2fsecret.css",
        "%2e%2e/secret.css",
        "a/bank.css",
    ],
)
def test_nothing_else_of_the_disk_is_served(client: TestClient, name: str) -> None:
    answer = client.get(f"/assets/{name}")
    assert answer.status_code == 404
    assert "secret" not in answer.text.lower()
