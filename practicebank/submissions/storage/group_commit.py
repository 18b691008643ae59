"""Lets threads that arrive while one of them is writing be written by the next, all in one transaction.

A durable commit costs about the same for one row as for twenty, so many people sending at once wait for one
commit and not for a queue of them. Nobody's call returns before the commit that holds their row.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_MOST_AT_ONCE = 64


class _Place(Generic[Item, Result]):
    """One caller: waits until its item is written, or until it is called to write for those waiting."""

    def __init__(self, item: Item) -> None:
        self.item = item
        self.call = threading.Lock()  # released once: held until then, and cheaper than an Event
        self.call.acquire()
        self.done = False
        self.results: list[Result] = []
        self.error: BaseException | None = None


class GroupCommit(Generic[Item, Result]):
    """`write` takes several items and returns their results in order, all written or none."""

    def __init__(self, write: Callable[[Sequence[Item]], Sequence[Result]]) -> None:
        self._write = write
        self._guard = threading.Lock()
        self._waiting: list[_Place[Item, Result]] = []
        self._writing = False

    def __call__(self, item: Item) -> Result:
        place: _Place[Item, Result] = _Place(item)
        with self._guard:
            self._waiting.append(place)
            my_turn, self._writing = not self._writing, True
        if not my_turn:
            place.call.acquire()
        if not place.done:
            self._write_those_waiting(place)
        if place.error is not None:
            raise place.error
        return place.results[0]

    def _write_those_waiting(self, mine: _Place[Item, Result]) -> None:
        with self._guard:
            places, self._waiting = self._waiting[:_MOST_AT_ONCE], self._waiting[_MOST_AT_ONCE:]
        try:
            results = self._write([place.item for place in places])
            for place, result in zip(places, results, strict=True):
                place.results = [result]
        except BaseException as error:  # whatever it was, each of them must hear of it
            for place in places:
                place.error = error
        finally:
            for place in places:
                place.done = True
                if place is not mine:
                    place.call.release()
            with self._guard:
                if self._waiting:
                    self._waiting[0].call.release()
                else:
                    self._writing = False
