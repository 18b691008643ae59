"""Doing something on the desk: the words typed for it, the button, and what is said afterwards."""

from collections.abc import Callable

import streamlit as st

from pages.parts.desk import sign_in
from practicebank.desk.decisions import REFUSALS

_TYPED = "desk-say-"


def button(label: str, key: str, done: str, act: Callable[..., object], *args: object) -> None:
    """Draws the button that does it. `act` is given the desk of whoever is signed in then, and `args`."""
    st.button(label, key=key, type="primary", on_click=take, args=(done, act, *args))


def take(done: str, act: Callable[..., object], *args: object) -> None:
    """Does it with whoever is signed in now, and says what happened or why not."""
    try:
        act(sign_in.the_desk(), *args)
    except REFUSALS as error:
        sign_in.refuse(str(error))
        return
    sign_in.say(done)
    if "do" in st.query_params:
        del st.query_params["do"]
    for key in [key for key in st.session_state if str(key).startswith(_TYPED)]:
        del st.session_state[key]


def words(name: str, label: str) -> None:
    st.text_area(label, key=key_of(name), height=110, max_chars=5_000)


def said(name: str) -> str:
    """What stands in the field of this name, "" when nothing does."""
    return str(st.session_state.get(key_of(name)) or "")


def key_of(name: str) -> str:
    return f"{_TYPED}{name}"
