"""The headers of every response, Streamlit's own included: those of security, and an id which the log names too.

A page may load from its own server only, and run scripts only from files: the one inline script of
Streamlit's shell is named by its fingerprint. Styles may stand inline, because Streamlit's components write
theirs into the page as they are drawn. Everything else that is answered (data, pictures, scripts) is not a
page and may load nothing at all.

Where readers come by https, browsers are told to come no other way, and every cookie is for https alone:
Streamlit cannot know of a proxy that does the encrypting, and marks none of its own.
"""

import base64
import hashlib
import secrets
from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from practicebank import log

CONTENT_SECURITY_POLICY = "Content-Security-Policy"
ONLY_ENCRYPTED = {"Strict-Transport-Security": "max-age=31536000"}

NOT_A_PAGE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer",
            "autoplay",
            "browsing-topics",
            "camera",
            "display-capture",
            "encrypted-media",
            "geolocation",
            "gyroscope",
            "hid",
            "idle-detection",
            "magnetometer",
            "microphone",
            "midi",
            "payment",
            "picture-in-picture",
            "publickey-credentials-get",
            "screen-wake-lock",
            "serial",
            "usb",
            "xr-spatial-tracking",
        )
    ),
}


def page_policy(inline_scripts: Sequence[str] = ()) -> str:
    """The policy of a page whose inline scripts are exactly these."""
    scripts = " ".join(["'self'", *(_fingerprint(script) for script in inline_scripts)])
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "manifest-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def _fingerprint(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _for_https_alone(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    marked = name.lower() != b"set-cookie" or b"; secure" in value.lower()
    return name, value if marked else value + b"; Secure"


class SecurityHeaders:
    """ASGI middleware: adds what a response does not say itself. It belongs outermost.

    `encrypted` is whether the bank's public address is an https one.
    """

    def __init__(self, app: ASGIApp, encrypted: bool = False) -> None:
        self.app = app
        self._encrypted = encrypted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        encrypted = self._encrypted or scope["scheme"] == "https"

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in EVERYWHERE.items():
                    headers.setdefault(name, value)
                is_page = headers.get("content-type", "").startswith("text/html")
                headers.setdefault(CONTENT_SECURITY_POLICY, page_policy() if is_page else NOT_A_PAGE)
                if encrypted:
                    headers.update(ONLY_ENCRYPTED)
                    message["headers"] = [_for_https_alone(name, value) for name, value in headers.raw]
            await send(message)

        await self.app(scope, receive, secured)


REQUEST_ID = "X-Request-Id"


class RequestIds:
    """ASGI middleware, outermost. An id that came with the request is a stranger's, and is not used."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        name = f"r-{secrets.token_hex(6)}"
        log.set_log_id(name)

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[REQUEST_ID] = name
            await send(message)

        await self.app(scope, receive, named)
