"""How quick the pages are beside a blank Streamlit page: `python -m benchmarks.pages [--rows N ...] [--rounds N]`.

Every round measures the blank page and ours in turn, in one Chromium, and every click of ours just before one of the
blank page, so that a machine that slows down slows all of them. The blank page runs under a plain `streamlit run` with
Streamlit's defaults; ours as `make run` starts it. Times are taken inside the page: from the start of the load, or from
a click, to the frame that shows the last thing asked for. Ratios of medians are what counts; milliseconds belong to the
machine. 63 rows are the real bank, more are synthetic (`benchmarks.banks`).
"""

import argparse
import json
import shutil
import statistics
import sys
import urllib.request
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from benchmarks import banks, weight
from benchmarks.serving import Server, served

WINDOW = ViewportSize(width=1280, height=900)

# A condition in the page, true once everything is drawn.
BLANK_DRAWN = "document.querySelector('[data-testid=stText]')?.innerText.startsWith('The number is')"
BROWSE_DRAWN = "document.querySelectorAll('.cards > li').length === 20 && document.querySelector('.st-key-linked_to')"
FIRST_CHART_DRAWN = "document.querySelectorAll('.divided-bars > li').length >= 5"
OVERVIEW_DRAWN = (
    f"{FIRST_CHART_DRAWN} && document.querySelector('#completeness table')"
    " && document.querySelector('.js-plotly-plot .bars .point path')"
    " && document.querySelector('.st-key-linked_to')"
)
EXPLORE_DRAWN = (
    "document.querySelectorAll('.dots :is(.dot, .bubble)').length && document.querySelector('.st-key-linked_to')"
)

REAL = banks.SIZES[0]
# By figure, by the most rows it holds for. A ratio to the blank page where the figure is not one of the last eight.
LIMITS: dict[str, dict[int, float]] = {
    "Browse ready, cold": {63: 1.3},
    "Browse ready, warm": {63: 1.2, 100_000: 1.3, 1_000_000: 1.5},
    "Overview first chart, cold": {63: 2.3},
    "Overview first chart, warm": {63: 1.8},
    "Overview ready, cold": {63: 3.0},
    "Overview ready, warm": {63: 1.8},
    "Explore ready, cold": {63: 2.3, 1_000_000: 1.5},
    "Explore ready, warm": {63: 1.8, 1_000_000: 1.5},
    "Explore click to updated count": {63: 1.4},
    "Explore click to all redrawn": {},
    "Explore click to other axes": {63: 1.4},
    "Browse click to updated count": {63: 1.0, 100_000: 1.2, 1_000_000: 1.5},
    "Overview click to updated count": {63: 1.4, 100_000: 1.5, 1_000_000: 1.8},
    "Browse click to all redrawn": {},
    "Overview click to all redrawn": {},
    "first visit / second": {1_000_000: 1.0},
    "start to ready, s": {1_000_000: 20},
    "Browse, most sent for a change, kB": {1_000_000: 40},
    "Explore, most sent for a change, kB": {1_000_000: 60},
    "Overview, most sent for a change, kB": {1_000_000: 40},
    "memory when ready, MB": {1_000_000: 1_000},
    "memory after it all, MB": {1_000_000: 1_000},
    "memory, more after changes, %": {1_000_000: 5},
    "memory, more after reloads, %": {1_000_000: 5},
}
BESIDE = {
    name: "blank click" if "click" in name else f"blank ready, {name.rpartition(' ')[2]}"
    for name in LIMITS
    if "click" in name or name.endswith(("cold", "warm"))
}

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


def ready(page: Page, url: str, *drawn: str) -> list[float]:
    page.goto(url, wait_until="commit")
    times: list[float] = page.evaluate(WATCH, [drawn, None])
    return times


def click(page: Page, button: tuple[str, str], *conditions: str) -> list[float]:
    page.bring_to_front()
    page.wait_for_timeout(700)  # let the page come to rest, so that only this click is measured
    times: list[float] = page.evaluate(WATCH, [conditions, list(button)])
    return times


class Blank:
    """The blank page, left open: a click of it follows every one of ours, on a page that has been open as long."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._page = browser.new_context(viewport=WINDOW).new_page()
        ready(self._page, url, BLANK_DRAWN)
        self._number = 0

    def click(self) -> list[float]:
        self._number += 1
        drawn = f"document.querySelector('[data-testid=stText]').innerText === 'The number is {self._number}.'"
        return click(self._page, ("[data-testid=stNumberInputStepUp]", ""), drawn)

    def close(self) -> None:
        self._page.context.close()


@dataclass(frozen=True)
class Counts:
    """What the pages should say: of everything, and after a click on Diversion."""

    everything: int
    promising: int
    diversion: int
    promising_diversion: int

    @classmethod
    def of(cls, address: str) -> "Counts":
        def total(**filters: str) -> int:
            with urllib.request.urlopen(f"{address}/api/practices?{urlencode(filters)}&limit=1", timeout=60) as answer:
                return int(json.load(answer)["total"])

        promising, diversion = {"effectiveness": "Promising"}, {"focus": "Diversion"}
        return cls(total(), total(**promising), total(**diversion), total(**promising, **diversion))


PROMISING = "document.querySelector('.st-key-effectiveness [role=toolbar] button:nth-of-type(2)')"
FIRST_BAR = "document.querySelector('.divided-bar a').textContent"


def changed(page: Page, name: str, counts: Counts, narrowed: bool) -> tuple[str, str]:
    """The count after a click on Diversion, and the last things to change: list or chart, and sidebar."""
    count, promising = counts.everything, counts.promising
    if narrowed:
        count, promising = counts.diversion, counts.promising_diversion
    counted = f"document.querySelector('[data-status]').innerText.startsWith('{count:,} practices')"
    redrawn = f"getComputedStyle({PROMISING}, '::after').content.startsWith('\"{promising:,}\"')"
    if name == "Overview":
        redrawn += f" && {FIRST_BAR} !== {json.dumps(page.evaluate(FIRST_BAR))}"
    elif name == "Explore":
        redrawn += f" && document.querySelector('#inside-heading').innerText.startsWith('{count:,} practices')"
    else:
        redrawn += f" && document.querySelectorAll('.cards > li').length === {min(count, 20)}"
    return counted, redrawn


def clicks(page: Page, name: str, counts: Counts, blank: Blank, times: dict[str, list[float]]) -> None:
    for _ in range(2):
        for narrowed in (True, False):
            waited = changed(page, name, counts, narrowed)
            counted, redrawn = click(page, (".st-key-focus button", "Diversion"), *waited)
            times[f"{name} click to updated count"].append(counted)
            times[f"{name} click to all redrawn"].append(redrawn)
            times["blank click"] += blank.click()
    if name == "Explore":
        for turned in (True, False, True, False):
            first = "document.querySelector('.dots thead th').innerText.startsWith('Randomised')"
            swapped = click(page, (".dots-ways a", "Swap"), first if turned else f"!{first}")
            times["Explore click to other axes"] += swapped
            times["blank click"] += blank.click()


def one_round(browser: Browser, blank: str, ours: str, counts: Counts, times: dict[str, list[float]]) -> None:
    for name, url, *drawn in (
        ("blank", blank, BLANK_DRAWN),
        ("Browse", ours, BROWSE_DRAWN),
        ("Explore", f"{ours}/explore", EXPLORE_DRAWN),
        ("Overview", f"{ours}/overview", FIRST_CHART_DRAWN, OVERVIEW_DRAWN),
    ):
        context = browser.new_context(viewport=WINDOW, bypass_csp=True)
        page = context.new_page()
        first, whole = ready(page, url, drawn[0], drawn[-1])
        times[f"{name} first chart, cold"].append(first)
        times[f"{name} ready, cold"].append(whole)
        page.wait_for_timeout(700)
        first, whole = ready(page, url, drawn[0], drawn[-1])
        times[f"{name} first chart, warm"].append(first)
        times[f"{name} ready, warm"].append(whole)
        if name != "blank":
            beside = Blank(browser, blank)
            clicks(page, name, counts, beside, times)
            beside.close()
        context.close()


def first_visits(browser: Browser, ours: str) -> float:
    """How long the first visit after a start takes, over the second; each in a browser that has never been there."""
    taken = []
    for _ in range(2):
        context = browser.new_context(viewport=WINDOW, bypass_csp=True)
        taken += ready(context.new_page(), ours, BROWSE_DRAWN)
        context.close()
    return taken[0] / taken[1]


def measure(browser: Browser, blank: str, catalogue: Path | None, given: argparse.Namespace) -> dict[str, float]:
    """Every figure for one bank, and the blank page's milliseconds beside those that are ratios."""
    times: dict[str, list[float]] = defaultdict(list)
    firsts = []
    for _ in range(given.starts - 1):
        with served(catalogue=catalogue) as server:
            firsts.append(first_visits(browser, server.address))
    with served(catalogue=catalogue) as server:
        firsts.append(first_visits(browser, server.address))
        counts = Counts.of(server.address)
        one_round(browser, blank, server.address, counts, defaultdict(list))
        for _ in range(given.rounds):
            one_round(browser, blank, server.address, counts, times)
        figures = {name: statistics.median(taken) for name, taken in times.items()}
        figures["first visit / second"] = statistics.median(firsts)
        figures["start to ready, s"] = server.seconds_to_ready
        return figures | weights(server, given.changes, given.reloads)


def weights(server: Server, changes: int, reloads: int) -> dict[str, float]:
    figures = {}
    for name, page in weight.PAGES.items():
        sent = [run.received for run in weight.bytes_sent(server, page, 60)]
        figures[f"{name}, most sent for a change, kB"] = max(sent) / 1000
    memory = weight.memory(server, changes, reloads)
    figures["memory when ready, MB"] = memory.ready
    figures["memory after it all, MB"] = memory.after_reloads
    figures["memory, more after changes, %"] = 100 * (memory.after_changes / memory.before - 1)
    figures["memory, more after reloads, %"] = 100 * (memory.after_reloads / memory.after_changes - 1)
    return figures


def verdict(name: str, rows: int, figure: float) -> str:
    """The limit for a bank of that many rows, which is that of the next size that has one, and whether it holds."""
    limit = next((limit for most, limit in sorted(LIMITS[name].items()) if rows <= most), None)
    if limit is None:
        return ""
    return f"{limit:9,.1f}  " + ("met" if figure <= limit else f"missed by {figure - limit:,.2f}")


def report(rows: int, figures: dict[str, float]) -> None:
    print(f"\n{rows:,} practices\n{'':38}{'blank, ms':>10}{'ours, ms':>10}{'figure':>10}{'limit':>9}")
    for name in LIMITS:
        figure, beside = figures[name], f"{'':20}"
        if name in BESIDE:
            beside = f"{figures[BESIDE[name]]:10.0f}{figure:10.0f}"
            figure /= figures[BESIDE[name]]
        print(f"{name:38}{beside}{figure:10,.2f}{verdict(name, rows, figure)}", flush=True)


def arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[REAL])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--starts", type=int, default=1, help="starts whose first two visits are compared")
    parser.add_argument("--changes", type=int, default=1_000, help="changes of a filter over which memory is watched")
    parser.add_argument("--reloads", type=int, default=100)
    parser.add_argument("--banks", type=Path, default=banks.KEPT, help="where synthetic banks are kept")
    return parser.parse_args(words)


def main() -> int:
    given = arguments()
    chromium = shutil.which("chromium")
    if not chromium:
        print("Install Chromium: sh .ci/packages")
        return 2
    here = Path(__file__).resolve().parent
    with served(here / "blank.py", here) as blank, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        print(f"Medians of {given.rounds} interleaved rounds after one that is not counted.")
        for rows in given.rows:
            catalogue = None if rows == REAL else banks.bank(given.banks, rows)
            report(rows, measure(browser, blank.address, catalogue, given))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
