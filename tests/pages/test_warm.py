"""What the first visitor would otherwise wait for is done before."""

import subprocess
import sys

import pytest

from tests.conftest import ROOT

DRAW = """
import sys
from pages.parts.server.warm import warm
warm()
before = set(sys.modules)
from streamlit.testing.v1 import AppTest, app_test
from tests.conftest import _StartedServersPages
app_test.PagesManager = _StartedServersPages
for place in ("", "overview", "practice"):
    drawn = AppTest.from_file("app.py", default_timeout=60)
    drawn.query_params["practice"] = "project-vigilant"
    drawn.switch_page(f"pages/{place}.py") if place else None
    assert not drawn.run().exception
ours = ("pages", "practicebank", "plotly", "PIL", "streamlit.elements", "streamlit.emojis")
print(sorted(name for name in set(sys.modules) - before if name.startswith(ours)))
"""


@pytest.mark.long
def test_no_page_imports_anything_when_it_is_first_drawn():
    done = subprocess.run([sys.executable, "-c", DRAW], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_no_reader_pays_for_a_full_garbage_collection_after_every_run():
    asked = "from streamlit import config; print(config.get_option('runner.postScriptGC'))"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
