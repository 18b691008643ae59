"""Everything the server answers beside Streamlit: what app.py hands to it.

Routes stand under the base path that Streamlit is given (`server.baseUrlPath`), which does not add it itself.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from practicebank.analysis import gap_map, two_choices
from practicebank.analysis.places import NEAR
from practicebank.analysis.problem_answers import KEYS as PROBLEM_KEYS
from practicebank.bank.bank import Bank
from practicebank.bank.files import BankUnavailable
from practicebank.bank.filters import KEYS
from practicebank.bank.shelf import MOST_NAMED, Shelf
from practicebank.log import log_event
from practicebank.memory import freeze_heap, limit_malloc_pools
from practicebank.services import Services
from practicebank.site import MOVED, PAGES
from practicebank.web.api.answers import api
from practicebank.web.api.feeds import sitemap
from practicebank.web.around_streamlit.assets import assets_route, load_assets
from practicebank.web.around_streamlit.headers import RequestIds, SecurityHeaders
from practicebank.web.around_streamlit.origins import Gate, send_at_once
from practicebank.web.around_streamlit.shell import Shell
from practicebank.web.around_streamlit.signing_in import SigningIn
from practicebank.web.problems import UnexpectedErrors, problem
from practicebank.web.reviewer_cookie import reviewer_cookie_route

NOW = {"Cache-Control": "no-store"}
PRIVATE = tuple(f"/{page.path}" for page in PAGES if page.private)


def routes(services: Services, assets: Path, base_path: str = "") -> list[BaseRoute]:
    """The routes of the server. `assets` is the folder of the pages' style sheet, script and pictures."""
    prefix = f"/{base_path.strip('/')}" if base_path.strip("/") else ""
    return [
        Route(f"{prefix}/healthz", healthz),
        Route(f"{prefix}/readyz", _readyz(services)),
        Route(f"{prefix}/robots.txt", _robots(prefix, services.settings.public_address)),
        Route(f"{prefix}/sitemap.xml", sitemap(services)),
        *(Route(f"{prefix}/{old}", _moved(new)) for old, new in MOVED.items()),
        reviewer_cookie_route(services, prefix),
        assets_route(prefix, load_assets(assets)),
        Route(f"{prefix}/api", no_such_address),
        Mount(f"{prefix}/api", api(services)),
    ]


def middleware(
    services: Services, assets: Path, scripts: Path | None = None, origins: Collection[str] = ()
) -> list[Middleware]:
    """From the outside in: headers go on every answer, those to unexpected errors included.

    `scripts` is the folder of Streamlit's own, for naming in the shell those a page will ask for. `origins` are those
    whose pages may open sockets besides the bank's own.
    """
    return [
        Middleware(RequestIds),
        Middleware(SecurityHeaders, encrypted=services.settings.public_address.startswith("https://")),
        Middleware(UnexpectedErrors),
        Middleware(Gate, public_address=services.settings.public_address, origins=origins),
        Middleware(SigningIn),
        Middleware(Shell, assets=load_assets(assets), shelf=services.shelf, scripts=scripts),
    ]


def lifespan(
    services: Services, warm: Callable[[], None] = lambda: None, finish: Callable[[], None] = lambda: None
) -> Callable[[object], AbstractAsyncContextManager[None]]:
    """Opens the bank and imports what pages need before the first visitor comes.

    A long one goes on being opened while the server answers already: pages say so, and /readyz.
    `warm` imports what this package may not know. All of it lives as long as the process, so it is kept out
    of every later garbage collection: that would cost each visitor a pause. `finish` waits, in a thread, for what is
    under way when the server is asked to stop.
    """

    @asynccontextmanager
    async def warmed(_app: object) -> AsyncIterator[None]:
        limit_malloc_pools()
        opened = services.shelf
        opened.open_beside()
        warm()
        send_at_once()
        if not opened.long:
            opened.wait()  # whatever is wrong with it, the pages and /readyz say so
        freeze_heap()
        bank = "refused" if opened.problem else "there"
        log_event("started", bank=bank, queue=opened.queue, log=services.settings.log)
        yield
        await run_in_threadpool(finish)
        log_event("stopped")

    return warmed


async def healthz(request: Request) -> Response:
    """The process lives."""
    return PlainTextResponse("ok", headers=NOW)


async def no_such_address(request: Request) -> Response:
    return problem(404, "There is nothing at this address. /api/practices lists every practice.")


def _moved(path: str) -> Callable[[Request], Response]:
    def moved(request: Request) -> Response:
        """Where the page is now, with everything the old address said."""
        return Response(status_code=308, headers={"Location": f"{path}?{request.url.query}".rstrip("?")})

    return moved


def _readyz(services: Services) -> Callable[[Request], Response]:
    def readyz(request: Request) -> Response:
        """The data is there; a `problem` beside it means that an older version of it is served, `faults` that some of
        it is not as it should be: how many, and the first. Readers need no queue: that it is away is said and makes
        nothing unready.
        """
        opened = services.shelf
        try:
            bank = opened.current()
        except BankUnavailable as error:
            return JSONResponse(_readiness(opened, None, str(error)), 503, NOW)
        return JSONResponse(_readiness(opened, bank, opened.problem), headers=NOW)

    return readyz


def _readiness(opened: Shelf, bank: Bank | None, reason: str) -> dict[str, object]:
    faults = [f"{name}, {fault}" for name, fault in bank.file_faults] if bank else []
    return {
        "ready": bank is not None,
        "practices": len(bank) if bank else 0,
        "data_version": bank.version if bank else None,
        "problem": reason,
        "faults": {"number": len(faults), "first": faults[:MOST_NAMED]},
        "queue": opened.queue,
    }


def _robots(prefix: str, public_address: str) -> Callable[[Request], Awaitable[Response]]:
    """Every page and practice may be found. Private pages, data for programs, described problems, shortlists and
    the endless combinations of filters may not: each visit of one would be a session on the server.
    """
    keys = (*KEYS, *gap_map.KEYS, *two_choices.KEYS, "sort", *PROBLEM_KEYS, NEAR, "shortlist", "compare")
    barred: Sequence[str] = (*PRIVATE, "/api/", *(f"/*?*{key}=" for key in dict.fromkeys(keys)))
    lines = ["User-agent: *", *(f"Disallow: {prefix}{path}" for path in barred)]
    if public_address:
        lines.append(f"Sitemap: {public_address}/sitemap.xml")
    lines.append("")
    text = "\n".join(lines)

    async def robots(request: Request) -> Response:
        return PlainTextResponse(text)

    return robots
