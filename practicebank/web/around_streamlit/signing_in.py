"""Leads back to the desk whoever asked to sign in and could not be sent to the identity provider.

Streamlit answers "Authentication error" alone, on a page without a way back, when the provider cannot be reached.
"""

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from practicebank.log import log_warning

FAILED = "sign-in-failed"
_LOGIN = "/auth/login"


class SigningIn:
    """ASGI middleware around Streamlit's address for signing in."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not str(scope["path"]).endswith(_LOGIN):
            await self.app(scope, receive, send)
            return
        failed = False

        async def watched(message: Message) -> None:
            nonlocal failed
            failed = failed or (message["type"] == "http.response.start" and message["status"] >= 400)
            if not failed:
                await send(message)

        await self.app(scope, receive, watched)
        if failed:
            log_warning("sign_in_failed", because="the identity provider cannot be asked")
            # Relative, for a path may begin with two slashes and a host of somebody's liking.
            await RedirectResponse(f"../desk?{FAILED}=1", 303, {"Cache-Control": "no-store"})(scope, receive, send)
