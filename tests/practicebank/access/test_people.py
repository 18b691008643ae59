"""Whose claims open the reviewers' desk."""

from datetime import UTC, datetime, timedelta

import pytest

from practicebank.access.people import NotAllowed, identify
from practicebank.settings import Settings
from practicebank.submissions.form.email_address import same_mailbox

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
SETTINGS = Settings(
    reviewers=("Ada@Example.org",),
    administrators=("ben@example.org",),
    reviewer_claim="groups=reviewers",
    administrator_claim="role=admin",
)
ADA = {
    "sub": "1",
    "name": "Ada",
    "email": "ada@example.org",
    "email_verified": True,
    "exp": (NOW + timedelta(hours=1)).timestamp(),
}


@pytest.mark.parametrize(
    ("claims", "email", "administrator"),
    [
        pytest.param(ADA, "ada@example.org", False, id="named, verified"),
        pytest.param(ADA | {"email": "ADA@example.org"}, "ada@example.org", False, id="spelling"),
        pytest.param(ADA | {"email": "ben@example.org"}, "ben@example.org", True, id="administrator"),
        pytest.param(
            ADA | {"email": "cy@example.org", "groups": ["a", "reviewers"]}, "cy@example.org", False, id="claim"
        ),
        pytest.param(
            ADA | {"email": "cy@example.org", "role": "admin"}, "cy@example.org", True, id="claim of one value"
        ),
        pytest.param(
            ADA | {"email_verified": False, "groups": ["reviewers"]}, "1", False, id="claim, address unverified"
        ),
    ],
)
def test_who_is_let_in(claims, email, administrator):
    known = identify(claims, SETTINGS, NOW)
    assert (known.email, known.administrator) == (email, administrator)


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({}, id="nothing"),
        pytest.param(ADA | {"exp": NOW.timestamp()}, id="run out"),
        pytest.param({key: value for key, value in ADA.items() if key != "exp"}, id="no end"),
        pytest.param(ADA | {"exp": "tomorrow"}, id="end is no number"),
        pytest.param(ADA | {"exp": True}, id="end is yes"),
        pytest.param(ADA | {"exp": 1e300}, id="end beyond time"),
        pytest.param(ADA | {"exp": float("nan")}, id="end is not a number"),
        pytest.param(ADA | {"email": "eve@example.org"}, id="not named"),
        pytest.param(ADA | {"email_verified": False}, id="not verified"),
        pytest.param(ADA | {"email_verified": "true"}, id="verified in words"),
        pytest.param(ADA | {"email": ["ada@example.org"]}, id="address is a list"),
        pytest.param(ADA | {"email": "eve@example.org", "groups": "reviewers-not"}, id="part of a claim"),
        pytest.param(ADA | {"email": "eve@example.org", "groups": {"reviewers": True}}, id="claim of another shape"),
        pytest.param({"exp": ADA["exp"], "groups": ["reviewers"]}, id="nobody at all"),
    ],
)
def test_who_is_not(claims):
    with pytest.raises(NotAllowed):
        identify(claims, SETTINGS, NOW)


def test_nobody_is_a_reviewer_when_the_settings_name_nobody():
    with pytest.raises(NotAllowed, match="not on the list"):
        identify(ADA | {"": ""}, Settings(), NOW)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ada@example.org", "Ada@Example.org ", True),
        ("ada+bank@example.org", "ada@example.org", True),
        ("ada@example.org", "ada@example.com", False),
        ("", "", False),
    ],
)
def test_two_spellings_of_one_mailbox(one, other, same):
    assert same_mailbox(one, other) is same
