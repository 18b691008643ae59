"""Gets the posting lists of a large table ready in the background, while pages are served already.

When a few rows changed, the index before stays and the changes are laid over it; else it is opened from disk,
else built and stored there.
"""

import hashlib
import inspect
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pandas as pd

from practicebank.fields import SEARCHED
from practicebank.log import facts_of, log_warning
from practicebank.memory import release_free_memory
from practicebank.search import words
from practicebank.search.index import building
from practicebank.search.index.building import Wording, build_postings
from practicebank.search.index.changed_rows import BaseIndex, RowHashes, hash_rows, overlay_changes
from practicebank.search.index.index_files import open_index, store_index
from practicebank.search.index.postings import Postings


class Preparation:
    """One preparation in a thread of its own, which starts `pause` seconds after it is made.

    `build` fills a folder with the files of an index, and `use` takes the posting lists, in that thread. When
    either fails a warning is logged, and whoever waits goes on without.
    """

    def __init__(
        self,
        practices: pd.DataFrame,
        wording: Wording,
        folder: Path,
        *,
        build: Callable[[pd.DataFrame, Wording, Path], None],
        use: Callable[[Postings], None],
        base: BaseIndex | None = None,
        pause: float = 0.0,
    ) -> None:
        self.base: BaseIndex | None = None
        """What the next version of the table may be laid over, once this one is ready."""
        self._ended = threading.Event()
        timer = threading.Timer(pause, self._prepare, (practices, wording, folder, build, use, base))
        timer.name, timer.daemon = "search index", True
        timer.start()

    def wait(self, seconds: float) -> bool:
        """True when the preparation has ended, in whatever way."""
        return self._ended.wait(seconds)

    def _prepare(
        self,
        practices: pd.DataFrame,
        wording: Wording,
        folder: Path,
        build: Callable[[pd.DataFrame, Wording, Path], None],
        use: Callable[[Postings], None],
        base: BaseIndex | None,
    ) -> None:
        try:
            row_hashes = hash_rows(practices)
            reading = _reading(wording)
            postings = None
            if base is not None and base.reading == reading:
                postings = overlay_changes(base, practices, row_hashes, partial(build_postings, wording=wording))
                self.base = base if postings is not None else None
            if postings is None:
                postings = _whole(practices, wording, folder, _key(row_hashes, reading), build)
                self.base = BaseIndex(postings, row_hashes, reading)
            use(postings)
        except Exception as error:
            # The thread ends here, and pages go on with plain matching: whoever runs the bank must learn why.
            log_warning("search_not_prepared", **facts_of(error))
        finally:
            release_free_memory()
            self._ended.set()


def _whole(
    practices: pd.DataFrame,
    wording: Wording,
    folder: Path,
    key: str,
    build: Callable[[pd.DataFrame, Wording, Path], None],
) -> Postings:
    if (postings := open_index(folder, key)) is not None:
        return postings
    try:
        return store_index(folder, key, len(practices), partial(build, practices, wording))
    except OSError as error:
        log_warning("search_index_in_memory", because=error.strerror or type(error).__name__)
        return build_postings(practices, wording)


def _reading(wording: Wording) -> str:
    """Changes with whatever decides how texts are read into words: the phrases, and the code that reads."""
    phrases = repr(sorted(wording.words)) + repr(sorted(wording.apart.items()))
    code = inspect.getsource(building) + inspect.getsource(words) + repr(SEARCHED)
    return hashlib.sha256((phrases + code).encode()).hexdigest()


def _key(row_hashes: RowHashes, reading: str) -> str:
    return hashlib.sha256(reading.encode() + row_hashes.tobytes()).hexdigest()[:32]
