"""The words practices are sorted by: terms in their natural order, explanations and aliases.

They are data (`data/vocabulary.toml`), not code: a term is added or renamed there and nowhere else.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from practicebank.fields import (
    ACCOUNT_FIELD,
    COLUMNS,
    EVIDENCE,
    FIELD,
    MULTI_VALUED,
    NOT_RECORDED,
    SEPARATOR,
    WITH_TERMS,
)
from practicebank.settings import DATA

BUILT_IN = DATA / "vocabulary.toml"
ADDED_LATER = EVIDENCE
"""Columns that a vocabulary file may say nothing of: their terms are the built-in ones."""


class VocabularyError(Exception):
    """The vocabulary file cannot be used; the message says what to mend and where."""


@dataclass(frozen=True)
class Term:
    """`later` says why practices may lack the term although it would fit: they were sorted before it was there."""

    term: str
    explanation: str = ""
    aliases: tuple[str, ...] = ()
    later: str = ""

    @property
    def meaning(self) -> str:
        """Its explanation, and why practices may lack it; "" for neither."""
        return f"{self.explanation} {self.later}".strip()


@dataclass(frozen=True)
class FieldTerms:
    """One column's vocabulary. `aliases` are other names the column may have in a file; `read_from` is the column that
    its known words are read from where a file has no such column, "" for none.
    """

    column: str
    label: str
    question: str
    aliases: tuple[str, ...]
    terms: tuple[Term, ...]
    read_from: str = ""

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(term.term for term in self.terms)

    @cached_property
    def _canonical(self) -> dict[str, str]:
        return {_plain(spelling): term.term for term in self.terms for spelling in (term.term, *term.aliases)}

    def canonical(self, word: str) -> str:
        """The term a word stands for, whatever its case and spaces, or the word itself when it is new."""
        return self._canonical.get(_plain(word), word)

    def canonical_cell(self, cell: str) -> str:
        """The same for a whole cell; a term named twice in it is kept once, and *Not recorded* is no term.

        Known terms with commas between them are read too: the public listing writes "Prevention, Diversion".
        """
        words = [cell.strip()]
        if self.column in MULTI_VALUED:
            words = [part for word in cell.split(SEPARATOR.strip()) for part in self._parted(word.strip())]
        recorded = (self.canonical(word) for word in words if word and _plain(word) != _plain(NOT_RECORDED))
        return SEPARATOR.join(dict.fromkeys(recorded))

    def known_cell(self, cell: str) -> str:
        """The same for the cell of another column: "" unless it is a term here."""
        read = self.canonical_cell(cell)
        return read if read in self.names else ""

    def _parted(self, word: str) -> list[str]:
        parts = [part.strip() for part in word.split(",")]
        if _plain(word) not in self._canonical and all(_plain(part) in self._canonical for part in parts):
            return parts
        return [word]

    def explanation(self, name: str) -> str:
        return next((term.explanation for term in self.terms if term.term == name), "")


@dataclass(frozen=True)
class NotApplicable:
    """Terms of two columns that no practice can have together, and why."""

    terms: Mapping[str, str]
    why: str


@dataclass(frozen=True)
class Vocabulary:
    """`fields` are those of the columns, one after the other when it is gone through; `questions` those that only
    the form asks for; `examples` what somebody may search for.
    """

    fields: Mapping[str, FieldTerms] = field(default_factory=dict)
    not_applicable: tuple[NotApplicable, ...] = ()
    questions: Mapping[str, FieldTerms] = field(default_factory=dict)
    examples: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> FieldTerms:
        return self.fields.get(name) or self.questions[name]

    def label(self, name: str) -> str:
        """What a column, or a part of the account, is called on screen."""
        if name in ACCOUNT_FIELD:
            return ACCOUNT_FIELD[name].label
        return self.fields[name].label if name in self.fields else FIELD[name].label

    def __iter__(self) -> Iterator[FieldTerms]:
        return iter(self.fields.values())


def load_vocabulary(path: Path) -> Vocabulary:
    """Read the vocabulary file. Raises `VocabularyError` when it is missing, malformed or says two things."""
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise VocabularyError(f"Put the vocabulary file {path.name} back: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise VocabularyError(f"Mend {path.name}: {error}.") from error
    if missing := [column for column in ADDED_LATER if column not in written and path != BUILT_IN]:
        built_in = tomllib.loads(BUILT_IN.read_text(encoding="utf-8"))
        written |= {column: built_in[column] for column in missing}  # a file from before there were these fields
    examples = _texts(written.pop("examples", []), f"examples in {path.name}")
    fields = {column: _field(column, written.get(column), path.name) for column in WITH_TERMS}
    names = [*COLUMNS, *(alias for field in fields.values() for alias in field.aliases)]
    if repeated := _repeated(names):
        raise VocabularyError(f"Remove the column alias “{repeated}” from {path.name}: it has two meanings.")
    stated = written.get("not_applicable", [])
    if not isinstance(stated, list):
        raise VocabularyError(f"Write each pair that cannot be as [[not_applicable]] in {path.name}.")
    others = [name for name in written if name not in fields and name != "not_applicable"]
    questions = {name: _field(name, written[name], path.name) for name in others}
    return Vocabulary(fields, tuple(_not_applicable(entry, fields, path.name) for entry in stated), questions, examples)


def _not_applicable(entry: object, fields: Mapping[str, FieldTerms], file: str) -> NotApplicable:
    given = {key: str(value) for key, value in entry.items()} if isinstance(entry, dict) else {}
    why = given.pop("why", "").strip()
    known = all(column in fields and term in fields[column].names for column, term in given.items())
    if len(given) != 2 or not known or not why:
        raise VocabularyError(f"Give each [[not_applicable]] in {file} two columns, a known term of each, and why.")
    return NotApplicable(given, why)


def _field(column: str, written: object, file: str) -> FieldTerms:
    if not isinstance(written, dict):
        raise VocabularyError(f"Add a section [{column}] to {file}.")
    where = f"[{column}] in {file}"
    entries = written.get("terms", [])
    if not isinstance(entries, list):
        raise VocabularyError(f"Write the terms of {where} as a list.")
    terms = tuple(_term(column, number, entry, where) for number, entry in enumerate(entries, start=1))
    spellings = [spelling for term in terms for spelling in {_plain(s) for s in (term.term, *term.aliases)}]
    if repeated := _repeated(spellings):
        raise VocabularyError(f"Remove the second “{repeated}” from {where}: a spelling stands for one term.")
    usual = FIELD[column].label if column in FIELD else column.replace("_", " ").capitalize()
    label = str(written.get("label", usual))
    question = str(written.get("question", ""))
    aliases, read_from = _texts(written.get("aliases", []), f"aliases of {where}"), str(written.get("read_from", ""))
    if read_from and read_from not in WITH_TERMS:
        raise VocabularyError(f"Let {where} be read from a field with terms: “{read_from}” is none.")
    return FieldTerms(column, label, question, aliases, terms, read_from)


def _term(column: str, number: int, entry: object, where: str) -> Term:
    name = entry.get("term") if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or not isinstance(name, str) or not name.strip():
        raise VocabularyError(f"Give term {number} of {where} a name.")
    if SEPARATOR.strip() in name and column in MULTI_VALUED:
        raise VocabularyError(f"Rename “{name}” of {where} without a semicolon: it stands between two terms.")
    if _plain(name) == _plain(NOT_RECORDED):
        raise VocabularyError(f"Remove “{name}” from {where}: an empty cell says so already.")
    aliases = _texts(entry.get("aliases", []), f"aliases of “{name}” of {where}")
    return Term(name.strip(), str(entry.get("explanation", "")), aliases, str(entry.get("later", "")))


def _texts(written: object, what: str) -> tuple[str, ...]:
    if not isinstance(written, list) or not all(isinstance(text, str) for text in written):
        raise VocabularyError(f"Write the {what} as a list of words.")
    return tuple(written)


def _plain(word: str) -> str:
    """A spelling without what does not tell two words apart: letter case and kinds and runs of spaces."""
    return " ".join(word.casefold().split())


def _repeated(words: Iterable[str]) -> str:
    seen: set[str] = set()
    for word in words:
        if _plain(word) in seen:
            return word
        seen.add(_plain(word))
    return ""
