"""No reader waits for an acknowledgement of the message before."""

import asyncio
import os
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from practicebank.services import services_of
from practicebank.settings import Settings
from practicebank.web.around_streamlit.origins import send_at_once
from practicebank.web.routes import lifespan


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        made.listen()
        yield made


def at_once(connection: socket.socket) -> bool:
    return connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


def test_connections_accepted_afterwards_send_at_once(listening: socket.socket) -> None:
    assert not at_once(listening)
    assert send_at_once() >= 1
    with socket.create_connection(listening.getsockname()) as reader:
        accepted, _ = listening.accept()
        with accepted:
            assert at_once(accepted)
            accepted.sendall(b"still open")
            assert reader.recv(10) == b"still open"


def test_files_and_other_sockets_are_left_as_they_are(tmp_path: Path, listening: socket.socket) -> None:
    with (tmp_path / "file").open("w") as file, socket.socket() as idle:
        before = len(os.listdir("/dev/fd"))
        send_at_once()
        assert len(os.listdir("/dev/fd")) == before
        assert not at_once(idle)
        file.write("still open")
    assert (tmp_path / "file").read_text() == "still open"


def test_a_server_does_so_when_it_starts(settings: Settings, listening: socket.socket) -> None:
    async def start() -> None:
        async with lifespan(services_of(settings))(None):
            assert at_once(listening)

    with ThreadPoolExecutor(1) as elsewhere:  # a browser of other tests may have this thread's loop
        elsewhere.submit(asyncio.run, start()).result()
