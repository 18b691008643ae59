"""The cookie of whoever signed in to the desk with the key. A page of Streamlit's cannot set one that scripts cannot
read, so it is had from an address of its own.

The page gives its script a one-time code; the script brings it here, in a header, which no form of another site could
send. `Gate` has turned away whoever comes from another site.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from practicebank.access.people import NotAllowed
from practicebank.services import Services
from practicebank.web.problems import problem

CODE_HEADER = "X-Sign-In-Code"


def cookie_name(public_address: str, base_path: str = "") -> str:
    """With https, browsers hold it to what its prefix promises: it came encrypted and, where the bank has its host to
    itself, from this host for all of it.
    """
    prefix = ("__Secure-" if base_path.strip("/") else "__Host-") if _encrypted(public_address) else ""
    return f"{prefix}practicebank_reviewer"


def reviewer_cookie_route(services: Services, prefix: str) -> Route:
    address = services.settings.public_address

    def answer(request: Request) -> Response:
        """POST exchanges a code for the cookie, DELETE takes it back."""
        cookie, seconds = "", 0
        if request.method == "POST":
            try:
                cookie, seconds = services.door.cookie_for(request.headers.get(CODE_HEADER, ""))
            except NotAllowed as error:
                return problem(403, str(error))
        response = Response(status_code=204, headers={"Cache-Control": "no-store"})
        response.set_cookie(
            cookie_name(address, prefix),
            cookie,
            max_age=seconds,
            path=prefix or "/",
            secure=_encrypted(address),
            httponly=True,
            samesite="strict",
        )
        return response

    return Route(f"{prefix}/auth/reviewer", answer, methods=["POST", "DELETE"])


def _encrypted(public_address: str) -> bool:
    return public_address.startswith("https://")
