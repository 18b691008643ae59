"""What a server weighs: bytes sent for each change, and memory over many changes and reloads.

Through the reader of `reader.py`, which needs no browser. `benchmarks.pages` prints it with the rest.
"""

import asyncio
import random
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from benchmarks.reader import Reader, Run
from benchmarks.serving import Server

PAGES = {"Browse": "", "Explore": "explore", "Overview": "overview"}
T = TypeVar("T")
_KEYS = ("effectiveness", "focus", "linked_to", "topic", "organisation")
_SETTLING = 150  # changes before memory is looked at: caches fill, the allocator takes what it needs


@dataclass(frozen=True)
class Memory:
    """Resident memory in MB: when ready, before and after so many changes, and after so many reloads."""

    ready: float
    before: float
    after_changes: float
    after_reloads: float


def bytes_sent(server: Server, page: str, changes: int) -> list[Run]:
    """That many random changes of one reader, at most three values chosen at once."""
    return _apart(_changes(server, page, changes))


async def _changes(server: Server, page: str, number: int) -> list[Run]:
    async with Reader(server.address, page) as reader:
        await reader.load()
        return await _change(reader, number, random.Random(number))


async def _change(reader: Reader, number: int, chance: random.Random) -> list[Run]:
    chosen: list[tuple[str, str]] = []
    runs = []
    for _ in range(number):
        if len(chosen) == 3 or (chosen and chance.random() < 0.4):
            click = chosen.pop(chance.randrange(len(chosen)))
        else:
            key = chance.choice(_KEYS)
            click = key, chance.choice(reader.options[key])
            if click in chosen:
                continue
            chosen.append(click)
        runs.append(await reader.toggle(*click))
    return runs


def memory(server: Server, changes: int, reloads: int) -> Memory:
    """A reload is a new session: the one before stays with the server for two minutes, as with a real reader."""
    ready = server.memory

    async def live() -> Sequence[float]:
        await _changes(server, "", _SETTLING)
        seen = [server.memory]
        for page in PAGES.values():
            await _changes(server, page, changes // len(PAGES))
        seen.append(server.memory)
        for number in range(reloads):
            async with Reader(server.address, list(PAGES.values())[number % len(PAGES)]) as reader:
                await reader.load()
        seen.append(server.memory)
        return seen

    return Memory(ready, *_apart(live()))


def _apart(work: Coroutine[Any, Any, T]) -> T:
    """In a thread of its own: Playwright keeps an event loop running in the one it was started in."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
