"""HTML files to take away: the survival copy, and a briefing as one page for printing.

The survival copy is the whole bank in one file that needs no server, no network and no other file.

Every practice stands in the page itself, so that it can be read, searched in and printed even where scripts do not
run. The script in it filters, counts, searches and draws; it is allowed by its fingerprint and may fetch nothing.
"""

import base64
import csv
import hashlib
import io
import json
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from practicebank.analysis.sentences import CAUTION_FEW_HERE
from practicebank.bank.bank import Bank
from practicebank.bank.filters import Filters
from practicebank.briefing.briefed_practice import LINKS
from practicebank.briefing.grids import FILLS
from practicebank.briefing.model import MOST_INTRODUCED, NAME, ORIGIN, Briefing, briefing_of
from practicebank.briefing.side_by_side import MOST_BESIDE, side_by_side
from practicebank.fields import FILTERS, NOT_RECORDED, counted_as, text

_HERE = Path(__file__).parent / "templates"
_TWO_WAY = ("form", "abbreviation", "same")
_templates = Environment(
    loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_templates.globals.update(name=NAME, origin=ORIGIN, NOT_RECORDED=NOT_RECORDED, links_label=LINKS)


def survival_copy(bank: Bank, synonyms: str, made_on: date) -> bytes:
    """`synonyms` is the text of the file of synonyms: the copy's own simple search reads them too."""
    script = (_HERE / "survival.js").read_text(encoding="utf-8")
    page = _templates.get_template("survival.html").render(
        briefing=briefing_of(bank, Filters(), made_on, most=len(bank)),
        vocabulary=bank.vocabulary,
        # The script and the styles are ours; the data are JSON in which nothing can end the element around it.
        script=Markup(script),  # nosec B704
        fingerprint=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        styles=Markup((_HERE / "survival.css").read_text(encoding="utf-8")),  # nosec B704
        data=Markup(_inert(json.dumps(_data(bank, synonyms), ensure_ascii=False, separators=(",", ":")))),  # nosec B704
        colours=_colours(bank),
        caution=CAUTION_FEW_HERE,
    )
    return page.encode()


def _colours(bank: Bank) -> dict[str, str]:
    """Of every rating there is, and of practices without one."""
    terms = dict.fromkeys((*bank.facets["effectiveness"].terms, NOT_RECORDED))
    return {term: f"light-dark({bank.rating_of(term).light}, {bank.rating_of(term).dark})" for term in terms}


def _data(bank: Bank, synonyms: str) -> dict[str, object]:
    """What the script works on. Practices stand in the order of the page."""
    rows = bank.select(Filters(), "effectiveness").rows
    table = bank.practices.iloc[rows]
    filters = sorted(FILTERS.values(), key=lambda each: each[1].place)
    return {
        "missing": NOT_RECORDED,
        "colours": _colours(bank),
        "fields": [
            {
                "key": column,
                "label": bank.vocabulary.label(column),
                "terms": bank.facets[column].terms,
                "more": filtered.more,
            }
            for column, filtered in filters
        ],
        "practices": [
            {
                column: counted_as(column, text(cell)) or [NOT_RECORDED]
                for (column, _), cell in zip(filters, cells, strict=True)
            }
            for cells in zip(*(table[column].astype(object).tolist() for column, _ in filters), strict=True)
        ],
        "synonyms": [
            [row["relation"] in _TWO_WAY, row["word"], *row["others"].split("; ")]
            for row in csv.DictReader(io.StringIO(synonyms, newline=""))
            if row["relation"] in (*_TWO_WAY, "includes")
        ],
    }


def _inert(text: str) -> str:
    """JSON that may stand inside a script element: no tag, comment or line separator is left in it."""
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def printable(briefing: Briefing) -> bytes:
    few = not briefing.counts and 1 < len(briefing.entries) <= MOST_BESIDE
    page = _templates.get_template("briefing.html").render(
        briefing=briefing,
        beside=side_by_side(briefing.entries, "Side by side", "") if few else None,
        most_introduced=MOST_INTRODUCED,
        fills=FILLS,
    )
    return page.encode()
