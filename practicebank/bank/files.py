"""Every file of the bank as read, before anything the desk decided is known of it."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from practicebank.bank.slug_index import SlugIndex
from practicebank.catalogue import Catalogue, load_catalogue
from practicebank.catalogue.accounts import Accounts
from practicebank.catalogue.accounts_file import load_accounts
from practicebank.catalogue.places import Places, load_places
from practicebank.catalogue.sources import Sources, load_sources
from practicebank.memory import arrow_in_malloc_pools, release_free_memory
from practicebank.search import Synonyms
from practicebank.settings import Settings
from practicebank.vocabulary import Vocabulary, load_vocabulary


class BankUnavailable(Exception):
    """There is nothing to serve; the message says what to mend."""


@dataclass(frozen=True, eq=False)
class Files:
    """Every file of the bank as read. `founding` are the rows of the catalogue by slug, `practices` its table with what
    the accounts tell.
    """

    vocabulary: Vocabulary
    catalogue: Catalogue
    sources: Sources
    accounts: Accounts
    places: Places
    synonyms: Synonyms
    founding: Mapping[str, int]
    practices: pd.DataFrame

    @property
    def version(self) -> str:
        """A fingerprint of what is served of the practices."""
        if not self.accounts.version:
            return self.catalogue.version
        return hashlib.sha256(f"{self.catalogue.version} {self.accounts.version}".encode()).hexdigest()[:12]


@arrow_in_malloc_pools()
def read_files(settings: Settings, progress: Callable[[int], None] = lambda practices: None) -> Files:
    """Raises `CatalogueError`, `VocabularyError`, `SynonymsError`, or `BankUnavailable` for lack of synonyms.

    `progress` is told now and then how many practices have been read.
    """
    vocabulary, synonyms = load_vocabulary(settings.vocabulary), _synonyms(settings.synonyms)
    catalogue = load_catalogue(settings.catalogue, vocabulary, progress)
    founding = SlugIndex(catalogue.practices["slug"])
    release_free_memory()  # each time before the next large thing: together they would need half as much again
    accounts = load_accounts(settings.accounts, catalogue.practices, founding, vocabulary)
    release_free_memory()
    practices = accounts.joined_to(catalogue.practices)
    release_free_memory()
    sources, places = load_sources(settings.sources), load_places(settings.places, vocabulary)
    return Files(vocabulary, catalogue, sources, accounts, places, synonyms, founding, practices)


def _synonyms(path: Path) -> Synonyms:
    try:
        return Synonyms.load(path)
    except OSError as error:
        raise BankUnavailable(f"Put the file of synonyms {path.name} back: {error.strerror}.") from error
