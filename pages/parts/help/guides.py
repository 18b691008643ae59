"""The help there is: a guide for each kind of user, and the pictures in it."""

from dataclasses import dataclass
from functools import cache

import streamlit as st
from PIL import Image

from pages.parts.assets import ASSETS
from practicebank.web.around_streamlit.assets import load_assets

GUIDES = {
    # in the address: on screen
    "teams": "problem-solving teams",
    "leadership": "leadership",
    "contributors": "contributors",
    "reviewers": "reviewers",
}


@dataclass(frozen=True)
class Picture:
    """Its size lets the page keep its place before it has come."""

    address: str
    width: int
    height: int


def guide_asked() -> str:
    """The guide the address names, "" for none: the reader then chooses."""
    asked = st.query_params.get("for", "")
    return asked if asked in GUIDES else ""


@cache
def picture(name: str) -> Picture:
    """A picture of a page, as `make pictures` took it."""
    file = f"help-{name}.webp"
    with Image.open(ASSETS / file) as image:
        width, height = image.size
    return Picture(load_assets(ASSETS)[file].address, width, height)
