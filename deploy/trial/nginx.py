"""A real nginx on a free port of this machine, in a folder that is thrown away."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from deploy.configure import Site, nginx_configuration

_AROUND = """daemon off;
worker_processes 1;
{user}
pid {folder}/nginx.pid;
error_log {folder}/nginx-error.log;
events {{ worker_connections 1024; }}
http {{
    {places}
    include {folder}/bank.conf;
}}
"""
_KINDS = ("client_body", "proxy", "fastcgi", "scgi", "uwsgi")


@contextmanager
def running_nginx(folder: Path, site: Site, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """nginx for this site, its files in the folder; it listens on the port of this machine only."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if not program:
        raise FileNotFoundError("nginx: apt-get install nginx-light")
    error_log = str(folder / "nginx-error.log")
    own = replace(
        site,
        listen=f"127.0.0.1:{port}",
        cache=str(folder / "cache"),
        log=str(folder / "nginx.log"),
        error_log=error_log,
    )
    (folder / "bank.conf").write_text(nginx_configuration(own))
    places = "\n    ".join(f"{kind}_temp_path {folder}/{kind};" for kind in _KINDS)
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(_AROUND.format(folder=folder, places=places, user=user))
    command = [program, "-e", error_log, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as process:
        try:
            _wait_for(process, port, folder)
            yield process
        finally:
            process.terminate()
            process.wait(20)


def _wait_for(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    deadline = time.monotonic() + 20
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.05)
    raise RuntimeError((folder / "nginx-error.log").read_text())


def free_ports(count: int) -> list[int]:
    """All held at once, so that no two are the same."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports
