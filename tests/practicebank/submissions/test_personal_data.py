import time

import pytest
from examples import NIGHT_WALKS

from practicebank.personal_data import find_personal_data, role_instead_of
from practicebank.submissions.form.checks import Warned, warnings


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("e-mail address", "jo.bloggs@westshire.police.uk"),
        ("e-mail address", "JO+x@example.org"),
        ("phone number", "020 7946 0958"),
        ("phone number", "07700 900123"),
        ("phone number", "07700900123"),
        ("phone number", "(0161) 496 0000"),
        ("phone number", "+44 7700 900123"),
        ("phone number", "+44 (0)20 7946 0958"),
        ("phone number", "0044 7700 900 123"),
        ("phone number", "01632-960-001"),
        ("postcode", "SW1A 1AA"),
        ("postcode", "M1 1AE"),
        ("postcode", "cf10 3at"),
        ("postcode", "EC1A1BB"),
        ("postcode", "M25 3AB"),
        ("vehicle registration", "AB12 CDE"),
        ("vehicle registration", "ab12cde"),
        ("vehicle registration", "A123 BCD"),
        ("vehicle registration", "BCD 123E"),
        ("National Insurance number", "AB 12 34 56 C"),
        ("National Insurance number", "ab123456c"),
        ("name", "Mr Smith"),
        ("name", "Mrs O’Brien"),
        ("name", "Dr. Patel"),
        ("name", "PC Jones"),
        ("name", "DCI Tennison"),
        ("name", "Ms Evora"),
    ],
)
def test_personal_data_is_found(kind, found):
    [finding] = find_personal_data(f"We asked about it: {found}, and went on.")
    assert (finding.kind, finding.text) == (kind, found)


@pytest.mark.parametrize(
    "text",
    [
        "The M25 and the M1, junction 25",
        "the A1 road",
        "A13 THE ROAD",
        "M25 AND M1",
        "Op Crystal",
        "Operation Crystal 2",
        "between 2019 and 2024",
        "2019 2020 2021 2022",
        "01/02/2023 to 03/04/2024",
        "Mr",
        "Mr and so on",
        "Miss a turn",
        "Ms.",
        "call 101 or 999",
        "0.35 per cent of 10,000",
        "£1,234,567",
        "1 in 10",
        "B12 3rd floor",
        "the 21st of May",
        "Section 60 CJPOA",
        "S136 MHA",
        "PC Office",
        "the PC Training unit",
        "DS Team",
        "DC World",
        "Lord Mayor",
        "ISO 27001",
        "CO19 AND others",
        "COVID-19",
        "W3 standards",
        "Form 7A",
        "G20 summit",
        "E7 and E17",
        "SARA",
        "IP address 192.168.100.200",
        "the year 2020 AND after",
        "MG11 THE form",
        "@westshire",
        "a@b",
        "10.30am to 11.30pm",
        "crime number 00000000000000000",
        "Unit 4A",
        "the 3rd Sector",
        "PCSO Patrol",
        "Lady Justice",
        "in May 2023",
        "Rule 43 applies",
        "a Mr. is a title",
        "UK 2024 FIG",
        "0",
        "",
        "Project ADDER",
        "Grade A 100 per cent",
    ],
)
def test_ordinary_words_are_not_personal_data(text):
    assert find_personal_data(text) == []


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("PC Smith", "a police constable"),
        ("Insp. O’Neill", "an inspector"),
        ("DSgt Wells", "a detective sergeant"),
        ("Mrs Jones", "somebody"),
        ("ring 0113 496 0000", ""),
    ],
)
def test_a_name_could_be_a_role_and_everything_else_is_better_left_out(text, instead):
    assert [role_instead_of(found) for found in find_personal_data(text)] == [instead]


def test_findings_come_in_order_and_nothing_twice():
    text = "Mr Smith, jo@example.org, SW1A 1AA and 020 7946 0958"
    found = find_personal_data(text)
    assert [finding.kind for finding in found] == ["name", "e-mail address", "postcode", "phone number"]
    assert [text[finding.start : finding.end] for finding in found] == [finding.text for finding in found]


def test_warnings_name_the_field_and_leave_the_contact_alone():
    assert warnings(NIGHT_WALKS) == []
    walks = NIGHT_WALKS.model_copy(update={"learning": "Ask Mr Smith.", "links": ("mailto:jo@example.org",)})
    found = [(warned.field, warned.finding.text) for warned in warnings(walks)]
    assert found == [("learning", "Mr Smith"), ("links", "jo@example.org")]
    assert all(isinstance(warned, Warned) for warned in warnings(walks))


@pytest.mark.parametrize("piece", ["a", "0", "0 ", "a.", "Mr ", "A1", "(0", "-", "AB12 ", "1a@", "é"])
def test_long_text_is_read_quickly(piece):
    began = time.perf_counter()
    find_personal_data(piece * (1_000_000 // len(piece)))
    assert time.perf_counter() - began < 5
