"""The audit against a real service of the same protocol on this machine: it never passes what was not audited."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from checks.advisories import KNOWN_TO_BE_VULNERABLE, main

pytestmark = pytest.mark.long
CANARY = KNOWN_TO_BE_VULNERABLE.partition("==")[0]


def advisory(name: str, mended: str) -> dict[str, object]:
    return {
        "id": f"PYSEC-1-{name}",
        "summary": "It can be broken into.",
        "affected": [
            {
                "package": {"name": name, "ecosystem": "PyPI"},
                "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": mended}]}],
            }
        ],
    }


@contextmanager
def service(vulnerable: Mapping[str, str], status: int = 200) -> Iterator[str]:
    """An OSV service that knows these packages to be vulnerable, each until a release."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["package"]["name"]
            found = {"vulns": [advisory(asked, vulnerable[asked])]} if asked in vulnerable else {}
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(found).encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1/query"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "small.lock"
    path.write_text(f"six==1.17.0 \\\n    --hash=sha256:{'a' * 64}\n    # via -r requirements.txt\n", encoding="utf-8")
    return path


def test_a_vulnerability_is_a_failure(lock: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with service({CANARY: "2.0", "six": "1.18.0"}) as address:
        assert main([str(lock), "--service", address]) == 1
    assert "six 1.17.0: PYSEC-1-six, mended in 1.18.0" in capsys.readouterr().out


def test_a_service_that_knows_of_none_is_believed_once_it_has_named_the_known_one(
    lock: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with service({CANARY: "2.0"}) as address:
        assert main([str(lock), "--service", address]) == 0
    assert capsys.readouterr().out == "small.lock: 1 packages audited, 0 advisories\n"


@pytest.mark.parametrize("status", [200, 404])
def test_a_service_that_knows_nothing_at_all_is_not_believed(
    lock: Path, capsys: pytest.CaptureFixture[str], status: int
) -> None:
    with service({}, status) as address:
        assert main([str(lock), "--service", address]) == 0
    assert capsys.readouterr().out == "small.lock not audited: the advisory service cannot be reached\n"


def test_a_service_that_is_away_is_no_pass_and_no_failure(lock: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(lock), "--service", "http://127.0.0.1:9/v1/query"]) == 0
    assert capsys.readouterr().out == "small.lock not audited: the advisory service cannot be reached\n"


def test_a_lock_that_cannot_be_read_is_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with service({CANARY: "2.0"}) as address:
        assert main([str(tmp_path / "none.lock"), "--service", address]) == 1
    assert "none.lock not audited" in capsys.readouterr().out
