"""What a server does before the first visitor comes, and what its terminal then says."""

import importlib

import streamlit as st

from practicebank.access.door import door
from practicebank.settings import Settings
from practicebank.watching import Watch

_SECONDS_FOR_THE_QUEUE = 5


def ready(settings: Settings, watched: Watch) -> None:
    """Imports what pages need, waits a little for what was published from submissions, and shows the way in."""
    for name in ("markup", "results", "sidebar", "trouble", "visit", "chart_card"):
        importlib.import_module(f"pages.parts.{name}")
    importlib.import_module("plotly.graph_objects")
    importlib.import_module("streamlit.elements.plotly_chart")
    watched.looked.wait(_SECONDS_FOR_THE_QUEUE)
    if not (st.secrets.load_if_toml_exists() and "auth" in st.secrets):
        print(f"\n  Reviewers sign in at {door(settings).link(_address(settings))}\n", flush=True)


def _address(settings: Settings) -> str:
    if settings.public_address:
        return settings.public_address
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"http://localhost:{st.get_option('server.port')}{'/' + base if base else ''}"
