"""What can be wrong with a file of practices, and how it is said."""

from dataclasses import dataclass


class CatalogueError(Exception):
    """The file cannot be read as a catalogue; the message says what is wrong and how to mend it."""


@dataclass(frozen=True, order=True)
class Fault:
    """One thing to mend. `line` is 1-based, as a text editor counts; `column` is "" for a whole line, which is not read
    where the fault `sets_aside`.
    """

    line: int
    column: str
    advice: str
    found: str = ""
    sets_aside: bool = False

    def __str__(self) -> str:
        where = f"line {self.line}, {self.column}" if self.column else f"line {self.line}"
        found = f" Found: {shown(self.found)}." if self.found else ""
        return f"{where}: {self.advice}{found}"


def shown(text: str, longest: int = 60) -> str:
    """A stranger's text on one line, cut, with control characters visible: safe for a terminal or a log."""
    return repr(text if len(text) <= longest else text[: longest - 1] + "…")
