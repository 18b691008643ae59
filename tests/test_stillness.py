"""A page that comes for the first time puts nothing where something else pushes it away later."""

import pytest
from playwright.sync_api import Browser

from tests.conftest import settle
from tests.everyone import at_rest
from tests.sharing import new_context

GOOD = 0.1  # web.dev/articles/cls: the sum of what moved, by how much of the window and how far
SHIFTS = """
window.shifts = [];
new PerformanceObserver((seen) => seen.getEntries().filter((each) => !each.hadRecentInput)
  .forEach((each) => window.shifts.push([each.value, each.sources.map(({ node }) => node?.className || node?.nodeName)])))
  .observe({ type: "layout-shift", buffered: true });
"""


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", ["/", "/overview", "/explore", "/gaps", "/contrast", "/describe"])
def test_nothing_jumps_while_a_page_comes(browser: Browser, server: str, path: str, width: int) -> None:
    context = new_context(browser, width)
    page = context.new_page()
    page.add_init_script(SHIFTS)
    page.goto(server + path)
    settle(page)
    at_rest(page)
    shifts = page.evaluate("window.shifts")
    context.close()
    assert sum(value for value, _ in shifts) < GOOD, shifts
