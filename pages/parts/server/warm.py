"""What a server does before the first visitor comes, so that nobody waits for it, and what its terminal then says;
and what it waits for before it ends.
"""

import importlib
import pkgutil
import threading
import time

import streamlit as st
from PIL import Image
from streamlit import env_util

import pages.parts
from pages.parts.html import compile_templates
from practicebank.services import Services
from practicebank.settings import Settings

_LATER = (
    "plotly.animation",
    "plotly.graph_objs._bar",
    "plotly.graph_objs._deprecations",
    "plotly.io._json",
    "plotly.tools",
    "practicebank.analysis.key_numbers",
    "streamlit.elements.plotly_chart",
    "streamlit.emojis",
    "streamlit.material_icon_names",
)
_RUNS = "ScriptRunner.scriptThread"
SECONDS_FOR_THE_QUEUE = 5
SECONDS_TO_FINISH = 10


def ready(services: Services) -> None:
    """Warms up, waits a little for what was published from submissions, and shows reviewers the way in."""
    warm()
    services.watch.refreshed.wait(SECONDS_FOR_THE_QUEUE)
    if not (st.secrets.load_if_toml_exists() and "auth" in st.secrets):
        print(f"\n  Reviewers sign in at {services.door.link(_address(services.settings))}\n", flush=True)


def warm() -> None:
    """Imports what pages need, compiles their templates, and asks what Streamlit asks at its first element:
    whether it runs in a console, for which Python looks up every module's file.
    """
    for module in pkgutil.walk_packages(pages.parts.__path__, "pages.parts."):
        importlib.import_module(module.name)
    for name in _LATER:
        importlib.import_module(name)
    Image.preinit()  # for the page's icon
    compile_templates()
    env_util.is_repl()


def finish(seconds: float = SECONDS_TO_FINISH) -> None:
    """Waits for the runs of pages that are under way: somebody may just have pressed Send. Streamlit itself would
    break them off, wherever they are.
    """
    deadline = time.monotonic() + seconds
    for thread in threading.enumerate():
        if thread.name == _RUNS:
            thread.join(max(0.0, deadline - time.monotonic()))


def _address(settings: Settings) -> str:
    if settings.public_address:
        return settings.public_address
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"http://localhost:{st.get_option('server.port')}{'/' + base if base else ''}"
