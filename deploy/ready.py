"""Waits until a replica is ready: `python -m deploy.ready URL [SECONDS]`, exit 1 when it does not come to that.

For the systemd unit, which counts a replica as started only then, and for the container's health check.
"""

import sys
import time
import urllib.request


def is_ready(address: str) -> bool:
    """Does the replica at this address (base path included) say that it has its data?"""
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=5) as answer:  # nosec B310: the operator's own address
            return bool(answer.status == 200)
    except OSError:  # refused, reset, timed out or 503: not yet
        return False


def wait_until_ready(address: str, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not (ready := is_ready(address)) and time.monotonic() < deadline:
        time.sleep(0.2)
    return ready


if __name__ == "__main__":
    sys.exit(0 if wait_until_ready(sys.argv[1].rstrip("/"), float(sys.argv[2]) if len(sys.argv) > 2 else 0) else 1)
