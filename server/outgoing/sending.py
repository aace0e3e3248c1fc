"""One client for everything that goes out to an address which somebody else chose.

The address is judged when the socket is made, by the number it is about to connect to: a name that
leads elsewhere between two questions (DNS rebinding) gains nothing. No redirect is followed, no
proxy of the environment is used, and neither time nor answer is without end.
"""

import contextlib
import socket
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp
from aiohttp.connector import AddrInfoType

from server.client_address import Networks
from server.outgoing.errors import OutgoingFailed, OutgoingRefused
from server.outgoing.places import is_on_the_internet

_PATIENCE_SECONDS = 20.0
_ANSWER_BYTES = 64 * 1024
_CONNECTIONS = 64


class _NotOnTheInternet(OSError):
    """Raised where the socket would be made; the next address of the same name is tried."""


@dataclass(frozen=True)
class Answer:
    """What the other side said; of a long answer, the beginning."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@contextlib.asynccontextmanager
async def outgoing(
    allowed: Networks, patience_seconds: float = _PATIENCE_SECONDS
) -> AsyncGenerator["Outgoing"]:
    """Over one pool of connections, until the block ends. `allowed` are the networks inside our own
    walls that may be reached all the same."""

    def make_socket(info: AddrInfoType) -> socket.socket:
        family, kind, protocol, _, place = info
        address = str(place[0])
        if not is_on_the_internet(address) and address not in allowed:
            raise _NotOnTheInternet(f"{address} is not on the internet")
        return socket.socket(family=family, type=kind, proto=protocol)

    connector = aiohttp.TCPConnector(limit=_CONNECTIONS, socket_factory=make_socket)
    async with aiohttp.ClientSession(
        connector=connector,
        timeout=aiohttp.ClientTimeout(total=patience_seconds),
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        auto_decompress=False,  # a small answer may unfold to an endless one
        max_line_size=8190,
        max_field_size=8190,
    ) as http:
        yield Outgoing(http, allowed)


class Outgoing:
    """Sends; gives back what was answered, whatever it was."""

    def __init__(self, http: aiohttp.ClientSession, allowed: Networks) -> None:
        self._http = http
        self._allowed = allowed

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Raises OutgoingRefused for an address we never send to, OutgoingFailed when it may work
        another time."""
        self._refuse_other_schemes(url)
        try:
            async with self._http.post(
                url, data=body, headers=headers, allow_redirects=False
            ) as answer:
                begun = await answer.content.read(_ANSWER_BYTES)
                return Answer(answer.status, answer.headers, begun)
        except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError) as error:
            raise OutgoingRefused("It is no address of the web") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            if _is_about_the_place(error):
                raise OutgoingRefused("It does not lead to the internet") from error
            raise OutgoingFailed(type(error).__name__) from error

    def _refuse_other_schemes(self, url: str) -> None:
        """Without TLS only to where we are told that we may: nobody on the way reads it there."""
        try:
            parts = urlsplit(url)
            host = parts.hostname or ""
        except ValueError as error:
            raise OutgoingRefused("It is no address of the web") from error
        is_named = parts.username is not None or parts.password is not None
        is_ours = parts.scheme == "http" and host in self._allowed
        if is_named or not host or not (parts.scheme == "https" or is_ours):
            raise OutgoingRefused("Only https:// addresses are sent to")


def _is_about_the_place(error: BaseException | None) -> bool:
    """Libraries wrap what was raised deep down, sometimes several in a group."""
    if error is None:
        return False
    if isinstance(error, _NotOnTheInternet):
        return True
    inner = [getattr(error, "os_error", None), error.__cause__]
    if isinstance(error, BaseExceptionGroup):
        inner += error.exceptions
    return any(_is_about_the_place(each) for each in inner if each is not error)
