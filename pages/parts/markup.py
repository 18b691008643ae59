"""Draws HTML from templates. Every value is escaped by the templates; none is marked safe."""

from pathlib import Path

import streamlit as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pages.parts.address import absolute, address, here, shortlist_file, with_query
from pages.parts.shortlist import MOST_COMPARED, MOST_KEPT, toggled
from pages.parts.spelling import spelling
from practicebank.filters import Filters
from practicebank.practice import NOT_RECORDED, split_cell

MARKS = {
    "Worked": "worked",
    "Promising": "promising",
    "Untested – new or innovative": "untested",
    "Didn’t work": "didnt-work",
    NOT_RECORDED: "not-recorded",
}


def mark_of(effectiveness: str) -> str:
    """The CSS class of an effectiveness mark; a term the design does not know gets the quiet one."""
    return MARKS.get(effectiveness, "other")


def thousands(number: int) -> str:
    return f"{number:,}"


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%" if whole else "–"


_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    cache_size=-1,
    auto_reload=False,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.globals.update(
    address=address,
    with_query=with_query,
    here=here,
    absolute=absolute,
    shortlist_file=shortlist_file,
    toggled=toggled,
    spelling=spelling,
    MOST_KEPT=MOST_KEPT,
    MOST_COMPARED=MOST_COMPARED,
    mark_of=mark_of,
    percent=percent,
    split_cell=split_cell,
    NOT_RECORDED=NOT_RECORDED,
    no_filters=Filters(),
)
_templates.filters["thousands"] = thousands


def show(template: str, **values: object) -> None:
    """Draw one template in the place where Streamlit is."""
    st.html(_templates.get_template(template).render(**values))


def compile_templates() -> None:
    """Compile every template now rather than when it is first shown."""
    for name in _templates.list_templates():
        _templates.get_template(name)
