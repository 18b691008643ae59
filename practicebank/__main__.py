"""The commands an operator types: `python -m practicebank COMMAND`.

A command is one entry of `COMMANDS`: its help, the arguments it takes, and a function that is given the
options and the settings, prints what it has to say with `say`, and returns the exit status.
"""

import argparse
import io
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from practicebank.catalogue import Catalogue, CatalogueError, load_catalogue
from practicebank.search import check_synonyms
from practicebank.settings import Settings
from practicebank.sources import load_sources, unmatched
from practicebank.vocabulary import VocabularyError, load_vocabulary


@dataclass(frozen=True)
class Command:
    help: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Settings], int]


def say(text: str) -> None:
    """Print one line. What a terminal would obey or could not show is printed as an escape."""
    print("".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text))


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="check only this CSV")


def _check(options: argparse.Namespace, settings: Settings) -> int:
    path: Path = options.file or settings.catalogue
    catalogue: Catalogue | None = None
    faults: list[str] = []
    try:
        catalogue = load_catalogue(path, load_vocabulary(settings.vocabulary))
        faults += [f"{path.name}, {fault}" for fault in catalogue.faults]
    except (CatalogueError, VocabularyError) as error:
        faults.append(str(error))
    if options.file is None:
        faults += _source_faults(settings.sources, catalogue)
        faults += _synonym_faults(settings.synonyms)
    for fault in faults:
        say(fault)
    practices = f" {_number(len(catalogue.practices), 'practice')}." if catalogue else ""
    say(f"{_number(len(faults), 'fault')}.{practices}")
    return 1 if faults else 0


def _source_faults(path: Path, catalogue: Catalogue | None) -> list[str]:
    sources = load_sources(path)
    faults = list(sources.faults)
    if catalogue:
        faults += unmatched(sources, catalogue.practices)
    return [f"{path.name}, {fault}" for fault in sorted(faults)]


def _synonym_faults(path: Path) -> list[str]:
    try:
        return [f"{path.name}, line {fault.line}: {fault.message}" for fault in check_synonyms(path)]
    except OSError as error:
        return [f"The file {path.name} cannot be read: {error.strerror}."]


def _number(number: int, noun: str) -> str:
    amount = f"{number:,}" if number else "No"
    return f"{amount} {noun}{'' if number == 1 else 's'}"


COMMANDS = {
    "check": Command("list what to mend in the catalogue and the files beside it", _check_arguments, _check),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status. `argparse` exits by itself for help and a wrong command."""
    parser = argparse.ArgumentParser(prog="python -m practicebank", description="Tends the practice bank.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        subparser = commands.add_parser(name, help=command.help, description=command.help)
        command.add_arguments(subparser)
        subparser.set_defaults(run=command.run)
    options = parser.parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that cannot show a curly quotation mark shows its number instead.
        sys.stdout.reconfigure(errors="backslashreplace")
    status: int = options.run(options, Settings.from_environment())
    return status


if __name__ == "__main__":
    sys.exit(main())
