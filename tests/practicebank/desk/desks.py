"""What the tests of the desk do again and again."""

from dataclasses import replace

from practicebank.desk import decisions
from practicebank.desk.checklist import checklist
from practicebank.desk.desk import Desk, Seen

ALL_YES = {check.name: "yes" for check in checklist().checks}


def seen(desk: Desk, reference: str) -> Seen:
    """What somebody looking now sees."""
    record = desk.queue.get(reference)
    return Seen(record.status, record.last_event)


def two(desk: Desk) -> Desk:
    """The same desk where two reviewers must agree."""
    return replace(desk, two_reviewers=True)


def without_administration(desk: Desk) -> Desk:
    """The same desk for a reviewer who is no administrator."""
    who = replace(desk.reviewer(), administrator=False, ticket=desk.reviewer().ticket + "-")
    desk.door._inside[who.ticket] = who
    return replace(desk, who=who)


def claim(desk: Desk, reference: str) -> None:
    decisions.claim(desk, reference, seen(desk, reference))


def rate(desk: Desk, reference: str, verdict: str = "publish") -> None:
    decisions.rate(desk, reference, seen(desk, reference), verdict, ALL_YES, f"{verdict}, I think.")


def publish(desk: Desk, reference: str) -> None:
    claim(desk, reference)
    decisions.publish(desk, reference, seen(desk, reference))
