"""Where the bank finds its files: the only reader of the environment.

Every setting has a default that works in a fresh clone, so nothing needs configuring.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
VAR = ROOT / "var"
MOST_DAYS = 3_650
LOG_FORMS = ("json", "text")


class SettingsError(ValueError):
    """A variable says what cannot be; the message names it and never repeats a secret."""


@dataclass(frozen=True)
class Settings:
    catalogue: Path = DATA / "practices.csv"
    sources: Path = DATA / "sources.csv"
    accounts: Path = DATA / "accounts.csv"
    places: Path = DATA / "places.csv"
    vocabulary: Path = DATA / "vocabulary.toml"
    synonyms: Path = DATA / "synonyms.csv"
    review: Path = DATA / "review.toml"
    unanswered: Path | None = VAR / "unanswered.sqlite3"
    search_index: Path = VAR / "search"
    database_url: str = field(default=f"sqlite:///{VAR / 'bank.db'}", repr=False)
    smtp_url: str = field(default="", repr=False)
    draft_days: int = 90
    answer_days: int = 60
    public_address: str = ""
    reviewer_key: str = field(default="", repr=False)
    reviewers: tuple[str, ...] = ()
    administrators: tuple[str, ...] = ()
    reviewer_claim: str = ""
    administrator_claim: str = ""
    two_reviewers: bool = False
    log: str = "json"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Settings named PRACTICEBANK_...; an empty variable counts as not set.

        `PRACTICEBANK_CATALOGUE` points at another CSV; a `sources.csv`, an `accounts.csv` and a `places.csv` beside it
        are used when there are any, and so are a `vocabulary.toml`, a `synonyms.csv` and a `review.toml`.
        `PRACTICEBANK_UNANSWERED` is the file that counts searches which found nothing; "off" counts none.
        `PRACTICEBANK_SEARCH_INDEX` is the folder where the search index of a large catalogue is kept.
        `PRACTICEBANK_DATABASE_URL` is where submissions are kept, `PRACTICEBANK_SMTP_URL` the server that sends
        mail, `PRACTICEBANK_DRAFT_DAYS` how long an unfinished form is kept, `PRACTICEBANK_ANSWER_DAYS` how long a
        contributor has to answer a reviewer's question (0: as long as they like), and `PRACTICEBANK_PUBLIC_ADDRESS`
        the address of the bank's first page, for mails. `PRACTICEBANK_REVIEWER_KEY` is the key to the reviewers'
        desk where nobody signs in with OpenID Connect. Where they do, `PRACTICEBANK_REVIEWERS` and
        `PRACTICEBANK_ADMINISTRATORS` name them by verified e-mail address, separated by commas, and
        `PRACTICEBANK_REVIEWER_CLAIM` and `PRACTICEBANK_ADMINISTRATOR_CLAIM` by a claim such as `groups=reviewers`.
        `PRACTICEBANK_TWO_REVIEWERS` is "yes" when two must agree. `PRACTICEBANK_LOG` is how the log is
        written, "json" or "text". Raises `SettingsError`.
        """
        counted = environment.get("PRACTICEBANK_UNANSWERED", "")
        unanswered = None if counted == "off" else _path("UNANSWERED", counted) if counted else cls.unanswered
        search_index = environment.get("PRACTICEBANK_SEARCH_INDEX", "")
        catalogue = environment.get("PRACTICEBANK_CATALOGUE", "")
        settings = cls(
            unanswered=unanswered,
            search_index=_path("SEARCH_INDEX", search_index) if search_index else cls.search_index,
            database_url=environment.get("PRACTICEBANK_DATABASE_URL", "") or cls.database_url,
            smtp_url=environment.get("PRACTICEBANK_SMTP_URL", ""),
            draft_days=_days("DRAFT_DAYS", environment.get("PRACTICEBANK_DRAFT_DAYS", "") or str(cls.draft_days)),
            answer_days=_days("ANSWER_DAYS", environment.get("PRACTICEBANK_ANSWER_DAYS", "") or str(cls.answer_days)),
            public_address=environment.get("PRACTICEBANK_PUBLIC_ADDRESS", "").rstrip("/"),
            reviewer_key=environment.get("PRACTICEBANK_REVIEWER_KEY", ""),
            reviewers=_listed(environment.get("PRACTICEBANK_REVIEWERS", "")),
            administrators=_listed(environment.get("PRACTICEBANK_ADMINISTRATORS", "")),
            reviewer_claim=environment.get("PRACTICEBANK_REVIEWER_CLAIM", ""),
            administrator_claim=environment.get("PRACTICEBANK_ADMINISTRATOR_CLAIM", ""),
            two_reviewers=environment.get("PRACTICEBANK_TWO_REVIEWERS", "").casefold() in ("yes", "true", "1"),
            log=_form(environment.get("PRACTICEBANK_LOG", "") or cls.log),
        )
        if not catalogue:
            return settings
        path = _path("CATALOGUE", catalogue)
        vocabulary, synonyms = path.parent / "vocabulary.toml", path.parent / "synonyms.csv"
        review = path.parent / "review.toml"
        return replace(
            settings,
            catalogue=path,
            sources=path.parent / "sources.csv",
            accounts=path.parent / "accounts.csv",
            places=path.parent / "places.csv",
            vocabulary=vocabulary if vocabulary.is_file() else settings.vocabulary,
            synonyms=synonyms if synonyms.is_file() else settings.synonyms,
            review=review if review.is_file() else settings.review,
        )


def _path(name: str, text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise SettingsError(f"PRACTICEBANK_{name} begins with ~ and names nobody who has a folder here.") from None


def _days(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= MOST_DAYS):
        raise SettingsError(f"Give PRACTICEBANK_{name} a whole number from 0 to {MOST_DAYS}.")
    return int(text)


def _form(text: str) -> str:
    if text not in LOG_FORMS:
        raise SettingsError(f"Give PRACTICEBANK_LOG one of {' and '.join(LOG_FORMS)}.")
    return text


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
