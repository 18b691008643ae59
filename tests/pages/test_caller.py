from types import SimpleNamespace

import pytest

from pages.parts import caller


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:127.0.0.1", ""),
        (None, ""),
    ],
)
def test_limits_count_networks_and_never_this_machine(
    monkeypatch: pytest.MonkeyPatch, address: str | None, counted_as: str
) -> None:
    # Only a connection from elsewhere has such an address, and a test has none.
    monkeypatch.setattr(caller.st, "context", SimpleNamespace(ip_address=address))
    assert caller.network() == counted_as
