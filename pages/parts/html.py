"""Draws HTML from templates. Every value is escaped by the templates; none is marked safe."""

from pathlib import Path

import streamlit as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from practicebank.fields import NOT_RECORDED
from practicebank.words import counted, day_in_words, first_capital, month_in_words


def thousands(number: int) -> str:
    return f"{number:,}"


def without_scheme(url: str) -> str:
    """An address as it is read."""
    return url.partition("://")[2].rstrip("/")


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
_templates.globals.update(counted=counted, percent=percent, NOT_RECORDED=NOT_RECORDED)
_templates.filters.update(
    day=day_in_words,
    first_capital=first_capital,
    month=month_in_words,
    thousands=thousands,
    without_scheme=without_scheme,
)


def offer(**names: object) -> None:
    """Let every template use these: what makes links, which knows more than drawing does."""
    _templates.globals.update(names)


def show(template: str, **values: object) -> None:
    """Draw one template in the place where Streamlit is."""
    st.html(made(template, **values))


def made(template: str, **values: object) -> str:
    """The HTML of one template, for `st.html` later."""
    return _templates.get_template(template).render(**values)


def compile_templates() -> None:
    """Compile every template now rather than when it is first shown."""
    for name in _templates.list_templates():
        _templates.get_template(name)
