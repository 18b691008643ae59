"""Scripts of Streamlit's that a page will ask for in any case, named in its shell so that they come at once.

Streamlit loads the script of each kind of element when the first one arrives: after the shell, its own script, the
socket and our first run; and what that script imports only when it has been read. The script that draws charts is
4.7 MB; fetched and compiled meanwhile, it is there when the chart is. Their names carry a fingerprint, so they are
found by what stands before it; one that a later Streamlit no longer has is simply not named.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from practicebank.site import PAGES

EVERY_PAGE = ("Html", "purify.es")
WITH_FILTERS = ("TextInput", "ButtonGroup", "Multiselect")

_IMPORTED = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")
_SHELL = re.compile(r"""(?:src|href)="\./static/js/([\w.-]+\.js)\"""")


def scripts_ahead(folder: Path | None) -> Mapping[str, Sequence[str]]:
    """For each page the addresses of its scripts and of all they import, relative to the page, without those that
    Streamlit's own shell names. `folder` holds Streamlit's scripts, two levels below its shell.
    """
    if folder is None or not folder.is_dir():
        return {}
    scripts = {path.name: path for path in sorted(folder.glob("*.js"))}
    shell = folder.parent.parent / "index.html"
    named = set(_SHELL.findall(shell.read_text(encoding="utf-8"))) if shell.is_file() else set()
    imported: dict[str, Sequence[str]] = {}

    def imports(name: str) -> Sequence[str]:
        if name not in imported:
            imported[name] = _IMPORTED.findall(scripts[name].read_text(encoding="utf-8"))
        return imported[name]

    def wanted(kinds: Sequence[str]) -> Sequence[str]:
        found = dict.fromkeys(name for kind in kinds for name in scripts if name.rsplit(".", 2)[0] == kind)
        for name in (waiting := list(found)):
            new = [other for other in imports(name) if other in scripts and other not in found and other not in named]
            found.update(dict.fromkeys(new))
            waiting += new
        return [f"./static/js/{name}" for name in found]

    return {page.path: wanted((*page.scripts, *EVERY_PAGE, *(WITH_FILTERS if page.filters else ()))) for page in PAGES}
