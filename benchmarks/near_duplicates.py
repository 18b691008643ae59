"""Where to say that a new text may repeat a practice: the trade-off at each threshold.

The pairs were written by hand before they were scored: practices told again with many of the same words
("reworded") and with few ("loosely"), and different practices on neighbouring subjects.

    python -m benchmarks.near_duplicates
"""

import csv
from pathlib import Path

from benchmarks.search_quality import ROOT, read_practices
from practicebank.publishing.near_duplicates import CLOSE
from practicebank.search import SearchIndex, Synonyms

PAIRS = Path(__file__).parent / "near_pairs.csv"


def main() -> None:
    scores = best_scores() | {"bank": own_scores()}
    print(f"The threshold in use is {CLOSE}. Named at each threshold, of all there are:")
    print("threshold" + "".join(f"{f'{kind} ({len(each)})':>16}" for kind, each in scores.items()))
    for hundredths in range(30, 75, 5):
        named = [sum(score >= hundredths / 100 for score in each) for each in scores.values()]
        print(f"{hundredths / 100:9.2f}" + "".join(f"{number:16}" for number in named))


def best_scores() -> dict[str, list[float]]:
    """For a practice told again the score of the one it tells of; for a different one the best score of any."""
    practices = read_practices()
    index = SearchIndex.build(practices, Synonyms.load(ROOT / "data" / "synonyms.csv"))
    best: dict[str, list[float]] = {}
    with PAIRS.open(encoding="utf-8", newline="") as lines:
        for pair in csv.DictReader(lines):
            near = index.nearest_texts(pair["title"], pair["summary"])
            asked = [each.score for each in near if pair["slug"] in ("", practices["slug"][each.row])]
            best.setdefault(pair["kind"], []).append(max(asked, default=0.0))
    return best


def own_scores() -> list[float]:
    """For each practice of the bank the best score of another one: they are all different."""
    practices = read_practices()
    index = SearchIndex.build(practices, Synonyms.load(ROOT / "data" / "synonyms.csv"))
    best = []
    for row in range(len(practices)):
        near = index.nearest_texts(practices["title"][row], practices["summary"][row])
        best.append(max((each.score for each in near if each.row != row), default=0.0))
    return best


if __name__ == "__main__":
    main()
