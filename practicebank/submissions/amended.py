"""What the desk set in a practice that readers see: for each field what it says, what it said before, and where that is
from.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from practicebank.bank.publications import Amended
from practicebank.evidence import NO, YES
from practicebank.fields import ACCOUNT_FIELD, COLUMNS, MULTI_VALUED, SEPARATOR, split_cell
from practicebank.submissions.form.model import Submission, changes

READ_BY_ALL = (*COLUMNS[1:], *ACCOUNT_FIELD)
"""The fields of a practice that readers see; all of them but the slug can be corrected."""


def cell_of(submission: Submission, field: str) -> str:
    """An answer as a column of the table, or a part of the account (links: one to a line), has it."""
    value = getattr(submission, field, None)
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, tuple):
        return ("\n" if field in ACCOUNT_FIELD else SEPARATOR).join(value)
    return "" if value is None else str(value).strip()


def answer_of(field: str, cell: str) -> object:
    """What `cell_of` made that cell of."""
    if field == "evaluated":
        return {YES: True, NO: False}.get(cell)
    if field in ACCOUNT_FIELD and ACCOUNT_FIELD[field].several:
        return [line for line in cell.splitlines() if line.strip()]
    return split_cell(cell) if field in MULTI_VALUED else cell


def amended_in(stored: str | None) -> dict[str, Amended]:
    """By field, as `stored` from `amended_after`."""
    written = json.loads(stored or "{}")
    return {
        field: Amended(**{**each, "urls": tuple(each["urls"]), "earlier": tuple(each.get("earlier", ()))})
        for field, each in written.items()
    }


def amended_after(
    stored: str | None, before: Submission, after: Submission, urls: Sequence[str], confidence: str, day: date
) -> str:
    """The same after a correction. A field that says again what it said at first is kept: the file may have taken over
    what it said meanwhile. The page named for what it said before says nothing of what it says now.
    """
    amended = amended_in(stored)
    for field in changes(before, after):
        if field not in READ_BY_ALL:
            continue
        value, was = cell_of(after, field), cell_of(before, field)
        kept = amended.get(field, Amended(was, was, (), "", ""))
        earlier = tuple(dict.fromkeys((*kept.earlier, kept.value))) if field in amended else ()
        amended[field] = Amended(value, kept.before, tuple(urls), confidence, str(day), earlier)
    return json.dumps({field: asdict(each) for field, each in amended.items()}, ensure_ascii=False)
