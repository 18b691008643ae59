"""Finds in a text the name of an organisation that asked not to be named, to warn of it. It never blocks.

Looked for are the whole name, what is left of it without words like Police and Council ("Dorset"), each place of a
police force's name ("Devon", "Cornwall") and its initials ("GMP"); in the text, in an address of the web and in one for
mail. A short form of one word counts with a capital alone, for it may be a word like any other: "Home" of Home Office.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from practicebank.personal_data import Finding

_KIND = "name of the organisation"
_LONGEST = 200  # as long as the form takes
_FORCE = {"police", "policing", "constabulary"}
_JOINING = {"and", "at", "for", "in", "of", "the"}
_GENERAL_WORDS = """
agency ambulance association authority board borough charity city college combined commissioner committee community
company council county crime department directorate district education fire force forum foundation government group
health hospital housing institute limited ltd national nhs office partnership prison probation programme project
rescue safety school service services society team trust unit university unitary
"""
_GENERAL = frozenset({*_FORCE, *_JOINING, *_GENERAL_WORDS.split()})
_SHORTEST, _FEWEST_INITIALS, _MOST_INITIALS = 3, 3, 6

_WORD = re.compile(r"[^\W_]+")
_BETWEEN = r"(?:<[^<>]{1,40}>|&#?\w{1,8};|[\W_]){0,12}"  # blanks, hyphens, a line's end, a tag; nothing in an address
_AND = r"(?:and|&amp;|[&+])"
_ARTICLE = re.compile(r"\bthe\s+\Z", re.IGNORECASE)


def withheld_name_in(text: str, organisation: str) -> list[Finding]:
    """Where the text names the organisation, in its order; the longest words that do."""
    pattern = _pattern(organisation[:_LONGEST])
    if pattern is None:
        return []
    return [Finding(_KIND, match[0], match.start(), match.end()) for match in pattern.finditer(text)]


def words_instead_of(organisation: str) -> str:
    """What could stand in the place of the name."""
    return "our force" if _FORCE & set(_words(organisation.casefold())) else "the organisation"


def without_withheld_name(text: str, organisation: str) -> str:
    """The text with those words in the place of the name: "The Dorset Police's vans" become "Our force's vans"."""
    instead, written, end = words_instead_of(organisation), "", 0
    for found in withheld_name_in(text, organisation):
        written = _ARTICLE.sub("", written + text[end : found.start])
        before = written.rstrip(" \"'“‘(*_")
        begins = not before or before[-1] in ".!?\n"
        written += instead[0].upper() + instead[1:] if begins else instead
        end = found.end
    return written + text[end:]


@lru_cache(maxsize=64)
def _pattern(organisation: str) -> re.Pattern[str] | None:
    words = _without_article(_words(organisation))
    forms = {_sought(form) for form in _forms(words) if not _is_general(form)}
    initials = "".join(word[0] for word in words if word.casefold() not in _JOINING).upper()
    if _FEWEST_INITIALS <= len(initials) <= _MOST_INITIALS:
        forms.add(f"(?-i:{initials})")
    if "metropolitan" in map(str.casefold, words):
        forms.add("(?-i:Met)")
    if not forms:
        return None
    longest_first = "|".join(sorted(forms, key=lambda form: (-len(form), form)))
    return re.compile(rf"(?<![^\W_])(?:{longest_first})(?![^\W_])", re.IGNORECASE)


def _words(name: str) -> list[str]:
    return _WORD.findall(name.replace("&", " and "))


def _without_article(words: list[str]) -> list[str]:
    return words[1:] if words and words[0].casefold() == "the" else words


def _forms(words: Sequence[str]) -> Iterator[Sequence[str]]:
    yield words
    named = [word.casefold() for word in words]
    if "borough" in named:  # London Borough of Camden
        yield _particular(words[named.index("borough") :])
    yield _particular(words)
    if _FORCE & set(named):
        for at in (place for place, word in enumerate(named) if word == "and"):
            yield _particular(words[:at])
            yield _particular(words[at:])


def _particular(words: Sequence[str]) -> Sequence[str]:
    """Without the general words it begins and ends with."""
    particular = [place for place, word in enumerate(words) if word.casefold() not in _GENERAL]
    return words[particular[0] : particular[-1] + 1] if particular else ()


def _is_general(form: Sequence[str]) -> bool:
    """Too little to know anybody by: nothing, "the Council", two letters."""
    if len(form) > 1:
        return False
    return not form or form[0].casefold() in _GENERAL or len(form[0]) < _SHORTEST


def _sought(form: Sequence[str]) -> str:
    if len(form) > 1:
        return _BETWEEN.join(_AND if word.casefold() == "and" else word for word in form)
    first, rest = form[0][0], form[0][1:]
    return f"(?:(?-i:{first.upper()})|(?<=[@/.]){first}){rest}"
