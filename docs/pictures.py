"""Takes the pictures of the README and of the help pages: `python -m docs.pictures` (or `make pictures`).

It starts the app on a database of its own, fills it with examples, and drives a Chromium through the pages. Run it
after a change of how pages look, look at what came out, and commit it.
"""

import io
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from benchmarks.serving import served
from practicebank.submissions.codes import new_key
from practicebank.submissions.form.model import Submission
from practicebank.submissions.queue import Receipt, open_queue

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "docs" / "pictures"
HELP = ROOT / "pages" / "parts" / "assets"
HEAVIEST = 80_000  # bytes
KEY = "example-key-of-the-pictures"
TWO = "shortlist=clear-hold-build&shortlist=project-vigilant"
PROBLEM = "p_text=Older+people+are+tricked+out+of+their+savings+by+callers&p_target=older+people"

EXAMPLE = Submission(
    title="Example: lights on the canal path",
    summary="The council and volunteers light a path where people feel unsafe after dark.",
    effectiveness="Untested – new or innovative",
    focus=("Prevention",),
    organisation="Example Council",
    problem="This is an example. People avoid the canal path after dark.",
    aim="More people use the path in the evening.",
    how_it_works="Lamps that come on when somebody walks by.",
    evaluation_design="None",
    learning="Ask those who avoid a place before you change it.",
    contact_role="Community safety team",
    contact_email="community.safety@example.org",
    authority=True,
)


def _open(page: Page, path: str) -> None:
    page.goto(path)
    _settle(page)


def _settle(page: Page) -> None:
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()
    expect(page.locator("[data-testid=stMain] h1")).to_be_visible()
    expect(page.locator("[data-testid=stSkeleton]")).to_have_count(0)


def _to_the_form(page: Page) -> None:
    page.get_by_role("button", name="Share a practice", exact=True).click()
    page.wait_for_url("**step=practice&**")
    _settle(page)


def _to_the_queue(page: Page) -> None:
    page.get_by_label("Key", exact=True).fill(KEY)
    page.get_by_label("Your name").fill("Ada Example")
    page.get_by_label("Your e-mail address").fill("ada@example.org")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1, name="Queue", exact=True)).to_be_visible()


def _to_the_submission(page: Page) -> None:
    _to_the_queue(page)
    page.get_by_role("link", name=EXAMPLE.title).first.click()
    expect(page.get_by_role("heading", level=1, name=EXAMPLE.title)).to_be_visible()


# Where a picture may end, `lowest` at most: between two lines and boxes, unless there is no such place near it.
END = """([begin, lowest]) => {
  const main = document.querySelector('[data-testid=stMain]'), lines = [];
  const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  for (const range = document.createRange(); texts.nextNode();) {
    range.selectNodeContents(texts.currentNode);
    lines.push(...range.getClientRects());
  }
  const boxes = [...main.querySelectorAll('button, textarea, input, [role=radiogroup]')]
    .map((each) => each.getBoundingClientRect());
  const cut = (end) => [...lines, ...boxes].filter((box) => box.top < end && box.bottom > end);
  let end = lowest;
  for (let across = cut(end); across.length; across = cut(end)) end = Math.min(...across.map((box) => box.top)) - 1;
  return end - begin > (lowest - begin) * 0.7 ? end : lowest;
}"""


@dataclass(frozen=True)
class Shot:
    """One picture: where it goes, the page, how to get to what it shows, and what is cut out of it.

    `begin` is a selector: the picture begins a little above its first element. "" is the top of the page. `height` is
    the most; a help page's picture ends before a line or box that would be cut through.
    """

    file: Path
    path: str
    get_there: Callable[[Page], None] = _settle
    begin: str = ""
    height: int = 800
    width: int = 1280
    scheme: str = "light"


def shots(receipt: Receipt) -> list[Shot]:
    def to_its_standing(page: Page) -> None:
        page.get_by_label("Reference").fill(receipt.reference)
        page.get_by_label("Private code").fill(receipt.private_code)
        page.get_by_role("button", name="Show where it stands").click()
        expect(page.locator(".standing")).to_be_visible()

    return [
        Shot(README / "browse.png", "/"),
        Shot(README / "overview.png", "/overview", height=845),
        Shot(README / "practice.png", "/practice?practice=project-vigilant", height=900),
        Shot(README / "phone.png", "/?focus=Diversion", width=390, height=844, scheme="dark"),
        Shot(HELP / "help-describe.webp", f"/describe?{PROBLEM}", begin=".answers", height=620, width=780),
        Shot(HELP / "help-practice.webp", "/practice?practice=project-vigilant", begin="h1", height=620, width=780),
        Shot(HELP / "help-shortlist.webp", f"/shortlist?{TWO}", begin="#side-by-side", height=520, width=780),
        Shot(HELP / "help-overview.webp", "/overview", begin=".chart-head", height=590, width=780),
        Shot(HELP / "help-gaps.webp", "/gaps", begin=".gap-drawing", height=560, width=780),
        Shot(HELP / "help-share.webp", "/share", _to_the_form, begin=".steps", height=620, width=780),
        Shot(HELP / "help-track.webp", "/submission", to_its_standing, begin="h1", height=420, width=780),
        Shot(HELP / "help-queue.webp", "/desk", _to_the_queue, begin="h1", height=540, width=780),
        Shot(HELP / "help-submission.webp", "/desk", _to_the_submission, begin="h1", height=640, width=780),
    ]


def take(browser: Browser, address: str, shot: Shot) -> None:
    """For help the sidebar is folded away: what is left is the page itself, as wide as the picture."""
    helps = shot.file.parent == HELP
    context = browser.new_context(
        viewport={"width": shot.width, "height": 1600 if helps else shot.height},
        color_scheme="dark" if shot.scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    _open(page, address + shot.path)
    shot.get_there(page)
    if helps:
        page.add_style_tag(content="[data-testid=stSidebar], [data-testid=stHeader] { display: none }")
    page.wait_for_load_state("networkidle")
    top = 0.0
    if shot.begin:
        box = page.locator(f"[data-testid=stMain] {shot.begin}").first.bounding_box()
        top = max(0.0, (box or {"y": 0.0})["y"] - 8)
    end: float = page.evaluate(END, [top, top + shot.height]) if helps else top + shot.height
    taken = page.screenshot(clip={"x": 0, "y": top, "width": shot.width, "height": end - top}, animations="disabled")
    context.close()
    save(taken, shot.file)


def save(taken: bytes, file: Path) -> None:
    """A PNG of few colours for the README, which every viewer shows; WebP for the pages."""
    with Image.open(io.BytesIO(taken)) as image:
        if file.suffix == ".png":
            image.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(file, optimize=True)
        else:
            image.convert("RGB").save(file, quality=72, method=6)
    size = file.stat().st_size
    if size > HEAVIEST:
        raise SystemExit(f"{file.name} has {size:,} bytes; make it smaller than {HEAVIEST:,}.")
    print(f"{file.relative_to(ROOT)}: {size:,} bytes")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/bank.db"
        queue = open_queue(database)
        receipt = queue.submit(EXAMPLE, new_key())
        queue.engine.dispose()
        expect.set_options(timeout=30_000)
        settings = {"PRACTICEBANK_DATABASE_URL": database, "PRACTICEBANK_REVIEWER_KEY": KEY}
        with served(settings=settings) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"),
                args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            )
            for shot in shots(receipt):
                take(browser, server.address, shot)
            browser.close()


if __name__ == "__main__":
    main()
