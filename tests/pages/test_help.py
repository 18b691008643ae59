"""Help: a guide for each kind of user, and the pictures that a script takes."""

import re

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from docs import pictures
from pages.parts.assets import ASSETS
from pages.parts.help.guides import GUIDES
from practicebank.submissions.queue import Receipt
from tests.pages.reading import HOSTILE, open_page


@pytest.mark.parametrize("guide", GUIDES)
def test_each_kind_of_user_has_a_guide_in_steps(app: AppTest, guide: str) -> None:
    shown = open_page(app, "help", **{"for": guide})
    assert f"<h1>Help for {GUIDES[guide]}</h1>" in shown
    assert len(re.findall("<li><h2>", shown)) >= 4
    assert f'for={guide}" aria-current="page"' in shown


@pytest.mark.parametrize("asked", ["", "nobody", HOSTILE])
def test_whoever_names_no_guide_chooses_one(app: AppTest, asked: str) -> None:
    shown = open_page(app, "help", **{"for": asked})
    assert "<h1>Help</h1>" in shown
    for guide in GUIDES:
        assert f'href="help?for={guide}"' in shown


def test_every_picture_is_small_and_is_one_the_script_takes() -> None:
    taken = {shot.file: shot for shot in pictures.shots(Receipt("PB-0000-0000", "code"))}
    there = {*ASSETS.glob("help-*"), *pictures.README.glob("*.png")}
    assert set(taken) == there
    for file, shot in taken.items():
        assert file.stat().st_size <= pictures.HEAVIEST
        with Image.open(file) as image:
            assert image.width == shot.width
            assert 0.7 * shot.height - 1 <= image.height <= shot.height
