"""The door to the reviewers' desk: lets people in, knows who is in, and lets them out.

With OpenID Connect the provider says who somebody is, at every run of a page. Without it there is a key: one
made when the server starts, which its terminal shows, or the one in the settings. Whoever comes with the key
says their name and e-mail address; that is taken on trust, among colleagues who share a key. A `Reviewer` is
worth something only while this door knows it: nobody can make one, and signing out ends it at once.

Whoever came in with the key is known again by a cookie, after a reload and in another tab. It names the sign-in and
is signed with what the key gives, so that it ends with the key; the database says whether the sign-in still holds, so
that it ends with signing out, and that whoever guesses keys gains nothing by making cookies. A page cannot set such a
cookie: it gets a one-time code, which the browser exchanges at an address of its own.
"""

import hashlib
import hmac
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from practicebank.access.people import NotAllowed, identify
from practicebank.settings import Settings
from practicebank.submissions.form.email_address import email_fault, email_key
from practicebank.submissions.form.text import clean_email, clean_line
from practicebank.submissions.storage.engine import HoldsEngine
from practicebank.submissions.storage.rate_limits import Limit, count_attempt, forget_attempts
from practicebank.submissions.storage.sign_ins import end_sign_in, keep_sign_in, sign_in_holds

SHORTEST_KEY = 20
HOURS_WITH_A_KEY = 8
CODE_HOLDS = timedelta(minutes=1)
LONGEST_NAME = 100
SIGNED_OUT = "You are signed out. Sign in again."
KEYS_IN_A_SESSION = Limit("reviewer keys in a session", 5, timedelta(minutes=15))
KEYS_FROM_AN_ADDRESS = Limit("reviewer keys from an address", 20, timedelta(minutes=15))


class WeakKey(Exception):
    """The key in the settings could be guessed."""


@dataclass(frozen=True)
class Reviewer:
    """Somebody who is signed in. `email` says who they are, in the log too; `name` is what others read; `ticket`, which
    sign-in it is.
    """

    email: str
    name: str
    administrator: bool
    until: datetime
    ticket: str
    with_key: bool = False


class Door:
    """`key` opens it when OpenID Connect does not."""

    def __init__(self, settings: Settings) -> None:
        key = settings.reviewer_key
        if key and len(key) < SHORTEST_KEY:
            raise WeakKey(f"Make PRACTICEBANK_REVIEWER_KEY at least {SHORTEST_KEY} characters long, or leave it out.")
        self._settings = settings
        self._key = key or secrets.token_urlsafe(24)
        self._lock = threading.Lock()
        self._inside: dict[str, Reviewer] = {}
        self._codes: dict[str, tuple[Reviewer, datetime]] = {}

    def link(self, address: str) -> str:
        """What the server's terminal says: the link that opens the door, or where a key of one's own does."""
        if self._settings.reviewer_key:
            return f"{address}/desk with the key in PRACTICEBANK_REVIEWER_KEY"
        return f"{address}/desk?key={self._key} (while this server runs)"

    def enter_with_key(
        self,
        queue: HoldsEngine,
        key: str,
        name: str,
        email: str,
        *,
        session: str,
        address: str,
        now: datetime | None = None,
    ) -> Reviewer:
        """Lets in whoever has the key. Raises `NotAllowed`, `TooManyAttempts`, `QueueUnavailable`.

        Every attempt is counted, for the session and the address it comes from; one that succeeds starts the
        session's count again.
        """
        now = now or datetime.now(UTC)
        count_attempt(queue, KEYS_IN_A_SESSION, session, now=now)
        count_attempt(queue, KEYS_FROM_AN_ADDRESS, address or "not known", now=now)
        if not hmac.compare_digest(key.encode("utf-8", "replace"), self._key.encode()):
            raise NotAllowed("That is not the key. Look in the server’s terminal, or ask whoever runs the bank.")
        forget_attempts(queue, KEYS_IN_A_SESSION, session, now=now)
        name, email = clean_line(name).strip()[:LONGEST_NAME], email_key(clean_email(email))
        if not name or not email:
            raise NotAllowed("Enter your name and your e-mail address: the log says who decided.")
        if fault := email_fault(email):
            raise NotAllowed(f"{fault}.")
        until, ticket = now + timedelta(hours=HOURS_WITH_A_KEY), secrets.token_urlsafe(24)
        keep_sign_in(queue, ticket, until)
        return self._let_in(Reviewer(email, name, True, until, ticket, with_key=True), now)

    def enter_with_cookie(self, queue: HoldsEngine, cookie: str, *, now: datetime | None = None) -> Reviewer | None:
        """Whoever came in with the key before, unless that has ended; then nobody. Raises `QueueUnavailable`."""
        now = now or datetime.now(UTC)
        try:
            ticket, email, name, until = self._cookies.loads(cookie)
        except BadData:
            return None
        if not sign_in_holds(queue, ticket, now=now):
            return None
        return self._let_in(Reviewer(email, name, True, datetime.fromisoformat(until), ticket, with_key=True), now)

    def code_for(self, who: Reviewer, *, now: datetime | None = None) -> str:
        """What the browser of somebody who came in with the key exchanges for the cookie: once, soon, here."""
        now, code = now or datetime.now(UTC), secrets.token_urlsafe(32)
        with self._lock:
            self._codes = {known: held for known, held in self._codes.items() if held[1] > now}
            self._codes[code] = (who, now + CODE_HOLDS)
        return code

    def cookie_for(self, code: str, *, now: datetime | None = None) -> tuple[str, int]:
        """The cookie, and for how many seconds. Raises `NotAllowed`."""
        now = now or datetime.now(UTC)
        with self._lock:
            held, until = self._codes.pop(code, (None, now))
        who = self.check(held if until > now else None, now=now)
        cookie = self._cookies.dumps([who.ticket, who.email, who.name, who.until.isoformat()])
        return str(cookie), int((who.until - now).total_seconds())

    def enter_with_claims(self, claims: Mapping[str, Any], *, now: datetime | None = None) -> Reviewer:
        """Lets in a reviewer whom the identity provider has vouched for. Raises `NotAllowed`.

        The same claims give the same `Reviewer`, until they sign out.
        """
        now = now or datetime.now(UTC)
        known = identify(claims, self._settings, now)
        with self._lock:
            for reviewer in self._inside.values():
                if (reviewer.email, reviewer.until, reviewer.administrator) == (
                    known.email,
                    known.until,
                    known.administrator,
                ):
                    return reviewer
        name = clean_line(known.name).strip()[:LONGEST_NAME] or known.email
        reviewer = Reviewer(known.email, name, known.administrator, known.until, secrets.token_urlsafe(24))
        return self._let_in(reviewer, now)

    def check(self, who: object, *, now: datetime | None = None) -> Reviewer:
        """The reviewer, if that is what this is and they are still in. Raises `NotAllowed`."""
        now = now or datetime.now(UTC)
        if not isinstance(who, Reviewer):
            raise NotAllowed("Sign in as a reviewer first.")
        with self._lock:
            known = self._inside.get(who.ticket)
        if known != who:
            raise NotAllowed(SIGNED_OUT)
        if who.until <= now:
            raise NotAllowed("You were signed in, but that has run out. Sign in again.")
        return who

    def leave(self, who: Reviewer, opened_queue: Callable[[], HoldsEngine]) -> None:
        """Ends the sign-in here and, where it was with the key, at every other server and for the cookie. Raises
        `QueueUnavailable` when these could not be told.
        """
        with self._lock:
            self._inside.pop(who.ticket, None)
        if who.with_key:
            end_sign_in(opened_queue(), who.ticket)

    def _let_in(self, reviewer: Reviewer, now: datetime) -> Reviewer:
        with self._lock:
            self._inside = {ticket: held for ticket, held in self._inside.items() if held.until > now}
            self._inside[reviewer.ticket] = reviewer
        return reviewer

    @cached_property
    def _cookies(self) -> URLSafeSerializer:
        """Signs with what the key gives, and slowly: nobody tries keys on a cookie they have got hold of."""
        secret = hashlib.scrypt(self._key.encode(), salt=b"practicebank cookie", n=2**14, r=8, p=1)
        options = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
        return URLSafeSerializer(secret, salt="reviewer", signer_kwargs=options)
