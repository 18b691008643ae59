"""Makes Streamlit's HTML shell ours: language, title, description, style sheet, script, words without script.

Streamlit answers every page address with one HTML file, and draws the page from there. This ASGI middleware
rewrites that file on its way out. Streamlit's own validators would vouch for the file it knows, not for ours,
so they are taken off both the request and the response, and the edited shell has its own.

It also names the scripts of Streamlit's that a page will ask for in any case. Streamlit loads the script of each
kind of element when the first one arrives, and what that imports only when it has been read; the one that draws
charts is 4.7 MB. Their names carry a fingerprint, so they are found by what stands before it; one that a later
Streamlit no longer has is simply not named.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from practicebank.bank.shelf import Shelf
from practicebank.site import NAME, PAGES
from practicebank.web import json_ld
from practicebank.web.around_streamlit.assets import SCRIPT, STYLE, Assets
from practicebank.web.around_streamlit.headers import CONTENT_SECURITY_POLICY, page_policy
from practicebank.web.around_streamlit.preview import Preview, preview
from practicebank.web.etags import has_copy, tag_of

EVERY_PAGE = ("Html", "purify.es")
WITH_FILTERS = ("TextInput", "ButtonGroup", "Multiselect")

_IMPORTED = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")
_SHELL = re.compile(r"""(?:src|href)="\./static/js/([\w.-]+\.js)\"""")


def scripts_ahead(folder: Path | None) -> Mapping[str, Sequence[str]]:
    """For each page the addresses of its scripts and of all they import, relative to the page, without those that
    Streamlit's own shell names. `folder` holds Streamlit's scripts, two levels below its shell.
    """
    if folder is None or not folder.is_dir():
        return {}
    scripts = {path.name: path for path in sorted(folder.glob("*.js"))}
    shell = folder.parent.parent / "index.html"
    named = set(_SHELL.findall(shell.read_text(encoding="utf-8"))) if shell.is_file() else set()
    imported: dict[str, Sequence[str]] = {}

    def imports(name: str) -> Sequence[str]:
        if name not in imported:
            imported[name] = _IMPORTED.findall(scripts[name].read_text(encoding="utf-8"))
        return imported[name]

    def wanted(kinds: Sequence[str]) -> Sequence[str]:
        found = dict.fromkeys(name for kind in kinds for name in scripts if name.rsplit(".", 2)[0] == kind)
        for name in (waiting := list(found)):
            new = [other for other in imports(name) if other in scripts and other not in found and other not in named]
            found.update(dict.fromkeys(new))
            waiting += new
        return [f"./static/js/{name}" for name in found]

    return {page.path: wanted((*page.scripts, *EVERY_PAGE, *(WITH_FILTERS if page.filters else ()))) for page in PAGES}


THEME_COLOURS = {"light": "#ffffff", "dark": "#14171c"}
NOSCRIPT = """<noscript>
      <h1>Practice bank</h1>
      <p>The pages of the practice bank are drawn by JavaScript, which is switched off in this browser.</p>
      <p>Without it you can still take
      <a href="./api/practices.csv">every practice as a spreadsheet (CSV)</a>, or read
      <a href="./api/practices?limit=1000">the practices as JSON</a>.</p>
    </noscript>"""

_NOT_PAGES = frozenset({"_stcore", "api", "app", "assets", "component", "media", "oauth2callback", "static"})
_CONDITIONS = frozenset(
    {
        b"accept-encoding",
        b"if-match",
        b"if-modified-since",
        b"if-none-match",
        b"if-range",
        b"if-unmodified-since",
        b"range",
    }
)
_FOR_STREAMLITS_FILE = ("accept-ranges", "content-encoding", "content-length", "etag", "last-modified")
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc\b)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_ROOT = b'<div id="root">'


def edit_shell(html: str, assets: Assets, shown: Preview, ahead: Sequence[str] = ()) -> str:
    """The shell as readers get it."""
    for pattern, ours in _edits(assets, shown, ahead).items():
        found = re.search(pattern, html, re.DOTALL)
        if found:
            html = html[: found.start()] + ours + html[found.end() :]
    return html


def _edits(assets: Assets, shown: Preview, ahead: Sequence[str]) -> dict[str, str]:
    edits = {
        r"<html\b[^>]*>": '<html lang="en-GB">',
        r"<title>.*?</title>": f"<title>{escape(shown.title)}</title>",
        # A pointer to an interface for programs that is switched off here, and the comment on it.
        r"(<!--(?:(?!-->).)*-->\s*)?<link rel=\"service-desc\"[^>]*>\s*": "",
        r"<noscript>.*?</noscript>": NOSCRIPT,
        r"(?=</head>)": "".join(f"  {line}\n  " for line in _head(assets, shown, ahead)),
    }
    if SCRIPT in assets:
        # Before Streamlit's own: it tells that one where the server is.
        edits[r'(?=<script type="module")'] = f'<script src="{assets[SCRIPT].address}" defer></script>\n    '
    if "icon.png" in assets:
        icon = assets["icon.png"].address
        edits[r"<link rel=\"shortcut icon\"[^>]*>"] = f'<link rel="shortcut icon" href="{icon}" />'
    return edits


def _head(assets: Assets, shown: Preview, ahead: Sequence[str]) -> list[str]:
    lines = [
        f'<meta name="description" content="{escape(shown.description)}" />',
        '<meta property="og:type" content="website" />',
        f'<meta property="og:site_name" content="{NAME}" />',
        f'<meta property="og:title" content="{escape(shown.title)}" />',
        f'<meta property="og:description" content="{escape(shown.description)}" />',
    ]
    lines += [
        f'<meta name="theme-color" media="(prefers-color-scheme: {scheme})" content="{colour}" />'
        for scheme, colour in THEME_COLOURS.items()
    ]
    if STYLE in assets:
        lines.append(f'<link rel="stylesheet" href="{assets[STYLE].address}" />')
    followed, query = (shown.title, f"?{escape(shown.feed)}") if shown.feed else (NAME, "")
    feed = f'title="{escape(followed)}" href="./api/feed.atom{query}"'
    lines.append(f'<link rel="alternate" type="application/atom+xml" {feed} />')
    lines += [block for block in (json_ld.block(shown.data),) if block]
    lines += [f'<link rel="modulepreload" crossorigin href="{script}" />' for script in ahead]
    return lines


class Shell:
    """ASGI middleware around Streamlit. Whatever else is answered passes through as it is."""

    def __init__(self, app: ASGIApp, assets: Assets, shelf: Shelf, scripts: Path | None = None) -> None:
        self.app = app
        self._assets = assets
        self._ahead = scripts_ahead(scripts)
        self._shelf = shelf

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _asks_for_page(scope):
            await self.app(scope, receive, send)
            return
        answer = _Held(send)
        await self.app(_plainly(scope), receive, answer)
        if answer.start is None:
            return
        html = bytes(answer.body)
        if _ROOT in html:
            await self._send_edited(scope, answer.start, html, send)
        else:
            await send(answer.start)
            await send({"type": "http.response.body", "body": html})

    async def _send_edited(self, scope: Scope, start: Message, html: bytes, send: Send) -> None:
        query = QueryParams(scope["query_string"])
        shown = await run_in_threadpool(preview, self._shelf, scope["path"], query)
        ahead = self._ahead.get(scope["path"].rpartition("/")[2], ())
        page = _Page.of(html.decode(), self._assets, shown, ahead)
        headers = MutableHeaders(scope=start)
        for name in _FOR_STREAMLITS_FILE:
            del headers[name]
        headers["ETag"] = page.tag
        headers["Cache-Control"] = "no-cache"
        headers[CONTENT_SECURITY_POLICY] = page.policy
        body = page.html
        if has_copy(Headers(scope=scope).get("if-none-match"), page.tag):
            start["status"] = 304
            body = b""
        else:
            headers["Content-Length"] = str(len(body))
        await send(start)
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


@dataclass(frozen=True)
class _Page:
    html: bytes
    tag: str
    policy: str

    @classmethod
    def of(cls, original: str, assets: Assets, shown: Preview, ahead: Sequence[str]) -> "_Page":
        """Only scripts of the original are allowed to run: what we write into it quotes strangers."""
        policy = page_policy(_INLINE_SCRIPT.findall(original))
        html = edit_shell(original, assets, shown, ahead).encode()
        return cls(html, tag_of(html, policy.encode()), policy)


class _Held:
    """Keeps back an answer that is HTML, and lets any other go on its way."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.start: Message | None = None
        self.body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_html(message):
            self.start = message
        elif self.start is not None and message["type"] == "http.response.body":
            self.body += message.get("body", b"")
        else:
            await self._send(message)


def _asks_for_page(scope: Scope) -> bool:
    return (
        scope["type"] == "http"
        and scope["method"] in ("GET", "HEAD")
        and _NOT_PAGES.isdisjoint(scope["path"].split("/"))
    )


def _plainly(scope: Scope) -> Scope:
    """The same request for the whole file, uncompressed and without conditions. HEAD needs its length too."""
    headers = [(name, value) for name, value in scope["headers"] if name not in _CONDITIONS]
    return {**scope, "method": "GET", "headers": headers, "extensions": {}}


def _is_html(start: Message) -> bool:
    kind: str = Headers(raw=start["headers"]).get("content-type", "")
    return start["status"] == 200 and kind.startswith("text/html")
