"""How long a briefing takes to make and what it costs in memory: `python -m benchmarks.briefings`.

The bank of 63, and one of 1,000 practices made from the real rows. Memory is the most the process ever held, after
the first round and after the last: it must not grow with the number of briefings made.
"""

import csv
import resource
import tempfile
import time
from datetime import date
from pathlib import Path

from practicebank.briefing.deck import deck
from practicebank.briefing.document import document
from practicebank.briefing.model import briefing_of
from practicebank.briefing.printable import printable
from practicebank.briefing.workbook import workbook
from practicebank.filters import Filters
from practicebank.practice import COLUMNS
from practicebank.published import Bank, open_bank
from practicebank.settings import Settings

WRITERS = {"pptx": deck, "docx": document, "xlsx": workbook, "html": printable}
ROUNDS = 5


def bank_of(number: int, folder: Path) -> Bank:
    """So many practices, repeated from the real ones under other titles."""
    real = Settings()
    with real.catalogue.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    path = folder / f"{number}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for at in range(number):
            row = rows[at % len(rows)]
            writer.writerow(row | {"slug": f"{row['slug']}-{at}", "title": f"{row['title']} ({at})"})
    return open_bank(Settings.from_environment({"PRACTICEBANK_CATALOGUE": str(path)}))


def held() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for number in (63, 1_000):
            bank = bank_of(number, Path(folder))
            for kind, write in WRITERS.items():
                took, size, after_first = [], 0, 0.0
                for _ in range(ROUNDS if number == 63 else 2):
                    start = time.perf_counter()
                    size = len(write(briefing_of(bank, Filters(), date(2026, 1, 1))))
                    took.append(time.perf_counter() - start)
                    after_first = after_first or held()
                print(
                    f"{number:>5} practices, {kind}: {min(took):.2f} to {max(took):.2f} s, {size / 1024:,.0f} kB, "
                    f"most memory {after_first:.0f} MB after the first, {held():.0f} MB after the last"
                )


if __name__ == "__main__":
    main()
