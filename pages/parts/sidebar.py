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
from practicebank.fields import FILTERS
from practicebank.site import PAGE, PAGES
from practicebank.vocabulary import Vocabulary

ORDER = sorted(FILTERS, key=lambda key: FILTERS[key][1].place)
BUTTONS = tuple(key for key, (_, words) in FILTERS.items() if words.buttons)
_COUNT = re.compile(r" \([\d,]+\)$")


def draw(visit: Visit) -> None:
    with st.sidebar:
        show("site/navigation.html", visit=visit, menu=[page for page in PAGES if page.in_menu])
        if PAGE[visit.page].filters:
            _filters(visit)


def _filters(visit: Visit) -> None:
    st.session_state["q"] = visit.filters.q
    st.text_input(
        "Search",
        type="search",
        key="q",
        max_chars=LONGEST_SEARCH,
        placeholder="Burglary, knife crime, scams …",
        on_change=_changed,
    )
    for key in ORDER:
        counts = visit.selection.counts[key]
        st.session_state[key] = list(visit.filters.chosen(key))
        label = visit.bank.vocabulary.label(COLUMN_OF[key])
        if key in BUTTONS:
            st.pills(
                label,
                list(counts),
                selection_mode="multi",
                key=key,
                format_func=escape.markdown,
                help=explanations(key, visit.bank.vocabulary),
                on_change=_changed,
            )
        else:
            st.multiselect(
                label,
                list(counts),
                key=key,
                format_func=_option(counts),
                placeholder=f"Any {label.lower()}",
                select_all=False,
                on_change=_changed,
            )
    show("site/filter_counts.html", counts={key: visit.selection.counts[key] for key in BUTTONS})
    show("site/filter_rule.html", visit=visit)


def explanations(key: str, vocabulary: Vocabulary) -> str:
    """What the terms of a filter mean, for the hint beside it."""
    terms = vocabulary[COLUMN_OF[key]].terms
    return "\n\n".join(f"**{escape.markdown(term.term)}**: {escape.markdown(term.explanation)}" for term in terms)


def _option(counts: Mapping[str, int]) -> Callable[[str], str]:
    return lambda term: f"{term} ({counts.get(term, 0):,})"


def _changed() -> None:
    """Any widget changed: what all of them say now becomes the address.

    All of them, because two quick clicks may arrive before the first one's address has reached the browser.
    A label of a list sent back from a moment ago still carries its old count, which is taken off.
    """
    chosen = {key: [_COUNT.sub("", term) for term in st.session_state[key]] for key in FILTERS}
    asked = Filters(chosen, clean_search(st.session_state["q"] or ""))
    choose(Filters.from_query(asked.to_query(), current_visit().bank.facets))
