"""The address of every page with everything it shows: the only place where links are made.

Addresses are relative, so they hold under any base path; every page is one level deep.
"""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode, urlsplit

import streamlit as st

from pages.parts.visit import carried, current_visit
from practicebank.bank.filters import Filters
from practicebank.site import PAGE


def address(place: str, filters: Filters, /, **more: str | int | None) -> str:
    """A page with these filters and what every link takes along; parameters that are None are left out."""
    return _joined(_path(place), {**_given(more), **filters.to_query(), **carried()})


def to_practice(filters: Filters) -> str:
    """The address of a practice's page but for the slug, which ends it: for many links at once."""
    start = address("practice", filters)
    return f"{start}{'&' if '?' in start else '?'}practice="


def here(place: str, changed: Mapping[str, Sequence[str]]) -> str:
    """The page being drawn with everything its address says, but for these parameters."""
    now = {key: st.query_params.get_all(key) for key in st.query_params}
    return _joined(_path(place), {key: list(values) for key, values in {**now, **changed}.items() if values})


def with_query(path: str, filters: Filters, /, **more: str | int | None) -> str:
    """An address that is no page, such as a download: it takes nothing along."""
    return _joined(path, {**_given(more), **filters.to_query()})


def shortlist_file(path: str, slugs: Sequence[str] | None = None) -> str:
    """A download made of these practices, or of the shortlist of the page being drawn."""
    return _joined(path, {"shortlist": list(current_visit().shortlist if slugs is None else slugs)})


def absolute(path: str) -> str:
    """An address of this server for use elsewhere, as in a program."""
    return f"{current_visit().services.settings.public_address or _home()}/{path}"


def _home() -> str:
    """Where this server's first page is, as the reader's browser sees it. That page's own address may end in a slash
    or not."""
    seen = urlsplit(st.context.url or "http://localhost:8501")
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    return f"{seen.scheme}://{seen.netloc}" + (f"/{base}" if base else "")


def _path(place: str) -> str:
    return PAGE[place].path or "./"


def _given(more: Mapping[str, str | int | None]) -> dict[str, list[str]]:
    return {key: [str(value)] for key, value in more.items() if value is not None}


def _joined(path: str, query: Mapping[str, list[str]]) -> str:
    return f"{path}?{urlencode(query, doseq=True)}" if query else path
