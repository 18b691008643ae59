from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from practicebank.web.around_streamlit import origins
from practicebank.web.around_streamlit.origins import Gate, origin_of


async def answering(scope: Scope, receive: Receive, send: Send) -> None:
    """Streamlit's part: takes a socket in, says which host it was sent to, and gives bytes back."""
    socket = WebSocket(scope, receive, send)
    await socket.accept()
    await socket.send_text(socket.headers["host"])
    try:
        while True:
            await socket.send_bytes(await socket.receive_bytes())
    except WebSocketDisconnect:
        pass


def client(address: str, **settings: object) -> TestClient:
    return TestClient(Gate(answering, **settings), client=(address, 1234))


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(origins, "MOST_SESSIONS", 3)
    return


@pytest.mark.parametrize(
    ("addresses", "let_in"),
    [
        pytest.param(["203.0.113.9"] * 4, 3, id="one address"),
        pytest.param([f"2001:db8::{number}" for number in range(1, 5)], 3, id="many addresses of one network"),
        pytest.param([f"203.0.113.{number}" for number in range(1, 5)], 4, id="many addresses"),
        pytest.param(["127.0.0.1"] * 4, 4, id="a proxy of this machine"),
    ],
)
def test_one_address_holds_so_many_sockets_and_no_more(addresses: list[str], let_in: int) -> None:
    app = Gate(answering)
    opened = 0
    with ExitStack() as stack:
        for address in addresses:
            with suppress(WebSocketDisconnect):
                stack.enter_context(TestClient(app, client=(address, 1234)).websocket_connect("/_stcore/stream"))
                opened += 1
        assert opened == let_in


def test_a_socket_that_closes_makes_room() -> None:
    reader = client("203.0.113.9")
    for _ in range(8):
        with reader.websocket_connect("/_stcore/stream") as socket:
            socket.receive_text()


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        pytest.param("http://testserver", "testserver", id="the host asked"),
        pytest.param(
            "https://bank.example", "bank.example", id="the public address, behind a proxy that renames the host"
        ),
        pytest.param("https://portal.example:8443", "portal.example:8443", id="one more that the settings name"),
    ],
)
def test_our_own_pages_open_sockets_and_the_host_is_the_one_they_asked(origin: str, host: str) -> None:
    known = {"public_address": "https://bank.example/b", "origins": ["https://portal.example:8443"]}
    with client("203.0.113.9", **known).websocket_connect("/", headers={"Origin": origin}) as socket:
        assert socket.receive_text() == host


def test_bytes_pass_and_text_ends_it() -> None:
    with client("203.0.113.9").websocket_connect("/") as socket:
        socket.receive_text()
        socket.send_bytes(b"\0\1")
        assert socket.receive_bytes() == b"\0\1"
        socket.send_text("words")
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_bytes()
        assert closed.value.code == 1003


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://Bank.Example/b/", "https://bank.example"),
        ("https://bank.example:443", "https://bank.example"),
        ("http://bank.example:8501/x?y", "http://bank.example:8501"),
        ("http://[::1]:8501", "http://[::1]:8501"),
        ("https://evil@bank.example", ""),
        ("http://127.0.0.1:8501.evil.example", ""),
        ("http://[", ""),
        ("file://bank.example", ""),
        ("null", ""),
        ("", ""),
    ],
)
def test_the_origin_of_an_address(address: str, origin: str) -> None:
    assert origin_of(address) == origin
