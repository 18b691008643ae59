"""The commands an operator types: `python -m practicebank COMMAND`.

A command is one entry of `COMMANDS`: its help, the arguments it takes, and a function that is given the
options and the services, prints what it has to say with `say`, and returns the exit status.
"""

import argparse
import io
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from practicebank.bank.amendments import amended, in_effect
from practicebank.bank.files import BankUnavailable, read_files
from practicebank.bank.slug_index import SlugIndex
from practicebank.briefing.archive import BrokenCopy, archive, rebuild
from practicebank.briefing.catalogue_files import catalogue_files
from practicebank.briefing.html_files import survival_copy
from practicebank.catalogue import Catalogue, CatalogueError, load_catalogue
from practicebank.catalogue.accounts_file import load_accounts
from practicebank.catalogue.places import load_places
from practicebank.catalogue.sources import load_sources, unmatched
from practicebank.desk.checklist import ChecklistError, load_checklist
from practicebank.search import SynonymsError, check_synonyms
from practicebank.services import Services
from practicebank.settings import Settings, SettingsError
from practicebank.submissions.chores import once_a_day
from practicebank.submissions.reading.published_practices import public_practices
from practicebank.submissions.reading.terminal import as_text, queue_listing
from practicebank.submissions.states import Status
from practicebank.submissions.storage.audit_log import verify_log
from practicebank.submissions.storage.backup import Backup, BrokenBackup, back_up, restore
from practicebank.submissions.storage.engine import QueueUnavailable
from practicebank.vocabulary import Vocabulary, VocabularyError, load_vocabulary


@dataclass(frozen=True)
class Command:
    help: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Services], int]


def say(text: str) -> None:
    """Print one line. What a terminal would obey or could not show is printed as an escape."""
    print("".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text))


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="check only this CSV")


def _check(options: argparse.Namespace, services: Services) -> int:
    path: Path = options.file or services.settings.catalogue
    catalogue: Catalogue | None = None
    faults: list[str] = []
    try:
        vocabulary = load_vocabulary(services.settings.vocabulary)
        catalogue = load_catalogue(path, vocabulary)
        faults += [f"{path.name}, {fault}" for fault in catalogue.faults]
    except (CatalogueError, VocabularyError) as error:
        faults.append(str(error))
    if options.file is None:
        faults += _source_faults(services.settings.sources, catalogue)
        if catalogue:
            faults += _account_faults(services.settings.accounts, catalogue, vocabulary)
            places = load_places(services.settings.places, vocabulary)
            faults += [f"{services.settings.places.name}, {fault}" for fault in places.faults]
        faults += _synonym_faults(services.settings.synonyms)
        faults += _checklist_faults(services.settings.review)
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


def _account_faults(path: Path, catalogue: Catalogue, vocabulary: Vocabulary) -> list[str]:
    accounts = load_accounts(path, catalogue.practices, SlugIndex(catalogue.practices["slug"]), vocabulary)
    return [f"{path.name}, {fault}" for fault in accounts.faults]


def _synonym_faults(path: Path) -> list[str]:
    try:
        return [f"{path.name}, line {fault.line}: {fault.message}" for fault in check_synonyms(path)]
    except OSError as error:
        return [f"The file {path.name} cannot be read: {error.strerror}."]


def _checklist_faults(path: Path) -> list[str]:
    try:
        load_checklist(path)
    except ChecklistError as error:
        return list(error.faults)
    return []


def _number(number: int, noun: str) -> str:
    amount = f"{number:,}" if number else "No"
    return f"{amount} {noun}{'' if number == 1 else 's'}"


def _queue_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--status", choices=list(Status), type=Status, help="only those in this state")
    parser.add_argument("--json", action="store_true", help="as JSON, for programs")


def _queue(options: argparse.Namespace, services: Services) -> int:
    listing = queue_listing(services.queue(), options.status)
    text = json.dumps(listing, indent=1) if options.json else as_text(listing)
    for line in text.splitlines():
        say(line)
    return 0


def _no_arguments(parser: argparse.ArgumentParser) -> None:
    """The command takes none."""


def _verify_log(options: argparse.Namespace, services: Services) -> int:
    faults = verify_log(services.queue().engine)
    for fault in faults:
        say(fault)
    say("The log is whole." if not faults else f"{_number(len(faults), 'fault')}.")
    return 1 if faults else 0


def _tidy(options: argparse.Namespace, services: Services) -> int:
    done, reminded = once_a_day(services.queue(), services.chores)
    counted = ((done.drafts, "draft"), (done.contacts, "contact"), (done.messages, "message"))
    say(f"Deleted: {', '.join(_number(number, noun).lower() for number, noun in counted)}.")
    say(f"Withdrawn, because no answer came: {_number(done.lapsed, 'submission').lower()}.")
    say(
        f"Reminded of a question: {_number(reminded.reminded, 'contributor').lower()}. "
        f"Asked how their practice is doing: {_number(reminded.followed_up, 'contributor').lower()}."
    )
    return 0


def _folder_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", type=Path, required=True, metavar="DIR", help="the folder the files are written to")


def _export_arguments(parser: argparse.ArgumentParser) -> None:
    _folder_argument(parser)
    parser.add_argument(
        "--catalogue",
        action="store_true",
        help="write instead the files of the catalogue with what was set at the desk, to put in their place",
    )


def _export(options: argparse.Namespace, services: Services) -> int:
    if options.catalogue:
        return _export_catalogue(options.to, services)
    try:
        services.watch.refresh(services.queue())
    except QueueUnavailable as error:
        say(f"Without what was published here: {error}")
    services.shelf.open_beside()  # a long catalogue is waited for
    services.shelf.wait()
    bank = services.shelf.current()
    today = datetime.now(UTC).date()
    synonyms = services.settings.synonyms.read_text(encoding="utf-8-sig")
    files = {
        "practice-bank.html": survival_copy(bank, synonyms, today),
        "practice-bank.zip": archive(bank, services.settings, today),
    }
    if not _written(files, options.to):
        return 1
    say(f"{_number(len(bank), 'practice')}, data version {bank.version}.")
    return 0


def _export_catalogue(folder: Path, services: Services) -> int:
    desk = public_practices(services.queue())
    try:
        read = read_files(services.settings)
    except (CatalogueError, VocabularyError, SynonymsError) as error:
        raise BankUnavailable(str(error)) from error
    read_anyway = [each for each in (*read.catalogue.faults, *read.accounts.faults) if not each.sets_aside]
    faults = {
        "catalogue": sum(each.sets_aside for each in read.catalogue.faults),
        "accounts": sum(each.sets_aside for each in read.accounts.faults),
        "sources": len(read.sources.faults),
    }
    if any(faults.values()):
        lost = ", ".join(f"{number:,} of the {name}" for name, number in faults.items() if number)
        say(f"Nothing was written. Lines that cannot be read would be lost: {lost}.")
        say("Mend them first: python -m practicebank check lists them.")
        return 1
    files, disagreements = amended(read, desk.amended)
    if not _written(catalogue_files(files), folder):
        return 1
    taken = sum(map(len, in_effect(read, desk.amended).values()))
    say(f"{_number(len(files.practices), 'practice')}. {_number(taken, 'field')} as the desk set them.")
    gone = [each.slug for each in desk.practices if each.founding]
    if out := sum(slug in files.founding for slug in gone):
        say(f"{_number(out, 'practice')} retired or replaced at the desk: still written; the desk keeps them out.")
    if read_anyway:
        say(f"{_number(len(read_anyway), 'fault')} in the files: a cell that was not read is not written.")
    for each in disagreements:
        if each.field:
            say(f"{each.slug}, {each.field}: changed in the file as well. The desk’s value is written.")
    for slug in sorted({*desk.amended, *gone} - set(files.founding)):
        say(f"{slug}: the catalogue has no row for it any more, and gets none.")
    return 0


def _written(files: Mapping[str, bytes], folder: Path) -> bool:
    """Each is written whole before the first takes its place."""
    beside = {name: folder / f"{name}.new" for name in files}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            beside[name].write_bytes(content)
        for name, content in files.items():
            os.replace(beside[name], folder / name)
            say(f"{name}: {len(content):,} bytes.")
    except OSError as error:
        say(f"{folder} cannot be written to: {error.strerror}.")
        return False
    finally:
        for path in beside.values():
            with suppress(OSError):
                path.unlink(missing_ok=True)
    return True


def _rebuild_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="ZIP", help="a copy made by export")
    _folder_argument(parser)


def _rebuild(options: argparse.Namespace, services: Services) -> int:
    try:
        rebuilt = rebuild(options.file, options.to)
    except BrokenCopy as error:
        say(str(error))
        return 1
    bank = Services(rebuilt).shelf.current()
    say(f"{_number(len(bank), 'practice')}. To start it: PRACTICEBANK_CATALOGUE={rebuilt.catalogue}")
    return 0


def _backup_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the ZIP; it holds personal data")


def _backup(options: argparse.Namespace, services: Services) -> int:
    try:
        made = back_up(services.queue().engine, options.file)
    except OSError as error:
        say(f"{options.file.name} cannot be written: {error.strerror}.")
        return 1
    return _told(made, f"Copied into {options.file.name}, and read back")


def _restore(options: argparse.Namespace, services: Services) -> int:
    return _told(restore(services.settings.database_url, options.file), "Restored")


def _told(done: Backup, what: str) -> int:
    counted = ", ".join(f"{name} {number:,}" for name, number in done.rows.items())
    say(f"{what}: {counted}.")
    for fault in done.faults:
        say(fault)
    say("The log is whole." if not done.faults else f"{_number(len(done.faults), 'fault')} in the log.")
    return 1 if done.faults else 0


COMMANDS = {
    "check": Command("list what to mend in the catalogue and the files beside it", _check_arguments, _check),
    "export": Command("write the copy of the whole bank that needs no server, and a ZIP", _export_arguments, _export),
    "rebuild": Command("check a ZIP made by export and unpack the bank in it", _rebuild_arguments, _rebuild),
    "queue": Command("list the submissions, the longest waiting first", _queue_arguments, _queue),
    "verify-log": Command("say whether the log of submissions is whole", _no_arguments, _verify_log),
    "backup": Command("copy the whole queue into a file while it is used", _backup_arguments, _backup),
    "restore": Command("fill a new database from such a file", _backup_arguments, _restore),
    "tidy": Command("delete what was kept as long as promised, end what nobody answered, remind", _no_arguments, _tidy),
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
    try:
        status: int = options.run(options, Services(Settings.from_environment()))
    except (QueueUnavailable, BankUnavailable, BrokenBackup, SettingsError) as error:
        say(str(error))
        return 2
    return status


if __name__ == "__main__":
    sys.exit(main())
