"""What the desk set in practices of the catalogue file, laid over the file as read; and which of them it took out.

Where both changed the same field, the desk's value is shown and the two disagree, until one of them has the other's
value. What only the file changed is shown as the file has it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from practicebank.bank.files import Files
from practicebank.bank.publications import Amended, Publication, Publications
from practicebank.bank.slug_index import SlugIndex
from practicebank.catalogue.accounts import PLACE, SCHEMA, TOLD, Accounts, Statement, searched_text
from practicebank.catalogue.sources import CONFIDENCES, Source, Sources
from practicebank.evidence import evaluated
from practicebank.fields import ACCOUNT_FIELD, COLUMNS, SORTED_BY, text


@dataclass(frozen=True)
class Disagreement:
    """A field that was changed in the file since the desk set it: `file` is what the file says, `desk` what is shown.
    Without a field, the file has no row for the practice any more.
    """

    slug: str
    field: str
    file: str
    desk: str


@dataclass(frozen=True)
class Decided:
    """`files` as readers get them: amended, and without what was retired or replaced. `publications` have of that what
    the files say.
    """

    files: Files
    publications: Sequence[Publication]
    disagreements: Sequence[Disagreement]


def decided(files: Files, publications: Publications) -> Decided:
    files, disagreements = amended(files, publications.amended)
    gone = {each.slug for each in publications.practices if each.founding}
    lost = sorted(slug for slug in gone - publications.amended.keys() if slug not in files.founding)
    disagreements += [Disagreement(slug, "", "", "") for slug in lost]
    practices = [_as_in(files, each) if each.founding else each for each in publications.practices]
    return Decided(without(files, gone), practices, disagreements)


def _as_in(files: Files, gone: Publication) -> Publication:
    """With the cells and the account of the files. Where they have no row for it any more, of what is told of it nobody
    would know the sources.
    """
    row = files.founding.get(gone.slug)
    if row is None:
        return replace(gone, account=())
    cells = {column: text(files.practices[column].iat[row]) for column in COLUMNS}
    return replace(gone, cells=cells, account=files.accounts.of(row))


def amended(files: Files, values_by_slug: Mapping[str, Mapping[str, Amended]]) -> tuple[Files, list[Disagreement]]:
    """The files with what was set, by slug and field, and where they say something else by now."""
    told: dict[int, Mapping[str, Amended]] = {}
    disagreements = [Disagreement(slug, "", "", "") for slug in values_by_slug if slug not in files.founding]
    for slug, values in in_effect(files, values_by_slug).items():
        row = files.founding[slug]
        for field, each in values.items():
            if (found := value_in(files, row, field)) not in (each.before, *each.earlier):
                disagreements.append(Disagreement(slug, field, found, each.value))
        told[row] = values | _beside_the_design(files, row, values_by_slug[slug], values)
    if told:
        accounts = _with_statements(files.accounts, told)
        practices = _with_cells(files, told, accounts)
        files = replace(files, practices=practices, accounts=accounts, sources=_with_sources(files, told))
    return files, disagreements


def in_effect(files: Files, values_by_slug: Mapping[str, Mapping[str, Amended]]) -> dict[str, dict[str, Amended]]:
    """Of what was set, by slug and field, what the files do not say themselves."""
    found: dict[str, dict[str, Amended]] = {}
    for slug, values in values_by_slug.items():
        if (row := files.founding.get(slug)) is not None:
            design = values["evaluation_design"].value if "evaluation_design" in values else _design_in(files, row)
            for field, each in values.items():
                value = _unless_derived(each.value, design) if field == "evaluated" else each.value
                if value_in(files, row, field) != value:
                    found.setdefault(slug, {})[field] = each
    return found


def _beside_the_design(
    files: Files, row: int, values: Mapping[str, Amended], told: Mapping[str, Amended]
) -> dict[str, Amended]:
    """What becomes of `evaluated` where a design was set: what the file says beside another design does not hold."""
    if "evaluation_design" not in told:
        return {}
    design, before = told["evaluation_design"], value_in(files, row, "evaluated")
    said = values.get("evaluated", replace(design, value="" if _design_in(files, row) else before))
    changes = evaluated(said.value, design.value) != text(files.practices["evaluated"].iat[row])
    return {"evaluated": said} if changes else {}


def without(files: Files, slugs: Collection[str]) -> Files:
    """The files without the rows of these practices and what is told of them."""
    kept = np.ones(len(files.practices), dtype=bool)
    kept[[files.founding[slug] for slug in slugs if slug in files.founding]] = False
    if kept.all():
        return files
    practices = files.practices[kept].reset_index(drop=True)
    for column in SORTED_BY:
        practices[column] = practices[column].cat.remove_unused_categories()
    places = files.accounts.statements["place"].to_numpy()
    rows = places // len(PLACE)
    there = np.flatnonzero(kept[rows])
    moved = (np.cumsum(kept) - 1)[rows[there]] * len(PLACE) + places[there] % len(PLACE)
    statements = files.accounts.statements.take(pa.array(there)).set_column(0, "place", pa.array(moved))
    accounts = Accounts(statements, files.accounts.faults, files.accounts.version)
    return replace(files, practices=practices, accounts=accounts, founding=SlugIndex(practices["slug"]))


def value_in(files: Files, row: int, field: str) -> str:
    """What the files say in this field of a practice, as `Amended` has it: not what its design says of `evaluated`."""
    if field == "evaluated":
        return _unless_derived(text(files.practices[field].iat[row]), _design_in(files, row))
    if field in COLUMNS:
        return text(files.practices[field].iat[row])
    return "\n".join(each.text for each in files.accounts.of(row) if each.field == field)


def _design_in(files: Files, row: int) -> str:
    return text(files.practices["evaluation_design"].iat[row])


def _unless_derived(said: str, design: str) -> str:
    return "" if said == evaluated("", design) else said


_Told = Mapping[int, Mapping[str, Amended]]


def _with_statements(accounts: Accounts, told: _Told) -> Accounts:
    """With what was set in place of what was told there, and on its line. A column that the account told stands in the
    catalogue now.
    """
    set_there = [row * len(PLACE) + PLACE[field] for row, values in told.items() for field in values if field in PLACE]
    replaced = np.isin(accounts.statements["place"].to_numpy(), set_there)
    kept, before = (accounts.statements.filter(pa.array(rows)) for rows in (~replaced, replaced))
    line_of = dict(zip(*(before[name].to_pylist()[::-1] for name in ("place", "line")), strict=True))
    lines = [
        dict(zip(SCHEMA.names, (place, *statement.cells, line_of.get(place, 0)), strict=True))
        for row, values in told.items()
        for field, each in values.items()
        if field in ACCOUNT_FIELD
        for place in [row * len(PLACE) + PLACE[field]]
        for statement in statements_of(field, each)
    ]
    every = pa.concat_tables([kept, pa.Table.from_pylist(lines, SCHEMA)])
    order = np.argsort(every["place"].to_numpy(), kind="stable")
    return Accounts(every.take(pa.array(order)), accounts.faults, accounts.version)


def statements_of(field: str, each: Amended) -> list[Statement]:
    texts = each.value.splitlines() if ACCOUNT_FIELD[field].several else [each.value]
    confidence = each.confidence if each.urls else TOLD  # no other can stand without a page
    return [Statement(field, said, each.urls, confidence, each.read) for said in texts if said]


def _with_cells(files: Files, told: _Told, accounts: Accounts) -> pd.DataFrame:
    practices = files.practices.copy(deep=False)
    cells: dict[str, dict[int, str]] = {}
    for row, values in told.items():
        for field, each in values.items():
            if field in COLUMNS:
                cells.setdefault(field, {})[row] = each.value
        if "evaluated" in values:
            design = values["evaluation_design"].value if "evaluation_design" in values else _design_in(files, row)
            cells["evaluated"][row] = evaluated(values["evaluated"].value, design)
        if values.keys() & ACCOUNT_FIELD.keys():
            cells.setdefault("account", {})[row] = searched_text(accounts.of(row))
    for column, changed in cells.items():
        practices[column] = _replaced(practices[column], changed)
    return practices


def _replaced(column: pd.Series, changed: Mapping[int, str]) -> pd.Series:
    """The column with these cells by row, "" for what is not recorded; its categories stay in alphabetical order."""
    rows, values = list(changed), list(changed.values())
    if not isinstance(column.dtype, pd.CategoricalDtype):
        replaced = column.copy()
        replaced.iloc[rows] = [value or None for value in values]
        return replaced
    before = [str(category) for category in column.cat.categories]
    categories = sorted({*before, *filter(None, values)})
    place = {category: at for at, category in enumerate(categories)}
    codes: npt.NDArray[np.int64] = np.array([*(place[category] for category in before), -1])[column.cat.codes]
    codes[rows] = [place.get(value, -1) for value in values]
    return pd.Series(pd.Categorical.from_codes(codes, pd.Index(categories, dtype="str"))).cat.remove_unused_categories()


def _with_sources(files: Files, told: _Told) -> Sources:
    """With the page that says so beside each column that was set."""
    by_practice = dict(files.sources.by_practice)
    slugs = files.practices["slug"]
    for row, values in told.items():
        slug = str(slugs.iat[row])
        facts = dict(by_practice.pop(slug, {}))
        for column, each in values.items():
            if column in COLUMNS and each.value and each.urls and each.confidence in CONFIDENCES:
                facts[column] = Source(each.urls[0], each.confidence)
            else:
                facts.pop(column, None)
        if facts:
            by_practice[slug] = facts
    return Sources(by_practice, files.sources.faults)
