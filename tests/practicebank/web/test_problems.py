import logging
import re
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from practicebank.web.around_streamlit.headers import SecurityHeaders
from practicebank.web.problems import BrokenOff, UnexpectedErrors


def fails(request: Request) -> Response:
    raise KeyError(request.query_params["q"])


def fails_midway(request: Request) -> Response:
    def pieces() -> Iterator[bytes]:
        yield b"begun"
        raise KeyError(request.query_params["q"])

    return StreamingResponse(pieces())


CLIENT = TestClient(
    Starlette(
        routes=[Route("/fails", fails), Route("/midway", fails_midway)],
        middleware=[Middleware(SecurityHeaders), Middleware(UnexpectedErrors)],
    )
)


def test_an_unexpected_error_tells_readers_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        answer = CLIENT.get("/fails?q=private+words")
    assert answer.json() == {
        "title": "Internal Server Error",
        "status": 500,
        "detail": "Something went wrong on our side. Try again later.",
    }
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_an_unexpected_error_is_logged_with_its_place_and_without_what_was_typed(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR, logger="practicebank"):
        CLIENT.get("/fails?q=private+words")
    [record] = [record for record in caplog.records if record.name == "practicebank"]
    assert record.getMessage() == "unexpected_error"
    assert record.__dict__["facts"]["error"] == "KeyError"
    assert re.search(r"test_problems\.py:\d+ fails", record.__dict__["facts"]["where"])
    assert "private words" not in str(record.__dict__)


def test_an_answer_that_fails_midway_is_broken_off(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(BrokenOff):
        CLIENT.get("/midway?q=private+words")
    assert "private words" not in caplog.text
