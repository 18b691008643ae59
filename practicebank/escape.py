"""Makes a stranger's text safe where something would read it as more than text.

HTML is escaped by the templates themselves (Jinja2 with autoescape). Here is the rest: Markdown commands of
Streamlit, cells of a CSV that a spreadsheet program would run as formulas, and characters that XML cannot hold.
"""

import re
from functools import lru_cache

_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$&^=@/])")
_WORD_JOINER = "\u2060"
_JOINED = re.compile(r"(?<=:)|(?<=@)|(?<=ww)(?=w)|(?<=[<>~-])(?=[->=])", re.IGNORECASE)
_STARTS_FORMULA = re.compile(r"[\t\r\n]|[\s\x00-\x1f\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]")

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@lru_cache(maxsize=1024)
def markdown(text: str) -> str:
    """Text that a Streamlit label or Markdown element shows as typed: no link, image, icon, arrow or formula.

    Streamlit looks for addresses, :icons: and -> arrows after the backslashes are gone, so an invisible word
    joiner stands in those.
    """
    return _MARKS.sub(r"\\\1", _JOINED.sub(_WORD_JOINER, " ".join(text.split())))


def spreadsheet_cell(text: str) -> str:
    """Text that a spreadsheet program will not run: an apostrophe goes before what could start a formula.

    The rule is OWASP's for CSV injection: https://owasp.org/www-community/attacks/CSV_Injection.
    """
    if not text or text[0].isalnum():  # nearly every one, of millions in a large file
        return text
    return f"'{text}" if _STARTS_FORMULA.match(text) else text


def xml_text(text: str) -> str:
    """Text that an XML file can hold: Office files, feeds and pictures break on the characters that go."""
    return _NOT_IN_XML.sub("", text)
