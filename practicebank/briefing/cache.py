"""Keeps files that take a while to make, so that each is made once for as long as the data stays as it is.

One file is made at a time: pages and the API have the processor in between. Whoever asks for a file that is being
made waits for that one. When too many wait, the next is told so at once.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable


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
