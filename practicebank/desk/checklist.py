"""The published checklist and the reasons for declining, as `review.toml` has them.

`load_checklist` refuses a file with faults and says every one; `checklist` is for a running server, which goes on with
what it last read.
"""

import re
import threading
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from logging import WARNING
from pathlib import Path
from typing import Any

from practicebank.log import log_event
from practicebank.settings import DATA

ANSWERS = ("yes", "partly", "no")
BUILT_IN = DATA / "review.toml"


@dataclass(frozen=True)
class Check:
    name: str
    question: str
    help: str


@dataclass(frozen=True)
class DeclineReason:
    name: str
    label: str


@dataclass(frozen=True)
class Checklist:
    checks: tuple[Check, ...]
    reasons: tuple[DeclineReason, ...]

    def label(self, reason: str) -> str:
        """The words of a reason, "" for one that is not on the list."""
        return next((known.label for known in self.reasons if known.name == reason), "")


class ChecklistError(Exception):
    """The file cannot be used. Each of `faults` names the file and says where and what to mend."""

    def __init__(self, *faults: str) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


_KEYS = {"check": [field.name for field in fields(Check)], "reason": [field.name for field in fields(DeclineReason)]}
_MAY_BE_EMPTY = "help"
_HEADER = re.compile(r"""\s*\[{1,2}\s*["']?([^\]"'.]*?)["']?\s*[\].]""")
_WHERE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")

# With no file at all a reviewer can still decide, in words of their own.
_BARE = Checklist((), (DeclineReason("other", "Another reason"),))
_read: dict[Path, tuple[object, Checklist]] = {}
_reading = threading.RLock()


def checklist(path: Path = BUILT_IN) -> Checklist:
    """The file as it stands. While it has faults: what was last read of it, or else the built-in one; the log says so
    once for each time it was saved.
    """
    with _reading:
        saved, before = _saved(path), _read.get(path)
        if before and before[0] == saved:
            return before[1]
        try:
            read = load_checklist(path)
        except ChecklistError as error:
            log_event("checklist_refused", level=WARNING, reason=str(error))
            read = before[1] if before else _BARE if path == BUILT_IN else checklist()
        _read[path] = saved, read
        return read


def load_checklist(path: Path) -> Checklist:
    """Raises `ChecklistError`."""
    text = _text(path)
    try:
        written = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also a number or brackets without end
        raise ChecklistError(f"{path.name}, {_what_breaks(str(error), text)}") from error
    faults = sorted(_faults(written, text))
    if faults:
        raise ChecklistError(*(f"{path.name}, line {line}: {advice}" for line, advice in faults))
    return Checklist(
        tuple(Check(**each) for each in written["check"]), tuple(DeclineReason(**each) for each in written["reason"])
    )


def _saved(path: Path) -> object:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise ChecklistError(f"Put the file {path.name} back: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ChecklistError(f"{path.name}, line {line}: Save the file as UTF-8: this line is not.") from error


def _what_breaks(said: str, text: str) -> str:
    where = _WHERE.search(said)
    if where is None:
        return f"line 1: Mend what no TOML file holds: {said}."
    line = int(where[1]) if where[1] else text.count("\n") + 1
    return f"line {line}: Mend the TOML: {said[: where.start()]}."


def _faults(written: Mapping[str, Any], text: str) -> Iterator[tuple[int, str]]:
    missing = [section for section in _KEYS if section not in written]
    for key in written.keys() - _KEYS.keys():
        meant = next(iter(get_close_matches(key, _KEYS)), "")
        yield _line_of(text, key), _unknown(key, meant, missing, "the file has [[check]] and [[reason]] only")
    for section, keys in _KEYS.items():
        if section in missing or written.get(section) == []:
            yield text.count("\n") + 1, f"Add at least one [[{section}]] with {', '.join(keys[:-1])} and {keys[-1]}."
        elif section in written:
            yield from _section_faults(section, written[section], text)


def _section_faults(section: str, entries: object, text: str) -> Iterator[tuple[int, str]]:
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        yield _line_of(text, section), f"Write [[{section}]], in two pairs of brackets, above each one."
        return
    named: dict[str, int] = {}
    for number, entry in enumerate(entries, start=1):
        keys = _KEYS[section]
        missing = [key for key in keys if key not in entry]
        for key in entry.keys() - set(keys):
            meant = next(iter(get_close_matches(key, missing)), "")
            known = f"a [[{section}]] has {', '.join(keys[:-1])} and {keys[-1]} only"
            yield _line_of(text, section, number, key), _unknown(key, meant, missing, known)
        for key in missing:
            yield _line_of(text, section, number), f"Add “{key}” to this [[{section}]]."
        for key in set(keys) & entry.keys():
            line = _line_of(text, section, number, key)
            if not isinstance(entry[key], str):
                yield line, f"Write “{key}” as text, between quotation marks."
            elif not entry[key].strip() and key != _MAY_BE_EMPTY:
                yield line, f"Write something for “{key}”."
            elif key == "name" and entry[key] in named:
                yield line, f"Give this [[{section}]] another name: “{entry[key]}” stands on line {named[entry[key]]}."
            elif key == "name":
                named[entry[key]] = line


def _unknown(key: str, meant: str, missing: list[str], otherwise: str) -> str:
    """What to do about a key that nobody reads. The one that was meant by it is then no longer missing."""
    if meant in missing:
        missing.remove(meant)
    return f"Rename “{key}” to “{meant}”." if meant else f"Remove “{key}”: {otherwise}."


def _line_of(text: str, section: str, number: int = 1, key: str = "") -> int:
    """The line of a key in the n-th section of that name, or of the section itself; 1 when it is not found.

    It goes by how a line begins, so a line within a longer text that begins like a section would count as one.
    """
    begins = re.compile(rf"""\s*["']?{re.escape(key or section)}["']?\s*[.=]""")
    seen, found, headed = 0, 0, False
    for at, line in enumerate(text.split("\n"), start=1):
        header = _HEADER.match(line)
        if header and found:
            break
        if header:
            headed = True
            seen += header[1] == section
            found = at if header[1] == section and seen == number else 0
        elif begins.match(line) and (found if key else not headed):
            return at
    return found or (_line_of(text, section, number) if key else 1)
