import re

import pytest

from practicebank.submissions import codes


def test_references_are_short_and_hold_no_look_alikes():
    references = [codes.new_reference() for _ in range(2_000)]
    assert len(set(references)) == 2_000
    assert all(re.fullmatch(r"PB(-[2-9A-Z]{4}){2}", reference) for reference in references)
    assert not set("01OIL5SBUZAE") & set("".join(references).replace("PB-", ""))


def test_the_code_of_a_form_is_always_the_same():
    key = codes.new_key()
    assert codes.private_code(key) == codes.private_code(key) != codes.private_code(codes.new_key())


@pytest.mark.parametrize("typed", ["PB-7K3M-9Q2X", "pb 7k3m 9q2x", "7K3M9Q2X", " PB–7K3M–9Q2X ", "PB7K3M9QZX"])
def test_a_reference_is_read_however_it_is_typed(typed):
    assert codes.read_reference(typed) == "PB-7K3M-9Q2X"


@pytest.mark.parametrize(
    "typed", ["", "PB", "PB-7K3M", "PB-7K3M-9Q2X-2", "PB-1O0I-LLLL", "../../etc", "٢" * 8, "x" * 10**6]
)
def test_what_is_no_reference_is_none(typed):
    assert codes.read_reference(typed) == ""


def test_a_code_is_known_however_it_is_typed():
    code = codes.private_code(codes.new_key())
    assert codes.code_hash(code.lower().replace("-", " "), "salt") == codes.code_hash(code, "salt")
    assert codes.code_hash(code, "salt") != codes.code_hash(code, "other")
