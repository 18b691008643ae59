"""Requests of strangers: foreign origins and hosts, other folders, files nobody wants, and what the log then says."""

import re
from contextlib import suppress
from http.client import HTTPException

import pytest

from tests.attack.strangers import PUBLIC, Attacked, run_page
from tests.conftest import events

EVIL = "evil.example"
PAGES = ("/", "/practice?practice=clear-hold-build", "/overview", "/desk", "/share", "/submission")
ANSWERS = (*PAGES, "/api", "/api/practices", "/api/feed.atom", "/api/openapi.json", "/sitemap.xml", "/robots.txt")
ANSWERS += (
    "/api/practices/clear-hold-build",
    "/readyz",
    "/healthz",
    "/nothing/",
    "/api/practices/",
    "/assets/",
    "/static/",
)
ANSWERS += ("/auth/login", "/auth/logout", "/oauth2callback", "/_stcore/health", "/_stcore/host-config")


@pytest.mark.parametrize("path", ANSWERS)
def test_no_answer_repeats_a_hostile_host(attacked: Attacked, path: str) -> None:
    for name in ("Host", "X-Forwarded-Host", "X-Original-URL", "Forwarded"):
        value = f"host={EVIL}" if name == "Forwarded" else EVIL
        answer = attacked.ask(path, headers={name: value})
        assert EVIL.encode() not in answer.body
        assert EVIL not in str(answer.headers)


def test_links_in_full_begin_with_the_public_address(attacked: Attacked) -> None:
    for path in ("/sitemap.xml", "/api/feed.atom"):
        body = attacked.ask(path, headers={"Host": EVIL}).body.decode()
        links = re.findall(r'<loc>(.*?)</loc>|<link[^>]* href="(.*?)"', body)
        assert links
        assert all("".join(link).startswith(f"{PUBLIC}/") for link in links)


@pytest.mark.parametrize("origin", [f"https://{EVIL}", "null", "https://share.streamlit.io", "http://localhost:1"])
def test_other_sites_may_read_the_public_data_and_nothing_else(attacked: Attacked, origin: str) -> None:
    for path in ANSWERS:
        answer = attacked.ask(path, headers={"Origin": origin})
        allowed = answer.header("Access-Control-Allow-Origin")
        assert allowed == (["*"] if path.startswith("/api/") else [])
        assert answer.header("Access-Control-Allow-Credentials") == []


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"])
@pytest.mark.parametrize("path", ["/api/practices", "/api/practices/clear-hold-build", "/sitemap.xml", "/healthz"])
def test_data_can_only_be_asked_for(attacked: Attacked, method: str, path: str) -> None:
    answer = attacked.ask(path, method, {"Origin": f"https://{EVIL}", "Content-Type": "text/plain"}, b"x=1")
    assert answer.status in (400, 404, 405)


@pytest.mark.parametrize("path", ["/auth/login", "/auth/logout", "/auth/login?provider=x", "/x/auth/logout"])
def test_no_other_site_signs_anybody_in_or_out(attacked: Attacked, path: str) -> None:
    for site in ("cross-site", "same-site"):
        answer = attacked.ask(path, headers={"Sec-Fetch-Site": site, "Cookie": "_streamlit_user=x"})
        assert answer.status == 403
        assert answer.header("Set-Cookie") == []
    for site in ("same-origin", "none"):
        answer = attacked.ask(path.replace("/x/", "/"), headers={"Sec-Fetch-Site": site})
        assert (answer.status, answer.header("Location")) == (302, ["/"])


@pytest.mark.parametrize(
    "query", ["state=x&code=y", "error=access_denied", "code=y", "state=../../x&iss=https://evil.example"]
)
def test_a_made_up_answer_of_a_provider_signs_nobody_in(attacked: Attacked, query: str) -> None:
    answer = attacked.ask(f"/oauth2callback?{query}", headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status, answer.header("Location")) == (302, ["/"])
    assert not any("_streamlit_user=" in cookie and "Max-Age=0" not in cookie for cookie in answer.header("Set-Cookie"))


def test_cookies_travel_encrypted_and_to_no_other_site(attacked: Attacked) -> None:
    seen = [
        cookie
        for path in ("/_stcore/health", "/auth/login", "/auth/logout", "/oauth2callback")
        for cookie in attacked.ask(path).header("Set-Cookie")
    ]
    assert seen
    for cookie in seen:
        flags = {flag.strip().lower() for flag in cookie.split(";")[1:]}
        assert {"secure", "samesite=lax", "path=/"} <= flags


def test_browsers_are_told_to_come_encrypted(attacked: Attacked) -> None:
    for path in ANSWERS:
        assert attacked.ask(path).header("Strict-Transport-Security") == ["max-age=31536000"]


def test_no_file_is_taken(attacked: Attacked) -> None:
    """Not even from somebody with a session, a token and the cookie that goes with it."""
    [cookie] = [each.partition(";")[0] for each in attacked.ask("/_stcore/health").header("Set-Cookie")]
    with attacked.socket() as socket:
        [session] = [
            message.new_session.initialize.session_id
            for message in run_page(socket)
            if message.WhichOneof("type") == "new_session"
        ]
        part = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n' + b"A" * 1000 + b"\r\n--x--\r\n"
        headers = {"Cookie": cookie, "X-Xsrftoken": cookie.partition("=")[2]}
        headers |= {"Content-Type": "multipart/form-data; boundary=x"}
        for method in ("PUT", "POST", "DELETE", "OPTIONS", "GET"):
            answer = attacked.ask(f"/_stcore/upload_file/{session}/f", method, headers, part)
            assert (answer.status, answer.header("Set-Cookie")) == (404, [])


OUTSIDE = (
    "/..%2fapp.py",
    "/../app.py",
    "/assets/..%2f..%2f..%2fapp.py",
    "/assets/../../../app.py",
    "/assets/..\\..\\app.py",
    "/static/..%2f..%2f..%2f..%2fapp.py",
    "/static/%2e%2e/%2e%2e/%2e%2e/app.py",
    "/component/x/..%2f..%2fetc%2fpasswd",
    "/media/..%2f..%2fetc%2fpasswd",
    "/_stcore/bidi-components/..%2f..%2fetc%2fpasswd",
    "/app/static/..%2f..%2fetc%2fpasswd",
    "/api/practices/..%2f..%2fsettings.py",
    "/api/charts/..%2f..%2fapp.csv",
    "/api/copy.%2e%2e%2f",
    "//evil.example/..%2f",
    "/%5c%5cevil.example%5cshare",
    "/%00",
    "/.streamlit/config.toml",
    "/.streamlit/secrets.toml",
    "/var/bank.db",
    "/data/practices.csv",
    "/.git/config",
)


@pytest.mark.parametrize("path", OUTSIDE)
def test_no_other_file_of_the_machine_is_served(attacked: Attacked, path: str) -> None:
    answer = attacked.ask(path)
    for inside in (b"import streamlit", b"root:x:", b"gatherUsageStats", b"SQLite format", b"slug,title", b"[core]"):
        assert inside not in answer.body
    assert answer.status < 500
    assert not any(location.startswith(("//", "http", "\\")) for location in answer.header("Location"))
    if answer.status == 200:  # the shell, which draws "Page not found"
        assert b'<div id="root">' in answer.body


LONG = "a" * 50_000


@pytest.mark.parametrize(
    "path",
    [
        f"/api/practices?q={LONG}",
        f"/api/practices?{LONG}={LONG[:5_000]}",
        "/api/practices?" + "&".join(["focus=Diversion"] * 3_000),
        "/api/briefing.pptx?" + "&".join(f"shortlist=x{number}" for number in range(3_000)),
        f"/?q={LONG}",
        f"/practice?practice={LONG}",
        f"/{LONG}",
        "/api/practices?q=" + "%28" * 16_000,
        "/?" + "q=%E2%80%AE&" * 4_000,
    ],
    ids=lambda path: f"{path[:28]}… of {len(path)}",
)
def test_a_request_of_any_length_is_answered(attacked: Attacked, path: str) -> None:
    answer = attacked.ask(path)
    assert answer.status in (200, 400, 404, 414, 431)
    if answer.status != 200:
        assert len(answer.body) < 20_000


def test_whoever_sends_a_line_without_end_is_cut_off(attacked: Attacked) -> None:
    with suppress(ConnectionError, HTTPException):
        assert attacked.ask(f"/api/practices?q={'a' * 500_000}").status in (400, 414, 431)
    assert attacked.lives()


def test_a_header_of_an_answer_holds_what_we_put_there(attacked: Attacked) -> None:
    for typed in ("%0d%0aSet-Cookie:%20a=b", "%22;%20filename=%22evil.exe", "%E2%80%A8", "..%2f..%2fetc"):
        answer = attacked.ask(f"/api/practices.csv?q={typed}")
        assert answer.header("Set-Cookie") == []
        [disposition] = answer.header("Content-Disposition")
        assert re.fullmatch(r'attachment; filename="[a-z0-9-]+\.csv"', disposition)


def test_the_log_holds_nothing_of_what_strangers_typed(attacked: Attacked) -> None:
    typed = "zqx-alex-example-07700900123"
    for path in (f"/api/practices?q={typed}", f"/api/practices?{typed}=1", f"/api/practices/{typed}", f"/{typed}/"):
        attacked.ask(path)
        attacked.ask(path, "POST", {"Content-Type": "text/plain", "X-Note": typed}, typed.encode())
    with attacked.socket() as socket:
        for page in ("", "practice", "submission", "describe", "share", "desk"):
            run_page(socket, f"q={typed}&practice={typed}&reference={typed}&problem={typed}&key={typed}", page)
    said = attacked.log.read_text(encoding="utf-8")
    assert typed not in said
    assert "Traceback" not in said
    assert events(attacked.log)
