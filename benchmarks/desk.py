"""How quick the desk's queue is with many submissions: `python -m benchmarks.desk [--submissions N] [--rounds N]`.

A rerun of the queue page (a click on another state, to the frame that shows the new count) beside a rerun of a
blank Streamlit page, in turn, in one Chromium. The ratio of the medians is what counts.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.pages import BLANK_DRAWN, WATCH, click, ready
from benchmarks.serving import served
from practicebank.submissions.codes import new_key
from practicebank.submissions.form.model import Submission, Way
from practicebank.submissions.queue import ReviewQueue, open_queue
from practicebank.submissions.states import Role, Status, Step
from practicebank.submissions.storage.audit_log import Actor

KEY = "a key for the benchmark only"
LIMIT = 1.5
SUBMISSION = Submission(
    way=Way.DID_NOT_WORK,
    title="Leaflets",
    organisation="Westshire Council",
    tried="Leaflets about burglary. " * 20,
    result="Nothing changed. " * 20,
    why="Nobody read them. " * 20,
    learning="Talk to people instead. " * 20,
    contact_role="Team",
    contact_email="community.safety@example.org",
    authority=True,
)
DRAWN = "document.querySelectorAll('.desk-table tbody tr').length > 0"
COUNTED = DRAWN + " && document.querySelector('[data-status]').innerText.includes('{}')"


def fill(queue: ReviewQueue, number: int) -> int:
    """So many submissions, a tenth of them claimed; how many that is."""

    def send(at: int) -> str:
        focus = ("Prevention",) if at % 2 else ("Diversion", "Reoffending")
        return queue.submit(
            SUBMISSION.model_copy(update={"title": f"Leaflets {at}", "focus": focus}), new_key()
        ).reference

    with ThreadPoolExecutor(8) as threads:
        references = list(threads.map(send, range(number)))
    claimed = references[::10]
    for reference in claimed:
        queue.move(reference, Step.CLAIM, Actor(Role.REVIEWER, "ada@example.org"), expected=Status.WAITING)
    return len(claimed)


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/desk")
    page.get_by_label("Key", exact=True).fill(KEY)
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Your e-mail address").fill("ada@example.org")
    page.get_by_role("button", name="Sign in").click()
    page.evaluate(WATCH, [[DRAWN], None])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--submissions", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    chromium = shutil.which("chromium")
    if not chromium:
        print("Install Chromium: sh .ci/packages")
        return 2
    here, blank_times, times = Path(__file__).resolve().parent, [], []
    with tempfile.TemporaryDirectory() as folder:
        settings = {"PRACTICEBANK_DATABASE_URL": f"sqlite:///{folder}/bank.db", "PRACTICEBANK_REVIEWER_KEY": KEY}
        queue = open_queue(settings["PRACTICEBANK_DATABASE_URL"])
        started = time.perf_counter()
        claimed = fill(queue, options.submissions)
        print(f"{options.submissions:,} submissions stored in {time.perf_counter() - started:.0f} s")
        with (
            served(here / "blank.py", here) as blank,
            served(settings=settings) as ours,
            sync_playwright() as playwright,
        ):
            browser = playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
            )
            empty, desk = (browser.new_context(bypass_csp=True).new_page() for _ in range(2))
            ready(empty, blank.address, BLANK_DRAWN)
            sign_in(desk, ours.address)
            step = "document.querySelector('[data-testid=stText]').innerText === 'The number is {}.'"
            for number in range(options.rounds * 2 + 2):
                took = click(empty, ("[data-testid=stNumberInputStepUp]", ""), step.format(number + 1))[0]
                name, count = ("In review", claimed) if number % 2 == 0 else ("Open", options.submissions)
                mine = click(desk, (".desk-filters a", name), COUNTED.format(f"{count:,}"))[0]
                if number > 1:
                    blank_times.append(took)
                    times.append(mine)
            browser.close()
        queue.engine.dispose()
    beside, queue_page = statistics.median(blank_times), statistics.median(times)
    ratio = queue_page / beside
    print(f"rerun of a blank page {beside:.0f} ms, of the queue {queue_page:.0f} ms: {ratio:.2f} (limit {LIMIT})")
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
