"""How the bank itself is: what is missing, unasked, broken or there twice. Every number has its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from weakref import WeakKeyDictionary

import numpy as np

from practicebank.bank.bank import Bank
from practicebank.catalogue import Fault
from practicebank.catalogue.schema import UNKNOWN_TERM
from practicebank.desk.desk import Desk
from practicebank.fields import MAY_BE_RECORDED, NOT_RECORDED, values_in
from practicebank.search.unanswered import Unanswered, commonest

ALIKE = 0.6
MOST_COMPARED = 2_000
UNANSWERED_DAYS = 90
_TWINS: "WeakKeyDictionary[Bank, HealthFinding]" = WeakKeyDictionary()


@dataclass(frozen=True)
class HealthRow:
    """A practice behind a number, and what is the matter with it."""

    slug: str
    title: str
    detail: str = ""


@dataclass(frozen=True)
class HealthFinding:
    """`name` stands in the address; `out_of` is how many it was looked for in."""

    name: str
    label: str
    rows: Sequence[HealthRow]
    out_of: int


@dataclass(frozen=True)
class Health:
    """`completeness` by field, the emptiest first. `twins` is None where there are too many practices to compare
    each with each. `problem` is why an older version of the files is served, "" when it is not; `faults` are of the
    catalogue and the files beside it, each with the name of what it is a fault of.
    """

    completeness: Sequence[HealthFinding]
    no_contact: HealthFinding
    no_date: HealthFinding
    stale: HealthFinding
    broken: HealthFinding
    twins: HealthFinding | None
    problem: str
    faults: Sequence[tuple[str, Fault]]
    unanswered: Sequence[Unanswered]

    def finding(self, name: str) -> HealthFinding | None:
        known = [*self.completeness, self.no_contact, self.no_date, self.stale, self.broken, self.twins]
        return next((each for each in known if each is not None and each.name == name), None)


def health(desk: Desk, unanswered: Path | None = None, *, today: date | None = None) -> Health:
    """`unanswered` is the file that counts searches which found nothing."""
    today = today or datetime.now(UTC).date()
    bank = desk.bank()
    listed = {slug: each for slug, each in bank.publications.items() if each.listed}
    titles = _titles(bank)
    stale = {
        slug: f"last confirmed or published {each.due.year - 1}" for slug, each in listed.items() if each.due <= today
    }
    return Health(
        completeness=_completeness(bank),
        no_contact=_finding(
            "no-contact",
            "Nobody named whom readers can ask",
            {slug: "" for slug in titles if slug not in listed or not listed[slug].contact},
            titles,
        ),
        no_date=_finding("no-date", "No date added", {slug: "" for slug in titles if slug not in listed}, titles),
        stale=_finding("stale", "Not confirmed for a year or more", stale, titles),
        broken=_finding("broken", "A term the vocabulary does not know, or no summary", _broken(bank), titles),
        twins=_twins(bank) if len(bank) <= MOST_COMPARED else None,
        problem=desk.services.shelf.problem,
        faults=list(bank.file_faults),
        unanswered=commonest(unanswered, today - timedelta(days=UNANSWERED_DAYS)),
    )


def _titles(bank: Bank) -> dict[str, str]:
    return dict(zip(bank.practices["slug"].tolist(), bank.practices["title"].tolist(), strict=True))


def _finding(name: str, label: str, found: Mapping[str, str], titles: Mapping[str, str]) -> HealthFinding:
    rows = [HealthRow(slug, titles[slug], detail) for slug, detail in found.items()]
    return HealthFinding(name, label, sorted(rows, key=lambda row: row.title.casefold()), len(titles))


def _completeness(bank: Bank) -> list[HealthFinding]:
    """The fields by how often they are not recorded."""
    titles, slugs = _titles(bank), bank.practices["slug"].to_numpy(dtype=object)
    findings = []
    for column in MAY_BE_RECORDED:
        missing = slugs[bank.practices[column].isna().to_numpy()]
        label = bank.vocabulary.label(column)
        findings.append(_finding(f"no-{column.replace('_', '-')}", label, dict.fromkeys(missing, ""), titles))
    return sorted(findings, key=lambda finding: -len(finding.rows))


def _broken(bank: Bank) -> dict[str, str]:
    broken: dict[str, str] = {}
    for field in bank.vocabulary:
        facet = bank.facets[field.column]
        unknown = [term for term in facet.terms if term not in field.names and term != NOT_RECORDED]
        rows = np.flatnonzero(facet.with_any(unknown))
        for slug, cell in bank.practices[["slug", field.column]].iloc[rows].astype(object).itertuples(index=False):
            terms = [term for term in values_in(field.column, cell) if term in unknown]
            broken[str(slug)] = f"{field.label}: {', '.join(terms)}. {UNKNOWN_TERM}"
    for slug in bank.practices["slug"][bank.practices["summary"].isna()]:
        broken.setdefault(str(slug), "No summary.")
    return broken


def _twins(bank: Bank) -> HealthFinding:
    """Practices that another one nearly repeats. Each is compared with each once for a bank, and let go with it."""
    found = _TWINS.get(bank)
    if found is None:
        found = _TWINS[bank] = _compare(bank)
    return found


def _compare(bank: Bank) -> HealthFinding:
    titles = _titles(bank)
    slugs = list(titles)
    found: dict[str, str] = {}
    for row, slug in enumerate(slugs):
        nearest = [other for other in bank.search.similar(row, 1) if other.score >= ALIKE]
        if nearest:
            found[slug] = f"close to “{titles[slugs[nearest[0].row]]}”"
    return _finding("twins", "Close to another practice: perhaps there twice", found, titles)
