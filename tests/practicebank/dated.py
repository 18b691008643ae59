"""A bank with practices that carry a date."""

from datetime import datetime

from practicebank.bank.bank import Bank
from practicebank.bank.files import read_files
from practicebank.bank.publications import Publication, Publications
from practicebank.bank.shelf import bank_of
from practicebank.fields import COLUMNS
from practicebank.settings import Settings


def practice(slug: str, added: datetime, confirmed: datetime | None = None, listed: bool = True) -> Publication:
    cells = {
        **dict.fromkeys(COLUMNS, ""),
        "slug": slug,
        "title": slug,
        "effectiveness": "Promising",
        "focus": "Diversion",
    }
    return Publication(cells, (), (), listed, added, confirmed, "", added, "", "")


def with_additions(*practices: Publication) -> Bank:
    return bank_of(read_files(Settings()), Publications(practices), Settings().search_index)
