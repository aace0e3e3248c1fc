"""Homes where repairs happen, and who lives there."""

from piccolo.columns import UUID, Boolean, Date, ForeignKey, Integer, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.accounts.tables import Organisation


class Dwelling(Table):
    """One home with its own front door."""

    id = UUID(primary_key=True, default=None)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict, index=True)
    street = Varchar(length=120)
    house_number = Varchar(length=16)  # with its letter or addition: "12", "4-2", "88 A"
    postcode = Varchar(length=7)
    address_key = Varchar(length=32, unique=True)  # "1234AB/12A": what a typed address becomes
    town = Varchar(length=80)
    neighbourhood = Varchar(length=80, default="")
    built_in = Integer(null=True, default=None)


class Tenancy(Table):
    """Who rents a dwelling, as the corporation knows it."""

    id = UUID(primary_key=True, default=None)
    dwelling = ForeignKey(Dwelling, null=False, on_delete=OnDelete.restrict, index=True)
    tenant_name = Varchar(length=120)
    phone = Varchar(length=32, default="")  # as it is dialled: a report is compared with it
    email = Varchar(length=254, default="")
    language = Varchar(length=8, default="nl")
    has_subscription = Boolean(default=False)  # pays every month for small repairs
    ended_on = Date(null=True, default=None)  # null: she lives there; what is kept counts from here
