"""The form in which a team describes its problem. What it says goes into the address, unless it names somebody."""

import streamlit as st

from pages.parts.html import show
from pages.parts.once import once
from pages.parts.sidebar import explanations
from pages.parts.visit import Visit, write_address
from practicebank import escape
from practicebank.analysis.problem_answers import (
    KEYS,
    LONGEST_ACCOUNT,
    LONGEST_CORNER,
    DescribedProblem,
    clean,
    words_ruled_out,
)
from practicebank.personal_data import find_personal_data

CORNERS = {
    "p_offender": ("Offender: who does it", "Young men on mopeds"),
    "p_target": ("Target or victim: who or what suffers", "Older people living alone"),
    "p_place": ("Place: where and when", "Town centre, weekend nights"),
}
_SHOWN = "problem_shown"
_STOPPED = "problem_stopped"


def ask(visit: Visit) -> None:
    """The form, folded away once there is an answer to read."""
    _fill(visit.problem)
    answered = any(visit.problem.said())
    stopped = once(_STOPPED, [])
    if stopped:
        show("problem/stopped.html", stopped=stopped)
    place = st.expander("Change what you described") if answered and not stopped else st.container()
    with place, st.form("problem", border=False):
        st.text_area(
            "What is the problem?",
            key="p_text",
            max_chars=LONGEST_ACCOUNT,
            height=140,
            placeholder="Who does what to whom, where, when and how often, and what you have tried.",
        )
        show("problem/triangle.html")
        for column, (key, (label, example)) in zip(st.columns(3), CORNERS.items(), strict=True):
            column.text_input(label, key=key, max_chars=LONGEST_CORNER, placeholder=example)
        focuses = list(visit.bank.vocabulary["focus"].names)
        left, right = st.columns(2)
        meaning = explanations("focus", visit.bank.vocabulary)
        left.pills(
            "Focus you want",
            focuses,
            selection_mode="multi",
            key="p_focus",
            format_func=escape.markdown,
            help=meaning,
        )
        right.pills(
            "Focus ruled out",
            focuses,
            selection_mode="multi",
            key="p_without_focus",
            format_func=escape.markdown,
            help=meaning,
        )
        st.text_input(
            "Words ruled out",
            key="p_without",
            max_chars=LONGEST_ACCOUNT,
            placeholder="drones, new staff",
            help="Practices that mention one of these are left out. Put commas between them.",
        )
        pressed = st.form_submit_button("Find practices", type="primary", on_click=_asked)
    if pressed and not answered and not stopped:
        show("problem/missing.html")


def _fill(problem: DescribedProblem) -> None:
    """Show what the address says when it changed; what is being typed stays otherwise."""
    if st.session_state.get(_SHOWN) == problem and "p_text" in st.session_state:
        return
    st.session_state["p_text"] = problem.text
    st.session_state["p_offender"] = problem.offender
    st.session_state["p_target"] = problem.target
    st.session_state["p_place"] = problem.place
    st.session_state["p_focus"] = list(problem.focus)
    st.session_state["p_without_focus"] = list(problem.without_focus)
    st.session_state["p_without"] = ", ".join(problem.without)
    st.session_state[_SHOWN] = problem


def _asked() -> None:
    """The button was pressed: what the form says becomes the address, unless it holds personal data."""
    typed = {key: st.session_state[key] or "" for key in ("p_text", *CORNERS, "p_without")}
    found = [finding for words in typed.values() for finding in find_personal_data(words)]
    if found:
        st.session_state[_STOPPED] = [(finding.kind, finding.text) for finding in found]
        return
    problem = DescribedProblem(
        text=clean(typed["p_text"], LONGEST_ACCOUNT, lines=True),
        offender=clean(typed["p_offender"], LONGEST_CORNER),
        target=clean(typed["p_target"], LONGEST_CORNER),
        place=clean(typed["p_place"], LONGEST_CORNER),
        focus=tuple(st.session_state["p_focus"]),
        without_focus=tuple(st.session_state["p_without_focus"]),
        without=words_ruled_out(typed["p_without"]),
    )
    write_address(KEYS, problem.to_query())
