"""Whether the claims of an identity provider belong to a reviewer or an administrator.

Only a verified e-mail address counts, and a token that says when it ends. The provider's signature was checked
when the token was taken; its end is checked here, each time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from practicebank.settings import Settings
from practicebank.submissions.form.email_address import email_key


class NotAllowed(Exception):
    """Nobody is signed in, or not as a reviewer; the message says which and what to do."""


@dataclass(frozen=True)
class Identity:
    """A person by their e-mail address, small letters, and until when they are known."""

    email: str
    name: str
    administrator: bool
    until: datetime


def identify(claims: Mapping[str, Any], settings: Settings, now: datetime) -> Identity:
    """The reviewer these claims belong to. Raises `NotAllowed`."""
    until = _end(claims.get("exp"))
    if until is None or until <= now:
        raise NotAllowed("You were signed in, but that has run out. Sign in again.")
    address = claims.get("email")
    email = email_key(address) if isinstance(address, str) and claims.get("email_verified") is True else ""
    administrator = _named(email, settings.administrators) or _claimed(claims, settings.administrator_claim)
    if not administrator and not _named(email, settings.reviewers) and not _claimed(claims, settings.reviewer_claim):
        raise NotAllowed("This account is not on the list of reviewers. Ask whoever runs the bank to add it.")
    identity = email or str(claims.get("sub") or "")
    if not identity:
        raise NotAllowed("Your account says neither who it is nor which e-mail address it has.")
    return Identity(identity, str(claims.get("name") or identity), administrator, until)


def _end(value: object) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def _named(email: str, people: Sequence[str]) -> bool:
    return bool(email) and email in {email_key(person) for person in people}


def _claimed(claims: Mapping[str, Any], wanted: str) -> bool:
    """Does the claim `name=value` hold? A claim may be one value or a list of them."""
    name, equals, value = wanted.partition("=")
    if not name or not equals or not value:
        return False
    held = claims.get(name)
    return value in held if isinstance(held, list | tuple) else held == value
