"""Every page, once: its name, its address, and what the rest of the product must know of it.

A page is `pages/NAME.py` and its template. The menu, the titles of tabs, links, the site map, what a pasted link says
of itself and the pages that the accessibility tests open are views of `PAGES`.
"""

from dataclasses import dataclass

NAME = "Practice bank"


@dataclass(frozen=True)
class Page:
    """`title` names it in the menu and the tab; `path` is its address, "" for the first page.

    `in_menu`: the menu lists it. `filters`: the filters stand beside it. `choice`: its tab, and a link to it, say what
    is chosen. `own_title`: its tab says what it shows instead of what it is called. `private`: search engines are kept
    out of it; `found`: the site map names it. `description` is what a pasted link says, "" for the bank's own words.
    `scripts` are the kinds of Streamlit's elements that it draws besides text and filters, fetched ahead.
    """

    name: str
    title: str
    path: str
    in_menu: bool = False
    filters: bool = False
    choice: bool = False
    own_title: bool = False
    private: bool = False
    found: bool = False
    description: str = ""
    scripts: tuple[str, ...] = ()


# In the order of the menu.
PAGES = (
    Page("browse", "Browse", "", in_menu=True, filters=True, choice=True, found=True),
    Page(
        "explore",
        "Explore",
        "explore",
        in_menu=True,
        filters=True,
        choice=True,
        found=True,
        description="Every practice as a dot: how it was evaluated, what it is for and how it is rated, at one glance.",
        scripts=("Selectbox",),
    ),
    Page(
        "overview",
        "Overview",
        "overview",
        in_menu=True,
        filters=True,
        choice=True,
        found=True,
        scripts=("PlotlyChart",),
    ),
    Page(
        "describe",
        "Describe your problem",
        "describe",
        in_menu=True,
        found=True,
        description="Say what you face in your own words, and see which practices answer it, with the reasons.",
    ),
    Page("gaps", "Gaps", "gaps", in_menu=True, filters=True, choice=True, found=True, scripts=("Selectbox",)),
    Page("share", "Share a practice", "share", in_menu=True, found=True),
    Page(
        "shortlist",
        "Shortlist",
        "shortlist",
        in_menu=True,
        description="Practices kept in the link, up to four of them side by side: what is known of each and what is "
        "not recorded.",
    ),
    Page("about", "About", "about", in_menu=True, found=True),
    Page(
        "help",
        "Help",
        "help",
        in_menu=True,
        own_title=True,
        found=True,
        description="What problem-solving teams, leadership, contributors and reviewers can do here, in steps and "
        "pictures.",
    ),
    Page("practice", "Practice", "practice", filters=True, own_title=True, scripts=("Button",)),
    Page(
        "two_choices",
        "Compare two choices",
        "two-choices",
        filters=True,
        choice=True,
        found=True,
        scripts=("Selectbox",),
    ),
    Page("submission", "Track a submission", "submission", private=True),
    Page(
        "accessibility",
        "Accessibility",
        "accessibility",
        found=True,
        description="Who can use the practice bank, how that was checked, what is still hard, and whom to tell.",
    ),
    Page("desk", "Reviewers’ desk", "desk", private=True),
)
PAGE = {page.name: page for page in PAGES}
DESK_VIEWS = {
    "queue": "Queue",
    "practices": "Practices",
    "follow-ups": "Follow-ups",
    "health": "Health of the bank",
    "log": "Log",
    "pace": "Pace",
}
"""The views of the desk, by their name in the address."""
MOVED = {"compare": "shortlist", "contrast": "two-choices"}
"""Addresses that pages had before, and those they have now: an old one leads on for ever."""


def page_at(path: str) -> Page | None:
    """The page at the last part of an address' path."""
    return next((page for page in PAGES if page.path == path), None)
