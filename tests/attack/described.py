"""Asks a running API everything its own description allows, and much that it does not.

schemathesis runs as a program of its own: its warnings are not ours, and ours stay errors.
"""

import re
import subprocess
import sys
from dataclasses import dataclass

# Each of these makes a file of its own; of the rest a thousand cost no more than ten of them.
_SLOW = ("/briefing.{kind}", "/copy.{kind}")


@dataclass(frozen=True)
class Asked:
    passed: int
    failed: bool
    said: str


def ask_everything(address: str, examples: int) -> Asked:
    """`examples` for each address beyond what the description's own edges give; a few for files that take long."""
    quick = _run(address, examples, "coverage,fuzzing", "--exclude-path")
    slow = _run(address, max(2, examples // 10), "fuzzing", "--include-path")
    return Asked(quick.passed + slow.passed, quick.failed or slow.failed, quick.said + slow.said)


def _run(address: str, examples: int, phases: str, choice: str) -> Asked:
    command = [sys.executable, "-m", "schemathesis.cli", "--no-color", "run", f"{address}/api/openapi.json"]
    command += ["--url", f"{address}/api", "--checks", "all", "--phases", phases, "--max-examples", str(examples)]
    command += ["--generation-deterministic", "--continue-on-failure", "--suppress-health-check", "all"]
    for path in _SLOW:
        command += [choice, path]
    done = subprocess.run(command, capture_output=True, text=True, timeout=3_600, check=False)
    passed = re.search(r"(\d+) generated, (\d+) passed", done.stdout)
    return Asked(int(passed[2]) if passed else 0, done.returncode != 0, done.stdout[-6_000:] + done.stderr[-2_000:])
