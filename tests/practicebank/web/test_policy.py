"""The pages of the real server under our Content-Security-Policy, in a real browser."""

import urllib.error
import urllib.request

import pytest
from playwright.sync_api import Page

from practicebank.web.around_streamlit.headers import EVERYWHERE
from tests.conftest import settle

COLLECT = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
    window.violations.push(`${event.effectiveDirective} ${event.blockedURI}`));
"""
# Streamlit's number library looks whether it may compile WebAssembly, and does without when it may not.
A_LOOK = "script-src wasm-eval"


@pytest.mark.parametrize(
    "path", ["/", "/?focus=Diversion&q=burglary", "/practice?practice=clear-hold-build", "/overview", "/about"]
)
def test_a_page_does_all_it_wants_within_the_policy(page: Page, server: str, path: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.add_init_script(COLLECT)
    page.goto(server + path)
    settle(page)
    page.wait_for_load_state("networkidle")
    assert set(page.evaluate("window.violations")) <= {A_LOOK}
    assert [line for line in said if "Content Security Policy" in line or "Permissions-Policy" in line] == []


def test_the_policy_stops_scripts_and_requests_that_are_not_ours(page: Page, server: str) -> None:
    page.add_init_script(COLLECT)
    page.goto(server)
    settle(page)
    page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.ran = true";
            document.body.append(script);
            const elsewhere = document.createElement("script");
            elsewhere.src = "https://example.invalid/x.js";
            document.body.append(elsewhere);
            const picture = new Image();
            picture.src = "https://example.invalid/x.png";
            return fetch("https://example.invalid/x").catch(() => null);
        }"""
    )
    page.wait_for_function("window.violations.length >= 4")
    assert page.evaluate("window.ran") is None
    stopped = {violation.split()[0] for violation in page.evaluate("window.violations")}
    assert {"script-src-elem", "img-src", "connect-src"} <= stopped


@pytest.mark.parametrize("path", ["/", "/practice", "/healthz", "/_stcore/health", "/_stcore/host-config", "/media/x"])
def test_streamlits_own_answers_have_the_headers_too(server: str, path: str) -> None:
    try:
        answer = urllib.request.urlopen(server + path, timeout=10)
    except urllib.error.HTTPError as refused:
        answer = refused
    with answer:
        assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
        assert answer.headers["Content-Security-Policy"]
