"""The whole bank in one ZIP: for people, for programs, and to start the app from again.

`bank/` holds the files the app runs on, exactly as it would write them; beside it stand the same practices and their
accounts as a CSV that is safe to open in a spreadsheet program, as JSON, and the copy that opens in any browser.
`SHA256SUMS` lets anyone see that nothing was changed on the way.
"""

import hashlib
import io
import json
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from practicebank.bank.bank import Bank
from practicebank.bank.filters import Filters
from practicebank.briefing.catalogue_files import as_csv, catalogue_table, source_rows, statement_rows
from practicebank.briefing.html_files import survival_copy
from practicebank.briefing.model import ENDORSEMENT, NAME, ORIGIN, briefing_of
from practicebank.briefing.records import CSV_COLUMNS, csv_rows, items
from practicebank.briefing.workbook import workbook
from practicebank.catalogue.accounts import HEADER, HOW_SURE
from practicebank.catalogue.places import HEADER as PLACE_COLUMNS
from practicebank.catalogue.sources import FIELDS
from practicebank.escape import spreadsheet_cell
from practicebank.fields import MULTI_VALUED, NOT_RECORDED, SEPARATOR
from practicebank.settings import Settings

SUMS = "SHA256SUMS"
FOLDER = "bank"
MOST_BYTES = 500_000_000
# What the standard library raises for a ZIP that is damaged, locked with a password, or packed as it cannot unpack.
_BROKEN = (OSError, EOFError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error)
LICENCE = f"""\
Licence and origin

{ORIGIN}
The data are public information. The College of Policing’s own terms, and those of the pages named in
bank/sources.csv and bank/accounts.csv, hold for what comes from them. A statement whose confidence is
“told” was shared through the bank by those who did the work.

{ENDORSEMENT}
"""
_OF_A_PRACTICE = [{"fields": ["slug"], "reference": {"resource": "practices", "fields": ["slug"]}}]


class BrokenCopy(Exception):
    """The ZIP is not a whole copy of a bank; the message says what is wrong."""


def archive(bank: Bank, settings: Settings, made_on: date) -> bytes:
    """`settings` say where the vocabulary and the synonyms are."""
    synonyms = settings.synonyms.read_bytes()
    every = np.arange(len(bank))
    columns, rows = catalogue_table(bank.practices, bank.accounts_of(every))
    safe = ([spreadsheet_cell(cell) for cell in row] for row in csv_rows(bank, every))
    files = {
        "practice-bank.html": survival_copy(bank, synonyms.decode("utf-8-sig"), made_on),
        "practices.csv": as_csv(CSV_COLUMNS, safe, "\ufeff", "\r\n"),
        "practices.json": _json(items(bank, every)),
        "practices.xlsx": workbook(briefing_of(bank, Filters(), made_on)),
        "datapackage.json": _json(_package(bank, columns, made_on)),
        "LICENCE.txt": LICENCE.encode(),
        "README.txt": _readme(bank, made_on).encode(),
        f"{FOLDER}/practices.csv": as_csv(columns, rows),
        f"{FOLDER}/accounts.csv": as_csv(HEADER, _statements(bank)),
        f"{FOLDER}/sources.csv": as_csv(FIELDS, source_rows(bank.sources)),
        f"{FOLDER}/vocabulary.toml": settings.vocabulary.read_bytes(),
        f"{FOLDER}/synonyms.csv": synonyms,
    }
    if bank.places.tiles:
        files[f"{FOLDER}/places.csv"] = as_csv(PLACE_COLUMNS, _places(bank))
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    return _zipped({**files, SUMS: sums.encode()}, made_on)


def rebuild(zipped: Path, to: Path) -> Settings:
    """Unpack a copy into a folder, after checking every sum. Returns the settings that open its bank.

    Raises `BrokenCopy`. Only the files the sums name are written, all of them inside the folder.
    """
    try:
        with zipfile.ZipFile(zipped) as copy:
            names = set(copy.namelist())
            if SUMS not in names:
                raise BrokenCopy(f"{zipped.name} has no {SUMS}: it is not a copy of a bank.")
            if sum(entry.file_size for entry in copy.infolist()) > MOST_BYTES:
                raise BrokenCopy(f"{zipped.name} is larger than any bank.")
            sums = _sums(copy.read(SUMS).decode())
            files = {name: copy.read(name) for name in sums if name in names}
    except _BROKEN as error:
        raise BrokenCopy(f"{zipped.name} cannot be read: {error}.") from error
    missing = sorted({*sums, f"{FOLDER}/practices.csv", f"{FOLDER}/vocabulary.toml"} - set(files))
    if missing:
        raise BrokenCopy(f"{zipped.name} lacks {', '.join(missing)}.")
    if changed := [name for name, content in files.items() if hashlib.sha256(content).hexdigest() != sums[name]]:
        raise BrokenCopy(f"{', '.join(sorted(changed))} in {zipped.name} was changed since the copy was made.")
    if outside := [name for name in files if not _lies_in(to, name)]:
        raise BrokenCopy(f"{zipped.name} names a file outside the folder: {outside[0]!r}.")
    try:
        for name, content in files.items():
            path = to / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    except OSError as error:
        raise BrokenCopy(f"{zipped.name} cannot be unpacked: {error.strerror}.") from error
    return Settings.from_environment({"PRACTICEBANK_CATALOGUE": str(to / FOLDER / "practices.csv")})


def _lies_in(folder: Path, name: str) -> bool:
    try:
        return (folder / name).resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError):  # no name of a file on this machine
        return False


def _sums(text: str) -> dict[str, str]:
    """The sum of each file, by its name."""
    lines = [line.partition("  ") for line in text.splitlines()]
    return {name: digest for digest, _, name in lines if name}


def _statements(bank: Bank) -> Iterator[Sequence[str]]:
    """The lines of the accounts, as their file has them, then those of what was published since."""
    yield from statement_rows(bank.practices, bank.accounts)
    for published in bank.publications.values():
        for statement in published.account if published.listed else ():
            yield published.slug, *statement.cells


def _places(bank: Bank) -> list[list[str]]:
    return [[each.organisation, each.region, str(each.column), str(each.row), each.short] for each in bank.places.tiles]


def _package(bank: Bank, columns: Sequence[str], made_on: date) -> dict[str, object]:
    """A Data Package (https://datapackage.org): what the columns are, for programs."""
    fields = []
    for column in columns:
        field: dict[str, object] = {"name": column, "type": "string", "title": bank.vocabulary.label(column)}
        if column in MULTI_VALUED:
            field["description"] = f"Several values are separated by “{SEPARATOR}”."
        elif column in bank.vocabulary.fields:
            field["description"] = f"One of: {'; '.join(bank.vocabulary[column].names)}."
        if column in ("slug", "title"):
            field["constraints"] = {"required": True}
        fields.append(field)
    return {
        "name": "practice-bank",
        "title": NAME,
        "version": bank.version,
        "created": f"{made_on.isoformat()}T00:00:00Z",
        "description": f"{ORIGIN} {ENDORSEMENT} An empty cell is {NOT_RECORDED.lower()}: it never means “none”.",
        "sources": [
            {
                "title": "College of Policing practice bank",
                "path": "https://www.college.police.uk/support-forces/practices",
            }
        ],
        "resources": [
            {
                **_resource("practices"),
                "schema": {"fields": fields, "primaryKey": ["slug"], "missingValues": [""]},
            },
            {**_resource("accounts"), "schema": {"fields": _account_fields(), "foreignKeys": _OF_A_PRACTICE}},
            {
                **_resource("sources"),
                "schema": {
                    "fields": [{"name": name, "type": "string"} for name in FIELDS],
                    "foreignKeys": _OF_A_PRACTICE,
                },
            },
            *([{**_resource("places"), "schema": {"fields": _place_fields()}}] if bank.places.tiles else []),
        ],
    }


def _resource(name: str) -> dict[str, str]:
    path = f"{FOLDER}/{name}.csv"
    return {"name": name, "path": path, "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}


def _account_fields() -> list[dict[str, str]]:
    said = {
        "field": "The part of the account, or a column of practices.csv that the account tells.",
        "source_url": "The pages it stands on, separated by a space; none where it was told to the bank.",
        "confidence": "; ".join(f"{name}: {meaning}" for name, meaning in HOW_SURE.items()) + ".",
        "read": "When it was read or told: a year, a month or a day.",
        "figures": "“own”: the figures are those of who carried the practice out.",
    }
    return [{"name": name, "type": "string"} | ({"description": said[name]} if name in said else {}) for name in HEADER]


def _place_fields() -> list[dict[str, str]]:
    return [{"name": name, "type": "integer" if name in ("column", "row") else "string"} for name in PLACE_COLUMNS]


def _readme(bank: Bank, made_on: date) -> str:
    return f"""\
{NAME}: a copy of the whole bank
{len(bank):,} practices, data version {bank.version}, made on {made_on.isoformat()}

To read it        open practice-bank.html in any browser; no network is needed
In a spreadsheet  practices.xlsx, or practices.csv (cells that could run as formulas begin with an apostrophe)
For programs      practices.json; datapackage.json describes the files in {FOLDER}/
What was done     {FOLDER}/accounts.csv: the account of each practice, statement by statement, with its sources
To start it again python -m practicebank rebuild THIS.zip --to FOLDER
                  PRACTICEBANK_CATALOGUE=FOLDER/{FOLDER}/practices.csv streamlit run app.py
To check it       sha256sum -c {SUMS}

What is not recorded is not known: an empty cell never means “none” or “no”. Licence and origin: LICENCE.txt.
"""


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _zipped(files: Mapping[str, bytes], made_on: date) -> bytes:
    """The same files of the same day are the same bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as copy:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, (made_on.year, made_on.month, made_on.day, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            copy.writestr(entry, content)
    return held.getvalue()
