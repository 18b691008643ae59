"""What the README promises is there."""

import re
import tomllib
from pathlib import Path

from docs.architecture import PICTURE, picture
from practicebank import __version__
from practicebank.fields import COLUMNS

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_names_every_column() -> None:
    words = set(re.findall(r"[a-z_]+", README))
    assert set(COLUMNS) <= words


def test_the_readme_names_every_setting_and_no_other() -> None:
    read = set(re.findall(r"PRACTICEBANK_[A-Z_]+", (ROOT / "practicebank" / "settings.py").read_text(encoding="utf-8")))
    assert set(re.findall(r"PRACTICEBANK_[A-Z_]+", README)) == read - {"PRACTICEBANK_"}


def test_every_file_the_documents_point_to_is_there() -> None:
    for document in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))):
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name} points to {target}"


def test_the_picture_of_the_code_is_of_this_code() -> None:
    assert PICTURE.read_text(encoding="utf-8") == picture(), "python -m docs.architecture draws it anew"


def test_the_version_is_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    newest = re.search(r"^## ([0-9.]+) ", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest
    assert __version__ == project["version"] == newest[1]
