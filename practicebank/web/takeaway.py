"""Briefings as downloads. They are made in the server's worker threads, never in a page's run, and kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from weakref import WeakKeyDictionary

from starlette.requests import Request
from starlette.responses import Response

from practicebank.briefing.deck import deck
from practicebank.briefing.document import document
from practicebank.briefing.kept import Kept, TooManyWaiting
from practicebank.briefing.model import Briefing, briefing_of
from practicebank.briefing.printable import printable
from practicebank.briefing.workbook import workbook
from practicebank.published import Bank
from practicebank.web import spreadsheet
from practicebank.web.freshness import fresh, tag_of
from practicebank.web.parameters import read_query
from practicebank.web.problems import Busy, problem

_OFFICE = "application/vnd.openxmlformats-officedocument"
_KEPT: "WeakKeyDictionary[Bank, Kept]" = WeakKeyDictionary()


@dataclass(frozen=True)
class Kind:
    make: Callable[[Briefing], bytes]
    media_type: str
    saved: bool = True


KINDS: Mapping[str, Kind] = {
    "pptx": Kind(deck, f"{_OFFICE}.presentationml.presentation"),
    "docx": Kind(document, f"{_OFFICE}.wordprocessingml.document"),
    "xlsx": Kind(workbook, f"{_OFFICE}.spreadsheetml.sheet"),
    "html": Kind(printable, "text/html; charset=utf-8", saved=False),
}


def briefing(request: Request, bank: Bank) -> Response:
    """What a choice of filters or a shortlist shows, as a file for a meeting. A shortlist is not narrowed."""
    name = request.path_params["kind"]
    if name not in KINDS:
        return problem(404, f"There is no such briefing. There are {', '.join(KINDS)}.")
    filters = read_query(request.query_params, bank.facets, also={"shortlist": bank.row_of}).filters
    shortlist = tuple(request.query_params.getlist("shortlist"))
    today = datetime.now(UTC).date()
    kind = KINDS[name]
    try:
        # What was made from an older version of the data goes when that goes.
        body = _KEPT.setdefault(bank, Kept()).get(
            (today, name, filters, shortlist),
            lambda: kind.make(briefing_of(bank, filters, today, shortlist)),
        )
    except TooManyWaiting:
        raise Busy("Many briefings are being made. Ask again in half a minute.", 30) from None
    said = f"shortlist of {len(set(shortlist))}" if shortlist else bank.select(filters).in_words
    headers = spreadsheet.attachment(said, name) if kind.saved else {}
    return fresh(request, Response(body, headers=headers, media_type=kind.media_type), tag_of(body))
