"""Every public page, in every state it has, is for everyone. The desk and the form are looked at in their own journeys."""

from collections.abc import Mapping
from itertools import cycle
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import settle
from tests.everyone import THEMES, faults

BANK = "Practice bank"
STATES: Mapping[str, str] = {
    # an address: what the browser's tab says of it
    "/": "Browse",
    "/?focus=Diversion&q=burglery": "Diversion, “burglery” – Browse",
    "/?focus=nonsense&page=99": "Page 4 – Browse",
    "/?evaluation_design=None&outcome=Mixed": "How it was evaluated: None, What was found: Mixed – Browse",
    "/practice?practice=hot-spots-app&focus=Diversion": "Crime hot spots mobile phone app",
    "/?near=Kent+Police": "Browse",
    "/practice?practice=panic-alarms&near=Kent+Police": "Panic alarms for domestic abuse victims",
    "/practice?practice=nope": "Practice not found",
    "/overview": "Overview",
    "/overview?focus=Diversion&linked_to=Tilley+award": "Diversion, Tilley award – Overview",
    "/overview?organisation=Kent+Police&near=Surrey+Police": "Kent Police – Overview",
    "/contrast": "Prevention and Organisational – Compare two choices",
    "/contrast?by=time": "A year ago and Now – Compare two choices",
    "/explore": "How it was evaluated by focus – Explore",
    "/explore?rows=region&columns=scale&colour=evaluation_design&focus=Prevention&row=Wales": "Region by scale, "
    "Prevention – Explore",
    "/gaps": "Topic by focus – Gaps",
    "/gaps?rows=target_group&row=Families&column=Diversion&columns=focus": "Target groups by focus – Gaps",
    "/about": "About",
    "/accessibility": "Accessibility",
    "/help?for=leadership": "Help for leadership",
    "/describe": "Describe your problem",
    "/describe?p_text=older+people+lose+savings+to+callers&p_without=drones": "Practices that answer it – Describe your problem",
    "/describe?p_text=qqqq": "Practices that answer it – Describe your problem",
    "/compare": "Shortlist",
    "/compare?shortlist=weve-got-heart&shortlist=clear-hold-build": "2 practices – Shortlist",
    "/share": "Share a practice",
    "/share?draft=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx&step=practice": "No form at this link",
    "/submission": "Track a submission",
    "/desk": "Sign in – Reviewers’ desk",
}


@pytest.mark.parametrize(("path", "theme"), list(zip(STATES, cycle(THEMES), strict=False)), ids=STATES)
def test_every_state_of_every_page_is_for_everyone(
    page: Page, server: str, path: str, theme: Literal["light", "dark"]
) -> None:
    """One state of a page is opened in the one theme, the next in the other. Meanwhile the page asks no other server, and
    the browser has nothing to complain of.
    """
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.emulate_media(color_scheme=theme)
    page.goto(server + path)
    settle(page)
    expect(page).to_have_title(f"{STATES[path]} – {BANK}")
    expect(page.get_by_role("navigation", name="Pages", exact=True)).to_be_visible()
    assert faults(page) == []
    assert [url for url in asked if not url.startswith((server, "data:", "blob:"))] == []
    assert complaints == []
