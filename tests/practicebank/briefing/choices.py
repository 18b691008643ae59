"""Choices to make briefings of, and a bank full of text that files must not take for more than text."""

import random
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

from practicebank.bank.bank import Bank
from practicebank.bank.filters import COLUMN_OF, Filters
from practicebank.bank.shelf import open_bank
from practicebank.fields import COLUMNS
from practicebank.settings import Settings
from tests.practicebank.small_tables import csv_text

REAL = open_bank(Settings())
WORDS = ["", "", "", "burglary", "young people", "no such wrod"]

HOSTILE = (
    "=cmd|'/C calc'!A0",
    '<script>alert("x")</script>',
    "]]> & <a:t> </w:t> {{ 7 * 7 }}",
    "Two\nlines\tand a tab",
    "_x000D_ ‮ right to left é 漢字 🚓",
    "@SUM(1+1)*cmd",
    "A" * 300,
)


def random_choices(number: int, seed: int) -> list[Filters]:
    """Choices of one to three filters that show something or nothing, always the same for a seed."""
    chance = random.Random(seed)
    chosen = []
    for _ in range(number):
        filters = Filters(q=chance.choice(WORDS))
        for key in chance.sample(list(COLUMN_OF), chance.randint(0, 3)):
            terms = REAL.facets[COLUMN_OF[key]].terms
            filters = filters.with_only(key, chance.sample(terms, chance.randint(1, min(3, len(terms)))))
        chosen.append(Filters.from_query(filters.to_query(), REAL.facets))
    return chosen


def query_of(filters: Filters) -> str:
    return urlencode(filters.to_query(), doseq=True)


def bank_of_rows(folder: Path, *rows: Mapping[str, str], accounts: str = "") -> Bank:
    """A bank of these practices; `accounts` is the text of an `accounts.csv`."""
    (folder / "practices.csv").write_text(csv_text(*rows, columns=COLUMNS), encoding="utf-8")
    if accounts:
        (folder / "accounts.csv").write_text(accounts, encoding="utf-8")
    return open_bank(Settings.from_environment({"PRACTICEBANK_CATALOGUE": str(folder / "practices.csv")}))


def hostile_bank(folder: Path) -> Bank:
    rows = [
        {"title": f"{number} {text}" if text.startswith("A") else text, "summary": text, "organisation": text}
        for number, text in enumerate(HOSTILE)
    ]
    return bank_of_rows(folder, *rows)
