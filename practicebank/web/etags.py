"""Whether a browser's copy of an answer is still good (RFC 9110, section 13.1.2)."""

import hashlib

from starlette.requests import Request
from starlette.responses import Response


def tag_of(*parts: bytes) -> str:
    """A weak entity tag: the same answer may also travel compressed."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return f'W/"{digest.hexdigest()[:20]}"'


def has_copy(asked: str | None, tag: str) -> bool:
    """Whether an `If-None-Match` header names this tag."""
    if not asked:
        return False
    named = [one.strip().removeprefix("W/") for one in asked.split(",")]
    return "*" in named or tag.removeprefix("W/") in named


def fresh(request: Request, response: Response, tag: str, cache: str = "no-cache") -> Response:
    """The response with its tag, or a 304 when the asker has it already. Every use asks again by default."""
    headers = {"ETag": tag, "Cache-Control": cache}
    if has_copy(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return response
