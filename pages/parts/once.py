"""What a callback leaves to be said once. It stays until a run has come to its end: Streamlit breaks a run off when the
next one is asked for, and what it had said so far may never be seen.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import StopException

_SAID = "said_once"


def once(key: str, otherwise: Any = "") -> Any:
    """What was left under this key of the session, `otherwise` when nothing was."""
    st.session_state.setdefault(_SAID, set()).add(key)
    return st.session_state.get(key, otherwise)


@contextmanager
def to_the_end() -> Iterator[None]:
    """Around a run: where it is not broken off, what it said is forgotten."""
    try:
        yield
    except StopException:  # `st.stop`: the page has said all there is
        _forget()
        raise
    _forget()


def _forget() -> None:
    for key in st.session_state.pop(_SAID, ()):
        st.session_state.pop(key, None)
