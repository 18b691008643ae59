"""Finds what looks like personal data in text, to warn a contributor before it is sent. It never blocks.

The patterns are those of the United Kingdom. They would rather miss a rare spelling than call a road, a
unit or a year a person: a warning that is often wrong is not read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TITLES = "Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Rev|Sir|Dame|Lord|Lady|PC|PCSO|DC|DS|DI|DCI|DSgt|Sgt|Insp|Supt"
_WORDS_AFTER_A_TITLE = """
And Area Beat Carer Carers Chief Comics Constable Course Court Day Degree Department Desk
Development Duties England Forum Guide In Inspector Is Justice Lieutenant Manager Marches Mayor
Mayors Month Office Officer Officers Or Park Pathway Patrol Policy Post Programme Project Recruit
Recruits Report Role Roles Scheme Sergeant Service Session Staff Street Support Surgery Team Teams
The Training Unit University Volunteer Ward Week World
"""

_WORDS_AFTER_A_NUMBER = """
ACT AGE ALL AND ANY APP APR ARE ASB AUG BST BUS BUT CAN CAR CSP DAY DEC DID FEB FEW FOR FRI GMT GOT
HAD HAS HER HIM HIS HOW HRS ITS JAN JUL JUN LAW LED LET MAP MAR MAY MET MHA MON NEW NHS NOT NOV NOW OCT
OFF OLD ONE OUR OUT OWN PCC PER PUB RAN SAT SAW SEE SEP SET SHE SIX SUN TEN THE THU TUE TWO USE VAN
WAS WAY WED WHO WHY YET YOU
"""

_NOT_A_NAME = frozenset(_WORDS_AFTER_A_TITLE.split())
_NOT_A_PLATE = frozenset(_WORDS_AFTER_A_NUMBER.split())

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_PHONE = re.compile(
    r"(?<![\w.])(?:(?:\+|00)44[ \u00a0-]?(?:\(0\)[ -]?)?|\(?0)(?=[1-37-9])"
    r"(?:[()]?[ \u00a0.-]?[()]?\d){9,10}(?!\w)"
)
_POSTCODE = re.compile(
    r"\b(?:GIR ?0AA|[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d(?:\d|[ABEHMNPRV-Y])?|\d[A-HJKPS-UW])"
    r" ?(\d[ABD-HJLNP-UW-Z]{2}))\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"1st|2nd|3rd|\dth")
_PLATES = (
    re.compile(r"\b[A-HJ-PR-Y]{2}(?:0[2-9]|[1-9]\d) ?([A-HJ-PR-Z]{3})\b"),  # since 2001
    re.compile(r"\b[a-hj-pr-y]{2}(?:0[2-9]|[1-9]\d)([a-hj-pr-z]{3})\b"),
    re.compile(r"\b[A-HJ-NPR-TV-Y]\d{2,3} ?([A-HJ-PR-TV-Y]{3})\b"),  # 1983 to 2001
    re.compile(r"\b([A-HJ-NPR-TV-Y]{3}) ?\d{3}[A-HJ-NPR-TV-Y]\b"),  # 1963 to 1983
)
_NATIONAL_INSURANCE = re.compile(
    r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?(?:\d\d[ -]?){3}[A-D]\b",
    re.IGNORECASE,
)
_NAME = re.compile(rf"\b(?:{_TITLES})\.?[ \u00a0]([A-Z](?:[a-zà-ÿ]|['’-][A-Za-z])[\w'’-]{{0,40}})")


@dataclass(frozen=True)
class Finding:
    """What was found: `kind` in a reader's words, `text` as it was typed, from `start` to `end`."""

    kind: str
    text: str
    start: int
    end: int


_ROLES = {
    "PC": "a police constable",
    "PCSO": "a community support officer",
    "DC": "a detective constable",
    "DS": "a detective sergeant",
    "DSgt": "a detective sergeant",
    "DI": "a detective inspector",
    "DCI": "a detective chief inspector",
    "Sgt": "a sergeant",
    "Insp": "an inspector",
    "Supt": "a superintendent",
    "Dr": "a doctor",
    "Prof": "a professor",
    "Rev": "a minister",
}


def role_instead_of(finding: Finding) -> str:
    """What could stand in its place, "" where it is better left out: for a name what the person is."""
    if finding.kind != "name":
        return ""
    return _ROLES.get(re.split(r"[.\s]", finding.text)[0], "somebody")


def find_personal_data(text: str) -> list[Finding]:
    """Everything that looks like personal data, in the order of the text, nothing twice."""
    found = sorted(_findings(text), key=lambda finding: (finding.start, -finding.end))
    kept: list[Finding] = []
    for finding in found:
        if not kept or finding.start >= kept[-1].end:
            kept.append(finding)
    return kept


def _findings(text: str) -> Iterator[Finding]:
    for match in _EMAIL.finditer(text):
        yield _finding("e-mail address", match)
    for match in _PHONE.finditer(text):
        yield _finding("phone number", match)
    for match in _POSTCODE.finditer(text):
        if not _ORDINAL.fullmatch(match[1] or "") and (match[0].isupper() or match[0].islower()):
            yield _finding("postcode", match)
    for match in _NATIONAL_INSURANCE.finditer(text):
        yield _finding("National Insurance number", match)
    for plate in _PLATES:
        for match in plate.finditer(text):
            if match[1].upper() not in _NOT_A_PLATE:
                yield _finding("vehicle registration", match)
    for match in _NAME.finditer(text):
        if match[1] not in _NOT_A_NAME:
            yield _finding("name", match)


def _finding(kind: str, match: re.Match[str]) -> Finding:
    return Finding(kind, match[0], match.start(), match.end())
