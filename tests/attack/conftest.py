"""A server as strangers meet it, and somebody who notes whatever it asks of the internet."""

import socketserver
import threading
from collections.abc import Iterator

import pytest

from tests.attack.strangers import PUBLIC, Attacked
from tests.conftest import running_server


@pytest.fixture(scope="session")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    """Started as `make run` starts it. Its only way out is a proxy that notes what is asked and answers nothing."""
    asked: list[str] = []

    class Notes(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            asked.append(self.rfile.readline().decode("latin-1"))

    log = tmp_path_factory.mktemp("attacked") / "log.txt"
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Notes) as outside:
        thread = threading.Thread(target=outside.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        way_out = f"http://127.0.0.1:{outside.server_address[1]}"
        settings = {"PRACTICEBANK_PUBLIC_ADDRESS": PUBLIC, "http_proxy": way_out, "https_proxy": way_out}
        try:
            with running_server(log, listens="", **settings) as address:
                yield Attacked(address, log, asked)
        finally:
            outside.shutdown()
            thread.join()
