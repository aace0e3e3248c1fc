"""May this token enter, and as whom? A program that embeds the broker may bring its own answer."""

import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Any, NamedTuple, Protocol

import jwt
import msgspec

from signalling.errors import NotAdmitted

AUDIENCE = "signalling"

RECORDER = "recorder"
"""The role of who takes a call up. It is nobody: it takes no seat, and no call is held for it."""


class Admitted(msgspec.Struct, frozen=True):
    """One person, let into one room. Of two people the one with the lower precedence offers."""

    room: str
    participant: str
    role: str
    name: str
    precedence: int
    sign_in: str = ""
    """By which the program around knows where this person signed in. Told to nobody."""


class InRoom(NamedTuple):
    """Somebody in a call, as a program in this process may know it."""

    participant: str
    role: str
    name: str
    sign_in: str = ""


class Admission(Protocol):
    """Who comes into a room, and who may no longer be in it."""

    async def admit(self, token: str) -> Admitted:
        """Turns the token of a `hello` into a place in a room, or raises `NotAdmitted`."""
        ...

    async def unwelcome(self, room: str, people: Sequence[InRoom]) -> Collection[str]:
        """Which of these participants, who are in that room, may be there no longer."""
        ...


MayBeHeld = Callable[[str], Awaitable[bool]]
"""Whether the call in this room may be held now. A token outlives the call it was made for."""


async def always(room: str) -> bool:
    """For a program that ends no calls of its own: the token alone decides."""
    return True


class SignedTokens:
    """Tokens signed with a secret that issuer and signalling share."""

    def __init__(
        self, secret: str, lifetime_seconds: int = 900, clock: Callable[[], float] = time.time
    ) -> None:
        self._secret = secret
        self._lifetime_seconds = lifetime_seconds
        self._clock = clock

    def issue(self, admitted: Admitted) -> str:
        claims: dict[str, Any] = msgspec.to_builtins(admitted)
        claims["aud"] = AUDIENCE
        claims["exp"] = int(self._clock()) + self._lifetime_seconds
        return jwt.encode(claims, self._secret, algorithm="HS256")

    async def admit(self, token: str) -> Admitted:
        try:
            claims = jwt.decode(
                token,
                self._secret,
                algorithms=["HS256"],
                audience=AUDIENCE,
                # Expiry is compared below, with the clock that was handed in.
                options={"require": ["exp", "aud"], "verify_exp": False, "verify_iat": False},
            )
            admitted = msgspec.convert(claims, Admitted)
            expires_at = int(claims["exp"])
        except (jwt.InvalidTokenError, msgspec.ValidationError, ValueError, TypeError) as fault:
            raise NotAdmitted("token-invalid") from fault
        if expires_at <= self._clock():
            raise NotAdmitted("token-expired", "this token has expired")
        return admitted

    async def unwelcome(self, room: str, people: Sequence[InRoom]) -> Collection[str]:
        """A token says nothing about afterwards."""
        return ()
