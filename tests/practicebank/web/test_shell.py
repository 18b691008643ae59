import re
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest
import streamlit
from served import ASSETS, ROOT, serve
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from practicebank.services import services_of
from practicebank.settings import Settings
from practicebank.web.around_streamlit.assets import load_assets
from practicebank.web.around_streamlit.shell import THEME_COLOURS, Shell

LOADED = load_assets(ASSETS)


class Head(HTMLParser):
    """The tags of a document, and the text of its title."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.title = ""
        self._in_title = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._in_title = tag == "title"

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
            self._in_title = False

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def meta(self, name: str) -> list[str | None]:
        return [found["content"] for found in self.all("meta") if name in (found.get("name"), found.get("property"))]


@pytest.mark.parametrize("path", ["/", "/practice", "/overview?focus=Diversion", "/no-such-page"])
def test_the_shell_is_ours(client: TestClient, path: str) -> None:
    html = client.get(path).text
    head = Head(html)
    assert head.all("html") == [{"lang": "en-GB"}]
    assert "Practice bank" in head.title
    assert head.meta("description")
    assert {"rel": "stylesheet", "href": LOADED["pages.css"].address} in head.all("link")
    scripts = [script["src"] for script in head.all("script") if "src" in script]
    assert scripts[0] == LOADED["pages.js"].address, "Streamlit's script runs after ours"
    assert len(scripts) == 2
    assert [link["href"] for link in head.all("link") if link.get("rel") == "shortcut icon"] == [
        LOADED["icon.png"].address
    ]
    assert "Streamlit app" not in html
    assert "service-desc" not in html
    assert "_stcore" not in html
    assert "./api/practices.csv" in html.partition("<noscript>")[2].partition("</noscript>")[0]


def test_streamlits_own_scripts_and_styles_are_all_still_there(client: TestClient) -> None:
    original = Path(streamlit.__file__).with_name("static") / "index.html"
    files = re.findall(r"\./static/[^\"]+", original.read_text(encoding="utf-8"))
    assert len(files) > 10
    assert re.findall(r"\./static/[^\"]+", client.get("/").text) == files


def test_every_address_in_the_shell_answers(client: TestClient) -> None:
    for address in re.findall(r"(?:href|src)=\"\./([^\"]+)", client.get("/").text):
        assert "text/html" not in client.get(f"/{address}").headers["content-type"], address


def test_the_colours_of_the_browser_are_those_of_the_theme() -> None:
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    assert {scheme: theme[scheme]["backgroundColor"] for scheme in ("light", "dark")} == THEME_COLOURS


@pytest.mark.parametrize("path", ["/", "/practice"])
def test_its_length_is_its_own(client: TestClient, path: str) -> None:
    got, headed = client.get(path), client.head(path)
    assert int(got.headers["content-length"]) == len(got.content)
    assert headed.headers["content-length"] == got.headers["content-length"]
    assert headed.content == b""
    assert "content-encoding" not in got.headers
    assert "last-modified" not in got.headers


@pytest.mark.parametrize("path", ["/", "/practice"])
def test_an_unchanged_shell_is_not_sent_again(client: TestClient, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert first.headers["cache-control"] == "no-cache"
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]


def test_streamlits_validators_do_not_vouch_for_our_shell(client: TestClient) -> None:
    """Its file may be years older than our style sheet."""
    streamlits = {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT", "If-None-Match": '"anything"'}
    assert client.get("/", headers=streamlits).status_code == 200
    assert client.get("/", headers={"Range": "bytes=0-9"}).status_code == 200


def test_a_new_style_sheet_makes_a_new_shell(settings: Settings, tmp_path: Path) -> None:
    assets = tmp_path / "assets"
    assets.mkdir()
    tags = []
    for colour in ("red", "blue"):
        (assets / "bank.css").write_text(f"body {{ color: {colour} }}")
        tags.append(TestClient(serve(settings, assets)).get("/").headers["etag"])
    assert tags[0] != tags[1]


def test_other_files_pass_through_with_their_validators(client: TestClient) -> None:
    script = Head(client.get("/").text).all("script")
    address = next(found["src"] for found in script if (found.get("src") or "").startswith("./static"))
    file = client.get(f"/{address}")
    assert "immutable" in file.headers["cache-control"]
    assert client.get(f"/{address}", headers={"If-None-Match": file.headers["etag"]}).status_code == 304


def test_other_html_comes_back_as_it_was(settings: Settings) -> None:
    html = "<html><head><title>Other</title></head><body><script>alert(1)</script></body></html>"

    async def other(request: Request) -> Response:
        return HTMLResponse(html, headers={"ETag": '"theirs"'})

    shell = Middleware(Shell, assets=LOADED, shelf=services_of(settings).shelf)
    answer = TestClient(Starlette(routes=[Route("/other", other)], middleware=[shell])).get("/other")
    assert (answer.text, answer.headers["etag"]) == (html, '"theirs"')
    assert "content-security-policy" not in answer.headers


def test_it_holds_under_a_base_path(settings: Settings) -> None:
    client = TestClient(serve(settings, base_path="/bank/"))
    html = client.get("/bank/practice").text
    for address in re.findall(r"(?:href|src)=\"\./([^\"]+)", html):
        assert "text/html" not in client.get(f"/bank/{address}").headers["content-type"], address
    assert client.get("/bank/api/practices").json()["total"] == 4
    assert "Disallow: /bank/api/" in client.get("/bank/robots.txt").text
