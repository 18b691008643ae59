"""What is compared on the page of two choices. `by`, `one` and `other` of the address say it."""

from datetime import UTC, datetime

import streamlit as st

from pages.parts.visit import Visit, current_visit, write_address
from practicebank.analysis import two_choices
from practicebank.analysis.two_choices import TIME, Contrast, Sides, label_of
from practicebank.fields import CROSSED, NOT_RECORDED

_BY, _ONE, _OTHER = "contrast-by", "contrast-one", "contrast-other"


def sides_in_address(visit: Visit) -> Sides:
    query = {key: st.query_params.get(key, "") for key in two_choices.KEYS}
    return Sides.from_query(query, visit.bank, visit.selection)


def drawn_contrast(visit: Visit) -> Contrast:
    return two_choices.contrast(visit.bank, visit.selection, sides_in_address(visit), datetime.now(UTC).date())


def choose_sides(visit: Visit) -> None:
    """Three boxes that show what the address says and write every change back into it. By time there is one."""
    sides, bank = sides_in_address(visit), visit.bank
    labels = {by: label_of(bank, by) for by in two_choices.FIELDS}
    with st.container(horizontal=True, gap="small", key="axes"):
        st.session_state[_BY] = sides.by
        st.selectbox("Compare by", list(labels), key=_BY, format_func=labels.__getitem__, on_change=_field_changed)
        if sides.by == TIME:
            return
        terms = [term for term in bank.facets[CROSSED[sides.by][0]].terms if term != NOT_RECORDED]
        for label, key, term in (("One side", _ONE, sides.one), ("The other", _OTHER, sides.other)):
            st.session_state[key] = term if term in terms else None
            st.selectbox(label, terms, key=key, on_change=_side_changed)


def _field_changed() -> None:
    _write(Sides(st.session_state[_BY], "", ""))


def _side_changed() -> None:
    """The same term on both sides changes them round."""
    before = sides_in_address(current_visit())
    one, other = st.session_state[_ONE] or "", st.session_state[_OTHER] or ""
    if one == other:
        one, other = before.other, before.one
    _write(Sides(before.by, one, other))


def _write(sides: Sides) -> None:
    write_address(two_choices.KEYS, {key: getattr(sides, key) for key in two_choices.KEYS})
