import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from practicebank.web.around_streamlit.signing_in import SigningIn


def login(request: Request) -> Response:
    away = "away" in request.query_params
    return (
        PlainTextResponse("Authentication error", 400) if away else RedirectResponse("https://provider.example/", 302)
    )


CLIENT = TestClient(
    Starlette(routes=[Route("/bank/auth/login", login)], middleware=[Middleware(SigningIn)]), follow_redirects=False
)


def test_whoever_can_sign_in_is_sent_to_the_provider() -> None:
    assert CLIENT.get("/bank/auth/login").headers["location"] == "https://provider.example/"


@pytest.mark.parametrize("path", ["/bank/auth/login?away", "//evil.example/auth/login", "/%5cevil.example/auth/login"])
def test_whoever_cannot_is_led_back_to_the_desk_of_this_server_and_no_other(path: str) -> None:
    answer = CLIENT.get(f"http://testserver{path}")
    assert (answer.status_code, answer.headers["location"]) == (303, "../desk?sign-in-failed=1")
    assert "Authentication error" not in answer.text
