"""Organisations, the people who work there, and where they are signed in."""

from enum import StrEnum

from piccolo.columns import UUID, BigInt, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table


class OrganisationKind(StrEnum):
    CORPORATION = "corporation"
    CONTRACTOR = "contractor"


class Role(StrEnum):
    TECHNICIAN = "technician"  # the jobs given to him
    COORDINATOR = "coordinator"  # everything of her organisation's repairs
    MANAGER = "manager"  # the same, and what is decided for all: privacy, prices, limits
    ADMINISTRATOR = "administrator"  # people and their sign-ins; sees no repair


class Organisation(Table):
    """A housing corporation or a contractor. Everything below belongs to exactly one."""

    id = UUID(primary_key=True, default=None)
    name = Varchar(length=120)
    kind = Varchar(length=16, choices=OrganisationKind)
    phone = Varchar(length=32)
    # Of a contractor at the chamber of commerce, unique: see the migration. By it several
    # corporations mean the same firm.
    registration_number = Varchar(length=8, null=True, default=None)
    last_number = Integer(default=0)  # of repair requests, this year and before
    journal_seq = BigInt(default=0)  # taken by updating this row, so order = commit order
    journal_head = Varchar(length=64, default="")  # hash of the newest journal entry


NOBODY = "–"  # noqa: RUF001 - as screens write what is not there
"""The name that remains of somebody of whom nothing else is kept; see `privacy/former_staff.py`."""


class Person(Table):
    """Somebody who signs in. Tenants do not: they come by a link."""

    id = UUID(primary_key=True, default=None)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict, index=True)
    name = Varchar(length=120)
    role = Varchar(length=16, choices=Role)
    language = Varchar(length=8, default="nl")
    demo_key = Varchar(length=16, null=True, default=None, unique=True)  # "vera", "tom" …
    # In small letters; of one person only: see the migration.
    email = Varchar(length=254, null=True, default=None)
    deactivated_at = Timestamptz(null=True, default=None)
    # Who this is in the organisation's own directory; together unique: see the migration.
    directory_issuer = Varchar(length=300, null=True, default=None)
    directory_subject = Varchar(length=255, null=True, default=None)


class How(StrEnum):
    """In which way somebody signed in."""

    PASSKEY = "passkey"
    CODE = "code"  # a one-time code by e-mail
    DIRECTORY = "directory"  # the organisation's own, by OpenID Connect
    DEMO = "demo"


class SignIn(Table):
    """A browser in which somebody is signed in. Only the hash of its cookie is kept."""

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.cascade, index=True)
    secret_hash = Varchar(length=64, unique=True)
    created_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    revoked_at = Timestamptz(null=True, default=None)
    how = Varchar(length=16, choices=How, default=How.DEMO)
    device = Varchar(length=80, default="")  # what the browser says it is, in a few words
    last_used_at = Timestamptz(null=True, default=None)  # to the quarter of an hour
