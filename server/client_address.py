"""From where a request comes. What a header says of it counts only when one of our own proxies, as
VOORAF_TRUSTED_PROXIES names them, says it: everybody else may write there what he likes."""

from ipaddress import IPv6Address, IPv6Network, ip_address, ip_network

from litestar.types import Scope

_NOBODY = "unknown"
_HOUSEHOLD_BITS = 64


class Networks:
    """ "10.0.0.0/8, ::1". Raises ValueError for what names none."""

    def __init__(self, text: str = "") -> None:
        self._networks = [ip_network(each.strip()) for each in text.split(",") if each.strip()]

    def __bool__(self) -> bool:
        return bool(self._networks)

    def __contains__(self, address: str) -> bool:
        try:
            found = ip_address(address)
        except ValueError:
            return False
        if isinstance(found, IPv6Address) and found.ipv4_mapped:
            found = found.ipv4_mapped
        return any(found in each for each in self._networks)


def client_address(scope: Scope, trusted: Networks) -> str:
    """An IPv4 address, or the /64 of an IPv6 one: a household has that many to choose from."""
    client = scope.get("client")
    peer = client[0] if client else _NOBODY
    if not trusted or peer not in trusted:
        return _counted(peer)
    # Each proxy adds at the end whom it heard from, so what is true is read from there.
    for told in reversed(_forwarded_for(scope)):
        if told not in trusted:
            return _counted(told)
    return _counted(peer)


def _forwarded_for(scope: Scope) -> list[str]:
    told: list[str] = []
    for name, value in scope["headers"]:
        if name == b"x-forwarded-for":
            told += [_without_port(each.strip()) for each in value.decode("latin-1").split(",")]
    return told


def _without_port(told: str) -> str:
    """Some gateways add one: "203.0.113.5:443", "[2001:db8::1]:443"."""
    if told.startswith("["):
        return told[1:].partition("]")[0]
    return told.partition(":")[0] if told.count(":") == 1 else told


def _counted(address: str) -> str:
    if ":" not in address:
        return address[:45]  # the longest address there is; a proxy may be told anything
    try:
        found = IPv6Address(address)
    except ValueError:
        return _NOBODY
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(IPv6Network((found, _HOUSEHOLD_BITS), strict=False))
