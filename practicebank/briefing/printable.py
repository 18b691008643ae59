"""A briefing as one page for printing: no script, nothing fetched, its styles inside."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from practicebank.analysis.sentences import SMALL
from practicebank.briefing.model import NAME, ORIGIN, Briefing
from practicebank.fields import NOT_RECORDED
from practicebank.ratings import rating_of

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def printable(briefing: Briefing) -> bytes:
    page = _templates.get_template("briefing.html").render(
        briefing=briefing, name=NAME, origin=ORIGIN, NOT_RECORDED=NOT_RECORDED, colour=_colour, SMALL=SMALL
    )
    return page.encode()


def _colour(term: str) -> str:
    return rating_of(term).light
