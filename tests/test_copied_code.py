"""The code beside each view does what it says when it is run: Python and curl for real, R as far as its quoting."""

import io
import shlex
import subprocess
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from tests.conftest import settle

VIEWS = [
    # address, the name in the code, how many values, whether curl gets a table
    ("/?focus=Diversion", "practices", 8, False),
    ("/?q=%22%24%28touch+x%29%22+%60knife%60+%27", "practices", 3, False),
    ("/practice?practice=clear-hold-build", "practice", 23, False),
    ("/overview?effectiveness=Promising", "practices", 31, False),
    ("/gaps?rows=scale&columns=focus", "cells", 20, True),
    ("/contrast?one=Prevention&other=Diversion", "differences", 0, True),
    ("/compare?shortlist=clear-hold-build&shortlist=autism-passport", "practices", 2, True),
]


@pytest.mark.parametrize(("address", "name", "number", "table"), VIEWS)
def test_the_code_beside_a_view(page: Page, server: str, address: str, name: str, number: int, table: bool) -> None:
    page.goto(f"{server}{address}")
    settle(page)
    if name == "practices":
        expect(page.locator("[data-status]")).to_contain_text(f"{number} practices")
    page.locator("details.code:not(.follow) summary").click()
    python, r, curl = page.locator("details.code:not(.follow) pre").all_inner_texts()
    made: dict[str, Any] = {}
    exec(python, made)
    value = made[name]
    assert len(value) == number or (number == 0 and len(value) > 0)
    command = shlex.split(curl)
    assert command[:2] == ["curl", "-s"]
    assert len(command) == 3
    got = subprocess.run(command, capture_output=True, check=True, timeout=120).stdout.decode("utf-8-sig")
    if table:
        pd.testing.assert_frame_equal(pd.read_csv(io.StringIO(got)), value)
    else:
        assert got.startswith("{")
    assert r.startswith(f"{name} <- ")
    assert f'"{command[2]}"' in r
    assert r.count('"') % 2 == 0
