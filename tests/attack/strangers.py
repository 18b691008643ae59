"""What strangers do to a server: ask in the raw, and open sockets."""

import http.client
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

PUBLIC = "https://bank.example"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]


@dataclass(frozen=True)
class Attacked:
    """`asked_outside` holds the first line of every request the server sent to somebody else."""

    address: str
    log: Path = Path()
    asked_outside: list[str] = field(default_factory=list)

    @property
    def host(self) -> str:
        return urlsplit(self.address).netloc

    def ask(
        self, path: str, method: str = "GET", headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        """The path goes out to the letter, dots and all."""
        connection = http.client.HTTPConnection(self.host, timeout=30)
        try:
            connection.request(method, path, body, {"Connection": "close", **(headers or {})})
            answer = connection.getresponse()
            return Answer(answer.status, answer.getheaders(), answer.read())
        finally:
            connection.close()

    def socket(self, origin: str | None = PUBLIC, cookies: str = "") -> ClientConnection:
        return connect(
            f"ws://{self.host}/_stcore/stream",
            origin=origin,
            subprotocols=["streamlit"],
            additional_headers={"Cookie": cookies} if cookies else None,
            max_size=None,
            proxy=None,  # type: ignore[arg-type, list-item]
        )

    def lives(self) -> bool:
        return self.ask("/healthz").body == b"ok"


def run_page(socket: ClientConnection, query: str = "", page: str = "") -> list[ForwardMsg]:
    """Asks for a run of the script and gives what came until it had finished."""
    asked = BackMsg()
    asked.rerun_script.query_string = query
    asked.rerun_script.page_name = page
    socket.send(asked.SerializeToString())
    told = []
    while not told or told[-1].WhichOneof("type") != "script_finished":
        message = ForwardMsg()
        message.ParseFromString(socket.recv(timeout=30, decode=False))
        told.append(message)
    return told
