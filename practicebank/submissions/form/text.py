"""Cleans what a person typed, and nothing more: Unicode NFC, control characters out.

Control characters are the C0 and C1 ranges, what no file or database can hold (lone surrogates, U+FFFE and U+FFFF)
and the characters that turn the direction of the text around them. Long text keeps its line breaks (as "\\n"). A tab
becomes a space, and so does a line break in a one-line field, so that two words never grow together.
"""

import re
import unicodedata
from urllib.parse import unquote

_LINE_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85]")
_BREAKS_IN_A_LINE = re.compile("[\t\n\r\x0b\x0c\x85]+")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")

_NAMED = re.compile(r"[^<>]*<([^<>]*)>")
_MAILTO = re.compile(r"mailto:([^?]*)(?:\?.*)?", re.IGNORECASE)
_BARE = re.compile(r"[^\s<>:;,@]+@[^\s<>:;,@]+")
_APOSTROPHES = str.maketrans("‘’ʼ＇", "''''")


def clean_line(text: str) -> str:
    """One line of text. Cleaning twice gives the same as cleaning once."""
    return _normal(_CONTROL.sub("", _BREAKS_IN_A_LINE.sub(" ", text)))


def clean_text(text: str) -> str:
    """Text of several lines."""
    return _normal(_CONTROL.sub("", _LINE_BREAKS.sub("\n", text).replace("\t", " ")))


def clean_email(text: str) -> str:
    """An e-mail address as it was meant: of "Alex <alex@example.org>" and of a link with "mailto:" the address alone,
    a curly apostrophe as the straight one that addresses have, without what divided it from the next. Anything else
    stays as it was typed.
    """
    line = clean_line(text).strip()
    address = line.rstrip(";, ")
    if named := _NAMED.fullmatch(address):
        address = named[1].strip()
    if link := _MAILTO.fullmatch(address):
        address = clean_line(unquote(link[1])).strip()
    address = address.translate(_APOSTROPHES)
    return address if _BARE.fullmatch(address) else line


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text)
