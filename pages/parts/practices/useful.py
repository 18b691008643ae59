"""“Was this useful?”: three buttons on the page of a practice, and thanks in their place.

A session answers once for each practice. The database is opened by whoever presses a button, and by no reader else.
"""

import streamlit as st

from pages.parts import caller
from pages.parts.html import made
from pages.parts.once import once
from pages.parts.visit import current_visit
from practicebank.submissions.storage.engine import QueueUnavailable
from practicebank.submissions.storage.rate_limits import TooManyAttempts
from practicebank.submissions.useful import NotInTheBank, Useful, count_useful

_ANSWERED, _REFUSED = "useful_answered", "useful_refused"


def draw(slug: str) -> None:
    answered = slug in st.session_state.get(_ANSWERED, ())
    refused = once(_REFUSED, {}).get(slug, "")
    with st.container(key="useful", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(made("practices/useful.html", answered=answered), width="content")
        if answered:
            return
        for answer in Useful:
            # Named after the practice too: what was pressed on another page is not taken for an answer on this one.
            st.button(answer.capitalize(), key=f"useful-{answer}-{slug}", on_click=_answer, args=(slug, answer))
        st.html(made("practices/useful_note.html", refused=refused))


def _answer(slug: str, answer: Useful) -> None:
    answered: set[str] = st.session_state.setdefault(_ANSWERED, set())
    if slug in answered:
        return
    visit = current_visit()
    try:
        count_useful(visit.queue(), visit.bank, slug, answer, address=caller.network())
    except NotInTheBank:  # the page says so
        return
    except QueueUnavailable:
        _refuse(slug, "The bank’s database cannot be reached just now. Try again in a moment.")
    except TooManyAttempts as error:
        _refuse(slug, str(error))
    else:
        answered.add(slug)


def _refuse(slug: str, why: str) -> None:
    st.session_state[_REFUSED] = {slug: why}
