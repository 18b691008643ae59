"""Whoever is not signed in as a reviewer gets no desk, and nothing of the queue is had without one."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import practicebank.desk
from practicebank.access.door import Door, Reviewer
from practicebank.access.people import NotAllowed
from practicebank.desk import decisions
from practicebank.desk.desk import Desk
from practicebank.services import Services
from practicebank.submissions.queue import ReviewQueue

IN_AN_HOUR = datetime.now(UTC) + timedelta(hours=1)
OUTSIDERS: dict[str, Callable[[Reviewer], object]] = {
    "nobody": lambda who: None,
    "a name": lambda who: who.name,
    "a ticket": lambda who: who.ticket,
    "let in elsewhere": lambda who: replace(who, ticket="elsewhere"),
    "made up": lambda who: Reviewer(who.email, who.name, True, IN_AN_HOUR, ""),
    "altered": lambda who: replace(who, administrator=not who.administrator),
    "for longer": lambda who: replace(who, until=who.until + timedelta(days=1)),
}


def functions() -> Iterator[Callable[..., Any]]:
    """Every function of the desk that others may call."""
    for module in pkgutil.iter_modules(practicebank.desk.__path__, "practicebank.desk."):
        for name, function in vars(importlib.import_module(module.name)).items():
            if inspect.isfunction(function) and function.__module__ == module.name and not name.startswith("_"):
                yield function


def given_to(function: Callable[..., Any]) -> list[object]:
    return [each.annotation for each in inspect.signature(function).parameters.values()]


FUNCTIONS = list(functions())


@pytest.mark.parametrize("outsider", OUTSIDERS.values(), ids=OUTSIDERS)
def test_nobody_else_gets_in(services, ada, outsider):
    with pytest.raises(NotAllowed):
        Desk(services, outsider(ada.reviewer))


def test_whoever_is_let_in_gets_a_desk(services, ada):
    assert Desk(services, ada.reviewer).reviewer is ada.reviewer


def test_nobody_gets_in_after_signing_out(services, ada):
    services.door.leave(ada.reviewer, services.queue)
    with pytest.raises(NotAllowed, match="signed out"):
        Desk(services, ada.reviewer)
    with pytest.raises(NotAllowed, match="signed out"):
        ada.renew()


def test_nobody_stays_in_who_has_signed_out_at_another_server(services, ada):
    """There the door has forgotten them; here it has not, but the database has."""
    elsewhere = Door(services.settings)
    cookie, _ = services.door.cookie_for(services.door.code_for(ada.reviewer))
    elsewhere.leave(elsewhere.enter_with_cookie(services.queue(), cookie), services.queue)
    assert services.door.check(ada.reviewer)
    with pytest.raises(NotAllowed, match="signed out"):
        ada.renew()


def test_whoever_is_refused_moves_nothing(services, ada, reference):
    before = services.queue().revision()
    services.door.leave(ada.reviewer, services.queue)
    with pytest.raises(NotAllowed):
        decisions.note(Desk(services, ada.reviewer), reference, before, "A note.")
    assert services.queue().revision() == before


def test_the_functions_are_found():
    at_the_desk = {function.__name__ for function in FUNCTIONS if given_to(function)[:1] == [Desk]}
    assert {"claim", "publish", "decline", "erase", "open_submission", "work", "log_page", "health"} <= at_the_desk


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_no_function_reaches_the_queue_but_through_a_desk(function):
    assert not {Services, ReviewQueue} & set(given_to(function))
    named = {*function.__code__.co_names, *function.__code__.co_freevars}
    assert not named & {"Services", "services_of", "open_queue", "QueueOpener"}
