"""The tests that the pages on security and on running the bank lean on exist."""

import ast
import re
from pathlib import Path

import pytest

from practicebank.submissions.storage.tables import metadata

ROOT = Path(__file__).resolve().parent.parent
NAMED = re.compile(r"`(test_[a-z0-9_]+)`")
THERE = {
    node.name
    for path in (ROOT / "tests").rglob("test_*.py")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
}


@pytest.mark.parametrize(("document", "least"), [("security.md", 100), ("operations.md", 40), ("retention.md", 3)])
def test_every_test_it_names_exists(document: str, least: int) -> None:
    named = set(NAMED.findall((ROOT / "docs" / document).read_text(encoding="utf-8")))
    assert len(named) > least
    assert sorted(named - THERE) == []


def test_every_fault_names_the_test_that_proves_it() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    faults = [line for line in text.partition("## Faults")[2].splitlines() if line.startswith("| ")][2:]
    assert len(faults) > 12
    for line in faults:
        assert NAMED.search(line), line


def test_every_table_is_in_the_document_of_retention() -> None:
    text = (ROOT / "docs" / "retention.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\|[^|]*\| `(\w+)` \|", text, re.MULTILINE))
    assert named == set(metadata.tables)
