"""How long a briefing takes to make and what it costs in memory: `python -m benchmarks.briefings`.

The bank of 63, and one of 1,000 practices made from the real rows. Memory is what the process holds after each round,
once what is free has gone back to the system: it must not grow with the number of briefings made.
"""

import argparse
import csv
import gc
import os
import tempfile
import time
from datetime import date
from pathlib import Path

from practicebank.bank.bank import Bank
from practicebank.bank.filters import Filters
from practicebank.bank.shelf import open_bank
from practicebank.briefing.deck import deck
from practicebank.briefing.document import document
from practicebank.briefing.html_files import printable
from practicebank.briefing.model import briefing_of
from practicebank.briefing.workbook import workbook
from practicebank.fields import COLUMNS
from practicebank.memory import release_free_memory
from practicebank.settings import Settings

WRITERS = {"pptx": deck, "docx": document, "xlsx": workbook, "html": printable}


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
    """Megabytes of memory in use now (Linux)."""
    gc.collect()
    release_free_memory()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 2**20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        for number in (63, 1_000):
            bank = bank_of(number, Path(folder))
            for kind, write in WRITERS.items():
                took, size, memory = [], 0, []
                for _ in range(rounds):
                    start = time.perf_counter()
                    size = len(write(briefing_of(bank, Filters(), date(2026, 1, 1))))
                    took.append(time.perf_counter() - start)
                    memory.append(held())
                print(
                    f"{number:>5} practices, {kind}: {min(took):.2f} to {max(took):.2f} s, {size / 1024:,.0f} kB, "
                    f"memory after each {', '.join(f'{each:.0f}' for each in memory)} MB"
                )


if __name__ == "__main__":
    main()
