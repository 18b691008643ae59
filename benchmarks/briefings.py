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
from practicebank.memory import release_free_memory
from practicebank.settings import Settings

WRITERS = {"pptx": deck, "docx": document, "xlsx": workbook, "html": printable}


def bank_of(number: int, folder: Path) -> Bank:
    """So many practices, repeated from the real ones with their accounts under other titles."""
    real = Settings()
    rows, told = _rows(real.catalogue), _rows(real.accounts)
    accounts: dict[str, list[dict[str, str]]] = {}
    for line in told:
        accounts.setdefault(line["slug"], []).append(line)
    folder = folder / str(number)
    folder.mkdir()
    with (
        (folder / "practices.csv").open("w", encoding="utf-8", newline="") as practices_file,
        (folder / "accounts.csv").open("w", encoding="utf-8", newline="") as accounts_file,
    ):
        practices, statements = csv.DictWriter(practices_file, rows[0]), csv.DictWriter(accounts_file, told[0])
        practices.writeheader()
        statements.writeheader()
        for at in range(number):
            row = rows[at % len(rows)]
            slug = f"{row['slug']}-{at}"
            practices.writerow(row | {"slug": slug, "title": f"{row['title']} ({at})"})
            statements.writerows(line | {"slug": slug} for line in accounts.get(row["slug"], ()))
    return open_bank(Settings.from_environment({"PRACTICEBANK_CATALOGUE": str(folder / "practices.csv")}))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


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
