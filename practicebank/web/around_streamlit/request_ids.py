"""Gives each request an id of its own, which the answer and the log both name."""

import secrets

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from practicebank import log

REQUEST_ID = "X-Request-Id"


class Numbered:
    """ASGI middleware, outermost. An id that came with the request is a stranger's, and is not used."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        name = f"r-{secrets.token_hex(6)}"
        log.begin(name)

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[REQUEST_ID] = name
            await send(message)

        await self.app(scope, receive, named)
