"""The lock files say exactly what is required, with hashes, and what these tests run on."""

import json
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")
RUN, DEVELOP = (ROOT / lock for lock in LOCKS)
_ENTRY = re.compile(r"^(?P<asked>[a-z].*?) \\\n(?P<hashes>(?:    --hash=.*\n)+)(?P<via>(?:    #.*\n)+)", re.MULTILINE)


def required(name: str) -> dict[str, str]:
    """Package and exact release of each line of a file of requirements."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    asked = [Requirement(line) for line in lines if line and line[0].isalpha()]
    return {canonicalize_name(each.name): str(each.specifier) for each in asked}


def locked(lock: Path) -> dict[str, Requirement]:
    return {
        each.name: each
        for each in map(Requirement, _ENTRY.sub(r"\g<asked>\n", lock.read_text("utf-8")).splitlines()[2:])
    }


@pytest.mark.parametrize("lock", [RUN, DEVELOP], ids=LOCKS)
def test_every_line_is_an_exact_release_with_hashes_and_names_no_index(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    rest = _ENTRY.sub("", text).splitlines()
    assert [line for line in rest if not line.startswith("#")] == []
    assert "://" not in text
    for entry in _ENTRY.finditer(text):
        assert re.fullmatch(r"[a-z0-9-]+==[^=*]+( ; .+)?", entry["asked"])
        assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line) for line in entry["hashes"].splitlines())


@pytest.mark.parametrize(
    ("lock", "names"),
    [(RUN, ["requirements.txt"]), (DEVELOP, ["requirements.txt", "requirements-dev.txt"])],
    ids=LOCKS,
)
def test_a_lock_holds_what_is_required_and_says_so(lock: Path, names: list[str]) -> None:
    wanted = {package: release for name in names for package, release in required(name).items()}
    directly = {
        Requirement(entry["asked"]).name
        for entry in _ENTRY.finditer(lock.read_text(encoding="utf-8"))
        if any(re.search(rf"-r {name}$", entry["via"], re.MULTILINE) for name in names)
    }
    assert directly == set(wanted), "Run make lock"
    assert {name: str(locked(lock)[name].specifier) for name in wanted} == wanted, "Run make lock"


def test_what_tests_run_on_is_what_runs() -> None:
    run, develop = locked(RUN), locked(DEVELOP)
    assert {name: develop[name].specifier for name in run} == {name: run[name].specifier for name in run}


def test_what_is_installed_is_what_is_locked() -> None:
    here = {name: asked for name, asked in locked(RUN).items() if asked.marker is None or asked.marker.evaluate()}
    assert {name: f"=={metadata.version(name)}" for name in here} == {
        name: str(asked.specifier) for name, asked in here.items()
    }


@pytest.mark.long
def test_the_bill_of_materials_names_each_package_and_no_moment(tmp_path: Path) -> None:
    path = tmp_path / "sbom.json"
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", str(RUN), "--output-reproducible"]
    subprocess.run([*command, "--sv", "1.6", "--of", "JSON", "-o", str(path)], check=True, capture_output=True)
    bill = json.loads(path.read_text(encoding="utf-8"))
    assert "serialNumber" not in bill
    assert "timestamp" not in bill["metadata"]
    assert {part["purl"] for part in bill["components"]} == {
        f"pkg:pypi/{name}@{str(asked.specifier)[2:]}" for name, asked in locked(RUN).items()
    }
