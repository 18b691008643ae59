"""Asks an advisory service whether packages of a lock file are known to be vulnerable.

    python -m checks.advisories requirements.lock

A service that cannot be reached finds nothing, and so does one that answers nonsense. So it is first asked about a
release everybody knows to be vulnerable: only a service that names that one is believed about ours. Otherwise the
answer is "not audited", which is no failure and no pass. A vulnerability that is found is a failure.
"""

import argparse
import json
import subprocess  # nosec B404
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

KNOWN_TO_BE_VULNERABLE = "django==1.11.0"
SERVICE = "https://api.osv.dev/v1/query"
_SECONDS = 240


class NoAnswer(Exception):
    """The service told nothing that could be read; the message is the last thing that was said instead."""


def answers(lock: Path, service: str) -> list[dict[str, Any]]:
    """What the service says of each package: `name`, `version`, and `vulns` or a `skip_reason`. Raises `NoAnswer`."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--no-deps", "--disable-pip"]
    command += ["--vulnerability-service", "osv", "--osv-url", service, "--format", "json", "--desc", "off"]
    command += ["--progress-spinner", "off"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)  # nosec B603
        found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        raise NoAnswer(f"no answer within {_SECONDS} seconds") from None
    except (ValueError, KeyError):
        raise NoAnswer((done.stderr.strip().splitlines() or ["no reason given"])[-1]) from None
    return found


def can_be_asked(service: str) -> bool:
    """Does it name the release that everybody knows to be vulnerable?"""
    with tempfile.TemporaryDirectory() as folder:
        known = Path(folder) / "known.txt"
        known.write_text(f"{KNOWN_TO_BE_VULNERABLE}\n", encoding="utf-8")
        try:
            return any(package.get("vulns") for package in answers(known, service))
        except NoAnswer:
            return False


def audit(lock: Path, service: str) -> tuple[int, list[str]]:
    """The exit status and what to print."""
    if not can_be_asked(service):
        return 0, [f"{lock.name} not audited: the advisory service cannot be reached"]
    try:
        packages = answers(lock, service)
    except NoAnswer as error:
        return 1, [f"{lock.name} not audited: the advisory service was there, and then: {error}"]
    vulnerable = [
        f"{package['name']} {package['version']}: {known['id']}"
        + (f", mended in {', '.join(known['fix_versions'])}" if known.get("fix_versions") else "")
        for package in packages
        for known in package.get("vulns", ())
    ]
    skipped = [f"{each['name']} not audited: {each['skip_reason']}" for each in packages if "skip_reason" in each]
    said = f"{lock.name}: {len(packages) - len(skipped)} packages audited, {len(vulnerable)} advisories"
    return int(bool(vulnerable or skipped)), [*vulnerable, *skipped, said]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m checks.advisories", description=__doc__)
    parser.add_argument("locks", metavar="LOCK", type=Path, nargs="+")
    parser.add_argument("--service", default=SERVICE, help="an OSV service, by the address of its query")
    asked = parser.parse_args(arguments)
    worst = 0
    for lock in asked.locks:
        status, lines = audit(lock, asked.service)
        print("\n".join(lines))
        worst = max(worst, status)
    return worst


if __name__ == "__main__":
    sys.exit(main())
