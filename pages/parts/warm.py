"""Imports what the pages need before the first visitor comes."""

import importlib


def warm() -> None:
    for name in ("markup", "results", "sidebar", "trouble", "visit", "chart_card"):
        importlib.import_module(f"pages.parts.{name}")
    importlib.import_module("plotly.graph_objects")
    importlib.import_module("streamlit.elements.plotly_chart")
