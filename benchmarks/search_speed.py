"""How long the search takes on 63, 100,000 and 1,000,000 practices: getting ready, then warm searches.

    python -m benchmarks.search_speed            all three sizes
    python -m benchmarks.search_speed 100000     one size

The large tables are made from the real practices: two words in five are replaced by others of a vocabulary of
30,000, so that titles and summaries hardly repeat, and recorded fields are dealt out afresh. One in twenty has an
account, made in the same way. Their index is kept on disk: "built" is the first start, "opened" every later one,
"changed" a table with one row more and one less.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd

from benchmarks.banks import SHARE
from benchmarks.search_quality import read_practices, read_queries
from practicebank.search import BackgroundSearch, Search, SearchIndex, Synonyms
from practicebank.search.index import LARGE

ROOT = Path(__file__).parent.parent
SIZES = (63, 100_000, 1_000_000)
RUNS = 5
REPLACED = 0.4
VOCABULARY = 30_000
T = TypeVar("T")


def main() -> None:
    synonyms = Synonyms.load(ROOT / "data" / "synonyms.csv")
    for size in map(int, sys.argv[1:] or SIZES):
        measure(practices_like_ours(size), synonyms)


def measure(practices: pd.DataFrame, synonyms: Synonyms) -> None:
    with tempfile.TemporaryDirectory() as folder:
        built, search = seconds(lambda: ready(search_of(practices, synonyms, Path(folder))))
        print(f"{len(practices):>9,} practices: built in {built:.2f} s, peak memory {memory_mb('VmHWM'):,.0f} MB")
        if isinstance(search, BackgroundSearch):
            del search
            opened, search = seconds(lambda: ready(search_of(practices, synonyms, Path(folder))))
            plain, _ = seconds(lambda: BackgroundSearch(practices, synonyms, Path(folder)).search("burglary"))
            one_more = pd.concat([practices.iloc[1:], practices.iloc[:1].assign(title="Rhubarb")], ignore_index=True)
            changed, search_after = seconds(lambda: ready(search_of(one_more, synonyms, Path(folder), search)))
            assert search_after.search("rhubarb").rows.tolist() == [len(practices) - 1]
            overlaid = median_ms(partial(search_after.search, "burglary prevention"))
            size = sum(each.stat().st_size for each in Path(folder).rglob("*") if each.is_file()) / 2**20
            print(
                f"          opened in {opened:.2f} s, {size:,.0f} MB on disk; a search before it is ready "
                f"{plain * 1000:.0f} ms; changed in {changed:.2f} s, then a search {overlaid:.1f} ms"
            )
        searches(practices, search)


def searches(practices: pd.DataFrame, index: Search) -> None:
    queries = [*read_queries(), "burglery", "police", "crime", "people", "young people and families"]
    index.search("warm")
    times = {query: median_ms(partial(index.search, query)) for query in queries}
    found = index.search("domestic abuse")
    why = median_ms(lambda: [found.why(int(row)) for row in found.rows[:25]])
    similar = median_ms(lambda: index.similar(5))
    nearest = median_ms(lambda: index.nearest_texts(practices["title"][7], practices["summary"][7]))
    taken = list(times.values())
    slowest = sorted(times, key=lambda query: -times[query])[:3]
    print(
        f"          search median {np.median(taken):.2f} ms, p95 {np.percentile(taken, 95):.2f} ms; reasons for "
        f"25 rows {why:.1f} ms; similar {similar:.1f} ms; nearest texts {nearest:.1f} ms"
    )
    print("          slowest: " + "; ".join(f"{query} {times[query]:.1f} ms" for query in slowest))


def search_of(
    practices: pd.DataFrame, synonyms: Synonyms, folder: Path, before: BackgroundSearch | None = None
) -> SearchIndex | BackgroundSearch:
    """As `open_search`, without its pause for those who wait for a page."""
    if len(practices) < LARGE:
        return SearchIndex.build(practices, synonyms)
    return BackgroundSearch(practices, synonyms, folder, before)


def ready(search: SearchIndex | BackgroundSearch) -> SearchIndex | BackgroundSearch:
    if isinstance(search, BackgroundSearch):
        assert search.wait(600), "the index could not be prepared"
    return search


def seconds(act: Callable[[], T]) -> tuple[float, T]:
    started = time.perf_counter()
    answer = act()
    return time.perf_counter() - started, answer


def memory_mb(name: str) -> float:
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(f"{name}:")]
    return int(line.split()[1]) / 1024


def median_ms(act: Callable[[], object]) -> float:
    taken = []
    for _ in range(RUNS):
        started = time.perf_counter()
        act()
        taken.append((time.perf_counter() - started) * 1000)
    return float(np.median(taken))


def practices_like_ours(size: int) -> pd.DataFrame:
    """The real practices when `size` is their number, else a table of that size made from them."""
    real = read_practices()
    if size == len(real):
        return real
    random = np.random.default_rng(63)
    words = sorted({word for text in real["title"] + " " + real["summary"] for word in text.split()})
    syllables = [
        "ba",
        "cor",
        "den",
        "fi",
        "gra",
        "hol",
        "jun",
        "ke",
        "lim",
        "mo",
        "nar",
        "pel",
        "ris",
        "sta",
        "tu",
        "ver",
    ]
    made = ["".join(random.choice(syllables, 3)) for _ in range(VOCABULARY - len(words))]
    vocabulary = np.array(words + made, dtype=object)
    chances = 1 / np.arange(20, 20 + len(vocabulary))
    chances /= chances.sum()
    chosen = random.integers(0, len(real), size)
    texts = {
        name: _reworded(real[name].to_numpy()[chosen], vocabulary, chances, random) for name in ("title", "summary")
    }
    fields = {
        name: pd.Categorical.from_codes(random.choice(real[name].cat.codes, size), dtype=real[name].dtype)
        for name in real.columns
        if isinstance(real[name].dtype, pd.CategoricalDtype)
    }
    told = np.flatnonzero(random.random(size) < SHARE)
    accounts = random.choice(real["account"].dropna().to_numpy(dtype=object), len(told))
    account = pd.Series(index=range(size), dtype="str")
    account.iloc[told] = _reworded(accounts, vocabulary, chances, random)
    return pd.DataFrame({"slug": [f"practice-{row}" for row in range(size)], **texts, **fields, "account": account})


def _reworded(texts: np.ndarray, words: np.ndarray, chances: np.ndarray, random: np.random.Generator) -> list[str]:
    split = [text.split() for text in texts]
    count = sum(map(len, split))
    swapped = iter((random.random(count) < REPLACED).tolist())
    others = iter(random.choice(words, count, p=chances).tolist())
    return [" ".join([next(others) if next(swapped) else word for word in each]) for each in split]


if __name__ == "__main__":
    main()
