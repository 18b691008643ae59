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

LIMITS = {
    "Browse ready, cold": 1.3,
    "Browse ready, warm": 1.3,
    "Overview ready, cold": 2.3,
    "Overview ready, warm": 1.8,
    "Browse filter click": 1.0,
    "Overview filter click": 1.4,
}
BESIDE = {name: f"blank {name.split(' ', 1)[1].replace('filter ', '')}" for name in LIMITS}

# Resolves with the time of the frame in which the condition first holds.
WATCH = """([condition, click]) => new Promise((resolve, reject) => {
  const holds = new Function(`return Boolean(${condition})`);
  const started = click ? performance.now() : 0;
  const look = () => holds() ? resolve(performance.now() - started) : requestAnimationFrame(look);
  if (click) [...document.querySelectorAll(click[0])].find((each) => each.innerText.startsWith(click[1])).click();
  requestAnimationFrame(look);
  setTimeout(() => reject(new Error(`never drawn: ${condition}`)), 30000);
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
    return float(page.evaluate(WATCH, [drawn, None]))


def click(page: Page, button: tuple[str, str], drawn: str) -> float:
    page.wait_for_timeout(700)  # let the page come to rest, so that only this click is measured
    return float(page.evaluate(WATCH, [drawn, list(button)]))


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
                times["blank click"].append(click(page, ("[data-testid=stNumberInputStepUp]", ""), step.format(number)))
        else:
            status = "document.querySelector('[data-status]').innerText.startsWith('{}')"
            redrawn = " && document.querySelector('.js-plotly-plot .bars text').textContent === '{}'"
            for _ in range(2):
                for count, first in (("8 practices", 3), ("63 practices", 22)):
                    condition = status.format(count) + (redrawn.format(first) if name == "Overview" else "")
                    times[f"{name} filter click"].append(click(page, (".st-key-focus button", "Diversion"), condition))
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
    print(f"{'':24}{'blank, ms':>10}{'ours, ms':>10}{'ratio':>8}{'limit':>8}")
    for name, limit in LIMITS.items():
        beside, mine = statistics.median(times[BESIDE[name]]), statistics.median(times[name])
        said = "met" if mine <= limit * beside else "missed"
        print(f"{name:24}{beside:10.0f}{mine:10.0f}{mine / beside:8.2f}{limit:8.1f}  {said}")
    print(f"\nMemory of the server: {resident:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
