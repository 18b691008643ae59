"""Which way imports point. To add a module, give it a place in `GROUPS`: it may import from those above."""

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

GROUPS = (
    (
        "practicebank",
        "practicebank.log",
        "practicebank.fields",
        "practicebank.words",
        "practicebank.site",
        "practicebank.escape",
        "practicebank.bank.publications",
        "practicebank.memory",
        "practicebank.paging",
    ),
    ("practicebank.settings", "practicebank.ratings"),
    ("practicebank.vocabulary",),
    ("practicebank.catalogue",),
    ("practicebank.bank.facets", "practicebank.catalogue.sources", "practicebank.search", "practicebank.submissions"),
    (
        "practicebank.bank.filters",
        "practicebank.analysis.problem_answers",
        "practicebank.search.unanswered",
        "practicebank.bank.slug_index",
    ),
    ("practicebank.bank.bank",),
    ("practicebank.bank.shelf",),
    ("practicebank.analysis.tallies", "practicebank.publishing.near_duplicates", "practicebank.publishing.to_readers"),
    ("practicebank.analysis.figures", "practicebank.analysis.gap_map", "practicebank.access"),
    ("practicebank.analysis.two_choices", "practicebank.analysis.over_time", "practicebank.services"),
    ("practicebank.briefing", "practicebank.desk"),
    ("practicebank.web", "practicebank.__main__"),
    ("pages", "pages.parts"),
    ("pages.*",),
    ("app",),
)

ONLY_IN = {
    "streamlit": ("app", "pages"),
    "plotly": ("practicebank.analysis.figures",),
    "sqlalchemy": ("practicebank.submissions",),
}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = sorted([*ROOT.glob("practicebank/**/*.py"), *ROOT.glob("pages/**/*.py"), ROOT / "app.py"])
SOURCES = {module_name(path): path.read_text(encoding="utf-8") for path in FILES}
PACKAGES = {module_name(path) for path in FILES if path.name == "__init__.py"}


def is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def imports_of(module: str, source: str, ours: set[str]) -> Iterator[str]:
    """What a module imports, anywhere in it: our own modules by their full name, others as written."""
    package = module if module in PACKAGES else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            origin = ".".join([*start, *([node.module] if node.module else [])])
            for alias in node.names:
                full = f"{origin}.{alias.name}"
                yield full if full in ours else origin


def group_of(module: str) -> tuple[int, str] | None:
    """The number of the module's group and the name it stands there under; None for a module without a place."""
    roots = ("practicebank", "pages")
    places = [(number, name) for number, group in enumerate(GROUPS) for name in group]
    around = [place for place in places if module == place[1] or (place[1] not in roots and is_in(module, place[1]))]
    if around:
        return max(around, key=lambda place: len(place[1]))  # a module may stand lower than the package it is in
    for number, name in places:
        if name.endswith(".*") and module.startswith(name[:-1]):
            return number, module
    return None


def without_a_place(modules: Iterable[str]) -> list[str]:
    here = Path(__file__).name
    return [f"Give {name} a place in GROUPS of {here}: it is in none." for name in modules if not group_of(name)]


def wrong_imports(sources: dict[str, str]) -> list[str]:
    wrong = []
    for module, source in sources.items():
        place = group_of(module)
        for imported in imports_of(module, source, set(sources)):
            other = group_of(imported) if imported in sources else None
            if place and other and other[1] != place[1] and other[0] >= place[0]:
                wrong.append(f"{module} imports {imported}, which does not stand above it.")
            for library, places in ONLY_IN.items():
                if is_in(imported, library) and not any(is_in(module, only) for only in places):
                    wrong.append(f"{module} imports {library}, which belongs in {' and '.join(places)}.")
    return wrong


def cycle(sources: dict[str, str]) -> list[str]:
    graph = {
        module: (set(imports_of(module, source, set(sources))) & set(sources)) - {module}
        for module, source in sources.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_the_files_are_found():
    assert {"app", "pages.browse", "pages.parts.visit", "practicebank.search.index"} <= set(SOURCES)


def test_every_module_has_a_place():
    assert without_a_place(SOURCES) == []


def test_imports_point_one_way():
    assert wrong_imports(SOURCES) == []


def test_no_modules_import_each_other_in_a_circle():
    assert cycle(SOURCES) == []


@pytest.mark.parametrize(
    ("module", "source", "said"),
    [
        ("practicebank.fields", "from practicebank.bank.filters import Filters", "does not stand above it"),
        ("practicebank.fields", "def f():\n    import practicebank.bank.filters", "does not stand above it"),
        ("practicebank.fields", "from .filters import Filters", "does not stand above it"),
        ("practicebank.fields", "from practicebank import filters", "does not stand above it"),
        ("practicebank.search.index", "from practicebank.bank.facets import Facet", "does not stand above it"),
        ("practicebank.search.query", "from practicebank.search import unanswered", "does not stand above it"),
        ("practicebank.search.query", "from ..filters import Filters", "does not stand above it"),
        ("practicebank.bank.filters", "import streamlit.components as x", "belongs in app and pages"),
        ("practicebank.bank.shelf", "from plotly import express", "belongs in practicebank.analysis.figures"),
        ("pages.browse", "import plotly", "belongs in practicebank.analysis.figures"),
        ("pages.browse", "import pages.about", "does not stand above it"),
        ("pages.parts.visit", "from pages import browse", "does not stand above it"),
        ("practicebank.web", "import sqlalchemy as sa", "belongs in practicebank.submissions"),
        ("practicebank.web", "from app import app", "does not stand above it"),
    ],
)
def test_an_import_the_wrong_way_is_noticed(module, source, said):
    before = wrong_imports(SOURCES)
    [wrong] = [told for told in wrong_imports(SOURCES | {module: source}) if told not in before]
    assert wrong.startswith(module)
    assert said in wrong


def test_a_circle_is_noticed():
    circle = {"practicebank.search.words": "from practicebank.search.index import SearchIndex"}
    assert "practicebank.search.words" in cycle(SOURCES | circle)


def test_a_module_without_a_place_is_noticed():
    [told] = without_a_place(["practicebank.bank.filters", "practicebank.utils"])
    assert told.startswith("Give practicebank.utils a place in GROUPS")


def test_no_two_files_of_tests_share_a_name():
    """pytest imports each by its bare name, so that the second of two would not be collected."""
    names = Counter(path.name for path in ROOT.glob("tests/**/test_*.py"))
    assert [name for name, files in names.items() if files > 1] == []


def test_the_package_works_without_streamlit_and_the_bank_without_plotly_or_sql():
    modules = sorted(name for name in SOURCES if is_in(name, "practicebank"))
    program = f"""
import importlib, sys
import practicebank.bank.shelf
assert not {{"plotly", "sqlalchemy", "streamlit"}} & set(sys.modules), "the bank"
for name in {modules!r}:
    importlib.import_module(name)
assert "streamlit" not in sys.modules, "the package"
"""
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, timeout=60)
