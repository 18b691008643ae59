"""Cuts text into words, each with its place, and reduces a word to the stem it shares with its other forms.

Offsets count characters of the text as given, so a page may mark a word without knowing how it was read.
Words joined by hyphens come apart ("anti-social" is "anti" and "social") and remember that they were joined.
"A&E" is one word. Spelling is brought to British use before stemming: "organized" meets "organised".
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import snowballstemmer  # type: ignore[import-untyped]  # it ships no types

LONGEST_WORD = 64
LONGEST_CAPITALS = 3

TOKEN = re.compile(
    r"[Ii]n[-\u2010\u2011]house\b|[\w\u0300-\u036f]+(?:['’&][\w\u0300-\u036f]+)*(?:[-\u2010\u2011](?=\w))?|;"
)
"""A word with the hyphen that ties it to the next, or the semicolon between two values of one cell. "In-house" is one
word: it has nothing to do with houses."""

HYPHENS = "-\u2010\u2011"

ACCOUNT = "account"
"""The column of the texts of accounts."""
TOLD = "\x1f"
"""Before a term's name: the term as it stands in accounts. It is a term of its own, so that what a word weighs in the
other fields, and how rare it is there, does not depend on what accounts tell."""

_STOP = """
    a about above after again against all also am an and any are as at be because been before being below
    between both but by can cannot could did do does doing down during each etc for from further had has
    have having he her here hers him his how i if in into is it its itself just me more most must my near
    no nor not of off on once only or other our ours out over own per she should so some such than that
    the their theirs them then there these they this those through to too under until up upon us very was
    we were what when where whether which while who whom why will with within without would you your yours
"""
STOP_WORDS = frozenset(_STOP.split())
"""Words that carry no subject of their own. They still count inside a phrase such as "stop and search"."""

_LIGHT = """
    across actual actually address addressing aim aims allow allowing already always answer approach
    approaches area areas around ask asking away back based become becoming begin best better big bigger bit
    bring bringing came cause caused causes come comes coming common concerned concerning constantly crime
    crimes cut cutting days deal dealing deliver delivered delivering detail details different effective
    effectively enough ever every everyone everything example examples feel feeling feels felt few find
    focus focused focusing get getting give given giving go goes going gone gonna good got guidance happen
    happened happening happens hear help helping hours idea ideas improve improved improving increase
    increased increasing individual individuals initiative initiatives involved involving issue issues keep
    keeping keeps kept kind kinds know knowing known lately less let letting like likely little local long
    longer look looking lot lots lower make making manage managing many may maybe might mostly much need
    needed never new nobody now number numbers often ones people person persons please police policing
    possible practice practices pretend pretending prevent preventing prevention problem problems programme
    programmes project projects provide provided providing quick quickly rather really recently reduce
    reduced reduces reducing reduction related resource resources same say saying says scheme schemes see
    seeing seem seems set show showing since small somebody someone something sometimes soon sort specific
    start started starting still stop stopping support supporting sure tackle tackles tackling take taken
    takes taking target targeted targeting targets team teams tell telling thing things think thinking
    thought today told trouble try trying turn turned turning type types understand understanding use used
    using usually various wait waiting want wanting wants way ways week weeks well went whatever work worked
    working works worried worry worrying wrong year years yet
"""
LIGHT_WORDS = frozenset(_LIGHT.split())
"""Words of asking rather than of subject ("how do we stop ..."): they rank rows, but decide little."""

_OUR = re.compile(r"\b(behavi|col|neighb|harb|lab|hon|fav|hum|rum|od|arm|endeav|demean|misdemean)or")
_OF_SIZE = re.compile(r"(over|under|out|up|down|re|mid)?(siz|pri[sz]|seiz|capsiz)")
_AMERICAN = {
    "center": "centre",
    "centers": "centres",
    "counseling": "counselling",
    "counselor": "counsellor",
    "counselors": "counsellors",
    "defense": "defence",
    "defenses": "defences",
    "enrollment": "enrolment",
    "fulfill": "fulfil",
    "gray": "grey",
    "jewelry": "jewellery",
    "judgment": "judgement",
    "labeled": "labelled",
    "licence": "license",
    "licences": "licenses",
    "licencing": "licensing",
    "offense": "offence",
    "offenses": "offences",
    "pedophile": "paedophile",
    "pedophiles": "paedophiles",
    "pedophilia": "paedophilia",
    "practise": "practice",
    "practised": "practice",
    "practising": "practice",
    "program": "programme",
    "programs": "programmes",
    "signaling": "signalling",
    "skillful": "skilful",
    "theater": "theatre",
    "traveler": "traveller",
    "travelers": "travellers",
    "traveling": "travelling",
}

_stemmer = snowballstemmer.stemmer("english")
_stemmer_lock = Lock()


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, with its place there: `text[start:end]` is how it is written."""

    start: int
    end: int
    plain: str
    """Lower case, without accents, in British spelling."""
    stem: str
    joined: bool
    """Tied by a hyphen to the word after it."""


def words_of(text: str) -> tuple[Word, ...]:
    """The words in reading order; the break between two values of a cell is a word with no stem."""
    return _words_of_cell(text) if len(text) <= _LONGEST_CELL else _words_of_account(text)


def _read_words(text: str) -> tuple[Word, ...]:
    found = []
    for match in TOKEN.finditer(text):
        raw = match.group()
        joined = raw[-1] in HYPHENS
        plain = plain_form(raw)
        if plain or raw == ";":
            found.append(Word(match.start(), match.end() - joined, plain, stem_of_token(raw, plain), joined))
    return tuple(found)


# An account takes as much memory as a hundred cells.
_LONGEST_CELL = 500
_words_of_cell = lru_cache(maxsize=4_000)(_read_words)
_words_of_account = lru_cache(maxsize=200)(_read_words)


def stems_of(text: str) -> tuple[str, ...]:
    """The stems in reading order, as the synonym file is not asked: `Synonyms.stems` minds its exceptions."""
    return tuple(word.stem for word in words_of(text) if word.stem)


def plain_form(raw: str) -> str:
    """The token in lower case, without accents, possessive or hyphen, in British spelling."""
    text = raw.rstrip(HYPHENS)[:LONGEST_WORD]
    if text.isascii():
        text = text.lower()
    else:
        decomposed = unicodedata.normalize("NFKD", text).casefold()
        text = "".join(letter for letter in decomposed if letter.isalnum() or letter in "'’&_")
    text = text.replace("’", "'").removesuffix("'s").replace("'", "").strip("_&")
    return british(text)


def british(word: str) -> str:
    """A word in small letters as British use spells it; an unknown one stays as it is."""
    if word in _AMERICAN:
        return _AMERICAN[word]
    word = _OUR.sub(r"\1our", word)
    if len(word) > 5 and not _OF_SIZE.match(word):
        word = re.sub(r"([iy])z(e|ed|es|er|ers|ing|ation|ations|ational)$", r"\1s\2", word)
    return word


def stem_of_token(raw: str, plain: str) -> str:
    """A short abbreviation in capitals ("ED") is its own stem, so that it is not taken for a name ("Ed")."""
    if 2 <= len(plain) <= LONGEST_CAPITALS and raw.rstrip(HYPHENS).isupper() and plain not in STOP_WORDS:
        return plain.upper()
    return stem_of(plain)


@lru_cache(maxsize=200_000)
def stem_of(plain: str) -> str:
    """The stem of a word in its plain form; short and foreign words are their own."""
    if len(plain) < 3 or not plain.isascii():
        return plain
    with _stemmer_lock:
        return str(_stemmer.stemWord(plain))
