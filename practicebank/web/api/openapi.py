"""What the API offers, as an OpenAPI description: kept by hand, and held against the routes by a test.

Every choice a parameter takes is listed as the bank knows it today, so that a program can offer it.
"""

from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from practicebank.analysis.gap_map import COLOURS
from practicebank.analysis.tallies import TALLIES
from practicebank.analysis.two_choices import FIELDS
from practicebank.bank.bank import Bank
from practicebank.bank.filters import COLUMN_OF, LONGEST_SEARCH
from practicebank.catalogue.accounts import HOW_SURE
from practicebank.fields import ACCOUNT_FIELD, COLUMNS, CROSSED, MULTI_VALUED
from practicebank.web.api.downloads import COPIES, KINDS
from practicebank.web.api.parameters import (
    LARGEST_LIMIT,
    LARGEST_OFFSET,
    MOST_SHORTLISTED,
    USUAL_LIMIT,
    read_nothing,
)
from practicebank.web.etags import fresh, tag_of

Json = Mapping[str, object]


def openapi(request: Request, bank: Bank) -> Response:
    read_nothing(request.query_params)
    response = JSONResponse(described(bank))
    return fresh(request, response, tag_of(bytes(response.body)))


def described(bank: Bank) -> Json:
    filters = _filters(bank)
    csv = {"text/csv": {"schema": {"type": "string"}}}
    svg = {"image/svg+xml": {"schema": {"type": "string"}}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Practice bank",
            "version": bank.version,
            "description": "Read-only and public. A parameter that is not known is refused, never ignored. "
            "What is not recorded is null or an empty list: never “none”.",
        },
        "servers": [{"url": "."}],
        "paths": {
            "/practices": _get(
                "The practices that match, best first, with the counts of every option",
                [*filters, *_paging()],
                _ref("Page"),
            ),
            "/practices/{slug}": _get(
                "One practice and where its facts come from", [_in_path("slug")], _ref("Practice"), missing=True
            ),
            "/practices.csv": _get(
                "Every practice that matches or is on a shortlist, and its account, safe in a spreadsheet program",
                [_shortlist(bank), *filters],
                csv,
            ),
            "/accounts.csv": _get(
                "What is told of the same practices, one statement a line with its sources",
                [_shortlist(bank), *filters],
                csv,
            ),
            "/charts/{name}.csv": _get(
                "The table behind a chart", [_in_path("name", TALLIES), *filters], csv, missing=True
            ),
            "/charts/{name}.svg": _get(
                "A chart as a picture that can be enlarged", [_in_path("name", TALLIES), *filters], svg, missing=True
            ),
            "/places.csv": _get(
                "How many practices each organisation has shared, with the region of those on the map",
                filters,
                csv,
                missing=True,
            ),
            "/gaps.csv": _get("Every cell of the gap map", [*_axes(), *filters], csv),
            "/contrast.csv": _get("Two choices side by side, with what chance leaves open", [*_sides(), *filters], csv),
            "/briefing.{kind}": _get(
                "A choice, two choices or a shortlist as a file for a meeting",
                [_in_path("kind", KINDS), _shortlist(bank), *_axes(), *_sides(), *filters],
                _files(*(kind.media_type for kind in KINDS.values())),
                missing=True,
            ),
            "/copy.{kind}": _get(
                "The whole bank to keep", [_in_path("kind", COPIES)], _files(*COPIES.values()), missing=True
            ),
            "/feed.atom": _get(
                "Tells a feed reader when the data change, which practices match or are on a shortlist, or corrections",
                [_shortlist(bank), *filters],
                {"application/atom+xml": {"schema": {"type": "string"}}},
            ),
            "/openapi.json": _get("This description", [], {"application/json": {"schema": {"type": "object"}}}),
        },
        "components": {
            "schemas": {
                "Practice": _practice(bank),
                "Statement": _statement(),
                "Source": _source(),
                "Notice": _notice(),
                "Page": _page(),
                "Problem": _problem(),
            }
        },
    }


def _get(summary: str, parameters: Sequence[Json], content: Json, *, missing: bool = False) -> Json:
    refused: Json = {"content": {"application/problem+json": {"schema": _ref_to("Problem")}}}
    answers: dict[str, object] = {
        "200": {"description": summary, "content": content},
        "304": {"description": "The copy named in If-None-Match is still good"},
        "400": {"description": "A parameter is wrong; the problem names each one", **refused},
        "503": {"description": "The data cannot be read, or too much is being made", **refused},
    }
    if missing:
        answers["404"] = {"description": "There is no such thing", **refused}
    return {"get": {"summary": summary, "parameters": list(parameters), "responses": answers}}


def _files(*media_types: str) -> Json:
    """Of one kind or another; which, says the address."""
    binary = {"schema": {"type": "string", "format": "binary"}}
    return {media_type.partition(";")[0]: binary for media_type in media_types}


def _ref(name: str) -> Json:
    return {"application/json": {"schema": _ref_to(name)}}


def _ref_to(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _query(name: str, description: str, schema: Json) -> Json:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


def _in_path(name: str, choices: Sequence[str] | object = ()) -> Json:
    known = list(choices) if isinstance(choices, (tuple, dict)) else []
    schema: Json = {"type": "string", "enum": known} if known else {"type": "string"}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _filters(bank: Bank) -> list[Json]:
    made = [
        _query(
            key,
            f"{bank.vocabulary.label(column)}: any of the values given will do; across filters all must hold",
            {"type": "array", "items": {"type": "string", "enum": list(bank.facets[column].terms)}},
        )
        for key, column in COLUMN_OF.items()
    ]
    made.append(_query("q", "Words to search for", {"type": "string", "maxLength": LONGEST_SEARCH}))
    made.append(_query("exact", "1 leaves typing errors in q as they are", {"type": "string", "enum": ["1"]}))
    return made


def _paging() -> list[Json]:
    number: Json = {"type": "integer", "minimum": 0}
    return [
        _query("offset", "How many to pass over", {**number, "maximum": LARGEST_OFFSET, "default": 0}),
        _query("limit", "How many to give at most", {**number, "maximum": LARGEST_LIMIT, "default": USUAL_LIMIT}),
    ]


def _axes() -> list[Json]:
    return [
        _query("rows", "The field of the rows", {"type": "string", "enum": list(CROSSED)}),
        _query("columns", "The field of the columns", {"type": "string", "enum": list(CROSSED)}),
        _query("colour", "The field that divides each cell", {"type": "string", "enum": list(COLOURS)}),
    ]


def _sides() -> list[Json]:
    return [
        _query("by", "The field of the two choices, or time", {"type": "string", "enum": list(FIELDS)}),
        _query("one", "A term of that field; by time it is “A year ago”", {"type": "string"}),
        _query("other", "Another term of that field; by time it is “Now”", {"type": "string"}),
    ]


def _shortlist(bank: Bank) -> Json:
    slugs = {"enum": list(bank.row_of)} if 0 < len(bank) <= LARGEST_LIMIT else {}
    return _query(
        "shortlist",
        "Slugs of practices: the file holds these, whatever the filters say",
        {"type": "array", "items": {"type": "string", **slugs}, "maxItems": MOST_SHORTLISTED},
    )


def _practice(bank: Bank) -> Json:
    properties: dict[str, object] = {}
    for column in COLUMNS:
        text: Json = (
            {"type": "array", "items": {"type": "string"}} if column in MULTI_VALUED else {"type": ["string", "null"]}
        )
        properties[column] = {**text, "title": bank.vocabulary.label(column)}
    properties["account"] = {"type": "array", "items": _ref_to("Statement"), "description": "In reading order"}
    properties["sources"] = {
        "type": "object",
        "additionalProperties": _ref_to("Source"),
        "description": "Of one practice only: where the facts in its columns come from",
    }
    properties["notices"] = {
        "type": "array",
        "items": _ref_to("Notice"),
        "description": "Of one practice only: what was corrected since and what readers were answered, newest first",
    }
    return {"type": "object", "required": [*COLUMNS, "account"], "properties": properties}


def _statement() -> Json:
    """One thing told of a practice."""
    properties: Json = {
        "field": {"type": "string", "enum": list(ACCOUNT_FIELD)},
        "label": {"type": "string"},
        "text": {"type": "string"},
        "sources": {"type": "array", "items": {"type": "string", "format": "uri"}},
        "confidence": {"type": "string", "enum": [*HOW_SURE], "description": _how_sure()},
        "read": {"type": ["string", "null"], "description": "When it was read or told: 2026, 2026-11 or 2026-11-30"},
        "own_figures": {"type": "boolean", "description": "Its figures are those of who carried the practice out"},
    }
    return {"type": "object", "required": list(properties), "properties": properties}


def _source() -> Json:
    """Where a fact comes from: `url` is the first of its pages, and was there before `urls`."""
    properties: Json = {
        "url": {"type": ["string", "null"]},
        "urls": {"type": "array", "items": {"type": "string", "format": "uri"}},
        "confidence": {"type": "string", "enum": [*HOW_SURE], "description": _how_sure()},
        "read": {"type": ["string", "null"]},
    }
    return {"type": "object", "required": list(properties), "properties": properties}


def _notice() -> Json:
    """What the desk told readers of a practice."""
    fields = [*COLUMNS[1:], *ACCOUNT_FIELD]
    properties: Json = {
        "at": {"type": "string", "format": "date-time"},
        "fields": {
            "type": "array",
            "items": {"type": "string", "enum": fields},
            "description": "What was corrected; none in the answer to a reader who questioned the label",
        },
        "words": {"type": "string"},
        "sources": {"type": "array", "items": {"type": "string", "format": "uri"}},
    }
    return {"type": "object", "required": list(properties), "properties": properties}


def _how_sure() -> str:
    return "; ".join(f"{name}: {meaning}" for name, meaning in HOW_SURE.items())


def _page() -> Json:
    count: Json = {"type": "object", "properties": {"value": {"type": "string"}, "count": {"type": "integer"}}}
    properties: Json = {
        "total": {"type": "integer"},
        "offset": {"type": "integer"},
        "items": {"type": "array", "items": _ref_to("Practice")},
        "facets": {"type": "object", "additionalProperties": {"type": "array", "items": count}},
        "data_version": {"type": "string"},
    }
    return {"type": "object", "required": list(properties), "properties": properties}


def _problem() -> Json:
    wrong: Json = {"type": "object", "properties": {"parameter": {"type": "string"}, "detail": {"type": "string"}}}
    properties: Json = {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "array", "items": wrong},
    }
    return {"type": "object", "properties": properties}
