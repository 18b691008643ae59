"""Says what is wrong with an e-mail address, one thing at a time and what to do about it."""

import re

LONGEST = 254
_LONGEST_NAME, _LONGEST_LABEL = 64, 63
_OF_A_NAME = r"A-Za-z0-9.!#$%&'*+/=?^_`{|}~-"
_ADDRESS = re.compile(
    rf"[{_OF_A_NAME}]{{1,{_LONGEST_NAME}}}@([A-Za-z0-9]([A-Za-z0-9-]{{0,61}}[A-Za-z0-9])?\.)+[A-Za-z]{{2,63}}"
)
_BARE = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+")
_FOREIGN_IN_A_NAME, _FOREIGN_IN_A_DOMAIN = re.compile(rf"[^{_OF_A_NAME}]"), re.compile(r"[^A-Za-z0-9.-]")
_LIKE = "Enter an e-mail address like community.safety@example.org"


def is_email(address: str) -> bool:
    """Could a message be sent there? Plain ASCII only, and nothing that could end a header."""
    return len(address) <= LONGEST and _ADDRESS.fullmatch(address) is not None


def email_key(address: str) -> str:
    """An e-mail address as two spellings of it are compared."""
    return address.strip().casefold()


def same_mailbox(one: str, other: str) -> bool:
    """Do these addresses reach one person? What stands after a plus sign is a note to oneself."""
    return bool(one) and bool(other) and _mailbox(one) == _mailbox(other)


def _mailbox(address: str) -> str:
    local, _, host = email_key(address).rpartition("@")
    return f"{local.partition('+')[0]}@{host}"


def address_key(address: str) -> str:
    """An address as two spellings of it are compared; "" for what is none."""
    return email_key(address) if is_email(address) else ""


def email_fault(address: str) -> str:
    """What is wrong with it, as a message of the form; "" when a message could be sent there."""
    if is_email(address):
        return ""
    if len(address) > LONGEST:
        return f"Shorten the e-mail address to {LONGEST} characters"
    if len(_BARE.findall(address)) > 1:
        return "Enter one e-mail address, not several"
    name, at, domain = address.rpartition("@")
    if not at:
        return f"{_LIKE}: yours has no @"
    return _fault_of_several_parts(name, domain) or _fault_of_a_name(name) or _fault_of_a_domain(domain) or _LIKE


def _fault_of_several_parts(name: str, domain: str) -> str:
    if not name.strip():
        return "Enter what stands before the @ of the e-mail address"
    if not domain.strip():
        return "Enter what stands after the @ of the e-mail address"
    if "@" in name:
        return "Enter an e-mail address with one @ only"
    if re.search(r"\s", name + domain):
        return "Enter the e-mail address without a space"
    return ""


def _fault_of_a_name(name: str) -> str:
    if foreign := _FOREIGN_IN_A_NAME.search(name):
        return _without(foreign[0])
    if len(name) > _LONGEST_NAME:
        return f"Shorten what stands before the @ of the e-mail address to {_LONGEST_NAME} characters"
    return ""


def _fault_of_a_domain(domain: str) -> str:
    if "," in domain:
        return "Enter a dot after the @ of the e-mail address, not a comma"
    if foreign := _FOREIGN_IN_A_DOMAIN.search(domain):
        return _without(foreign[0])
    if "." not in domain.strip("."):
        return "Enter the whole e-mail address: after the @ a dot is missing, as in example.org"
    labels = domain.split(".")
    if "" in labels:
        return "Enter the e-mail address with a name before and after each dot behind the @"
    if any(label[0] == "-" or label[-1] == "-" or len(label) > _LONGEST_LABEL for label in labels):
        return "Enter what stands after the @ of the e-mail address as your organisation writes it"
    return "Enter the whole e-mail address: its end is missing, as .org or .uk"


def _without(letter: str) -> str:
    if not letter.isprintable():
        return "Type the e-mail address anew: it holds a character that cannot be seen"
    return f"Enter the e-mail address without “{letter}”: it may not hold that"
