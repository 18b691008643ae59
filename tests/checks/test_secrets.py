"""The scan for secrets finds one that is new, and lets through only what somebody has looked at."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BASELINE = ROOT / ".secrets.baseline"
# Put together here, so that the scan of this very file finds nothing.
PLANTED = (
    "AKIA" + "QYLPMN5HHHFPZAM2",
    "sk_live_" + "ReTllpYQYfIZu2Jnf2lAPFjD",
    "smtp://bank:" + "hunter2hunter2@mail.example",
)


def scan(*files: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "detect_secrets.pre_commit_hook", "--no-verify", "--baseline", str(BASELINE)]
    return subprocess.run([*command, *map(str, files)], capture_output=True, text=True, cwd=ROOT, check=False)


def test_a_new_secret_is_found(tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.toml" for number in range(len(PLANTED))]
    for file, secret in zip(files, PLANTED, strict=True):
        file.write_text(f'setting = "{secret}"\n', encoding="utf-8")
    done = scan(*files)
    assert done.returncode == 1
    assert all(file.name in done.stdout for file in files)


def test_what_is_let_through_is_known_by_file_and_is_none() -> None:
    known = json.loads(BASELINE.read_text(encoding="utf-8"))["results"]
    assert all((ROOT / file).is_file() for file in known)
    assert all(found["is_secret"] is False for several in known.values() for found in several)
