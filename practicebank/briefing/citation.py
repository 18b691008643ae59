"""How to cite a practice: in words, and as a BibTeX entry."""

import re
from dataclasses import dataclass
from datetime import date

from practicebank.briefing.model import NAME
from practicebank.words import day_in_words

_COMMANDS = {
    # Unbalanced braces end a field even after a backslash, so each is a command.
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
_UNSAFE_IN_A_KEY = re.compile(r"[^A-Za-z0-9-]+")
_UNSAFE_IN_AN_ADDRESS = re.compile(r"[\s{}\\]")


@dataclass(frozen=True)
class Citation:
    """`version` is that of the data, `read` the day that the page was read: it may say something else on another."""

    slug: str
    title: str
    organisation: str
    version: str
    read: date
    address: str

    @property
    def as_text(self) -> str:
        """ "Surrey Police. Catalytic converters. Practice bank, data version 3f2a, read on 3 March 2027. https:..." """
        title = _one_line(self.title)
        ended = title if title.endswith((".", "?", "!")) else f"{title}."
        who = f"{_one_line(self.organisation)}. " if self.organisation else ""
        day = day_in_words(self.read)
        return f"{who}{ended} {NAME}, data version {self.version}, read on {day}. {self.address}"

    @property
    def as_bibtex(self) -> str:
        fields = {
            "author": f"{{{_tex(self.organisation)}}}" if self.organisation else "",
            "title": f"{{{_tex(self.title)}}}",
            "howpublished": NAME,
            "note": f"Data version {_tex(self.version)}",
            "year": str(self.read.year),
            "urldate": self.read.isoformat(),
            "url": _UNSAFE_IN_AN_ADDRESS.sub(lambda sign: f"%{ord(sign[0]):02X}", self.address),
        }
        lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
        return f"@misc{{{_UNSAFE_IN_A_KEY.sub('-', self.slug) or 'practice'},\n{lines}\n}}"


def _one_line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _tex(text: str) -> str:
    """Text in which TeX finds no command, and BibTeX no brace that is not closed."""
    return "".join(_COMMANDS.get(letter, letter) for letter in _one_line(text))
