"""Organisations, the people who work there, and where they are signed in."""

from enum import StrEnum

from piccolo.columns import UUID, BigInt, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table


class OrganisationKind(StrEnum):
    CORPORATION = "corporation"
    CONTRACTOR = "contractor"


class Role(StrEnum):
    COORDINATOR = "coordinator"
    TECHNICIAN = "technician"


class Organisation(Table):
    """A housing corporation or a contractor. Everything below belongs to exactly one."""

    id = UUID(primary_key=True, default=None)
    name = Varchar(length=120)
    kind = Varchar(length=16, choices=OrganisationKind)
    phone = Varchar(length=32)
    last_number = Integer(default=0)  # of repair requests, this year and before
    journal_seq = BigInt(default=0)  # taken by updating this row, so order = commit order
    journal_head = Varchar(length=64, default="")  # hash of the newest journal entry


class Person(Table):
    """Somebody who signs in. Tenants do not: they come by a link."""

    id = UUID(primary_key=True, default=None)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict, index=True)
    name = Varchar(length=120)
    role = Varchar(length=16, choices=Role)
    language = Varchar(length=8, default="nl")
    demo_key = Varchar(length=16, null=True, default=None, unique=True)  # "vera", "tom" …


class SignIn(Table):
    """A browser in which somebody is signed in. Only the hash of its cookie is kept."""

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.cascade, index=True)
    secret_hash = Varchar(length=64, unique=True)
    created_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    revoked_at = Timestamptz(null=True, default=None)
