"""A reader without a browser: speaks Streamlit's own protocol over its websocket, as the page's script does.

It keeps what a browser keeps: the cookie, the value of every widget, the address, the messages the server may refer
to again by their hash. Messages are those of the installed Streamlit (`BackMsg` to the server, `ForwardMsg` back).
"""

import re
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

_COUNTED = re.compile(rb"data-status[^>]*>\s*([\d,]+) practice")
_NUMBER = re.compile(r" (:gray\[|\()[\d,]+[\])]$")
_RUNS_KEPT = 2  # as Streamlit's global.maxCachedMessageAge
_SUCCEEDED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


class Failed(Exception):
    """The page did not come as a reader expects it; the message says what came instead."""


@dataclass(frozen=True)
class Run:
    """One run of the page: seconds from asking to the message with the count, and to the end; bytes that came.

    `count` is the number of practices the heading names, None on a page without one.
    """

    to_count: float
    to_end: float
    received: int
    messages: int
    count: int | None


def cookie_of(address: str) -> str:
    """The cookie a browser is given before it opens the websocket."""
    with urllib.request.urlopen(f"{address}/_stcore/health", timeout=10) as answer:
        return str(answer.headers.get("set-cookie", "")).split(";")[0]


class Reader:
    """One browser tab. `close` it, or use it in `async with`."""

    def __init__(self, address: str, page: str = "", cookie: str = "") -> None:
        self._address = address
        self._page = page
        self._cookie = cookie
        self._query = ""
        self._values: dict[str, Sequence[str] | str] = {}
        self._options: dict[str, list[str]] = {}
        self._known: dict[str, tuple[int, bytes]] = {}  # by hash: the run it last came in, the message
        self._runs = 0

    async def __aenter__(self) -> "Reader":
        token = self._cookie.partition("=")[2] or "PLACEHOLDER_AUTH_TOKEN"
        self._socket = await websockets.connect(
            self._address.replace("http", "ws", 1) + "/_stcore/stream",
            subprotocols=[websockets.Subprotocol("streamlit"), websockets.Subprotocol(token)],
            origin=websockets.Origin(self._address),
            additional_headers={"Cookie": self._cookie} if self._cookie else {},
            compression=None,
            max_size=None,
            open_timeout=60,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()

    @property
    def options(self) -> dict[str, list[str]]:
        """By the key of each filter, what could be chosen, without the numbers."""
        return {key_of(name): [bare(option) for option in options] for name, options in self._options.items()}

    async def load(self, query: str = "") -> Run:
        """Ask for the page as after loading it. Widgets have no values yet."""
        self._query = query
        self._values = {}
        return await self._run()

    async def toggle(self, key: str, option: str) -> Run:
        """Choose or drop one option of a filter, as a click does."""
        name = next(name for name in self._options if key_of(name) == key)
        shown = next(each for each in self._options[name] if bare(each) == option)
        chosen = list(self._values.get(name, ()))
        self._values[name] = [each for each in chosen if bare(each) != option]
        if len(self._values[name]) == len(chosen):
            self._values[name] = [*chosen, shown]
        return await self._run()

    async def _run(self) -> Run:
        self._runs += 1
        self._known = {name: kept for name, kept in self._known.items() if self._runs - kept[0] <= _RUNS_KEPT}
        message = BackMsg()
        state = message.rerun_script
        state.query_string = self._query
        state.page_name = self._page
        state.cached_message_hashes.extend(self._known)
        for name, value in self._values.items():
            widget = state.widget_states.widgets.add(id=name)
            if isinstance(value, str):
                widget.string_value = value
            else:
                widget.string_array_value.data.extend(value)
        started = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        received = messages = 0
        to_count, count = 0.0, None
        while True:
            raw = await self._socket.recv(decode=False)
            received += len(raw)
            messages += 1
            answer = ForwardMsg.FromString(raw)
            kind = answer.WhichOneof("type")
            if kind == "ref_hash":
                name, raw = answer.ref_hash, self._known[answer.ref_hash][1]
                answer = ForwardMsg.FromString(raw)
                kind = answer.WhichOneof("type")
                self._known[name] = self._runs, raw
            elif answer.metadata.cacheable:
                self._known[answer.hash] = self._runs, raw
            if kind == "delta":
                self._take(answer)
                found = _COUNTED.search(raw) if count is None else None
                if found:
                    count, to_count = int(found[1].replace(b",", b"")), time.perf_counter() - started
            elif kind == "page_info_changed":
                self._query = answer.page_info_changed.query_string
            elif kind == "session_event" and answer.session_event.HasField("script_compilation_exception"):
                raise Failed("the script cannot be compiled")
            elif kind == "script_finished":
                if answer.script_finished not in _SUCCEEDED:
                    continue  # broken off for a newer one, whose messages follow
                ended = time.perf_counter() - started
                return Run(to_count or ended, ended, received, messages, count)

    def _take(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise Failed(element.exception.message or element.exception.type)
        if kind == "button_group":
            self._keep(element.button_group.id, [option.content for option in element.button_group.options])
            if element.button_group.set_value:
                self._values[element.button_group.id] = list(element.button_group.raw_values)
        elif kind == "multiselect":
            self._keep(element.multiselect.id, list(element.multiselect.options))
            if element.multiselect.set_value:
                self._values[element.multiselect.id] = list(element.multiselect.raw_values)
        elif kind == "text_input" and element.text_input.set_value:
            self._values[element.text_input.id] = element.text_input.value

    def _keep(self, name: str, options: list[str]) -> None:
        for old in [each for each in self._options if key_of(each) == key_of(name) and each != name]:
            del self._options[old]
            self._values.pop(old, None)
        self._options[name] = options


def key_of(name: str) -> str:
    """The key of a widget, which Streamlit puts last in its name."""
    return name.rpartition("-")[2]


def bare(option: str) -> str:
    """An option as shown, without its number."""
    return _NUMBER.sub("", option)
