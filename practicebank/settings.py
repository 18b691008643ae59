"""Where the bank finds its files: the only reader of the environment.

Every setting has a default that works in a fresh clone, so nothing needs configuring.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
VAR = ROOT / "var"


@dataclass(frozen=True)
class Settings:
    catalogue: Path = DATA / "practices.csv"
    sources: Path = DATA / "sources.csv"
    vocabulary: Path = DATA / "vocabulary.toml"
    synonyms: Path = DATA / "synonyms.csv"
    unanswered: Path | None = VAR / "unanswered.sqlite3"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Settings named PRACTICEBANK_...; an empty variable counts as not set.

        `PRACTICEBANK_CATALOGUE` points at another CSV; a `sources.csv` beside it is used when there is one.
        `PRACTICEBANK_UNANSWERED` is the file that counts searches which found nothing; "off" counts none.
        """
        counted = environment.get("PRACTICEBANK_UNANSWERED", "")
        unanswered = None if counted == "off" else Path(counted).expanduser() if counted else cls.unanswered
        catalogue = environment.get("PRACTICEBANK_CATALOGUE", "")
        if not catalogue:
            return cls(unanswered=unanswered)
        path = Path(catalogue).expanduser()
        return cls(catalogue=path, sources=path.parent / "sources.csv", unanswered=unanswered)
