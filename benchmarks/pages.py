"""How quick the pages are beside a blank Streamlit page: `python -m benchmarks.pages [--rounds N]`.

Every round measures the blank page and ours in turn, in one Chromium, so that a machine that slows down slows all
of them. The blank page runs under a plain `streamlit run` with Streamlit's defaults; ours as `make run` starts it.
Times are taken inside the page: from the start of the load, or from a click, to the frame that shows the last
thing asked for. Ratios of medians are what counts; milliseconds belong to the machine.
"""

import argparse
import contextlib
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent

# A condition in the page, true once everything is drawn.
BLANK_DRAWN = "document.querySelector('[data-testid=stText]')?.innerText.startsWith('The number is')"
BROWSE_DRAWN = "document.querySelectorAll('.cards > li').length === 20 && document.querySelector('.st-key-linked_to')"
OVERVIEW_DRAWN = (
    "document.querySelectorAll('.js-plotly-plot .bars .point path').length >= 16"
    " && document.querySelectorAll('.js-plotly-plot').length === 1"
    " && document.querySelectorAll('table').length === 7 && document.querySelector('.st-key-linked_to')"
)

LIMITS: dict[str, float | None] = {
    "Browse ready, cold": 1.3,
    "Browse ready, warm": 1.3,
    "Overview ready, cold": 2.3,
    "Overview ready, warm": 1.8,
    "Browse click to updated count": 1.0,
    "Overview click to updated count": 1.4,
    "Browse click to all redrawn": None,
    "Overview click to all redrawn": None,
}
BESIDE = {name: "blank click" if "click" in name else f"blank {name.split(' ', 1)[1]}" for name in LIMITS}

# Resolves with the times of the frames in which the conditions first hold, one after another.
WATCH = """([conditions, click]) => new Promise((resolve, reject) => {
  const waited = conditions.map((condition) => new Function(`return Boolean(${condition})`));
  const started = click ? performance.now() : 0;
  const times = [];
  const look = () => {
    while (times.length < waited.length && waited[times.length]()) times.push(performance.now() - started);
    if (times.length === waited.length) resolve(times);
    else requestAnimationFrame(look);
  };
  if (click) [...document.querySelectorAll(click[0])].find((each) => each.innerText.startsWith(click[1])).click();
  requestAnimationFrame(look);
  setTimeout(() => reject(new Error(`never drawn: ${conditions[times.length]}`)), 30000);
})"""


@contextlib.contextmanager
def served(script: Path, folder: Path) -> Iterator[tuple[str, int]]:
    """The address of a `streamlit run` and the number of its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1", "--server.headless", "true", "--browser.gatherUsageStats", "false"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(300):
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).read()
                    break
                time.sleep(0.1)
            yield address, process.pid
        finally:
            process.terminate()


def ready(page: Page, url: str, drawn: str) -> float:
    page.goto(url, wait_until="commit")
    return float(page.evaluate(WATCH, [[drawn], None])[0])


def click(page: Page, button: tuple[str, str], *conditions: str) -> list[float]:
    page.wait_for_timeout(700)  # let the page come to rest, so that only this click is measured
    times: list[float] = page.evaluate(WATCH, [conditions, list(button)])
    return times


def changed(name: str, narrowed: bool) -> tuple[str, str]:
    """The count after a click on Diversion, and the last things to change: list or chart, and sidebar."""
    count, cards, first_bar, promising = (8, 8, 3, 6) if narrowed else (63, 20, 22, 31)
    counted = f"document.querySelector('[data-status]').innerText.startsWith('{count} practices')"
    redrawn = f"document.querySelector('.st-key-effectiveness').textContent.includes('Promising {promising}')"
    if name == "Overview":
        redrawn += f" && document.querySelector('.js-plotly-plot .bars text').textContent === '{first_bar}'"
    else:
        redrawn += f" && document.querySelectorAll('.cards > li').length === {cards}"
    return counted, redrawn


def one_round(browser: Browser, blank: str, ours: str, times: dict[str, list[float]]) -> None:
    for name, url, drawn in (
        ("blank", blank, BLANK_DRAWN),
        ("Browse", ours, BROWSE_DRAWN),
        ("Overview", f"{ours}/overview", OVERVIEW_DRAWN),
    ):
        context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
        page = context.new_page()
        times[f"{name} ready, cold"].append(ready(page, url, drawn))
        page.wait_for_timeout(700)
        times[f"{name} ready, warm"].append(ready(page, url, drawn))
        if name == "blank":
            step = "document.querySelector('[data-testid=stText]').innerText === 'The number is {}.'"
            for number in (1, 2, 3, 4):
                times["blank click"] += click(page, ("[data-testid=stNumberInputStepUp]", ""), step.format(number))
        else:
            for _ in range(2):
                for narrowed in (True, False):
                    counted, redrawn = click(page, (".st-key-focus button", "Diversion"), *changed(name, narrowed))
                    times[f"{name} click to updated count"].append(counted)
                    times[f"{name} click to all redrawn"].append(redrawn)
        context.close()


def memory(process: int) -> float:
    """Resident memory in MB."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    chromium = shutil.which("chromium")
    if not chromium:
        print("Install Chromium: sh .ci/packages")
        return 2
    times: dict[str, list[float]] = defaultdict(list)
    here = Path(__file__).resolve().parent
    with (
        served(here / "blank.py", here) as (blank, _),
        served(ROOT / "app.py", ROOT) as (ours, process),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        one_round(browser, blank, ours, defaultdict(list))
        for _ in range(rounds):
            one_round(browser, blank, ours, times)
        browser.close()
        resident = memory(process)
    print(f"Medians of {rounds} interleaved rounds after one that is not counted.\n")
    print(f"{'':31}{'blank, ms':>10}{'ours, ms':>10}{'ratio':>8}{'limit':>8}")
    for name, limit in LIMITS.items():
        ratio = statistics.median(times[name]) / statistics.median(times[BESIDE[name]])
        said = f"{limit:8.1f}  {'met' if ratio <= limit else 'missed'}" if limit else ""
        ours_ms, blank_ms = statistics.median(times[name]), statistics.median(times[BESIDE[name]])
        print(f"{name:31}{blank_ms:10.0f}{ours_ms:10.0f}{ratio:8.2f}{said}")
    print(f"\nMemory of the server: {resident:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
