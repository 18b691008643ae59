"""Servers to measure: each a `streamlit run` of its own on a free port, with a database that is thrown away."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Server:
    """`seconds_to_ready` is from the start of the process to the first answer of `/readyz` that says so."""

    address: str
    process: int
    seconds_to_ready: float

    @property
    def memory(self) -> float:
        """Resident memory in MB."""
        pages = int(Path(f"/proc/{self.process}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    @property
    def cpu(self) -> float:
        """Seconds of processor time used so far."""
        fields = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def served(
    script: Path = ROOT / "app.py",
    folder: Path = ROOT,
    *,
    catalogue: Path | None = None,
    core: int | None = None,
    options: tuple[str, ...] = (),
    settings: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """A server that is ready, on one core if one is named; ended afterwards. `settings` are environment variables."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1", "--server.headless", "true", "--browser.gatherUsageStats", "false"]
    command += options
    if core is not None:
        command = ["taskset", "-c", str(core), *command]
    with tempfile.TemporaryDirectory() as kept, contextlib.ExitStack() as closing:
        environment = os.environ | {
            "PRACTICEBANK_DATABASE_URL": f"sqlite:///{kept}/bank.db",
            "PRACTICEBANK_UNANSWERED": "off",
            "PRACTICEBANK_SEARCH_INDEX": str(catalogue.parent / "search" if catalogue else Path(kept) / "search"),
        }
        environment |= settings or {}
        if catalogue:
            environment["PRACTICEBANK_CATALOGUE"] = str(catalogue)
        log = closing.enter_context((Path(kept) / "log").open("w+"))
        started = time.perf_counter()
        process = closing.enter_context(subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log))
        closing.callback(process.kill)
        address = f"http://127.0.0.1:{port}"
        path = "/readyz" if script.name == "app.py" else "/_stcore/health"
        while not answers(address + path):
            if process.poll() is not None or time.perf_counter() - started > 300:
                log.seek(0)
                raise RuntimeError(f"The server did not become ready:\n{log.read()[-2000:]}")
            time.sleep(0.05)
        yield Server(address, process.pid, time.perf_counter() - started)


def answers(address: str) -> bool:
    """Whether an address answers with 200 within a second."""
    try:
        with urllib.request.urlopen(address, timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
