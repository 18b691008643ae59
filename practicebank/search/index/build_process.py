"""Builds the index of a large table in a process of its own.

It is run as `python -m practicebank.search.index.build_process FOLDER`.
In the server's it would take a minute of the computing that readers wait for, and leave half a gigabyte behind. The
table and what building needs of the synonyms are handed over in the folder, and the index is left there. The
process works only while nothing else wants to, and ends with the one that started it.
"""

import json
import os
import subprocess  # nosec B404
import sys
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import ipc

from practicebank.fields import SEARCHED
from practicebank.search.index.building import Wording, build_postings
from practicebank.search.index.index_files import write_remaining_files

TABLE = "table.arrow"
WORDING = "wording.json"
ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class _Wording:
    words: Collection[tuple[str, ...]]
    apart: Mapping[str, str]


def build_in_process(practices: pd.DataFrame, wording: Wording, folder: Path) -> None:
    """Build into the folder, whose files `index_files` completes, and wait for the end of it.

    Raises `OSError` when the process cannot be started, or ends without an index.
    """
    table = pa.Table.from_pandas(practices[[name for name in SEARCHED if name in practices]], preserve_index=False)
    with pa.OSFile(str(folder / TABLE), "wb") as file, ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)
    parts = {"words": [list(stems) for stems in wording.words], "apart": dict(wording.apart)}
    (folder / WORDING).write_text(json.dumps(parts), encoding="utf-8")
    command = [sys.executable, "-m", __name__, str(folder)]
    quiet = subprocess.DEVNULL
    # The pipe is closed when this process ends, however it ends: that is what the other one waits for.
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet) as process:  # nosec B603
        ended = process.wait()
    if ended:
        raise OSError(0, f"the process that builds it ended with {ended}")
    for name in (TABLE, WORDING):
        (folder / name).unlink()


def main(folder: Path) -> None:
    """What the process of its own does with what it finds in the folder."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.nice(19)
    parts = json.loads((folder / WORDING).read_text(encoding="utf-8"))
    with pa.memory_map(str(folder / TABLE)) as file:
        practices = ipc.open_file(file).read_all().to_pandas()
    wording = _Wording([tuple(stems) for stems in parts["words"]], parts["apart"])
    write_remaining_files(build_postings(practices, wording, folder), folder)


def _end_with_parent() -> None:
    os.read(sys.stdin.fileno(), 1)
    os._exit(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
