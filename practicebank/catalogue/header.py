"""The first row of a catalogue: which column stands where."""

from practicebank.catalogue.faults import CatalogueError, Fault, shown
from practicebank.catalogue.records import CsvRecord
from practicebank.fields import COLUMNS, REQUIRED_COLUMNS
from practicebank.vocabulary import Vocabulary


def read_header(header: CsvRecord | None, name: str, vocabulary: Vocabulary) -> tuple[dict[str, int], list[Fault]]:
    """Where each known column stands, and what is wrong with the header.

    Raises `CatalogueError`, naming the file as `name`, when there is none or a required column is missing.
    """
    if header is None:
        raise CatalogueError(f"{name} is empty. Its first line must name the columns.")
    if header.fault:
        raise CatalogueError(f"{name} has a first line that cannot be read. {header.fault}")
    known = {column: column for column in COLUMNS}
    known |= {alias.casefold(): field.column for field in vocabulary for alias in field.aliases}
    columns: dict[str, int] = {}
    faults = []
    for position, written in enumerate(header.cells):
        column = known.get(written.strip().casefold())
        if column is None:
            what = shown(written) if written.strip() else f"column {position + 1}"
            advice = "Rename this column or remove it: the bank does not know it."
            faults.append(Fault(header.line, what, advice))
        elif column in columns:
            faults.append(Fault(header.line, column, "Remove the second such column: it is not read."))
        else:
            columns[column] = position
    missing = [column for column in REQUIRED_COLUMNS if column not in columns]
    if missing:
        separators = ";" in header.cells[0] or "\t" in header.cells[0]
        commas = " Separate the columns with commas." if separators else ""
        raise CatalogueError(
            f"{name} has no column {', '.join(missing)}. Its first line must name the columns: "
            f"{', '.join(REQUIRED_COLUMNS)}.{commas}"
        )
    return columns, faults
