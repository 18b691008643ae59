"""How much was thrown at everything that reads what others wrote: `python -m benchmarks.attack [--inputs N]`.

The same targets as tests/attack tries a little; here with new inputs at each run. Stops at the first that fails.
"""

import argparse
import tempfile
import time
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from tests.attack.described import ask_everything
from tests.attack.parsers import TARGETS, Target
from tests.conftest import running_server


def throw(target: Target, inputs: int) -> Counter[bool]:
    """How many inputs were read, and how many refused as documented."""
    outcomes: Counter[bool] = Counter()
    with tempfile.TemporaryDirectory() as folder:

        @settings(max_examples=inputs, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(target.inputs)
        def reads(one: object) -> None:
            outcomes[target.survives(Path(folder), one)] += 1

        reads()
    return outcomes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=2_000, help="for each parser")
    parser.add_argument("--requests", type=int, default=100, help="for each address of the API")
    parser.add_argument("--only", choices=TARGETS, help="one parser and no server")
    asked = parser.parse_args()
    print("| what reads | inputs | read | refused | seconds |\n| --- | ---: | ---: | ---: | ---: |")
    for name in [asked.only] if asked.only else TARGETS:
        start = time.perf_counter()
        outcomes = throw(TARGETS[name], asked.inputs)
        counts = f"{outcomes.total():,} | {outcomes[True]:,} | {outcomes[False]:,}"
        print(f"| {name} | {counts} | {time.perf_counter() - start:.0f} |", flush=True)
    if asked.only:
        return
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder) / "log.txt") as address:
        answered = ask_everything(address, asked.requests)
    if answered.failed:
        raise SystemExit(answered.said)
    print(f"| the API, by its description | {answered.passed:,} | | | {time.perf_counter() - start:.0f} |")


if __name__ == "__main__":
    main()
