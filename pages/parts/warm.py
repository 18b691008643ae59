"""Does before the first visitor comes what would otherwise be done once, while that visitor waits."""

import importlib
import pkgutil

from PIL import Image
from streamlit import env_util

import pages.parts
from pages.parts.markup import compile_templates

_LATER = (
    "plotly.animation",
    "plotly.graph_objs._bar",
    "plotly.graph_objs._deprecations",
    "plotly.io._json",
    "plotly.tools",
    "streamlit.elements.plotly_chart",
    "streamlit.emojis",
    "streamlit.material_icon_names",
)


def warm() -> None:
    """Imports what pages need, compiles their templates, and asks what Streamlit asks at its first element:
    whether it runs in a console, for which Python looks up every module's file.
    """
    for module in pkgutil.iter_modules(pages.parts.__path__):
        importlib.import_module(f"pages.parts.{module.name}")
    for name in _LATER:
        importlib.import_module(name)
    Image.preinit()  # for the page's icon
    compile_templates()
    env_util.is_repl()
