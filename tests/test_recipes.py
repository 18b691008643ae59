"""Each recipe of CONTRIBUTING.md, followed on a copy of the code: its lines are applied, and it works."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.long
ROOT = Path(__file__).resolve().parent.parent
RECIPE = re.compile(
    r"^### (?P<title>[^\n]+) \((?P<files>\d)\)\n\n```diff\n(?P<diff>.*?)^```$", re.MULTILINE | re.DOTALL
)
RECIPES = {found["title"]: found for found in RECIPE.finditer((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))}
# Two copies, so that what a filter adds can be seen beside one without it.
TOGETHER = (
    (
        "A term of a vocabulary",
        "A chart",
        "A question of the form",
        "A page",
        "A reason for declining, a line of the checklist",
    ),
    ("A filter", "A field of a practice: filter, terms, form, search, gap map", "A rating"),
)
CATALOGUE = """\
title,summary,effectiveness,focus,organisation,linked_to,topics,completed,setting
Night buses,Takes people home.,Mixed results,Prevention,,,,,Town centre
Barn locks,Locks for barns.,Promising,Prevention,,,,2024-05,Countryside
"""
ACCOUNTS = """\
slug,field,text,source_url,confidence
barn-locks,savings,Two vans.,,told
"""
LOOK = """
import json, sys
from pathlib import Path
from typing import Any
from practicebank.analysis.gap_map import Axes, gap_map
from practicebank.analysis.tallies import TALLIES
from practicebank.bank.filters import Filters
from practicebank.bank.shelf import open_bank
from practicebank.desk.checklist import load_checklist
from practicebank.fields import CROSSED
from practicebank.ratings import style_sheet
from practicebank.settings import DATA, Settings
from practicebank.submissions.form.contributor_copy import markdown_copy
from practicebank.submissions.form.model import Submission
from practicebank.web.api.feeds import FOUND
from datetime import datetime
from tests.conftest import opened_app

bank, own = open_bank(Settings()), open_bank(Settings.from_environment({"PRACTICEBANK_CATALOGUE": sys.argv[1]}))
counts = bank.select(Filters()).counts
seen = {
    "terms": {key: list(found) for key, found in counts.items()},
    "retail crime": bank.vocabulary["topics"].canonical("retail crime"),
    "charts": {name: make(bank, bank.select(Filters())).title for name, make in TALLIES.items()},
    "copy": markdown_copy(Submission(savings="Two vans") if "savings" in Submission.model_fields else Submission(), "R", datetime(2026, 1, 1)),
    "reasons": [reason.label for reason in load_checklist(DATA / "review.toml").reasons],
    "site map": list(FOUND),
    "in words": Filters.from_query({"completed": ["2024"], "setting": ["Countryside"]}, own.facets).describe(1),
    "found": [str(own.practices["title"].iat[row]) for row in own.select(Filters(q="countryside"), "match").rows],
    "gaps": gap_map(own, own.select(Filters()), Axes("setting")).title if "setting" in CROSSED else "",
    "mixed": "mixed" in style_sheet(),
    "faults": [str(fault) for fault in own.faults],
    "account": [(each.field, each.text) for each in own.account("barn-locks")],
}
with opened_app(Path(sys.argv[1]).parent) as app:
    def html(page):
        app.switch_page(f"pages/{page}.py").run()
        assert not app.exception, app.exception
        return "".join(each.proto.body for each in app.get("html"))
    app.run()
    seen["filters"] = [each.key for each in (*app.multiselect, *app.get("button_group"))]
    seen["menu"] = "News" in "".join(each.proto.body for each in app.get("html"))
    seen["overview"] = html("overview")
    seen["news"] = html("news") if Path("pages/news.py").exists() else ""
    html("share")
    app.button(key="start").click().run()
    app.query_params["step"] = "done"
    app.run()
    seen["done"] = [each.key for each in app.text_area]
    app.query_params["step"] = "details"
    app.run()
    seen["details"] = [each.key for each in app.get("button_group")]
print(json.dumps(seen))
"""


def test_every_recipe_is_followed() -> None:
    assert sorted(RECIPES) == sorted(sum(TOGETHER, ()))


@pytest.mark.parametrize("title", RECIPES)
def test_a_recipe_touches_as_many_files_as_it_says(title: str) -> None:
    assert len(re.findall(r"^\+\+\+ b/", RECIPES[title]["diff"], re.MULTILINE)) == int(RECIPES[title]["files"])


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What is there in each copy after its recipes were followed."""
    return [follow(titles, tmp_path_factory.mktemp("copy")) for titles in TOGETHER]


def follow(titles: tuple[str, ...], folder: Path) -> dict[str, Any]:
    for name in (
        "pages",
        "practicebank",
        "data",
        "migrations",
        ".streamlit",
        "tests/conftest.py",
        "tests/depth.py",
        "app.py",
    ):
        source, target = ROOT / name, folder / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            target.parent.mkdir(exist_ok=True)
            shutil.copy(source, target)
    for title in titles:
        subprocess.run(["git", "apply", "-"], cwd=folder, input=RECIPES[title]["diff"], text=True, check=True)
    checked = subprocess.run(
        [sys.executable, "-m", "practicebank", "check"], cwd=folder, capture_output=True, text=True
    )
    assert checked.stdout == "No faults. 63 practices.\n"
    (folder / "own").mkdir()
    (folder / "own" / "practices.csv").write_text(CATALOGUE, encoding="utf-8")
    (folder / "own" / "accounts.csv").write_text(ACCOUNTS, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", LOOK, str(folder / "own" / "practices.csv")], cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_a_term_is_an_option_and_read_by_its_alias(seen) -> None:
    assert "Business crime" in seen[0]["terms"]["topic"]
    assert seen[0]["retail crime"] == "Business crime"


def test_a_chart_is_on_the_overview(seen) -> None:
    assert " is the most common region: " in seen[0]["charts"]["region"]
    assert "Where is it done?" in seen[0]["overview"]


def test_a_question_is_asked_and_stands_in_the_copy(seen) -> None:
    assert "share_savings" in seen[0]["done"]
    assert "What it saves" in seen[0]["copy"]
    assert seen[0]["account"] == [["savings", "Two vans."]]
    assert "Two vans" in seen[0]["copy"]


def test_a_page_is_in_the_menu_and_in_the_site_map(seen) -> None:
    assert seen[0]["menu"]
    assert "The bank holds 63 practices." in seen[0]["news"]
    assert "news" in seen[0]["site map"]


def test_a_reason_is_on_the_list(seen) -> None:
    assert "It belongs in another collection" in seen[0]["reasons"]


def test_a_filter_is_counted_and_in_the_address(seen) -> None:
    assert "completed" not in seen[0]["terms"]
    assert seen[1]["terms"]["completed"] == ["Not recorded"]


def test_a_field_filters_is_asked_searched_and_crossed(seen) -> None:
    assert "setting" in seen[1]["filters"]
    assert seen[1]["in words"] == "1 practice that is in Countryside and ended in 2024"
    assert seen[1]["found"] == ["Barn locks"]
    assert "setting" in seen[1]["gaps"]
    assert "share_setting" in seen[1]["details"]


def test_a_rating_is_known_and_drawn(seen) -> None:
    assert seen[1]["mixed"]
    assert "Mixed results" in seen[1]["terms"]["effectiveness"]
    assert seen[1]["faults"] == []
