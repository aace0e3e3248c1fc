"""Addresses of e-mail: what may be typed, and how one is written to a mail server.

Libraries read more in an address than stands there: `=?utf-8?q?a=2C_?=b@x.nl` (RFC 2047) is two of
them once it is decoded. So one here is a plain addr-spec, and ASCII before anybody sends to it.
"""

import re
from typing import Annotated

import idna
from msgspec import Meta

from server.wire import Sent

_LONGEST = 254  # RFC 5321, as it stands between < and >
_LONGEST_NAME = 64
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[^\s\x00-,./:-@\[-`{-\x9f]+"  # letters of any script, digits and hyphens
_PLAIN = rf"{_ATOM}(\.{_ATOM})*@{_LABEL}(\.{_LABEL})+"
# `$` alone lets a line break behind it through, and `\Z` is known to Python only.
_END = r"$(?![\s\S])"
_NOT_DECODED = r"(?![\s\S]*=\?)"
_ADDRESS = re.compile(f"{_NOT_DECODED}{_PLAIN}")

Email = Annotated[str, Meta(max_length=_LONGEST, pattern=rf"^{_NOT_DECODED}{_PLAIN}{_END}")]
TypedEmail = Annotated[
    str, Meta(max_length=_LONGEST, pattern=rf"^{_NOT_DECODED}\s*{_PLAIN}\s*{_END}")
]
"""With the spaces that a phone puts around it."""


class NoAddress(Exception):
    """This is not one plain address."""


class SentWithEmail(Sent, frozen=True):
    """Base of what comes in with an `email`: no pattern knows which hosts there can be."""

    def __post_init__(self) -> None:
        super().__post_init__()
        email: str | None = getattr(self, "email", None)
        if email is not None and not is_address(email.strip()):
            raise ValueError("No letter can be sent there in field `email`")


def is_address(typed: str) -> bool:
    try:
        as_sent(typed)
    except NoAddress:
        return False
    return True


def as_sent(address: str) -> str:
    """In ASCII: "a@münchen.de" becomes a@xn--mnchen-3ya.de."""
    if not _ADDRESS.fullmatch(address):
        raise NoAddress
    name, _, host = address.rpartition("@")
    found = f"{name}@{_host_as_sent(host)}"
    if len(name) > _LONGEST_NAME or len(found) > _LONGEST:
        raise NoAddress
    return found


def _host_as_sent(host: str) -> str:
    if host.isascii():
        return host
    try:
        return idna.encode(host, uts46=True).decode()
    except idna.IDNAError as error:
        raise NoAddress from error
