"""Answers that say what went wrong, as RFC 9457 problem details.

`type` is left at its default, about:blank: the status says which kind of problem it is, `detail` what to do.
Wrong parameters are all named at once, in `errors`.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from practicebank.bank.files import BankUnavailable
from practicebank.bank.shelf import BankOpening
from practicebank.log import facts_of, log_event

MOST_ERRORS = 20


@dataclass(frozen=True)
class WrongParameter:
    """`detail` says what to do, beginning with a verb."""

    parameter: str
    detail: str


class WrongParameters(Exception):
    """The query of a request cannot be answered."""

    def __init__(self, errors: Sequence[WrongParameter]) -> None:
        super().__init__()
        self.errors = errors[:MOST_ERRORS]


class Busy(Exception):
    """Too much is being made at once; the message says what to do, `seconds` when."""

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class ProblemResponse(JSONResponse):
    media_type = "application/problem+json"


def problem(status: int, detail: str, **more: object) -> ProblemResponse:
    """A problem; `more` are further members of it."""
    body = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return ProblemResponse(body, status, {"Cache-Control": "no-store"})


async def wrong_parameters(request: Request, error: WrongParameters) -> Response:
    return problem(
        400,
        " ".join(f"{wrong.parameter}: {wrong.detail}" for wrong in error.errors),
        errors=[{"parameter": wrong.parameter, "detail": wrong.detail} for wrong in error.errors],
    )


async def bank_unavailable(request: Request, error: BankUnavailable) -> Response:
    """The reason names files but never where they lie."""
    said = problem(503, str(error))
    if isinstance(error, BankOpening):
        said.headers["Retry-After"] = "5"
    return said


async def refused(request: Request, error: HTTPException) -> Response:
    """What the router refuses: a path there is not, a method it does not take."""
    said = problem(error.status_code, _REFUSALS.get(error.status_code, error.detail))
    said.headers.update(error.headers or {})
    return said


_REFUSALS = {
    404: "There is nothing at this address.",
    405: "Use GET or HEAD: this address only answers questions.",
}


async def busy(request: Request, error: Busy) -> Response:
    said = problem(503, str(error))
    said.headers["Retry-After"] = str(error.seconds)
    return said


HANDLERS: Mapping[Any, Any] = {  # Starlette hands each the class it stands beside
    Busy: busy,
    WrongParameters: wrong_parameters,
    BankUnavailable: bank_unavailable,
    HTTPException: refused,
}


class UnexpectedErrors:
    """ASGI middleware: an error nobody expected becomes a 500 without details, and is logged.

    The log says where it happened and of what class it is. When an answer has already begun, all that is left is to
    break it off.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:  # the outermost place where an answer can still be given
            log_event("unexpected_error", level=logging.ERROR, **facts_of(error))
            if begun:
                raise BrokenOff from None
            await problem(500, "Something went wrong on our side. Try again later.")(scope, receive, send)


class BrokenOff(Exception):
    """An answer had begun when it failed: the server closes the connection. What failed is in the log."""
