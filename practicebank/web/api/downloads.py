"""Briefings as downloads. They are made in the server's worker threads, never in a page's run, and each once for as
long as the data stays as it is.

One file is made at a time: pages and the API have the processor in between. Whoever asks for a file that is being
made waits for that one. When too many wait, the next is told so at once.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from weakref import WeakKeyDictionary

from starlette.requests import Request
from starlette.responses import Response

from practicebank.analysis.gap_map import Axes
from practicebank.analysis.two_choices import KEYS, Sides
from practicebank.bank.bank import Bank
from practicebank.briefing.archive import archive
from practicebank.briefing.deck import deck
from practicebank.briefing.document import document
from practicebank.briefing.html_files import printable, survival_copy
from practicebank.briefing.model import Briefing, briefing_of
from practicebank.briefing.workbook import workbook
from practicebank.settings import Settings
from practicebank.web import spreadsheet
from practicebank.web.api.feeds import home
from practicebank.web.api.parameters import AXES, read_nothing, read_query, shortlist_in, sides
from practicebank.web.etags import fresh, tag_of
from practicebank.web.problems import Busy, problem


class TooManyWaiting(Exception):
    """The file was not made: too many others are being made already."""


class FileCache:
    """Files by key, the least recently asked for dropped first. May be asked from any thread."""

    def __init__(self, most_bytes: int = 48_000_000, most_waiting: int = 8) -> None:
        self._files: OrderedDict[Hashable, bytes] = OrderedDict()
        self._bytes = 0
        self._most_bytes = most_bytes
        self._waiting = threading.BoundedSemaphore(most_waiting)
        self._making = threading.Lock()
        self._changing = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """The file, made now if it is not kept. Raises `TooManyWaiting`."""
        if (file := self._find(key)) is not None:
            return file
        if not self._waiting.acquire(blocking=False):
            raise TooManyWaiting
        try:
            with self._making:
                if (file := self._find(key)) is None:
                    file = make()
                    self._keep(key, file)
                return file
        finally:
            self._waiting.release()

    @property
    def size(self) -> int:
        return self._bytes

    def _find(self, key: Hashable) -> bytes | None:
        with self._changing:
            if key in self._files:
                self._files.move_to_end(key)
            return self._files.get(key)

    def _keep(self, key: Hashable, file: bytes) -> None:
        with self._changing:
            self._files[key] = file
            self._bytes += len(file)
            while self._bytes > self._most_bytes and self._files:
                _, dropped = self._files.popitem(last=False)
                self._bytes -= len(dropped)


_OFFICE = "application/vnd.openxmlformats-officedocument"
_KEPT: "WeakKeyDictionary[Bank, FileCache]" = WeakKeyDictionary()


@dataclass(frozen=True)
class FileFormat:
    make: Callable[[Briefing], bytes]
    media_type: str
    saved: bool = True


KINDS: Mapping[str, FileFormat] = {
    "pptx": FileFormat(deck, f"{_OFFICE}.presentationml.presentation"),
    "docx": FileFormat(document, f"{_OFFICE}.wordprocessingml.document"),
    "xlsx": FileFormat(workbook, f"{_OFFICE}.spreadsheetml.sheet"),
    "html": FileFormat(printable, "text/html; charset=utf-8", saved=False),
}
COPIES = {"html": "text/html; charset=utf-8", "zip": "application/zip"}


def whole_copy(settings: Settings) -> Callable[[Request, Bank], Response]:
    """The whole bank as one page that needs no server, or as a ZIP. Always saved: the server's own rules for pages
    would not let the copy's script run.
    """

    def answer(request: Request, bank: Bank) -> Response:
        name = request.path_params["kind"]
        if name not in COPIES:
            return problem(404, f"There is no such copy. There are {', '.join(COPIES)}.")
        read_nothing(request.query_params)
        today = datetime.now(UTC).date()
        if name == "zip":
            body = _kept(bank, (today, "copy.zip"), lambda: archive(bank, settings, today))
        else:
            synonyms = settings.synonyms.read_text(encoding="utf-8-sig")
            body = _kept(bank, (today, "copy.html"), lambda: survival_copy(bank, synonyms, today))
        headers = spreadsheet.attachment(f"practice bank {today}", name)
        return fresh(request, Response(body, headers=headers, media_type=COPIES[name]), tag_of(body))

    return answer


def _kept(bank: Bank, key: Hashable, make: Callable[[], bytes]) -> bytes:
    """The file, made now or before. What was made from an older version of the data goes when that goes."""
    try:
        return _KEPT.setdefault(bank, FileCache()).get(key, make)
    except TooManyWaiting:
        raise Busy("Many files are being made. Ask again in half a minute.", 30) from None


def briefing(settings: Settings) -> Callable[[Request, Bank], Response]:
    """What a choice, two choices or a shortlist show, as a file for a meeting. A shortlist is not narrowed."""

    def answer(request: Request, bank: Bank) -> Response:
        name = request.path_params["kind"]
        if name not in KINDS:
            return problem(404, f"There is no such briefing. There are {', '.join(KINDS)}.")
        query = request.query_params
        also = {"shortlist": bank.row_of, **AXES, **sides(query, bank.facets)}
        filters = read_query(query, bank.facets, also=also).filters
        axes = Axes.from_query(query) if AXES.keys() & query.keys() else None
        compared = Sides.from_query(query, bank, bank.select(filters)) if set(KEYS) & query.keys() else None
        shortlist = shortlist_in(request.query_params)
        today, address = datetime.now(UTC).date(), home(request, settings) or ""
        kind = KINDS[name]
        key = (today, name, filters, shortlist, address, axes, compared)

        def made() -> bytes:
            return kind.make(briefing_of(bank, filters, today, shortlist, address, axes=axes, sides=compared))

        body = _kept(bank, key, made)
        said = f"shortlist of {len(shortlist)}" if shortlist else bank.select(filters).in_words
        headers = spreadsheet.attachment(said, name) if kind.saved else {}
        return fresh(request, Response(body, headers=headers, media_type=kind.media_type), tag_of(body))

    return answer
