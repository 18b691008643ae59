import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicebank.access.network import is_own_machine, network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("not known", "not known"),
    ],
)
def test_an_address_is_counted_as_its_network(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("address", "own"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("::ffff:127.0.0.1", True)]
    + [("203.0.113.9", False), ("::ffff:203.0.113.9", False), ("::2", False), ("localhost", False), ("", False)],
)
def test_this_machine_is_known_by_any_of_its_names(address: str, own: bool) -> None:
    assert is_own_machine(address) is own


@given(st.text())
def test_no_text_raises(address: str) -> None:
    assert isinstance(network_of(address), str)
    assert is_own_machine(address) in (True, False)


@given(st.ip_addresses().map(str))
def test_a_network_is_its_own(address: str) -> None:
    assert network_of(network_of(address).partition("/")[0]) == network_of(address)
