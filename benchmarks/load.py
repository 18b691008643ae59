"""Many readers at once: `python -m benchmarks.load [--sessions 100 250] [--seconds 120] [--ramp] [--rows 63]`.

One server process on one core; this client on the others, over loopback, in Streamlit's own protocol. Every session
stays on Browse or Overview (turn about) and chooses or drops an option of a filter every five seconds. Measured is
the time from sending that click to the message with the new count, and to the end of the run. `--ramp` goes on with
more and more sessions until it breaks, and says what a reader sees then.
"""

import argparse
import asyncio
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks import banks
from benchmarks.reader import Failed, Reader, Run, cookie_of
from benchmarks.serving import Server, answers, served

EVERY = 5.0  # seconds between two clicks of a session
LIMITS = {100: 0.2, 250: 1.0}  # by sessions, p95 in seconds
RAMP = (300, 400, 500, 700, 1_000)
BROKEN = 5.0  # a p95, in seconds, after which the ramp stops
PATIENCE = 30.0  # seconds until a reader who sees nothing counts as an error
_ARRIVING = 20.0  # sessions a second
_KEYS = ("effectiveness", "focus", "linked_to", "topic")


@dataclass
class Result:
    sessions: int
    runs: list[Run] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    server_cpu: float = 0.0
    client_cpu: float = 0.0
    memory: float = 0.0
    healthy: bool = True


async def session(server: Server, page: str, result: Result, begin: float, until: float, seed: int) -> None:
    """One reader. Clicks before `begin` are made like the others, but do not count."""
    chance = random.Random(seed)
    try:
        async with Reader(server.address, page, cookie_of(server.address) if seed == 0 else "") as reader:
            await asyncio.wait_for(reader.load(), PATIENCE)
            chosen: list[tuple[str, str]] = []
            due = time.perf_counter() + chance.random() * EVERY
            while (wait := due - time.perf_counter()) < until - time.perf_counter():
                await asyncio.sleep(max(0.0, wait))
                if len(chosen) == 2 or (chosen and chance.random() < 0.5):
                    click = chosen.pop(chance.randrange(len(chosen)))
                else:
                    key = chance.choice(_KEYS)
                    click = key, chance.choice(reader.options[key])
                    chosen = [each for each in chosen if each != click] + [click] * (click not in chosen)
                sent = time.perf_counter()
                run = await asyncio.wait_for(reader.toggle(*click), PATIENCE)
                if sent >= begin:
                    result.runs.append(run)
                due = max(due + EVERY, time.perf_counter())
    except (TimeoutError, OSError, Failed) as error:
        result.errors[f"{type(error).__name__}: {error}"[:100]] += 1
    except Exception as error:  # a broken connection, told apart by its kind
        result.errors[type(error).__name__] += 1


async def measured(server: Server, sessions: int, seconds: float, pages: Sequence[str]) -> Result:
    result = Result(sessions)
    arriving = sessions / _ARRIVING + EVERY
    begin = time.perf_counter() + arriving
    until = begin + seconds
    tasks = []
    for number in range(sessions):
        page = pages[number % len(pages)]
        tasks.append(asyncio.create_task(session(server, page, result, begin, until, number)))
        await asyncio.sleep(1 / _ARRIVING)
    await asyncio.sleep(max(0.0, begin - time.perf_counter()))
    server_cpu, client_cpu = server.cpu, time.process_time()
    await asyncio.sleep(max(0.0, until - 1 - time.perf_counter()))
    result.healthy = await asyncio.to_thread(answers, f"{server.address}/healthz")
    await asyncio.sleep(max(0.0, until - time.perf_counter()))
    result.seconds = time.perf_counter() - begin
    result.server_cpu = server.cpu - server_cpu
    result.client_cpu = time.process_time() - client_cpu
    result.memory = server.memory
    await asyncio.gather(*tasks)
    return result


def p(values: Sequence[float], share: float) -> float:
    return float(np.percentile(values, share)) if values else float("nan")


def line(result: Result) -> str:
    ends = [run.to_end * 1000 for run in result.runs]
    counts = [run.to_count * 1000 for run in result.runs]
    number = max(1, len(result.runs))
    received = sum(run.received for run in result.runs) / number / 1000
    said = ""
    if limit := LIMITS.get(result.sessions):
        over = p(ends, 95) - limit * 1000
        said = f"  p95 < {limit * 1000:.0f} ms: " + ("met" if over < 0 else f"missed by {over:.0f} ms")
        said += ", no error" if not result.errors else ", ERRORS"
    return (
        f"{result.sessions:8}{len(result.runs) / result.seconds:9.1f}{p(counts, 95):10.0f}{p(ends, 50):8.0f}"
        f"{p(ends, 95):8.0f}{p(ends, 99):8.0f}{sum(result.errors.values()):8}"
        f"{1000 * result.server_cpu / number:12.1f}{100 * result.server_cpu / result.seconds:9.0f}%"
        f"{100 * result.client_cpu / result.seconds:8.0f}%{received:9.1f}"
        f"{result.memory:8.0f}{said}"
    )


HEAD = (
    f"{'sessions':>8}{'runs/s':>9}{'count p95':>10}{'p50':>8}{'p95':>8}{'p99':>8}{'errors':>8}"
    f"{'CPU ms/run':>12}{'server':>10}{'client':>9}{'kB/run':>9}{'MB':>8}"
)


def what_a_reader_sees(server: Server, result: Result) -> str:
    """After the ramp: what slow means, and whether the server comes back when the crowd has gone."""
    ends = [run.to_end for run in result.runs]
    time.sleep(EVERY)

    async def alone() -> Run:
        async with Reader(server.address) as reader:
            await reader.load()
            return await reader.toggle("focus", "Diversion")

    run = asyncio.run(asyncio.wait_for(alone(), PATIENCE))
    return (
        f"With {result.sessions} sessions a reader waits {p(ends, 50):.1f} s for a click (one in twenty "
        f"{p(ends, 95):.1f} s): the list stays as it was until the new one comes. {sum(result.errors.values())} were "
        f"given up or cut off ({dict(result.errors)}). /healthz "
        f"{'still answered within a second' if result.healthy else 'did not answer within a second'}. "
        f"Five seconds after they had gone, a click took {run.to_end * 1000:.0f} ms."
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, nargs="*", default=[100, 250])
    parser.add_argument("--seconds", type=float, default=120, help="how long each number of sessions is measured")
    parser.add_argument("--ramp", action="store_true", help="go on until it breaks, 20 s for each step")
    parser.add_argument("--rows", type=int, default=63)
    parser.add_argument("--page", choices=["browse", "overview", "both"], default="both")
    parser.add_argument("--banks", type=Path, default=banks.KEPT, help="where synthetic banks are kept")
    parser.add_argument("--option", nargs=2, action="append", default=[], help="a setting of Streamlit and its value")
    given = parser.parse_args()
    pages = {"browse": [""], "overview": ["overview"], "both": ["", "overview"]}[given.page]
    options = tuple(word for name, value in given.option for word in (f"--{name}", value))
    catalogue = banks.bank(given.banks, given.rows) if given.rows != banks.SIZES[0] else None
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, set(cores[1:]) or set(cores))
    with served(catalogue=catalogue, core=cores[0], options=options) as server:
        print(f"{given.rows:,} practices, one process on one of {len(cores)} cores, a click every {EVERY:.0f} s; ms.\n")
        print(HEAD)
        result = Result(0)
        steps = [(sessions, given.seconds) for sessions in given.sessions]
        steps += [(sessions, 20.0) for sessions in RAMP] if given.ramp else []
        for sessions, seconds in steps:
            result = asyncio.run(measured(server, sessions, seconds, pages))
            print(line(result), flush=True)
            for error, number in result.errors.items():
                print(f"{'':8}{number} × {error}")
            if p([run.to_end for run in result.runs], 95) > BROKEN:
                break
        if given.ramp:
            print("\n" + what_a_reader_sees(server, result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
