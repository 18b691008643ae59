"""Whoever is not signed in as a reviewer gets nothing from any function of the desk, and moves nothing."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import practicebank.desk
from practicebank.access.door import Reviewer
from practicebank.access.people import NotAllowed
from practicebank.desk.desk import Desk


def functions() -> Iterator[Callable[..., Any]]:
    """Every function of the desk that is given a desk."""
    for module in pkgutil.iter_modules(practicebank.desk.__path__, "practicebank.desk."):
        for name, function in vars(importlib.import_module(module.name)).items():
            if inspect.isfunction(function) and function.__module__ == module.name and not name.startswith("_"):
                first = next(iter(inspect.signature(function).parameters.values()), None)
                if first is not None and first.annotation is Desk:
                    yield function


FUNCTIONS = list(functions())


def whatever(function: Callable[..., Any]) -> list[object]:
    """Something for every argument it must be given after the desk: nobody is to look at it."""
    _, *others = inspect.signature(function).parameters.values()
    return [object() for each in others if each.default is each.empty and each.kind is each.POSITIONAL_OR_KEYWORD]


def outsiders(desk: Desk) -> dict[str, object]:
    who = desk.reviewer()
    signed_out = replace(who, ticket="elsewhere")
    return {
        "nobody": None,
        "a name": "Ada",
        "signed out": signed_out,
        "made up": Reviewer("ada@example.org", "Ada", True, datetime.now(UTC) + timedelta(hours=1), ""),
        "altered": replace(who, administrator=not who.administrator),
    }


def test_the_functions_are_found():
    assert {"claim", "publish", "decline", "open_submission", "work"} <= {function.__name__ for function in FUNCTIONS}


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_nobody_else_gets_in(function, ada, reference):
    before = ada.queue.revision()
    for outsider in outsiders(ada).values():
        with pytest.raises(NotAllowed):
            function(replace(ada, who=outsider), *whatever(function))
    assert ada.queue.revision() == before


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_nobody_gets_in_after_signing_out(function, ada, reference):
    ada.door.leave(ada.reviewer())
    with pytest.raises(NotAllowed, match="signed out"):
        function(ada, *whatever(function))
