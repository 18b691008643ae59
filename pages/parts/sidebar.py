"""The sidebar: where one is, and the filters, drawn once for every page that shows practices.

The widgets show what the address says and write every change back into it; they keep nothing themselves.
"""

import re
from collections.abc import Callable, Mapping

import streamlit as st

from pages.parts.html import show
from pages.parts.visit import Visit, choose, current_visit
from practicebank import escape
from practicebank.bank.filters import COLUMN_OF, LONGEST_SEARCH, Filters, clean_search
from practicebank.fields import FIELD, FILTERS
from practicebank.site import PAGE, PAGES
from practicebank.vocabulary import Vocabulary

ORDER = sorted(FILTERS, key=lambda key: FILTERS[key][1].place)
IN_SIGHT = tuple(key for key in ORDER if not FILTERS[key][1].more)
MORE = tuple(key for key in ORDER if FILTERS[key][1].more)
BUTTONS = tuple(key for key in ORDER if FILTERS[key][1].buttons)
_COUNT = re.compile(r" \([\d,]+\)$")
_MORE, _WAS_ACTIVE = "more-filters", "more_filters_active"


def draw(visit: Visit) -> None:
    with st.sidebar:
        show("site/navigation.html", visit=visit, menu=[page for page in PAGES if page.in_menu])
        if PAGE[visit.page].filters:
            _filters(visit)


def search_box(visit: Visit) -> None:
    """The box for words: on the first page in the middle, on every other among the filters."""
    st.session_state["q"] = visit.filters.q
    st.text_input(
        "Search",
        type="search",
        key="q",
        max_chars=LONGEST_SEARCH,
        placeholder="Burglary, knife crime, scams …",
        on_change=_changed,
    )


def _filters(visit: Visit) -> None:
    if visit.page != "browse":
        search_box(visit)
    for key in IN_SIGHT:
        _filter(visit, key)
    active = sum(key in MORE for key, _ in visit.filters.choices())
    _more_filters(visit, active)
    show("site/filter_counts.html", counts={key: visit.selection.counts[key] for key in BUTTONS}, more=(_MORE, active))
    show("site/filter_rule.html", visit=visit)


def _more_filters(visit: Visit, active: int) -> None:
    """The filters of a section that opens by itself when one of them is chosen. They are drawn, and counted, only while
    it is open.

    What the section is called never changes: Streamlit would take it for another one, and the keyboard would be lost.
    """
    was_active = st.session_state.get(_WAS_ACTIVE, False)
    st.session_state[_WAS_ACTIVE] = bool(active)
    if active and (not was_active or _MORE not in st.session_state):
        st.session_state[_MORE] = True
    section = st.expander("More filters", key=_MORE, on_change="rerun")
    for key in MORE:
        if section.open:
            with section:
                _filter(visit, key)
        else:
            st.session_state.pop(key, None)


def _filter(visit: Visit, key: str) -> None:
    counts, (column, words) = visit.selection.counts[key], FILTERS[key]
    st.session_state[key] = list(visit.filters.chosen(key))
    label = visit.bank.vocabulary.label(column)
    meaning = explanations(key, visit.bank.vocabulary) if FIELD[column].explained or words.buttons else None
    if words.buttons:
        st.pills(
            label,
            list(counts),
            selection_mode="multi",
            key=key,
            format_func=escape.markdown,
            help=meaning,
            on_change=_changed,
        )
    else:
        st.multiselect(
            label,
            list(counts),
            key=key,
            format_func=_option(counts),
            placeholder=f"Any {words.noun}",
            help=meaning,
            select_all=False,
            on_change=_changed,
        )


def explanations(key: str, vocabulary: Vocabulary) -> str:
    """What the terms of a filter mean, for the hint beside it."""
    terms = vocabulary[COLUMN_OF[key]].terms
    return "\n\n".join(f"**{escape.markdown(term.term)}**: {escape.markdown(term.meaning)}" for term in terms)


def _option(counts: Mapping[str, int]) -> Callable[[str], str]:
    return lambda term: f"{term} ({counts.get(term, 0):,})"


def _changed() -> None:
    """Any widget changed: what all of them say now becomes the address, which speaks for those that are not drawn.

    All of them, because two quick clicks may arrive before the first one's address has reached the browser.
    A label of a list sent back from a moment ago still carries its old count, which is taken off.
    """
    visit = current_visit()
    said = {key: st.session_state.get(key, visit.filters.chosen(key)) for key in FILTERS}
    chosen = {key: [_COUNT.sub("", term) for term in terms] for key, terms in said.items()}
    asked = Filters(chosen, clean_search(st.session_state["q"] or ""))
    choose(Filters.from_query(asked.to_query(), visit.bank.facets))
