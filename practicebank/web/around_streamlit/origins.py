"""Turns away, before Streamlit sees it, what no page of the bank ever asks for.

- A socket opened by a page of another site. Streamlit would turn most of these away too, but first asks a server on
  the internet for its own address while every reader waits; and it lets in any page of the visitor's own machine.
- A message of a socket that is text: Streamlit speaks bytes alone, and would fill the log.
- Very many sockets from one address. Readers behind one address are not hundreds; somebody who wants the memory is.
- Uploaded files: the bank takes none, but Streamlit keeps in memory whatever anybody sends.
- Signing in or out by a link, a picture or a script of another site.

And lets small messages go out at once. Streamlit makes its listening socket without naming the protocol, and
Python then leaves the system's default on: a small message waits until the one before it has been acknowledged,
which readers' systems put off by 40 ms. A page is a dozen small messages. What is set on a listening socket holds
for every connection it accepts.
"""

import os
import socket
import stat
from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from practicebank.access.network import is_own_machine, network_of
from practicebank.web.problems import problem

MOST_SESSIONS = 500
_POLICY, _NOT_BYTES, _TRY_LATER = 1008, 1003, 1013
_OUR_OWN = (None, "same-origin", "none")  # "none" is somebody who typed the address


class Gate:
    """ASGI middleware. `public_address` is the bank's first page; pages at `origins` may open sockets too."""

    def __init__(self, app: ASGIApp, public_address: str = "", origins: Collection[str] = ()) -> None:
        self.app = app
        self._origins = {origin_of(address) for address in (public_address, *origins)} - {""}
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http" and "/_stcore/upload_file/" in scope["path"]:
            await problem(404, "The bank takes no files.")(scope, receive, send)
        elif scope["type"] == "http" and _signs_in_or_out(scope) and self._asked_by_another_site(scope):
            await problem(403, "Sign in and out on the pages of the bank.")(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        origin = Headers(scope=scope).get("origin")
        if origin is not None:
            if not self._is_ours(origin, Headers(scope=scope).get("host", "")):
                await send({"type": "websocket.close", "code": _POLICY})
                return
            scope = _sent_to(origin, scope)
        address = scope["client"][0] if scope.get("client") else ""
        network = "" if is_own_machine(address) else network_of(address)
        if network and self._open[network] >= MOST_SESSIONS:
            await send({"type": "websocket.close", "code": _TRY_LATER})
            return

        async def bytes_only() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive" and message.get("bytes") is None:
                await send({"type": "websocket.close", "code": _NOT_BYTES})
                return {"type": "websocket.disconnect", "code": _NOT_BYTES}
            return message

        self._open[network] += 1
        try:
            await self.app(scope, bytes_only, send)
        finally:
            self._open[network] -= 1
            if not self._open[network]:
                del self._open[network]

    def _asked_by_another_site(self, scope: Scope) -> bool:
        """Without https browsers name no site; but an origin, with whatever changes something."""
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if origin is not None and not self._is_ours(origin, headers.get("host", "")):
            return True
        return headers.get("sec-fetch-site") not in _OUR_OWN

    def _is_ours(self, origin: str, host: str) -> bool:
        """A page the request itself was sent to, or one that the settings name."""
        asked = origin_of(origin)
        return bool(asked) and (asked in self._origins or asked.partition("://")[2] == host.lower())


def origin_of(address: str) -> str:
    """Scheme, host and port of an address, as a browser names the origin of a page; "" when there is none."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        return ""
    usual = {"http": 80, "https": 443}[parts.scheme]
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" if port in (None, usual) else f"{parts.scheme}://{host}:{port}"


def _sent_to(origin: str, scope: Scope) -> Scope:
    """The same request as if no proxy had renamed the host: Streamlit compares the two once more."""
    headers = [(name, value) for name, value in scope["headers"] if name != b"host"]
    return {**scope, "headers": [*headers, (b"host", urlsplit(origin).netloc.encode("latin-1"))]}


def _signs_in_or_out(scope: Scope) -> bool:
    return str(scope["path"]).endswith(("/auth/login", "/auth/logout", "/auth/reviewer"))


_OPEN_FILES = "/dev/fd"


def send_at_once() -> int:
    """Switch the waiting off for every socket this process listens on; how many those are.

    Where a system does not list a process's open files, nothing is changed.
    """
    numbers: list[str] = []
    with suppress(OSError):
        numbers = os.listdir(_OPEN_FILES)
    return sum(_switched_off(int(number)) for number in numbers)


def _switched_off(number: int) -> bool:
    with suppress(OSError):  # closed meanwhile
        if stat.S_ISSOCK(os.fstat(number).st_mode):  # the copy of anything else would never be closed again
            with socket.socket(fileno=os.dup(number)) as opened:
                listens = opened.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
                if listens and opened.family in (socket.AF_INET, socket.AF_INET6):
                    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    return True
    return False
