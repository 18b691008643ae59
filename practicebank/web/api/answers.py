"""The bank for programs: practices as JSON and CSV, and the table behind every chart, the gap map and a comparison.

Everything is public and only ever read, so any web page may ask. The handlers are plain functions: Starlette
runs those in threads, and a large table holds up nobody else. Addresses here are relative to /api.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

import numpy as np
import pandas as pd
from starlette.datastructures import MutableHeaders
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from practicebank.analysis.gap_map import Axes, gap_map
from practicebank.analysis.places import place_map
from practicebank.analysis.tallies import TALLIES
from practicebank.analysis.two_choices import Sides, contrast
from practicebank.bank.bank import Bank, Selection
from practicebank.bank.filters import COLUMN_OF
from practicebank.bank.publications import Publication
from practicebank.bank.slug_index import Rows
from practicebank.briefing.model import NAME
from practicebank.briefing.picture import picture
from practicebank.briefing.records import CSV_COLUMNS, Item, account_rows, csv_rows, fact_sources, item, items
from practicebank.catalogue.accounts import HEADER as ACCOUNT_COLUMNS
from practicebank.fields import COLUMNS
from practicebank.services import Services
from practicebank.web import spreadsheet
from practicebank.web.api.downloads import briefing, whole_copy
from practicebank.web.api.feeds import feed
from practicebank.web.api.openapi import openapi
from practicebank.web.api.parameters import AXES, read_nothing, read_query, shortlist_in, sides
from practicebank.web.etags import fresh, tag_of
from practicebank.web.problems import HANDLERS, problem

Answer = Callable[[Request, Bank], Response]


def api(services: Services) -> ASGIApp:
    """The application that answers everything under /api, with problem details for what it refuses."""
    routes = [Route(path, _with_bank(answer, services)) for path, answer in answers_of(services).items()]
    return _for_any_origin(ExceptionMiddleware(Router(routes, redirect_slashes=False), HANDLERS))


def answers_of(services: Services) -> dict[str, Answer]:
    """What answers at each address; the first that fits is taken."""
    return {
        "/practices": practices,
        "/practices.csv": practices_csv,
        "/practices/{slug}": practice,
        "/accounts.csv": accounts_csv,
        "/charts/{name}.csv": chart_csv,
        "/charts/{name}.svg": chart_svg,
        "/places.csv": places_csv,
        "/gaps.csv": gaps_csv,
        "/contrast.csv": contrast_csv,
        "/briefing.{kind}": briefing(services.settings),
        "/copy.{kind}": whole_copy(services.settings),
        "/feed.atom": feed(services.settings),
        "/openapi.json": openapi,
    }


def practices(request: Request, bank: Bank) -> Response:
    """One page of the practices that match, and the counts beside every option of every filter.

    Best match first when there are words (`q`); `exact=1` leaves typing errors in them alone. `search_preparing`
    says that the index of a large bank is not ready: the very words were looked for in titles and summaries.
    """
    asked = read_query(request.query_params, bank.facets, paged=True)
    selection = bank.select(asked.filters, "match")
    rows = best_first(selection)[asked.offset : asked.offset + asked.limit]
    response = JSONResponse(
        {
            "total": len(selection),
            "offset": asked.offset,
            "items": items(bank, rows),
            "facets": {
                key: [{"value": value, "count": count} for value, count in selection.counts[key].items()]
                for key in COLUMN_OF
            },
            "data_version": bank.version,
            **({"search_preparing": True} if selection.found is not None and selection.found.preparing else {}),
        }
    )
    return fresh(request, response, tag_of(bytes(response.body)))


def practice(request: Request, bank: Bank) -> Response:
    """One practice with its account, where each fact comes from that is not in the listing itself, and what the desk
    corrected since or answered a reader.
    """
    read_nothing(request.query_params)
    slug = request.path_params["slug"]
    row, publication = bank.row_of.get(slug), bank.publications.get(slug)
    if row is not None:
        [found] = items(bank, np.array([row]))
    elif publication is not None:
        cells = [publication.cells[column] for column in COLUMNS]
        found = {**item(cells, publication.account), "withdrawn": _withdrawn(publication)}
    else:
        return problem(404, "No practice has this slug. /api/practices lists every one there is.")
    sources = {
        column: {
            "url": source.urls[0] if source.urls else None,
            "urls": list(source.urls),
            "confidence": source.confidence,
            "read": source.read or None,
        }
        for column, source in fact_sources(bank, slug, bank.account(slug)).items()
    }
    notices = [
        {
            "at": each.at.isoformat(),
            "fields": list(each.fields),
            "words": each.words,
            "sources": list(each.urls),
        }
        for each in reversed(bank.notices.get(slug, ()))
    ]
    response = JSONResponse({**found, "sources": sources, "notices": notices})
    return fresh(request, response, tag_of(bytes(response.body)))


def practices_csv(request: Request, bank: Bank) -> Response:
    """Every practice that matches, or those of a shortlist in its order, as a file with their accounts."""
    rows, said = _rows_asked(request, bank)
    return _long_file(request, bank, rows, said, CSV_COLUMNS, csv_rows)


def accounts_csv(request: Request, bank: Bank) -> Response:
    """What is told of the same practices, a statement a line: the columns are those of the bank's own file."""
    rows, said = _rows_asked(request, bank)
    return _long_file(request, bank, rows, f"accounts of {said}", ACCOUNT_COLUMNS, account_rows)


def _rows_asked(request: Request, bank: Bank) -> tuple[Rows, str]:
    """The rows of a choice or a shortlist, and what they are in words."""
    asked = read_query(request.query_params, bank.facets, also={"shortlist": bank.row_of})
    if shortlist := shortlist_in(request.query_params):
        return np.array([bank.row_of[slug] for slug in shortlist]), f"shortlist of {len(shortlist)}"
    selection = bank.select(asked.filters, "match")
    return best_first(selection), selection.in_words


def _long_file(
    request: Request,
    bank: Bank,
    rows: Rows,
    said: str,
    columns: Sequence[str],
    lines: Callable[[Bank, Rows], Iterator[Sequence[str]]],
) -> Response:
    """A file that is written while it is sent. It is not there to be fingerprinted, so what it is made from is."""
    tag = tag_of(bank.version.encode(), repr((columns, bank.vocabulary)).encode(), rows.tobytes())
    body = spreadsheet.lines(columns, lines(bank, rows)) if request.method == "GET" else iter(())
    headers = spreadsheet.attachment(said)
    return fresh(request, StreamingResponse(body, headers=headers, media_type=spreadsheet.MEDIA_TYPE), tag)


def chart_csv(request: Request, bank: Bank) -> Response:
    """Exactly the table behind one chart of the overview."""
    name = request.path_params["name"]
    if name not in TALLIES:
        return problem(404, f"There is no such chart. There are {', '.join(TALLIES)}.")
    selection = bank.select(read_query(request.query_params, bank.facets).filters, "match")
    return _file(request, TALLIES[name](bank, selection).table, f"{name} of {selection.in_words}")


def chart_svg(request: Request, bank: Bank) -> Response:
    """A chart of the overview as a picture with its title, what it counts, its caution and its source inside."""
    name = request.path_params["name"]
    if name not in TALLIES:
        return problem(404, f"There is no such chart. There are {', '.join(TALLIES)}.")
    selection = bank.select(read_query(request.query_params, bank.facets).filters, "match")
    body = picture(TALLIES[name](bank, selection), f"Source: {NAME}, data version {bank.version}", selection.in_words)
    return fresh(request, Response(body, media_type="image/svg+xml"), tag_of(body))


def places_csv(request: Request, bank: Bank) -> Response:
    """The table behind the map: each organisation on it or not, and what is recorded for none."""
    selection = bank.select(read_query(request.query_params, bank.facets).filters, "match")
    drawn = place_map(bank, selection)
    if drawn is None:
        return problem(404, "This bank has no map. Its practices are at /api/practices.")
    return _file(request, drawn.table, f"places of {selection.in_words}")


def gaps_csv(request: Request, bank: Bank) -> Response:
    """Every cell of the gap map: how many practices, how they divide, and whether an empty one is a gap."""
    asked = read_query(request.query_params, bank.facets, also=AXES)
    axes = Axes.from_query(request.query_params)
    selection = bank.select(asked.filters, "match")
    words = f"{axes.rows} by {axes.columns} of {selection.in_words}"
    return _file(request, gap_map(bank, selection, axes).table, words)


def contrast_csv(request: Request, bank: Bank) -> Response:
    """Two choices side by side: each term of each field, how many of either side have it, out of how many."""
    asked = read_query(request.query_params, bank.facets, also=sides(request.query_params, bank.facets))
    selection = bank.select(asked.filters, "match")
    drawn = contrast(bank, selection, Sides.from_query(request.query_params, bank, selection), datetime.now(UTC).date())
    return _file(request, drawn.table, f"{drawn.sides.one} and {drawn.sides.other} of {selection.in_words}")


def _file(request: Request, table: pd.DataFrame, words: str) -> Response:
    """A table as a CSV file, named by the words."""
    body = b"".join(spreadsheet.lines([str(column) for column in table.columns], _plain_rows(table)))
    headers = spreadsheet.attachment(words)
    return fresh(request, Response(body, headers=headers, media_type=spreadsheet.MEDIA_TYPE), tag_of(body))


def best_first(selection: Selection) -> Rows:
    """The rows of a selection made in the order "match": best first, or as they are listed without words."""
    if selection.found is None:
        return np.nonzero(selection.kept)[0]
    return selection.rows


def _withdrawn(publication: Publication) -> Item:
    """Since when a practice is in no list any more, why, and what took its place."""
    return {
        "on": publication.since.date().isoformat(),
        "because": publication.because or None,
        "replaced_by": publication.replaced_by or None,
    }


def _plain_rows(table: pd.DataFrame) -> Iterator[Sequence[object]]:
    missing = table.isna().to_numpy()
    columns = [table.iloc[:, at].tolist() for at in range(table.shape[1])]
    for cells, blank in zip(zip(*columns, strict=True), missing, strict=True):
        yield ["" if nothing else cell for cell, nothing in zip(cells, blank, strict=True)]


def _with_bank(answer: Answer, services: Services) -> Callable[[Request], Response]:
    def with_bank(request: Request) -> Response:
        return answer(request, services.shelf.current())

    return with_bank


def _for_any_origin(app: ASGIApp) -> ASGIApp:
    """Let scripts of other sites read the answers: the data is public and no cookie is looked at."""

    async def answering(scope: Scope, receive: Receive, send: Send) -> None:
        async def opened(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Access-Control-Allow-Origin"] = "*"
            await send(message)

        await app(scope, receive, opened)

    return answering
