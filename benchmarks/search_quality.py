"""How well the search ranks graded answers: nDCG@5 (gain 2^grade - 1), hit@1, recall@5, and each miss.

python -m benchmarks.search_quality             the figures
python -m benchmarks.search_quality --validate  weights chosen on one half of the queries, figures on the rest
"""

import argparse
import csv
from collections import defaultdict
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

from practicebank.bank.files import read_files
from practicebank.search import SearchIndex, Synonyms
from practicebank.search.ranking import Weighting
from practicebank.settings import Settings

ROOT = Path(__file__).parent.parent
DEPTH = 5
SPLITS = 20
TRIED = {
    "enough": (0.35, 0.45, 0.55),
    "sharpness": (1.0, 1.25, 1.75),
    "coverage_power": (0.5, 0.75, 1.5),
    "agree": (0.0, 0.2, 0.4),
    "apart": (0.5, 0.8),
    "told": (0.4, 0.53, 0.7),
}
Grades = dict[str, int]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--validate", action="store_true")
    arguments.add_argument("--queries", type=Path, default=Path(__file__).parent / "search_queries.csv")
    given = arguments.parse_args()
    index = SearchIndex.build(read_practices(), Synonyms.load(ROOT / "data" / "synonyms.csv"))
    queries = read_queries(given.queries)
    if given.validate:
        validate(index, queries)
    else:
        report(index, queries)


def report(index: SearchIndex, queries: dict[str, Grades]) -> None:
    figures = []
    for query, grades in queries.items():
        found = index.search(query)
        top = first_titles(index, query)
        score = ndcg(top, grades)
        figures.append((score, bool(grades.get(top[0])) if top else False, recall(top, grades)))
        if score < 0.999:
            print(f"{score:.2f}  {query}  ({len(found.rows)} rows)")
            for title in top:
                print(f"        {grades.get(title, 0)}  {title[:80]}")
            for title in grades.keys() - set(top):
                print(f"     lost  {title[:80]}")
    means = np.array(figures, dtype=float).mean(axis=0)
    print(f"queries {len(figures)}  nDCG@5 {means[0]:.3f}  hit@1 {means[1]:.3f}  recall@5 {means[2]:.3f}")


def validate(index: SearchIndex, queries: dict[str, Grades]) -> None:
    """Chooses the weights on a random half and reports the rest; then on all queries but one, for each."""
    weightings = [replace(Weighting(), **dict(zip(TRIED, each, strict=True))) for each in product(*TRIED.values())]
    scores = np.array([scores_with(index, weighting, queries) for weighting in weightings])
    random = np.random.default_rng(63)
    halves = []
    for _ in range(SPLITS):
        order = random.permutation(len(queries))
        chosen, kept = order[: len(order) // 2], order[len(order) // 2 :]
        halves.append(scores[scores[:, chosen].mean(axis=1).argmax(), kept].mean())
    left_out = [scores[np.delete(scores, query, axis=1).mean(axis=1).argmax(), query] for query in range(len(queries))]
    print(f"{len(scores)} weightings: nDCG@5 {scores.mean(axis=1).min():.3f} to {scores.mean(axis=1).max():.3f}")
    mean, least = np.mean(halves), min(halves)
    print(f"chosen on half, measured on the rest, {SPLITS} times: mean {mean:.3f}, least {least:.3f}")
    print(f"each query measured with weights chosen on the others: {np.mean(left_out):.3f}")


def scores_with(index: SearchIndex, weighting: Weighting, queries: dict[str, Grades]) -> list[float]:
    index.weighting = weighting
    return [ndcg(first_titles(index, query), grades) for query, grades in queries.items()]


def first_titles(index: SearchIndex, query: str) -> list[str]:
    return index.practices["title"].iloc[index.search(query).rows[:DEPTH]].tolist()


def read_practices() -> pd.DataFrame:
    """The bank's own, with their accounts."""
    return read_files(Settings()).practices


def read_queries(path: Path = Path(__file__).parent / "search_queries.csv") -> dict[str, Grades]:
    queries: dict[str, Grades] = defaultdict(dict)
    with path.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            queries[line["query"]][line["title"]] = int(line["grade"])
    return dict(queries)


def ndcg(top: list[str], grades: Grades) -> float:
    discounts = 1 / np.log2(np.arange(2, DEPTH + 2))
    gains = [2 ** grades.get(title, 0) - 1 for title in top]
    best = sorted((2**grade - 1 for grade in grades.values()), reverse=True)[:DEPTH]
    return float(np.dot(gains, discounts[: len(gains)]) / np.dot(best, discounts[: len(best)]))


def recall(top: list[str], grades: Grades) -> float:
    return len(grades.keys() & set(top)) / min(DEPTH, len(grades))


if __name__ == "__main__":
    main()
