"""nginx with the configuration made for it, before small servers that say what reached them."""

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from deploy.configure import Site, main, nginx_configuration
from deploy.trial.fleet import COOKIE
from deploy.trial.nginx import free_ports, running_nginx


class Echo(BaseHTTPRequestHandler):
    """Answers with its own number, the path and the headers it was asked with."""

    def do_GET(self) -> None:
        number = self.server.server_address[1]
        body = json.dumps({"port": number, "path": self.path, "headers": dict(self.headers)}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Frame-Options", "DENY")
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        """Nothing: the test says what matters."""


class Replicas:
    """Two of them behind nginx, at `address`."""

    def __init__(self, folder: Path, base: str) -> None:
        self.log = folder / "nginx.log"
        self.servers = [ThreadingHTTPServer(("127.0.0.1", 0), Echo) for _ in range(2)]
        self.ports = [int(server.server_address[1]) for server in self.servers]
        (self.port,) = free_ports(1)
        self.site = Site(tuple(f"127.0.0.1:{port}" for port in self.ports), base=base)
        self.address = f"http://127.0.0.1:{self.port}" + (f"/{base}" if base else "")

    def start(self) -> None:
        for server in self.servers:
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self, number: int) -> None:
        self.servers[number - 1].shutdown()
        self.servers[number - 1].server_close()


@contextmanager
def behind_nginx(folder: Path, base: str = "") -> Iterator[Replicas]:
    replicas = Replicas(folder, base)
    replicas.start()
    with running_nginx(folder, replicas.site, replicas.port):
        yield replicas
    for number in (1, 2):
        replicas.stop(number)


@pytest.fixture(scope="module")
def replicas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replicas]:
    with behind_nginx(tmp_path_factory.mktemp("nginx")) as opened:
        yield opened


def ask(address: str, cookie: str = "", **headers: str) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    if cookie:
        headers["Cookie"] = f"{COOKIE}={cookie}"
    request = urllib.request.Request(address, headers=headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer), answer.getheaders()


def cookies(headers: list[tuple[str, str]]) -> list[str]:
    return [value.split(";")[0] for name, value in headers if name.lower() == "set-cookie"]


def refused(address: str) -> int:
    with pytest.raises(urllib.error.HTTPError) as caught:
        ask(address)
    with caught.value as error:
        return error.code


@pytest.mark.parametrize("base", ["", "bank"])
def test_a_reader_stays_with_a_replica_until_it_is_away(tmp_path: Path, base: str) -> None:
    with behind_nginx(tmp_path, base) as replicas:
        first, headers = ask(f"{replicas.address}/")
        assert cookies(headers) == [f"{COOKIE}={replicas.ports.index(first['port']) + 1}"]
        for number, port in enumerate(replicas.ports, start=1):
            for place in ("/", "/_stcore/stream", f"/static/{number}.js", "/api/practices", "/media/1.png"):
                said, headers = ask(f"{replicas.address}{place}", cookie=str(number))
                assert (said["port"], said["path"], cookies(headers)) == (port, f"{replicas.site.path}{place}", [])
        replicas.stop(1)
        for place in ("/", "/_stcore/stream"):
            said, headers = ask(f"{replicas.address}{place}", cookie="1")
            assert (said["port"], cookies(headers)) == (replicas.ports[1], [f"{COOKIE}=2"])
        assert ask(f"{replicas.address}/")[0]["port"] == replicas.ports[1]
        assert ask(f"{replicas.address}/static/1.js")[0]["port"] == replicas.ports[0]  # it was kept
        replicas.stop(2)
        assert refused(f"{replicas.address}/") == 503


@pytest.mark.parametrize("cookie", ["0", "3", "12", "a", "1x", '1"', "-1"])
def test_a_cookie_that_names_no_replica_does_no_harm(replicas: Replicas, cookie: str) -> None:
    said, headers = ask(f"{replicas.address}/", cookie=cookie)
    assert cookies(headers) == [f"{COOKIE}={replicas.ports.index(said['port']) + 1}"]


def test_a_replica_is_told_who_asks_and_by_which_name(replicas: Replicas) -> None:
    claimed = {"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https", "Forwarded": "for=192.0.2.1"}
    told = ask(f"{replicas.address}/practice?practice=a%20b", **claimed)[0]
    assert told["path"] == "/practice?practice=a%20b"
    assert (told["headers"]["X-Forwarded-For"], told["headers"]["X-Forwarded-Proto"]) == ("127.0.0.1", "http")
    assert "Forwarded" not in told["headers"]
    assert told["headers"]["Host"] == f"127.0.0.1:{replicas.port}"


def test_what_nginx_keeps_to_itself(replicas: Replicas) -> None:
    assert refused(f"{replicas.address}/readyz") == 404
    headers = ask(f"{replicas.address}/?q=a+secret+search")[1]
    assert [value for name, value in headers if name == "X-Frame-Options"] == ["DENY"]
    assert ("Server", "nginx") in headers
    log = replicas.log.read_text()
    assert " GET / 200 " in log
    assert "secret" not in log


def test_with_a_certificate_nothing_goes_unencrypted(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [
        "--replica",
        "127.0.0.1:8501",
        "--name",
        "bank.example.org",
        "--certificate",
        "/a.pem",
        "--key",
        "/b.pem",
    ]
    assert main(arguments) == 0
    made = capsys.readouterr().out
    assert "return 308 https://bank.example.org$request_uri;" in made
    assert "listen 443 ssl http2;" in made
    assert "SameSite=Lax; Secure" in made
    assert made.count("Strict-Transport-Security") == 2


@pytest.mark.parametrize(
    "site",
    [
        Site(()),
        Site(("127.0.0.1",)),
        Site(("127.0.0.1:8501",), name="a; return 200"),
        Site(("127.0.0.1:8501",), base="bank{"),
        Site(("127.0.0.1:8501",), name="a\nb"),
        Site(("127.0.0.1:8501",), certificate="/a.pem"),
    ],
)
def test_what_cannot_stand_in_the_file_is_refused(site: Site) -> None:
    with pytest.raises(ValueError, match=r"replica|characters|certificate"):
        nginx_configuration(site)
