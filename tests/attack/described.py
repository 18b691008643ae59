"""Asks a running API everything its own description allows, and much that it does not.

schemathesis runs as a program of its own: its warnings are not ours, and ours stay errors.
"""

import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

# The first two make a file for each question: of the rest a thousand cost no more than ten of them. The last takes
# what /charts/{name}.csv takes.
_SLOW = ("/briefing.{kind}", "/copy.{kind}", "/charts/{name}.svg")
# What `one` and `other` may be hangs on `by`, which a description cannot say: there a refusal is right.
_HANGS_TOGETHER = "/contrast.csv"


@dataclass(frozen=True)
class Asked:
    passed: int
    failed: bool
    said: str


def ask_everything(address: str, examples: int) -> Asked:
    """`examples` for each address beyond what the description's own edges give; a few for files that take long."""
    left_out = [word for path in (*_SLOW, _HANGS_TOGETHER) for word in ("--exclude-path", path)]
    slow = [word for path in _SLOW for word in ("--include-path", path)]
    together = ["--include-path", _HANGS_TOGETHER, "--exclude-checks", "positive_data_acceptance"]
    runs = (
        _run(address, examples, "coverage,fuzzing", left_out),
        _run(address, examples, "fuzzing", together),
        _run(address, max(2, examples // 10), "fuzzing", slow),
    )
    return Asked(sum(run.passed for run in runs), any(run.failed for run in runs), "".join(run.said for run in runs))


def _run(address: str, examples: int, phases: str, choice: Sequence[str]) -> Asked:
    command = [sys.executable, "-m", "schemathesis.cli", "--no-color", "run", f"{address}/api/openapi.json"]
    command += ["--url", f"{address}/api", "--checks", "all", "--phases", phases, "--max-examples", str(examples)]
    command += ["--generation-deterministic", "--continue-on-failure", "--suppress-health-check", "all"]
    command += [*choice, "--request-timeout", "60"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=3_600, check=False)
    passed = re.search(r"(\d+) generated, (\d+) passed", done.stdout)
    return Asked(int(passed[2]) if passed else 0, done.returncode != 0, done.stdout[-6_000:] + done.stderr[-2_000:])
