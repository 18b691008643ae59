"""One replica as it is started for a proxy, with its options from the environment alone."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from deploy.trial.nginx import free_ports
from tests.conftest import PATIENCE, ROOT

pytestmark = pytest.mark.server


def test_everything_of_ours_stands_below_the_base_path(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    options = {"PORT": str(port), "ADDRESS": "127.0.0.1", "BASE_URL_PATH": "bank"}
    environment = {f"STREAMLIT_SERVER_{name}": value for name, value in options.items()}
    environment["PRACTICEBANK_DATABASE_URL"] = f"sqlite:///{tmp_path}/bank.db"
    command = [sys.executable, "-m", "deploy.serve"]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}) as replica:
        try:
            types = {path: content_type(f"http://127.0.0.1:{port}/bank/{path}") for path in ("readyz", "api/practices")}
        finally:
            replica.terminate()
            replica.wait(PATIENCE / 1_000)
    assert types == dict.fromkeys(types, "application/json")


def content_type(address: str) -> str:
    """Of the answer, once the replica is there. Raises `HTTPError` for one that is none."""
    deadline = time.monotonic() + PATIENCE / 1_000
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return str(answer.headers.get_content_type())
        except urllib.error.HTTPError:
            raise
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
