"""What the browser's tab says: the choice where there is one, the place, and the bank."""

from collections.abc import Callable, Iterator, Mapping

import streamlit as st

from pages.parts.help.guides import GUIDES, guide_asked
from pages.parts.visit import Visit
from practicebank.analysis.two_choices import Sides
from practicebank.bank.filters import COLUMN_OF
from practicebank.fields import CROSSED, FILTERS, NOT_RECORDED
from practicebank.site import DESK_VIEWS, NAME, PAGE
from practicebank.submissions.form.model import Way
from practicebank.submissions.form.questions import steps_of
from practicebank.words import practices

SHARE_STEPS = {step.name: step.title for way in Way for step in steps_of(way)} | {
    "check": "Check your answers",
    "sent": "Sent",
}


def page_title(visit: Visit) -> str:
    """Short and with what differs first: a tab shows little of it, and a screen reader says it at every change."""
    page = PAGE[visit.page]
    choices = [*MORE.get(page.name, _nothing)(visit), *(_filters(visit) if page.choice else [])]
    return " – ".join(part for part in (", ".join(choices), "" if page.own_title else page.title, NAME) if part)


def rename_tab(title: str) -> None:
    """For what only drawing finds out: that there is nothing at the address the tab was called after."""
    st.set_page_config(page_title=f"{title} – {NAME}")


def _filters(visit: Visit) -> Iterator[str]:
    for key, term in visit.filters.choices():
        if key == "q":
            yield f"“{term}”"
        elif term == NOT_RECORDED:
            yield f"{visit.bank.vocabulary.label(COLUMN_OF[key])} not recorded"
        elif FILTERS[key][1].more:
            yield f"{visit.bank.vocabulary.label(COLUMN_OF[key])}: {term}"
        else:
            yield term


def _browse(visit: Visit) -> Iterator[str]:
    page, _ = visit.shown_page(len(visit.selection))
    if page > 1:
        yield f"Page {page}"


def _practice(visit: Visit) -> Iterator[str]:
    yield visit.bank.title_of(visit.practice) or "Practice not found"


def _axes(visit: Visit) -> Iterator[str]:
    rows, columns = (visit.bank.vocabulary.label(CROSSED[axis][0]) for axis in (visit.axes.rows, visit.axes.columns))
    yield f"{rows} by {columns.lower()}"


def _two_choices(visit: Visit) -> Iterator[str]:
    query = {key: term for key, terms in visit.sides.items() for term in terms}
    sides = Sides.from_query(query, visit.bank, visit.selection)
    if sides.one and sides.other:
        yield f"{sides.one} and {sides.other}"


def _describe(visit: Visit) -> Iterator[str]:
    """Never what somebody faces: titles are kept in a browser's history."""
    if any(visit.problem.said()):
        yield "Practices that answer it"


def _shortlist(visit: Visit) -> Iterator[str]:
    if kept := len(visit.shortlist):
        yield practices(kept)


def _share(visit: Visit) -> Iterator[str]:
    if step := SHARE_STEPS.get(st.query_params.get("step", "")):
        yield step


def _desk(visit: Visit) -> Iterator[str]:
    if not visit.at_the_desk:
        yield "Sign in"
    elif "submission" in st.query_params:
        yield st.query_params["submission"][:20]
    elif "practice" in st.query_params:
        yield visit.bank.title_of(st.query_params["practice"]) or DESK_VIEWS["practices"]
    else:
        yield DESK_VIEWS.get(st.query_params.get("view", "queue"), DESK_VIEWS["queue"])


def _help(visit: Visit) -> Iterator[str]:
    yield f"Help for {GUIDES[guide_asked()]}" if guide_asked() else "Help"


def _nothing(visit: Visit) -> Iterator[str]:
    yield from ()


MORE: Mapping[str, Callable[[Visit], Iterator[str]]] = {
    "browse": _browse,
    "practice": _practice,
    "describe": _describe,
    "shortlist": _shortlist,
    "explore": _axes,
    "gaps": _axes,
    "two_choices": _two_choices,
    "share": _share,
    "help": _help,
    "desk": _desk,
}
"""What a page's tab says before the page's name."""
