"""Which way imports point is said in pyproject.toml and held by import-linter; here is that it holds, and would not hold
for an import the wrong way.
"""

import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parent.parent
LINT = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]


def broken(folder: Path) -> list[str]:
    """The contracts that the code in the folder breaks."""
    done = subprocess.run(LINT, cwd=folder, capture_output=True, text=True, env={"PATH": "", "PYTHONPATH": str(folder)})
    told = [line.removesuffix(" BROKEN").strip() for line in done.stdout.splitlines() if line.endswith(" BROKEN")]
    assert (done.returncode == 0) == (not told), done.stdout + done.stderr
    return told


def test_imports_point_the_ways_they_may():
    assert broken(ROOT) == []


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    for name in ("pages", "practicebank"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_imports_the_wrong_way_and_modules_without_a_place_are_noticed(copy: Path):
    for module, line in {
        "practicebank/fields.py": "from practicebank.bank.filters import Filters",
        "practicebank/bank/facets.py": "def later():\n    import practicebank.bank.filters",
        "practicebank/web/routes.py": "from pages.parts import html",
        "practicebank/briefing/deck.py": "import sqlalchemy",
        "practicebank/desk/health.py": "import plotly",
        "practicebank/search/words.py": "from practicebank.search.index import SearchIndex",
        "practicebank/analysis/utils.py": "",
    }.items():
        with (copy / module).open("a") as file:
            file.write(f"\n{line}\n")
    assert set(broken(copy)) == {
        "The rooms of the package, each of which needs only those below it",
        "Pages above their parts, parts above the package",
        "The bank",
        "The analysis",
        "The search",
        "No circles, on any floor",
        "SQLAlchemy belongs in the submissions",
        "Plotly is met only where figures are made",
    }


def test_no_page_is_imported_by_another_module():
    graph = grimp.build_graph("pages", "practicebank", cache_dir=None)
    pages = graph.find_children("pages") - {"pages.parts"}
    assert len(pages) > 10
    assert [page for page in sorted(pages) if graph.find_modules_that_directly_import(page)] == []


def test_no_two_files_of_tests_share_a_name():
    """pytest imports each by its bare name, so that the second of two would not be collected."""
    names = Counter(path.name for path in ROOT.glob("tests/**/test_*.py"))
    assert [name for name, files in names.items() if files > 1] == []


def test_the_package_works_without_streamlit_and_the_bank_without_plotly_or_sql():
    modules = sorted(grimp.build_graph("practicebank", cache_dir=None).modules)
    program = f"""
import importlib, sys
import practicebank.bank.shelf
assert not {{"plotly", "sqlalchemy", "streamlit"}} & set(sys.modules), "the bank"
for name in {modules!r}:
    importlib.import_module(name)
assert "streamlit" not in sys.modules, "the package"
"""
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, timeout=60)
