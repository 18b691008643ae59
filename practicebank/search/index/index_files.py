"""The posting lists of a large table as files, so that a new start opens them instead of building them.

One folder per index, named by a key that changes with the data, the synonyms and the way of reading. A folder
appears whole or not at all, is checked when opened, and is thrown away when it is damaged or long unused.
"""

import json
import os
import shutil
import tempfile
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from practicebank.search.index.postings import Postings
from practicebank.search.index.word_numbers import WordNumbers, write_word_numbers

MOST_OLD = 3
"""Folders of other keys that stay: an older version of the data may come back."""
BUILDING = "building-"
ABANDONED_SECONDS = 86_400
MANIFEST = "list.json"
WORD_FILES = ("terms", "words")
ARRAY_FILES = ("starts", "rows", "weights")
PIECE_BYTES = 1 << 24


def open_index(folder: Path, key: str) -> Postings | None:
    """The index of this key, its arrays left on disk; None when there is none or it is damaged."""
    place = folder / key
    try:
        manifest = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
        for name, (size, checksum) in manifest["files"].items():
            if (place / name).stat().st_size != size or _checksum(place / name) != checksum:
                raise ValueError(name)
        postings = _read(place, int(manifest["rows"]))
        os.utime(place)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        shutil.rmtree(place, ignore_errors=True)
        return None
    return postings


def write_remaining_files(built: Postings, place: Path) -> None:
    """All but the rows and weights, which were built there. Raises `OSError` when they cannot be written."""
    np.save(place / "starts.npy", built.starts)
    write_word_numbers(built.terms, place / "terms.arrow")
    write_word_numbers(built.words, place / "words.arrow")


def store_index(folder: Path, key: str, rows_count: int, build: Callable[[Path], None]) -> Postings:
    """Has it built in a folder of its own, then gives that its name and removes old ones.

    Raises `OSError` when nothing can be written, or it is not built.
    """
    folder.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=BUILDING, dir=folder))
    try:
        build(building)
        names = [*(f"{name}.arrow" for name in WORD_FILES), *(f"{name}.npy" for name in ARRAY_FILES)]
        files = {name: ((building / name).stat().st_size, _checksum(building / name)) for name in names}
        (building / MANIFEST).write_text(json.dumps({"rows": rows_count, "files": files}), encoding="utf-8")
        for name in (*names, MANIFEST):
            _to_disk(building / name)
        shutil.rmtree(folder / key, ignore_errors=True)
        try:
            building.rename(folder / key)
        except OSError:
            # Another process was first, and what it stored is the same.
            if not (folder / key / MANIFEST).exists():
                raise
        postings = _read(folder / key, rows_count)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    _tidy(folder, key)
    return postings


def _read(place: Path, rows_count: int) -> Postings:
    terms, words = (WordNumbers(place / f"{name}.arrow") for name in WORD_FILES)
    starts, rows, weights = (_array(place / f"{name}.npy") for name in ARRAY_FILES)
    fits = len(starts) == len(terms) + 1 and int(starts[-1]) == len(rows) == len(weights)
    if not fits or rows.dtype != np.int32 or weights.dtype != np.uint8:
        raise ValueError(place.name)
    return Postings(rows_count, terms, np.array(starts, dtype=np.int64), rows, weights, words)


def _array(path: Path) -> NDArray[Any]:
    """A plain array over the file: a `memmap` would cost every slice of it some microseconds."""
    mapped: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    return np.asarray(mapped)


def _checksum(path: Path) -> int:
    checksum = 0
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            checksum = zlib.crc32(piece, checksum)
    return checksum


def _to_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _tidy(folder: Path, key: str) -> None:
    """Throws away all but the indexes used last, and what an interrupted build left a day ago."""
    others = sorted(
        (each for each in folder.iterdir() if each.is_dir() and each.name != key),
        key=lambda each: -each.stat().st_mtime,
    )
    finished = [each for each in others if not each.name.startswith(BUILDING)]
    building = [each for each in others if each.name.startswith(BUILDING)]
    abandoned = [each for each in building if each.stat().st_mtime < time.time() - ABANDONED_SECONDS]
    for each in (*finished[MOST_OLD:], *abandoned):
        shutil.rmtree(each, ignore_errors=True)
