"""With what people sign in, and what is under way while they do."""

from enum import StrEnum

from piccolo.columns import UUID, BigInt, Boolean, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.accounts.tables import Person
from server.people.tables import Invitation


class Passkey(Table):
    """A key on somebody's phone, computer or stick. Here is only its public half."""

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.cascade, index=True)
    credential_id = Varchar(length=1400, unique=True)  # base64url, as browsers write it
    public_key = Text()  # COSE, base64url
    sign_count = BigInt(default=0)
    name = Varchar(length=80)
    is_backed_up = Boolean(default=False)  # it lives in an account, not on one device only
    created_at = Timestamptz(default=None)
    last_used_at = Timestamptz(null=True, default=None)


class Purpose(StrEnum):
    """What was begun in a browser, to be finished there within minutes."""

    PASSKEY_SIGN_IN = "passkey_sign_in"
    PASSKEY_ADD = "passkey_add"
    PASSKEY_JOIN = "passkey_join"
    DIRECTORY = "directory"


class Ceremony(Table):
    """A challenge, or a state, that was handed out and not come back yet. Good once."""

    id = UUID(primary_key=True, default=None)
    purpose = Varchar(length=16, choices=Purpose)
    secret_hash = Varchar(length=64, unique=True)
    browser_hash = Varchar(length=64)  # of the cookie of the browser that asked
    person = ForeignKey(Person, null=True, on_delete=OnDelete.cascade)
    invitation = ForeignKey(Invitation, null=True, on_delete=OnDelete.cascade)
    return_to = Varchar(length=300, default="")
    expires_at = Timestamptz(default=None, index=True)


class SignInCode(Table):
    """A one-time code that went out by e-mail; also one that did not, because nobody here has that
    address: the answer takes the same way either time."""

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=True, on_delete=OnDelete.cascade)
    invitation = ForeignKey(Invitation, null=True, on_delete=OnDelete.cascade)
    # Who comes by an invitation without name and address says them when asking for the code.
    name = Varchar(length=120, default="")
    email = Varchar(length=254, default="")
    email_hash = Varchar(length=64, index=True)
    network_hash = Varchar(length=64, index=True)  # where it was asked from
    browser_hash = Varchar(length=64, unique=True)
    code_hash = Varchar(length=64)
    tries = Integer(default=0)
    asked_at = Timestamptz(default=None, index=True)
    expires_at = Timestamptz(default=None)
    used_at = Timestamptz(null=True, default=None)
