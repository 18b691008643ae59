"""What holds of every page for everyone, whatever state it is in: by axe, and by rules beyond it.

`faults` looks at a page as it stands: at three widths and in both themes, enlarged four times, with wider spacing and in
colours of the reader's own. Each fault says where it was seen.
"""

from collections.abc import Iterable, Iterator, Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS = (1280, 768, 390)
ENLARGED = 320  # what 1280 pixels are at 400 %: WCAG 1.4.10
THEMES = ("light", "dark")
# WCAG 2.5.8 on the size of targets: axe does not ask for it unless told to.
# To find a selector for each element takes a fifth of the whole: a fault is told by the element itself.
RULES = {"resultTypes": ["violations"], "selectors": False, "rules": {"target-size": {"enabled": True}}}
AXE = Axe()
FOUND = """(options) => axe.run(options).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`)))"""

# What WCAG 1.4.12 lets a reader set, every line of it.
SPACING = """.stApp, .stApp * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
.stApp p { margin-bottom: 2em !important; }"""

# Text that its own box cuts off. What is hidden from sight on purpose is one pixel wide, and the page itself scrolls.
CUT_OFF = """() => [...document.querySelectorAll('.stApp *')].filter((each) => {
  if (each.contains(document.querySelector('[data-testid=stMain]'))) return false;
  const style = getComputedStyle(each), box = each.getBoundingClientRect();
  const clips = (axis) => ['hidden', 'clip'].includes(style[`overflow${axis}`]);
  if (box.width < 2 || box.height < 2 || !each.innerText?.trim() || !each.checkVisibility({ visibilityProperty: true })) return false;
  return (clips('X') && each.scrollWidth > each.clientWidth + 1) || (clips('Y') && each.scrollHeight > each.clientHeight + 1);
}).map((each) => `${each.tagName}.${each.className}: ${each.innerText.slice(0, 60)}`)"""

MOVING = """() => document.getAnimations()
  .filter((each) => each.playState === 'running' && each.effect.getComputedTiming().duration > 1)
  .map((each) => `${each.effect.target?.className}: ${each.animationName || each.transitionProperty}`)"""

SIDEWAYS = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide && document.querySelector('[data-testid=stMain]').scrollWidth <= wide) return [];
  const framed = (each) => each.parentElement?.closest('.scroll, .table-frame, [data-testid=stSidebar]');
  return [...document.querySelectorAll('.stApp *')]
    .filter((each) => each.getBoundingClientRect().right > wide + 1 && !framed(each))
    .map((each) => `${each.tagName}.${each.className}`).slice(0, 3).concat('the page');
}"""

# Marks and bars whose meaning is in a colour that the reader's own colours take away.
UNMARKED = """() => [...document.querySelectorAll('.mark')].filter((each) => {
  const style = getComputedStyle(each);
  return each.checkVisibility() && style.forcedColorAdjust !== 'none';
}).map((each) => each.className)"""

LIGHT = "() => !matchMedia('(prefers-color-scheme: dark)').matches"
FOLLOWED = "(theme) => getComputedStyle(document.querySelector('[data-testid=stApp]')).colorScheme === theme"

HEADINGS = """() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
  .filter((each) => each.checkVisibility({ visibilityProperty: true })).map((each) => Number(each.tagName[1]))"""


MOST_STOPS = 200
# Where the keyboard is once the page has scrolled there: whether that is marked by an outline, on the element or on a box
# around it, and can be seen.
STOP = """async () => {
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const each = document.activeElement;
  if (!each || each === document.body) return { name: 'BODY', place: '', wrong: '' };
  window.bankStops ??= new Map();
  if (!window.bankStops.has(each)) window.bankStops.set(each, String(window.bankStops.size + 1));
  const name = `${each.tagName}.${each.className} ${each.getAttribute('aria-label') || each.innerText?.slice(0, 40) || ''}`;
  const marked = (one) => { const style = getComputedStyle(one); return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2; };
  let around = each, found = false;
  for (let level = 0; level < 5 && around && !found; level += 1, around = around.parentElement) found = marked(around);
  const wrong = [];
  if (!found) wrong.push('no mark of the keyboard');
  if (each.tabIndex > 0) wrong.push('out of order');
  const box = each.getBoundingClientRect();
  const [x, y] = [(Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2, (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2];
  const seen = document.elementFromPoint(x, y);
  const shown = seen && (each.contains(seen) || seen.contains(each) || each.closest('label, [data-baseweb], [role=group]')?.contains(seen));
  if (!shown) wrong.push(`hidden behind ${seen?.tagName}.${seen?.className} at ${Math.round(x)}, ${Math.round(y)}`);
  return { name, place: window.bankStops.get(each), wrong: wrong.join('; ') };
}"""


# Drawn, and nothing in motion.
RESTING = """() => document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]')
  && !document.querySelector('[data-testid=stSkeleton], [data-testid=stSpinner]')
  && document.getAnimations().every((each) => each.playState !== 'running')"""
# Every box is where it was when this was asked before: scripts follow a new width or spacing some frames later.
STILL = """() => {
  const boxes = [...document.querySelectorAll('.stApp *')].map((each) => each.getBoundingClientRect());
  const layout = boxes.reduce((sum, { x, y, width, height }) => sum + x + 3 * y + 5 * width + 7 * height, 0);
  const before = window.bankLayout;
  window.bankLayout = layout;
  return layout === before;
}"""


def at_rest(page: Page) -> None:
    """Until Streamlit has run, drawn, and followed the width and the theme."""
    page.wait_for_function(RESTING)


def still(page: Page) -> None:
    page.evaluate("() => { delete window.bankLayout; }")
    page.wait_for_function(STILL, polling=120)


def axe_faults(page: Page) -> list[str]:
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.axe_script)
    found: list[str] = page.evaluate(FOUND, RULES)
    return found


def heading_faults(page: Page) -> Iterator[str]:
    levels: Sequence[int] = page.evaluate(HEADINGS)
    if levels.count(1) != 1:
        yield f"{levels.count(1)} headings of the first level"
    yield from (
        f"h{after} after h{before}" for before, after in zip(levels, levels[1:], strict=False) if after > before + 1
    )


def stop_faults(page: Page) -> Iterator[str]:
    """Goes through the page with Tab, from its top to its end: whatever gets the keyboard shows it, in full view."""
    page.evaluate("() => { document.activeElement?.blur(); window.getSelection().removeAllRanges(); }")
    before = ""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop: dict[str, str] = page.evaluate(STOP)
        if stop["name"] == "BODY" or stop["place"] == "1" and before:
            return
        if stop["wrong"]:
            yield f"{stop['name']}: {stop['wrong']}"
        before = stop["place"]
    yield f"more than {MOST_STOPS} stops"


def look(page: Page, width: int, theme: str) -> None:
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_function(FOLLOWED, arg=theme)
    at_rest(page)


def faults(page: Page, widths: Iterable[int] = WIDTHS) -> list[str]:
    """Everything wrong with the page in the state it is in, which it keeps but for its theme.

    To change the theme takes a run of the page, so that is done once: it is left in the other one. Axe looks at the
    narrowest width in that one and at the rest in the one the page has: what is looked at next is seen the other way
    round.
    """
    found: list[str] = []
    *wide, narrow = widths
    begun, other = THEMES if page.evaluate(LIGHT) else THEMES[::-1]

    def see(where: str, *kinds: Iterable[str]) -> None:
        found.extend(f"{where}: {fault}" for kind in kinds for fault in kind)

    def see_width(width: int, theme: str) -> None:
        look(page, width, theme)
        still(page)
        see(f"{width} {theme}", axe_faults(page), page.evaluate(SIDEWAYS))

    for width in wide:
        see_width(width, begun)
    see("headings", heading_faults(page))

    look(page, ENLARGED, begun)
    see("enlarged", page.evaluate(SIDEWAYS))
    page.emulate_media(forced_colors="active")
    see("chosen colours", page.evaluate(UNMARKED))
    page.emulate_media(forced_colors="none", reduced_motion="reduce")
    page.emulate_media(color_scheme=other)  # type: ignore[arg-type]
    page.wait_for_function(FOLLOWED, arg=other)
    see("moves", page.evaluate(MOVING))
    page.emulate_media(reduced_motion="no-preference")

    see_width(narrow, other)
    style = page.add_style_tag(content=SPACING)
    for width in (390, 1280):
        look(page, width, other)
        still(page)
        see(f"{width} with wider spacing", page.evaluate(CUT_OFF), page.evaluate(SIDEWAYS))
    style.evaluate("each => each.remove()")
    at_rest(page)
    return found
