"""Which machines the server may speak to on somebody's word: those of the internet.

Whatever stands inside our own walls trusts whoever comes from there: databases, object stores, the
address at which a cloud hands out its keys. An address that a browser or another firm names must
not lead there.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address

from server.client_address import Networks

# Python calls some of these global: they are translated or handed on to somewhere else.
_LEADS_ELSEWHERE = Networks(
    "64:ff9b::/96, 64:ff9b:1::/48, 2002::/16, 2001::/32, 100.64.0.0/10, 192.88.99.0/24,"
    " 192.0.0.0/24, 0.0.0.0/8"
)


def is_on_the_internet(address: str) -> bool:
    """Of an address in numbers; whatever is none is not."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    found = _inner(found)
    return (
        found.is_global
        and not found.is_multicast
        and not found.is_reserved
        and not found.is_unspecified
        and str(found) not in _LEADS_ELSEWHERE
    )


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """An IPv4 address in the clothes of an IPv6 one is the IPv4 address."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address
