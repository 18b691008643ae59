"""Whether a message could be sent to an address, and what is said where it could not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicebank.submissions.form.email_address import email_fault, is_email
from practicebank.submissions.form.model import Submission


@pytest.mark.parametrize(
    "address", ["a@example.org", "community.safety@force.police.uk", "o'neill+bank@sub.example.co.uk"]
)
def test_an_address_that_can_be_written_to(address):
    assert is_email(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "a@b",
        "a@example.org ",
        "a b@example.org",
        "a@example.org\nBcc: b@example.org",
        "a@exämple.org",
        "<a@example.org>",
        "a@-example.org",
        "a@example..org",
        "a@example.org,b@example.org",
        "x" * 65 + "@example.org",
        "a@" + "b." * 200 + "org",
    ],
)
def test_an_address_that_cannot(address):
    assert not is_email(address)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("community.safety", "Enter an e-mail address like community.safety@example.org: yours has no @"),
        ("me at home", "Enter an e-mail address like community.safety@example.org: yours has no @"),
        ("@example.org", "Enter what stands before the @ of the e-mail address"),
        ("alex@", "Enter what stands after the @ of the e-mail address"),
        ("@", "Enter what stands before the @ of the e-mail address"),
        ("alex@home@example.org", "Enter an e-mail address with one @ only"),
        ("alex@@example.org", "Enter an e-mail address with one @ only"),
        ("alex smith@example.org", "Enter the e-mail address without a space"),
        ("alex@ example.org", "Enter the e-mail address without a space"),
        ("alex@example .org", "Enter the e-mail address without a space"),
        ("alex@example,org", "Enter a dot after the @ of the e-mail address, not a comma"),
        ("alex@example", "Enter the whole e-mail address: after the @ a dot is missing, as in example.org"),
        ("alex@example.", "Enter the whole e-mail address: after the @ a dot is missing, as in example.org"),
        ("alex@example..org", "Enter the e-mail address with a name before and after each dot behind the @"),
        ("alex@example.org.", "Enter the e-mail address with a name before and after each dot behind the @"),
        ("alex@example.o", "Enter the whole e-mail address: its end is missing, as .org or .uk"),
        ("alex@-example.org", "Enter what stands after the @ of the e-mail address as your organisation writes it"),
        ("alex@example.org, bo@example.org", "Enter one e-mail address, not several"),
        ("alex@example.org bo@example.org", "Enter one e-mail address, not several"),
        ("zoë@example.org", "Enter the e-mail address without “ë”: it may not hold that"),
        ("alex@exämple.org", "Enter the e-mail address without “ä”: it may not hold that"),
        ("alex<b>@example.org", "Enter the e-mail address without “<”: it may not hold that"),
        ("alex@exa\u200bmple.org", "Type the e-mail address anew: it holds a character that cannot be seen"),
        ("x" * 65 + "@example.org", "Shorten what stands before the @ of the e-mail address to 64 characters"),
        ("x" * 255, "Shorten the e-mail address to 254 characters"),
        ("", "Enter an e-mail address like community.safety@example.org: yours has no @"),
        ("alex@example.org", ""),
    ],
)
def test_what_is_wrong_with_an_address_is_said(typed, said):
    assert email_fault(Submission(contact_email=typed).contact_email) == said


@given(st.text(alphabet="a@b.-<>:;, \n'é\u200b1", max_size=80))
def test_whatever_cannot_be_written_to_has_a_fault_of_one_line(typed):
    fault = email_fault(typed)
    assert bool(fault) is not is_email(typed)
    assert fault.isprintable()
