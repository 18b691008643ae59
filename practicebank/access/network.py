"""Who somebody on the network is taken for, where attempts and sessions of one are counted."""

from ipaddress import IPv4Address, ip_address, ip_network

_ONE_CUSTOMER = 64  # bits of an IPv6 address that a household or an office is given; the rest it makes up itself


def network_of(address: str) -> str:
    """The address as it is counted: an IPv6 one by its network, because its owner has as many as they like."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(known, IPv4Address):
        return str(known)
    return str(known.ipv4_mapped or ip_network((known, _ONE_CUSTOMER), strict=False))


def is_own_machine(address: str) -> bool:
    """Also where it comes as an IPv6 address, as it does when the server listens on both kinds."""
    try:
        return ip_address(network_of(address).partition("/")[0]).is_loopback or ip_address(address).is_loopback
    except ValueError:
        return False
