"""What a page is, for search engines, in the words of schema.org.

It stands in the shell as a block of data, not of script: nothing in it runs, and nothing in it can end the block.
"""

import json
from collections.abc import Mapping

from practicebank.bank.bank import Bank
from practicebank.fields import ACCOUNT, WITHHELD, split_cell

Json = dict[str, object]


def of_bank(bank: Bank, description: str) -> Json:
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": "Practice bank",
        "description": description,
        "version": bank.version,
        "inLanguage": "en-GB",
        "isAccessibleForFree": True,
        "size": f"{len(bank):,} practices",
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": f"./api/{path}"}
            for kind, path in (
                ("text/csv", "practices.csv"),
                ("application/json", "practices?limit=1000"),
                ("application/zip", "copy.zip"),
            )
        ],
    }


def of_practice(bank: Bank, row: int) -> Json:
    """Only what is recorded: a missing fact has no entry. `citation` are the pages that its account is known from."""
    record = {name: cell for name, cell in bank.practices.iloc[row].items() if isinstance(cell, str)}
    account = bank.account(record["slug"])
    told = {each.field: each.text for each in account}
    pages = dict.fromkeys(url for each in account for url in (*each.urls, *([each.text] * (each.field == "links"))))
    who = record.get("organisation", WITHHELD)
    made: Json = {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "name": record["title"],
        "abstract": record.get("summary"),
        "description": "\n".join(told[field.name] for field in ACCOUNT if field.describes and field.name in told),
        "about": split_cell(record.get("topics", "")),
        "keywords": split_cell(record.get("focus", "")),
        "creator": None if who == WITHHELD else {"@type": "Organization", "name": who},
        "isBasedOn": record.get("page_url"),
        "citation": [url for url in pages if url != record.get("page_url")],
        "spatialCoverage": split_cell(record.get("region", "")),
        "temporalCoverage": "/".join((record["started"], record.get("completed", ".."))) if "started" in record else "",
        "inLanguage": "en-GB",
        "isPartOf": {"@type": "Dataset", "name": "Practice bank"},
    }
    return {name: value for name, value in made.items() if value}


def block(data: Mapping[str, object]) -> str:
    """The element for the head of a page; "" for nothing to say."""
    if not data:
        return ""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return f'<script type="application/ld+json">{text}</script>'
