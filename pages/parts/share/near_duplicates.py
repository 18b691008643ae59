"""Asks about what is close to the new practice: the two side by side, and three honest ways on."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from pages.parts.html import show
from pages.parts.share.draft import Form, fill_widget
from practicebank import escape
from practicebank.publishing.near_duplicates import (
    Near,
    marked_words,
    published_near,
    shared_stems,
    waiting_near,
)
from practicebank.submissions.form.model import Relation, Submission
from practicebank.submissions.storage.engine import QueueUnavailable
from practicebank.words import MarkedText

OF_A_PRACTICE = {
    Relation.UPDATE: "Mine is an update of that one",
    Relation.ELSEWHERE: "The same idea, tried somewhere else",
    Relation.DIFFERENT: "Mine is different, because …",
}
OF_A_WAITING_ONE = {**OF_A_PRACTICE, Relation.UPDATE: "Mine is an update of something I sent before"}


@dataclass(frozen=True)
class Compared:
    """One of two texts, cut where the words that both hold begin and end."""

    heading: str
    title: Sequence[MarkedText]
    summary: Sequence[MarkedText]


def ask_about_near(form: Form, problem: str) -> None:
    submission, about = form.contents.submission, form.contents.about
    near = published_near(form.visit.bank, submission, except_for=about.slug if about else "")
    waiting = _is_waiting(form, submission, about.reference if about else "")
    if not near and not waiting:
        return
    with st.container(key="share-near"):
        show("share/near.html", number=len(near), waiting=waiting, problem=problem)
        for number, each in enumerate(near, start=1):
            show("share/side_by_side.html", slug=each.slug, texts=_compared(submission, each), visit=form.visit)
            _relation(form, number, each.slug, each.title)
        if waiting:
            show("share/waiting.html")
            _relation(form, 0, "", "")


def _is_waiting(form: Form, submission: Submission, reference: str) -> bool:
    try:
        return waiting_near(form.visit.queue(), form.visit.bank, submission, except_for=reference)
    except QueueUnavailable:  # sending will say so; a warning may be missing
        return False


def _compared(submission: Submission, near: Near) -> tuple[Compared, Compared]:
    mine = (submission.title, submission.summary or submission.tried[:400])
    theirs = (near.title, near.summary)
    shared = shared_stems(mine, theirs)
    return (
        Compared("Yours", *(marked_words(text, shared) for text in mine)),
        Compared("In the bank", *(marked_words(text, shared) for text in theirs)),
    )


def _relation(form: Form, number: int, slug: str, title: str) -> None:
    said = (form.answers.get("neighbours") or {}).get(slug, {})
    choice, because = f"near_{number}", f"near_{number}_because"
    labels = OF_A_PRACTICE if slug else OF_A_WAITING_ONE
    relation = Relation(said["relation"]) if said.get("relation") else None
    fill_widget(form, choice, ("neighbours", slug, "relation"), relation)
    st.radio(
        f"How is yours related to “{_plain(title)}”?" if slug else "How is yours related to it?",
        list(labels),
        index=None,
        format_func=lambda each: labels[each],
        key=choice,
    )
    if relation is Relation.DIFFERENT:
        fill_widget(form, because, ("neighbours", slug, "because"), said.get("because") or "")
        st.text_area("Different, because", key=because, height=80)


def _plain(title: str) -> str:
    return escape.markdown(title)
