"""What the tests of the desk do again and again."""

from dataclasses import replace
from itertools import count

from practicebank.desk import decisions
from practicebank.desk.checklist import checklist
from practicebank.desk.desk import Desk, Seen
from practicebank.services import Services

KEY = "a key that nobody guesses"
PEOPLE = ("ada@example.org", "ben@example.org")
_sessions = count(1)
ALL_YES = {check.name: "yes" for check in checklist().checks}


def sit_down(services: Services, name: str) -> Desk:
    """A desk for somebody by this name, who has come in with the key."""
    email, session = f"{name.casefold()}@example.org", str(next(_sessions))
    who = services.door.enter_with_key(services.queue(), KEY, name, email, session=session, address=session)
    return Desk(services, who)


def seen(desk: Desk, reference: str) -> Seen:
    """What somebody looking now sees."""
    record = desk.queue.get(reference)
    return Seen(record.status, record.last_event)


def two(desk: Desk) -> Desk:
    """The same desk, from now on where two reviewers must agree."""
    desk.services.settings = replace(desk.services.settings, two_reviewers=True)
    return desk.renew()


def without_administration(desk: Desk) -> Desk:
    """The same desk for a reviewer who is no administrator."""
    claims = {"email": desk.reviewer.email, "email_verified": True, "exp": 4e9}
    return Desk(desk.services, desk.services.door.enter_with_claims(claims))


def claim(desk: Desk, reference: str) -> None:
    decisions.claim(desk, reference, seen(desk, reference))


def rate(desk: Desk, reference: str, verdict: str = "publish") -> None:
    decisions.rate(desk, reference, seen(desk, reference), verdict, ALL_YES, f"{verdict}, I think.")


def publish(desk: Desk, reference: str) -> None:
    claim(desk, reference)
    put_out(desk, reference, seen(desk, reference))


def put_out(desk: Desk, reference: str, as_seen: Seen) -> int:
    """Publishes what is held, read and answered for, whatever is flagged in it."""
    return decisions.publish(desk, reference, as_seen, answers=ALL_YES, read=True, why="It may be said.")
