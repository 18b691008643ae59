"""Builds the index of a large table in a process of its own, `python -m practicebank.search.aside FOLDER`.

In the server's it would take a minute of the computing that readers wait for, and leave half a gigabyte behind. The
table and what is asked of the synonyms are handed over in the folder, and the index is left there. The process works
only while nothing else wants to, and ends with the one that started it.
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

from practicebank.search.building import Wording, build_postings
from practicebank.search.kept import leave
from practicebank.search.postings import FIELDS

TABLE = "table.arrow"
WORDING = "wording.json"
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class _HandedOver:
    words: Collection[tuple[str, ...]]
    apart: Mapping[str, str]


def build_aside(practices: pd.DataFrame, wording: Wording, folder: Path) -> None:
    """Raises `OSError` when the process cannot be started, or ends without an index."""
    table = pa.Table.from_pandas(practices[[name for name in FIELDS if name in practices]], preserve_index=False)
    with pa.OSFile(str(folder / TABLE), "wb") as file, ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)
    handed_over = {"words": [list(stems) for stems in wording.words], "apart": dict(wording.apart)}
    (folder / WORDING).write_text(json.dumps(handed_over), encoding="utf-8")
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
    threading.Thread(target=_end_with_the_one_that_started_this, daemon=True).start()
    os.nice(19)
    wording = json.loads((folder / WORDING).read_text(encoding="utf-8"))
    with pa.memory_map(str(folder / TABLE)) as file:
        practices = ipc.open_file(file).read_all().to_pandas()
    handed_over = _HandedOver([tuple(stems) for stems in wording["words"]], wording["apart"])
    leave(build_postings(practices, handed_over, folder), folder)


def _end_with_the_one_that_started_this() -> None:
    os.read(sys.stdin.fileno(), 1)
    os._exit(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
