"""Scripts of Streamlit's that a page will ask for in any case, named in its shell so that they come at once.

Streamlit loads the script of each kind of element when the first one arrives: after the shell, its own script, the
socket and our first run. The script that draws charts is 4.7 MB; fetched and compiled meanwhile, it is there when
the chart is. Their names carry a fingerprint, so they are found by what stands before it; one that a later
Streamlit no longer has is simply not named.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

EVERY_PAGE = ("Html", "purify.es")
WITH_FILTERS = ("TextInput", "ButtonGroup", "Multiselect")
WITH_CHARTS = ("PlotlyChart",)
PAGES: Mapping[str, Sequence[str]] = {
    "": (*EVERY_PAGE, *WITH_FILTERS),
    "practice": (*EVERY_PAGE, *WITH_FILTERS),
    "overview": (*WITH_CHARTS, *EVERY_PAGE, *WITH_FILTERS),
    "gaps": (*EVERY_PAGE, *WITH_FILTERS, "Selectbox"),
    "contrast": (*EVERY_PAGE, *WITH_FILTERS, "Selectbox"),
    "about": EVERY_PAGE,
    "help": EVERY_PAGE,
    "accessibility": EVERY_PAGE,
}


def scripts_ahead(folder: Path | None) -> Mapping[str, Sequence[str]]:
    """For each page the addresses of its scripts, relative to the page. `folder` holds Streamlit's scripts."""
    if folder is None or not folder.is_dir():
        return {}
    names = sorted(path.name for path in folder.glob("*.js"))
    return {
        page: [f"./static/js/{name}" for kind in kinds for name in names if name.rsplit(".", 2)[0] == kind]
        for page, kinds in PAGES.items()
    }
