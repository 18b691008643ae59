"""For programs that look for news and pages: Atom feeds and a site map.

The practices of the public listing have no dates, so none of them can be called new: for those a feed says when the
file changed, or when other practices than before match a choice. Practices published here carry dates, and each is
an entry of its own; so is each correction of any practice, and each answer to a reader. Whoever follows a choice says
so to nobody: its address holds all of it.
"""

import hashlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from html import escape
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from practicebank.bank.bank import Bank
from practicebank.bank.files import BankUnavailable
from practicebank.bank.publications import Notice, Publication
from practicebank.escape import xml_text
from practicebank.fields import ACCOUNT
from practicebank.services import Services
from practicebank.settings import Settings
from practicebank.site import PAGES
from practicebank.web.api.parameters import read_query, shortlist_in
from practicebank.web.etags import fresh, tag_of
from practicebank.web.problems import problem
from practicebank.words import first_capital, practices

FOUND = tuple(page.path for page in PAGES if page.found)
IN_THE_FEED = {field.name for field in ACCOUNT if field.news}
MOST_ENTRIES = 100
MOST_PLACES = 50_000  # more, and search engines refuse the file
_OWN_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
_WHOLE = (
    "Data version {}. The listed practices carry no dates, so the feed tells when the data changed, not which of them "
    "is new."
)
_CHOICE = "Another entry like this one comes when a practice joins these or leaves them."
_XML = '<?xml version="1.0" encoding="utf-8"?>\n'


class _EverHere(Collection[str]):
    """The slugs of all practices that are here, or were and have been retired."""

    def __init__(self, bank: Bank) -> None:
        self._bank = bank

    def __contains__(self, slug: object) -> bool:
        return slug in self._bank.row_of or slug in self._bank.publications

    def __iter__(self) -> Iterator[str]:
        yield from self._bank.row_of
        yield from (slug for slug in self._bank.publications if slug not in self._bank.row_of)

    def __len__(self) -> int:
        return len(self._bank) + len(self._bank.publications)


@dataclass(frozen=True)
class _Followed:
    """What a feed tells of: its name, the address of its page and its own, relative to ours, the slugs of its practices
    and, of all the bank, what its version is.
    """

    name: str
    now: str
    page: str
    query: str
    holds: Callable[[str], bool]
    version: str

    @property
    def key(self) -> str:
        """What its names begin with, other for each choice."""
        return f"choice:{_fingerprint(self.query)}" if self.query else "data"


def feed(settings: Settings) -> Callable[[Request, Bank], Response]:
    """An entry for each practice published here and for each thing the desk told of one since, the latest first, and
    one for all that match as they are: a reader who has that sees the next one when they are others.
    """

    def answer(request: Request, bank: Bank) -> Response:
        followed = _followed(request, bank)
        start = escape(home(request, settings) or "../")  # the feed lies in api/
        changed = _changed(settings)
        told = _told(bank, followed)
        latest = max([changed, *(when for when, _ in told)])
        page, itself = f"{start}{escape(followed.page)}", f"{start}api/feed.atom{escape(followed.query)}"
        feed_id = f"urn:practice-bank:feed{f':{_fingerprint(followed.query)}' if followed.query else ''}"
        text = (
            f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB">\n'
            f"<id>{feed_id}</id><title>{escape(xml_text(followed.name))}</title>"
            f"<updated>{latest.isoformat()}</updated>\n"
            "<author><name>Practice bank</name></author>\n"
            f'<link rel="self" href="{itself}"/><link href="{page}"/>\n'
            f"<entry><id>urn:practice-bank:{followed.key}:{escape(followed.version)}</id>"
            f"<title>{escape(xml_text(followed.now))}</title>\n"
            f'<updated>{changed.isoformat()}</updated><link href="{page}"/>\n'
            f"<summary>{_CHOICE if followed.query else _WHOLE.format(escape(bank.version))}</summary></entry>\n"
            f"{''.join(entry(start) for _, entry in told[:MOST_ENTRIES])}</feed>\n"
        )
        return fresh(request, Response(text, media_type="application/atom+xml"), tag_of(text.encode()))

    return answer


def _followed(request: Request, bank: Bank) -> _Followed:
    """What the query asks for. A shortlist may name practices that have been retired since it was made. Raises
    `WrongParameters`.
    """
    asked = read_query(request.query_params, bank.facets, also={"shortlist": _EverHere(bank)})
    if shortlist := shortlist_in(request.query_params):
        kept = {slug for slug in shortlist if slug in bank.row_of}
        query = f"?{urlencode({'shortlist': shortlist}, doseq=True)}"
        now = f"A shortlist of {practices(len(kept))}"
        page = f"shortlist{query}"
        return _Followed("Practice bank: a shortlist", now, page, query, kept.__contains__, _fingerprint(*sorted(kept)))
    if not (values := asked.filters.to_query()):
        now = f"The practice bank holds {practices(len(bank))}"
        return _Followed("Practice bank", now, "", "", lambda slug: True, bank.version)
    selection = bank.select(asked.filters)
    slugs = bank.practices["slug"].to_numpy()[selection.kept]
    query = f"?{urlencode(values, doseq=True)}"
    return _Followed(
        f"Practice bank: {asked.filters.in_words}",
        first_capital(selection.in_words),
        query,
        query,
        lambda slug: bool(selection.kept[bank.row_of[slug]]),
        _fingerprint(*sorted(slugs)),
    )


def _fingerprint(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]


def _changed(settings: Settings) -> datetime:
    """When the file was written; the beginning of time while it is away and an older version is served."""
    try:
        return datetime.fromtimestamp(int(settings.catalogue.stat().st_mtime), UTC)
    except OSError:
        return datetime.fromtimestamp(0, UTC)


def _told(bank: Bank, followed: _Followed) -> list[tuple[datetime, Callable[[str], str]]]:
    """What there is to tell of the practices followed: when that was, and what makes the entry, the latest first."""
    published = [each for each in bank.publications.values() if each.listed and followed.holds(each.slug)]
    told = [(_last_change(each), partial(_entry, each)) for each in published]
    for slug, notices in bank.notices.items():
        if slug in bank.row_of and followed.holds(slug):
            told += [(_utc(each.at), partial(_notice, bank, slug, each)) for each in notices]
    return sorted(told, key=lambda each: each[0], reverse=True)


def _notice(bank: Bank, slug: str, notice: Notice, start: str) -> str:
    title = f"{'Corrected' if notice.fields else 'Answered'}: {bank.title_of(slug)}"
    at, slug = _utc(notice.at).isoformat(), escape(slug)
    fields = ", ".join(bank.vocabulary.label(field) for field in notice.fields)
    summary = ". ".join(filter(None, (fields, notice.words))) or title
    return (
        f"<entry><id>urn:practice-bank:notice:{slug}:{at}</id><title>{escape(xml_text(title))}</title>\n"
        f'<updated>{at}</updated><link href="{start}practice?practice={slug}"/>\n'
        f"<summary>{escape(xml_text(summary))}</summary></entry>\n"
    )


def _entry(practice: Publication, start: str) -> str:
    slug = escape(practice.slug)
    return (
        f"<entry><id>urn:practice-bank:practice:{slug}</id><title>{escape(xml_text(practice.cells['title']))}</title>\n"
        f"<published>{_utc(practice.published_at).isoformat()}</published>"
        f"<updated>{_last_change(practice).isoformat()}</updated>"
        f'<link href="{start}practice?practice={slug}"/>\n'
        f"<summary>{escape(xml_text(practice.cells['summary']))}</summary>{_content(practice)}</entry>\n"
    )


def _content(practice: Publication) -> str:
    """What came of it and what others can learn, as HTML, which a feed holds escaped once more."""
    told = [each for each in practice.account if each.field in IN_THE_FEED]
    html = "".join(f"<h2>{escape(each.label)}</h2>{_paragraphs(each.text)}" for each in told)
    summary = _paragraphs(practice.cells["summary"])
    return f'<content type="html">{escape(summary + html)}</content>' if told else ""


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in xml_text(text).splitlines() if line.strip())


def _last_change(practice: Publication) -> datetime:
    return max(_utc(when) for when in (practice.published_at, practice.confirmed_at) if when)


def _utc(when: datetime) -> datetime:
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def sitemap(services: Services) -> Callable[[Request], Response]:
    """Every page, and practices up to what a site map may hold. It names addresses in full, so there is one only
    where ours is known.
    """

    def answer(request: Request) -> Response:
        start = home(request, services.settings)
        if start is None:
            return problem(404, "Set PRACTICEBANK_PUBLIC_ADDRESS: a site map names addresses in full.")
        try:
            slugs = services.shelf.current().practices["slug"]
        except BankUnavailable as error:
            return problem(503, str(error))
        found = [*FOUND, *(f"practice?practice={slug}" for slug in slugs.iloc[: MOST_PLACES - len(FOUND)])]
        urls = "".join(f"<url><loc>{escape(start + path)}</loc></url>\n" for path in found)
        text = f'{_XML}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
        return fresh(request, Response(text, media_type="application/xml"), tag_of(text.encode()))

    return answer


def home(request: Request, settings: Settings) -> str | None:
    """The address of the first page, with a slash at its end; None when nobody we trust has said it.

    The `Host` of a request is whatever its sender likes, and an answer may be kept for others. So it is believed only
    where it names the asker's own machine.
    """
    if settings.public_address:
        return f"{settings.public_address}/"
    if request.url.hostname not in _OWN_MACHINE:
        return None
    path = request.url.path
    base = path[: path.rfind("/api/") + 1] if "/api/" in path else path[: path.rfind("/") + 1]
    return f"{request.url.scheme}://{request.url.netloc}{base}"
