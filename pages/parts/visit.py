"""One visit: the page asked for and everything its address says. The address is the only state."""

import threading
import time
import weakref
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property

import streamlit as st

from practicebank.analysis import gap_map, problem_answers, two_choices
from practicebank.analysis.gap_map import AXES_OF_DOTS, Axes
from practicebank.analysis.places import NEAR
from practicebank.analysis.problem_answers import DescribedProblem
from practicebank.bank.bank import ORDERS, Bank, Selection
from practicebank.bank.filters import KEYS, Filters
from practicebank.bank.shortlist import shortlist_in
from practicebank.paging import shown_page
from practicebank.search import unanswered
from practicebank.services import Services
from practicebank.submissions.queue import ReviewQueue

PER_PAGE = 20
_KEY = "visit"
_DRAWN, _REPLACED, _WRITTEN = "address_drawn", "addresses_replaced", "address_written"
_UNTIL_DRAWN = 0.1  # seconds
_drawn = threading.local()  # one session's runs have threads of their own; asking the session state takes longer


@dataclass(frozen=True, eq=False)
class Visit:
    """`near` is the organisation of the map that the reader has named as theirs, "" for none. `again` is whether the
    same reader has been drawn a page before, without loading it anew; `arrived` whether that was another page, if any;
    `chosen_anew` whether it was another or had other filters.

    Between two runs it holds neither the bank nor its rows: of a large bank every reader would keep megabytes, and
    a bank that was replaced would stay as long as anybody who saw it.
    """

    services: Services = field(repr=False)
    page: str
    opened: "weakref.ref[Bank]" = field(repr=False)
    filters: Filters
    order: str
    page_number: int
    practice: str
    again: bool = False
    arrived: bool = False
    chosen_anew: bool = False
    shortlist: tuple[str, ...] = ()
    axes: Axes = field(default_factory=Axes)
    sides: Mapping[str, list[str]] = field(default_factory=dict)
    problem: DescribedProblem = field(default_factory=DescribedProblem)
    at_the_desk: bool = False
    near: str = ""

    @property
    def bank(self) -> Bank:
        """The bank of this run; between two runs the newest, when that one is gone."""
        bank = self.opened()
        return self.services.shelf.current() if bank is None else bank

    def queue(self) -> ReviewQueue:
        """The review queue, held to the words of this bank from now on. Raises `QueueUnavailable`."""
        return self.services.queue(self.bank.vocabulary)

    @cached_property
    def selection(self) -> Selection:
        """What the filters select; made when it is first asked for."""
        return self.bank.select(self.filters, self.order)

    def shown_page(self, number: int) -> tuple[int, int]:
        """The page of so many cards that is shown, whatever the address asks for, and the last one."""
        return shown_page(self.page_number, number, PER_PAGE)

    @property
    def default_order(self) -> str:
        return "match" if self.filters.q else "title"

    @cached_property
    def carried(self) -> dict[str, list[str]]:
        """What every link on the page takes along."""
        shortlist = {"shortlist": list(self.shortlist)} if self.shortlist else {}
        axes = {key: [value] for key, value in self.axes.to_query(usual_axes(self.page)).items()}
        near = {NEAR: [self.near]} if self.near else {}
        return {**shortlist, **self.problem.to_query(), **axes, **self.sides, **near}

    @property
    def order_in_address(self) -> str | None:
        """The order as a parameter: None when it is the one a reader gets anyway."""
        return None if self.order == self.default_order else self.order


def usual_axes(page: str) -> Axes:
    """What is crossed on a page when the address does not say."""
    return AXES_OF_DOTS if page == "explore" else Axes()


def begin_visit(services: Services, page: str, bank: Bank) -> Visit:
    """Read the address. Nonsense in it is dropped without an error."""
    query = {key: st.query_params.get_all(key) for key in KEYS}
    filters = Filters.from_query(query, bank.facets)
    order = st.query_params.get("sort", "")
    if order not in ORDERS or (order == "match" and not filters.q):
        order = "match" if filters.q else "title"
    number = st.query_params.get("page", "1")
    near = st.query_params.get(NEAR, "")
    before: Visit | None = st.session_state.get(_KEY)
    visit = Visit(
        services=services,
        page=page,
        opened=weakref.ref(bank),
        filters=filters,
        order=order,
        page_number=int(number) if number.isascii() and number.isdigit() and len(number) < 8 else 1,
        practice=st.query_params.get("practice", ""),
        again=before is not None,
        arrived=before is None or before.page != page,
        chosen_anew=before is None or (before.page, before.filters) != (page, filters),
        shortlist=shortlist_in(st.query_params.get_all("shortlist"), bank),
        sides={
            key: [st.query_params[key]] for key in two_choices.KEYS if page == "two_choices" and key in st.query_params
        },
        axes=Axes.from_query({key: st.query_params.get(key, "") for key in gap_map.KEYS}, usual_axes(page)),
        problem=DescribedProblem.from_query(
            {key: st.query_params.get_all(key) for key in problem_answers.KEYS}, bank.facets["focus"].terms
        ),
        at_the_desk="desk_reviewer" in st.session_state,
        near=near if near in bank.places.of else "",
    )
    # The session keeps what the next run's callbacks need, not the rows selected: of a large bank they are megabytes.
    st.session_state[_KEY] = replace(visit)
    st.session_state[_DRAWN] = _address()
    if not st.session_state.pop(_WRITTEN, False):
        st.session_state[_REPLACED] = ()
    _drawn.visit, _drawn.last = visit, None
    return visit


def keep_for_last(draw: Callable[[], None]) -> None:
    """Draw this where the page stands now, but after everything else, the sidebar too: what holds the browser up."""
    _drawn.last = (st.container(), draw)


def draw_last(visit: Visit) -> None:
    """What was kept for last. On arriving at a page the rest is given time to appear, and to be drawn by itself."""
    if _drawn.last:
        if visit.arrived:
            time.sleep(_UNTIL_DRAWN)
        place, draw = _drawn.last
        with place:
            draw()


def release_selection(drawn: Visit) -> None:
    """At the end of a run: lets go of what the next one, or a callback before it, works out anew."""
    vars(drawn).pop("selection", None)


def current_visit() -> Visit:
    """The visit being drawn; before it has begun, in callbacks, the one before."""
    drawn: Visit | None = getattr(_drawn, "visit", None)
    return drawn or st.session_state[_KEY]


def carried() -> dict[str, list[str]]:
    """What every link takes along, wherever it leads: the shortlist, the problem described, what the gap map crosses,
    the reader's own force.
    """
    known = hasattr(_drawn, "visit") or _KEY in st.session_state
    return current_visit().carried if known else {}


def choose(filters: Filters) -> None:
    """Write a choice into the address. For callbacks only: the next run reads it.

    A search that somebody typed and that finds nothing is counted here, once; links and reruns are not.
    """
    before = current_visit().filters
    if filters.q == before.q:
        filters = filters.spelled(exact=before.exact)
    elif (found := current_visit().bank.find(filters.q)) and found.nearest_only:
        unanswered.count(current_visit().services.settings.unanswered, filters.q, datetime.now(UTC).date())
    write_address((*KEYS, "page"), filters.to_query())


def write_address(keys: Collection[str], values: Mapping[str, str | Sequence[str]]) -> None:
    """Give the address these values for these of its parameters; without a value one goes. All others stay.

    For callbacks of widgets: the next run reads it. Somebody who follows two links quickly tells, with the second, what
    the widgets showed before the first: Streamlit takes that for a change, and calls back. So when the browser names an
    address that was neither drawn last nor replaced here since, a link led there, and nothing is written.
    """
    asked, drawn = _address(), st.session_state[_DRAWN]
    if asked == drawn:
        st.session_state[_REPLACED] = (drawn,)
    elif asked in st.session_state[_REPLACED]:
        st.session_state[_REPLACED] = (*st.session_state[_REPLACED], drawn)
    else:
        return
    st.session_state[_WRITTEN] = True
    others = {key: st.query_params.get_all(key) for key in st.query_params if key not in keys}
    st.query_params.from_dict({**others, **{key: value for key, value in values.items() if value}})


def take_parameter(key: str) -> str:
    """The value of this parameter, "" for none. It is out of the address from now on."""
    value: str = st.query_params.pop(key, "")
    st.session_state[_DRAWN] = _address()
    return value


def _address() -> tuple[str, ...]:
    """The page and its parameters, as the browser names them or a callback has written them since."""
    page = (st.context.url or "").partition("?")[0].partition("#")[0]
    return (page, *(f"{key}={value}" for key in sorted(st.query_params) for value in st.query_params.get_all(key)))
