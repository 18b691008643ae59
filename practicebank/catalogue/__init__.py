"""Reads the catalogue: a CSV file becomes a checked table of practices, every fault named by line and column.

Reading is lenient, so that one bad cell never hides a good practice; the faults are kept beside the table.
A row is set aside only when it cannot be a practice: no title, a slug that another row has, or quotation
marks that leave no telling which cell is which. Only a file that cannot be a catalogue at all (missing, not
UTF-8, a required column missing) raises `CatalogueError`.

A file is read in pieces (`stream`), each by the quick reader (`plain`) or, when it holds anything unusual, by the
careful one (`records`); what they cut is gathered (`rows`) and then judged (`checking`).
"""

import io
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pandas as pd

from practicebank.catalogue.checking import checked
from practicebank.catalogue.faults import CatalogueError, Fault, shown
from practicebank.catalogue.plain import read_plain, whole_rows
from practicebank.catalogue.records import PIECE, Records, Stream
from practicebank.catalogue.rows import Rows, read_header
from practicebank.vocabulary import Vocabulary

__all__ = ["Catalogue", "CatalogueError", "Fault", "load_catalogue", "read_catalogue", "shown"]


@dataclass(frozen=True, eq=False)
class Catalogue:
    """A file as read. `practices` has every column of `COLUMNS`, rows in file order, NaN for not recorded.

    Slug, title, summary and page address are text; the other columns are categoricals of the whole cell.
    `version` is a fingerprint of the file's bytes.
    """

    practices: pd.DataFrame
    faults: tuple[Fault, ...]
    version: str


def _nobody(rows: int) -> None:
    pass


def load_catalogue(path: Path, vocabulary: Vocabulary, progress: Callable[[int], None] = _nobody) -> Catalogue:
    """Read and check a file. Raises `CatalogueError` when it cannot be a catalogue, or changes meanwhile.

    `progress` is told now and then how many practices have been read.
    """
    try:
        with path.open("rb") as file:
            before = _written(file)
            catalogue = _read(Stream(file, path.name), path.name, vocabulary, progress)
            if _written(file) != before:
                raise CatalogueError(f"The file {path.name} was being written while it was read. It is read again.")
            return catalogue
    except FileNotFoundError as error:
        raise CatalogueError(f"There is no file {path.name}. Put it back, or point to another.") from error
    except OSError as error:
        raise CatalogueError(f"The file {path.name} cannot be read: {error.strerror}.") from error


def read_catalogue(raw: bytes, name: str, vocabulary: Vocabulary, piece: int = PIECE) -> Catalogue:
    """Read and check the bytes of a CSV file: UTF-8 with or without BOM, any line ending, quoted line breaks.

    Raises `CatalogueError` naming the file as `name`. `piece` is how many bytes are read at a time.
    """
    return _read(Stream(io.BytesIO(raw), name, piece), name, vocabulary, _nobody)


def _read(stream: Stream, name: str, vocabulary: Vocabulary, progress: Callable[[int], None]) -> Catalogue:
    careful = Records(stream)
    header = next(careful.up_to(), None)
    try:
        columns, faults = read_header(header, name, vocabulary)
    except CatalogueError:
        stream.to_the_end()  # that it is no text at all would be the better reason
        raise
    width = len(header.cells) if header else 0
    rows = Rows(width, columns, vocabulary)
    rows.faults += faults
    while stream.window or stream.more():
        size = whole_rows(stream.window, stream.ended)
        if not size and len(stream.window) < 4 * PIECE and stream.more():
            continue
        line = stream.line
        plain = read_plain(stream.window[:size], width, columns) if size else None
        if plain:
            stream.take(size)
            rows.add_plain(plain, line)
        else:
            rows.add_records(careful.up_to(size or len(stream.window)))
        progress(rows.count)
    practices, faults = checked(rows, vocabulary, slugs_given="slug" in columns)
    return Catalogue(practices, tuple(sorted(faults)), stream.to_the_end())


def _written(file: BinaryIO) -> tuple[int, int] | None:
    """What changes when somebody writes to the file; None for what is no file on a disk."""
    found = os.fstat(file.fileno())
    return (found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None
