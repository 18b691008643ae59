"""What the tests share: the app opened in one process, a real server, and a real browser."""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest, app_test

import tests.depth  # noqa: F401 - the profiles are known before one is chosen
from practicebank.bank import shelf
from practicebank.bank.bank import Bank
from practicebank.bank.files import Files, read_files
from practicebank.bank.publications import Publications
from practicebank.bank.shelf import bank_of
from practicebank.search.synonyms import Synonyms
from practicebank.settings import Settings
from practicebank.submissions.storage.engine import open_engine

ROOT = Path(__file__).resolve().parent.parent
# How many milliseconds something may take that takes one when nothing else runs on the machine. Nobody waits for them
# unless it fails.
PATIENCE = 90_000
OURS = Settings()
STARTED_AS = sys.modules["__main__"]


class _StartedServersPages(PagesManager):
    """AppTest starts every run as if no server had started; app.py sets this flag when one does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        PagesManager.uses_pages_directory = False
        super().__init__(*args, **kwargs)


@cache
def _our_files() -> Files:
    return read_files(OURS)


@cache
def _our_bank() -> Bank:
    return bank_of(_our_files(), Publications(), OURS.search_index)


def _files_read_once(settings: Settings, progress: Callable[[int], None] = lambda practices: None) -> Files:
    """The files of this repository; any other as it stands."""
    named = ("catalogue", "sources", "accounts", "places", "vocabulary", "synonyms")
    is_ours = all(getattr(settings, name) == getattr(OURS, name) for name in named)
    return _our_files() if is_ours else read_files(settings, progress)


def _bank_made_once(files: Files, publications: Publications, search_index: Path, before: Bank | None = None) -> Bank:
    is_ours = files is _our_files() and publications == Publications() and search_index == OURS.search_index
    return _our_bank() if is_ours else bank_of(files, publications, search_index, before)


_components_found_once = cache(manifest_scanner.scan_component_manifests)


@cache
def empty_database() -> bytes:
    """The file of a SQLite database with its tables made. Most tests begin with a copy: making them takes longer than
    many a test."""
    with tempfile.TemporaryDirectory() as folder:
        open_engine(f"sqlite:///{folder}/empty.db").dispose()
        return Path(folder, "empty.db").read_bytes()


@contextmanager
def opened_app(folder: Path) -> Iterator[AppTest]:
    """The app in this process, with a database of its own in the folder. Which packages bring components is found
    once."""
    (folder / "bank.db").write_bytes(empty_database())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRACTICEBANK_DATABASE_URL", f"sqlite:///{folder}/bank.db")
        patch.setattr(app_test, "PagesManager", _StartedServersPages)
        patch.setattr(manifest_scanner, "scan_component_manifests", _components_found_once)
        yield AppTest.from_file(ROOT / "app.py", default_timeout=PATIENCE / 1_000)


# What a test may need besides Python: the fixtures, and the functions it calls, that bring it.
NEEDS = {
    "browser": {"browser"},
    "server": {"server", "attacked", "running_server"},
    "postgresql": {"cluster", "Cluster"},
    "libreoffice": {"as_pdf"},
    "nginx": {"replicas", "behind_nginx"},
}
MADE_UP = {"given", "run_state_machine_as_test", "ask_everything"}


def markers_of(item: pytest.Function) -> Iterator[str]:
    """What the test needs, and whether it is thorough. If it is PostgreSQL's turn, the parameters say so."""
    used = {*item.fixturenames, *item.function.__code__.co_names}
    yield from (need for need, names in NEEDS.items() if names & used)
    if "postgresql" in re.split(r"[\[\]-]", item.name):
        yield "postgresql"
    if MADE_UP & used or getattr(item.function, "is_hypothesis_test", False):
        yield "thorough"


def pytest_configure() -> None:
    """A process of the bank opens one; that of the tests hundreds. So it reads the files of this repository once, and
    does not go through its whole memory after each bank, to set apart what will stay. Some modules of tests open a bank
    when they are imported: it is so before that.
    """
    load = Synonyms.load
    ours = cache(load)
    Synonyms.load = lambda path: ours(path) if path == OURS.synonyms else load(path)  # type: ignore[method-assign]
    shelf.read_files = _files_read_once
    shelf.bank_of = _bank_made_once
    shelf.freeze_heap = lambda: None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each worker is given a stretch of the list, and takes of the others' when it has done its own: so each stretch
    begins with its share of the long journeys, and none is left alone with one at the end.
    """
    for item in items:
        assert isinstance(item, pytest.Function)
        for marker in markers_of(item):
            item.add_marker(marker)
    journeys = list(dict.fromkeys(item.path for item in items if item.path.parent == Path(__file__).parent))
    short = [item for item in items if item.path not in journeys]
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    ends = [len(short) * worker // workers for worker in range(workers + 1)]
    stretches = [
        [item for item in items if item.path in journeys[worker::workers]] + short[ends[worker] : ends[worker + 1]]
        for worker in range(workers)
    ]
    items[:] = [item for stretch in stretches for item in stretch]


@pytest.fixture(autouse=True)
def _main_module() -> Iterator[None]:
    """A run of AppTest leaves its script as `__main__`, and a process started by a later test would import that."""
    yield
    sys.modules["__main__"] = STARTED_AS


@pytest.fixture
def app(tmp_path: Path) -> Iterator[AppTest]:
    with opened_app(tmp_path) as app:
        yield app


@contextmanager
def running_server(log: Path, *, port: int = 0, listens: str = "127.0.0.1", **environment: str) -> Iterator[str]:
    """The app as `make run` starts it, on a free port unless one is named; yields its address. `listens` is "" to leave
    also that as `make run` does.
    """
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port may be taken again at once
        free.bind(("127.0.0.1", port))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    command += ["--server.address", listens] if listens else []
    database = f"sqlite:///{log.with_name('bank.db')}"
    with (
        log.open("w") as out,
        subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PRACTICEBANK_DATABASE_URL": database, **environment},
        ) as process,
    ):
        address = f"http://127.0.0.1:{port}"
        try:
            deadline = time.monotonic() + PATIENCE / 1_000
            while time.monotonic() < deadline:
                if process.poll() is not None:
                    pytest.fail(log.read_text())
                with contextlib.suppress(OSError):
                    if urllib.request.urlopen(f"{address}/healthz", timeout=1).read() == b"ok":
                        break
                time.sleep(0.1)
            else:
                pytest.fail(log.read_text())
            yield address
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE / 1_000)


_FOR_WHO_STARTS_IT = re.compile(
    r"\s*($|You can now view|(Local |Network |External )?URL:|Reviewers sign in at|Stopping)"
)


def events(log: Path) -> list[dict[str, Any]]:
    """What a server has told: every line is an event but those for whoever starts it."""
    lines = [line for line in log.read_text(encoding="utf-8").splitlines() if not _FOR_WHO_STARTS_IT.match(line)]
    told: list[dict[str, Any]] = [json.loads(line) for line in lines]
    assert all({"time", "level", "event", "id"} <= set(event) for event in told)
    assert not [event for event in told if (event["event"], event["level"]) == ("message", "info")]
    return told


@pytest.fixture(scope="session")
def server_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server has its log, `log.txt`, and its database, `bank.db`."""
    return tmp_path_factory.mktemp("server")


@pytest.fixture(scope="session")
def server(server_folder: Path) -> Iterator[str]:
    with running_server(server_folder / "log.txt") as address:
        yield address


# Every tab of Chromium gets an address bar ready, two pages of its own: a third of all its computing. The last such list
# of what is turned off counts, so it begins with what Playwright turns off that would take time or ask the network.
TURNED_OFF = (
    "AimEnabled,HttpsUpgrades,MediaRouter,NetworkTimeServiceQuerying,OptimizationHints,PaintHolding,PreconnectToSearch,"
    "WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,WebUIOmniboxPopup"
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    assert chromium, "Install Chromium: sh .ci/packages"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=chromium,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                f"--disable-features={TURNED_OFF}",
            ],
        )
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def visited(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that has Streamlit's scripts compiled: reading them anew takes as long as most of what a test does."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


KEPT_BY_PAGES = "cookies,local_storage,indexeddb,service_workers,cache_storage"


@pytest.fixture
def page(visited: BrowserContext) -> Iterator[Page]:
    """A tab of that browser, which has nothing else of what was there before."""
    yield visited.new_page()
    for opened in visited.pages:
        if opened.url.startswith("http"):
            of = {"origin": "/".join(opened.url.split("/")[:3]), "storageTypes": KEPT_BY_PAGES}
            visited.new_cdp_session(opened).send("Storage.clearDataForOrigin", of)
        opened.close()
    visited.clear_cookies()


@contextmanager
def stage(name: str) -> Iterator[None]:
    """A part of a long journey: a failure says in which it came."""
    try:
        yield
    except (Exception, pytest.fail.Exception) as failure:
        failure.add_note(f"In the stage “{name}”.")
        raise


def settle(page: Page) -> None:
    """Wait until the script has run and the page has its heading."""
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()
    expect(page.locator("[data-testid=stMain] h1")).to_be_visible()
