import base64
import hashlib

import pytest
from starlette.testclient import TestClient

from practicebank.web.around_streamlit.headers import EVERYWHERE, page_policy

PATHS = ["/", "/practice", "/api/practices", "/api/nothing", "/api", "/healthz", "/readyz", "/robots.txt"]
PATHS += ["/assets/bank.css", "/assets/nothing", "/favicon.png", "/static/css", "//example.org", "/..%2fapp.py"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_headers(client: TestClient, method: str, path: str) -> None:
    answer = client.request(method, path)
    assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_a_page_runs_only_scripts_from_files_and_its_own_inline_one(client: TestClient) -> None:
    page = client.get("/")
    [inline] = [part.partition("</script>")[0] for part in page.text.split("<script>")[1:]]
    fingerprint = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
    policy = page.headers["content-security-policy"]
    assert f"script-src 'self' 'sha256-{fingerprint}';" in policy
    assert "unsafe-eval" not in policy
    assert "http" not in policy


def test_what_is_not_a_page_may_load_nothing(client: TestClient) -> None:
    for path in ("/api/practices", "/assets/links.js", "/healthz", "/favicon.png"):
        assert client.get(path).headers["content-security-policy"].startswith("default-src 'none'; base-uri")


def test_a_page_without_inline_scripts_allows_none() -> None:
    assert "script-src 'self';" in page_policy()
