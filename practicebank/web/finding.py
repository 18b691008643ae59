"""For programs that look for news and pages: an Atom feed and a site map.

The practices of the public listing have no dates, so no practice can be called new. What is known is when the file
changed: the feed says that, and the map leaves dates out.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from starlette.requests import Request
from starlette.responses import Response

from practicebank.published import Bank, shelf
from practicebank.settings import Settings
from practicebank.tallies.words import practices
from practicebank.web.freshness import fresh, tag_of
from practicebank.web.parameters import read_nothing

PAGES = ("", "overview", "gaps", "describe", "share", "about")
_XML = '<?xml version="1.0" encoding="utf-8"?>\n'


def feed(settings: Settings) -> Callable[[Request, Bank], Response]:
    """One entry for the data as they are: a reader who has it sees the next one when they change."""

    def answer(request: Request, bank: Bank) -> Response:
        read_nothing(request.query_params)
        start = home(request, settings)
        changed = datetime.fromtimestamp(int(settings.catalogue.stat().st_mtime), UTC).isoformat()
        title = f"The practice bank holds {practices(len(bank))}"
        text = (
            f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB">\n'
            f"<id>{escape(start)}</id><title>Practice bank</title><updated>{changed}</updated>\n"
            "<author><name>Practice bank</name></author>\n"
            f'<link rel="self" href={quoteattr(f"{start}api/feed.atom")}/><link href={quoteattr(start)}/>\n'
            f"<entry><id>urn:practice-bank:data:{escape(bank.version)}</id><title>{title}</title>\n"
            f"<updated>{changed}</updated><link href={quoteattr(start)}/>\n"
            f"<summary>Data version {escape(bank.version)}. The listed practices carry no dates, so the feed tells "
            "when the data changed, not which practice is new.</summary></entry>\n</feed>\n"
        )
        return fresh(request, Response(text, media_type="application/atom+xml"), tag_of(text.encode()))

    return answer


def sitemap(settings: Settings) -> Callable[[Request], Response]:
    """Every page and every practice."""

    def answer(request: Request) -> Response:
        bank, start = shelf(settings).current(), home(request, settings)
        found = [*PAGES, *(f"practice?practice={slug}" for slug in bank.practices["slug"])]
        urls = "".join(f"<url><loc>{escape(start + path)}</loc></url>\n" for path in found)
        text = f'{_XML}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
        return fresh(request, Response(text, media_type="application/xml"), tag_of(text.encode()))

    return answer


def home(request: Request, settings: Settings) -> str:
    """The address of the first page, with a slash at its end."""
    if settings.public_address:
        return f"{settings.public_address}/"
    path = request.url.path
    base = path[: path.rfind("/api/") + 1] if "/api/" in path else path[: path.rfind("/") + 1]
    return f"{request.url.scheme}://{request.url.netloc}{base}"
