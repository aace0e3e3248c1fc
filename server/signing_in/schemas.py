"""Signing in, with what, and where one is signed in."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta

from server.accounts.tables import How, Role
from server.mail_address import SentWithEmail, TypedEmail
from server.wire import Sent, Wire

_Base64 = Annotated[str, Meta(max_length=20_000, pattern=r"^[A-Za-z0-9_-]*$")]
_Id = Annotated[str, Meta(min_length=1, max_length=1400, pattern=r"^[A-Za-z0-9_-]+$")]
_Secret = Annotated[str, Meta(max_length=64)]
PasskeyName = Annotated[str, Meta(max_length=80, pattern=r"\S")]


class WaysIn(Wire, frozen=True):
    """How somebody may sign in here."""

    passkey_host: str | None
    """Passkeys work on this host only; null: nowhere."""
    directory: str | None
    """The name of the corporation's own directory, when it has one."""
    is_demo: bool


class OwnWays(Wire, frozen=True):
    """How somebody who is signed in may come in."""

    directory: str | None
    """The name of the directory by which she comes in alone; null: by passkeys and codes."""


class PasskeyOptions(Wire, frozen=True):
    """What the browser's own `navigator.credentials` is to be asked, in its own words (WebAuthn,
    JSON form)."""

    options: dict[str, Any]


class MadePasskey(Sent, frozen=True):
    """What an authenticator answered when it made a passkey, in base64url."""

    credential_id: _Id
    client_data: _Base64
    attestation: _Base64


class ShownPasskey(Sent, frozen=True):
    """What an authenticator answered when it was asked who is there, in base64url."""

    credential_id: _Id
    client_data: _Base64
    authenticator_data: _Base64
    signature: _Base64
    user_handle: _Base64


class NewPasskey(Sent, frozen=True):
    """A passkey and what to call it."""

    name: PasskeyName
    passkey: MadePasskey


class RenamedPasskey(Sent, frozen=True):
    name: PasskeyName


class PasskeyRow(Wire, frozen=True):
    """One of your own passkeys."""

    id: UUID
    name: str
    is_backed_up: bool
    created_at: datetime
    last_used_at: datetime | None


class CodeWish(SentWithEmail, frozen=True):
    """To which address the code shall go."""

    email: TypedEmail


class TypedCode(Sent, frozen=True):
    """The digits, with or without a space."""

    code: Annotated[str, Meta(max_length=20)]


class OwnSignIn(Wire, frozen=True):
    """A browser in which you are signed in."""

    id: UUID
    device: str
    how: How
    created_at: datetime
    last_used_at: datetime | None
    is_here: bool


class OpenedInvitation(Wire, frozen=True):
    """What somebody is invited to."""

    organisation: str
    role: Role
    name: str
    email: str | None
    language: str


class InvitationSecret(Sent, frozen=True):
    """What stands behind the "#" of the link."""

    secret: _Secret


class Joining(Sent, frozen=True):
    """By an invitation that names nobody, people say their own name."""

    secret: _Secret
    name: Annotated[str, Meta(max_length=120)] = ""


class JoiningWithPasskey(Sent, frozen=True):
    secret: _Secret
    passkey: MadePasskey
    passkey_name: PasskeyName
    name: Annotated[str, Meta(max_length=120)] = ""


class JoiningWithCode(SentWithEmail, frozen=True):
    """The code goes to the invited address; only where the invitation names none, to this one."""

    secret: _Secret
    name: Annotated[str, Meta(max_length=120)] = ""
    email: TypedEmail | None = None
