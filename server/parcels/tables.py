"""Parcels on their way to tenants, and how many of each part lie where."""

from enum import StrEnum

from piccolo.columns import UUID, Boolean, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.accounts.tables import Organisation
from server.repair_requests.tables import RepairRequest


class ParcelState(StrEnum):
    """Where a parcel is; `moving.py` says from which to which it goes."""

    REQUESTED = "requested"  # the desk has to decide
    APPROVED = "approved"
    REFUSED = "refused"
    READY = "ready"  # packed: taken out of stock
    SENT = "sent"
    AT_PICKUP = "at_pickup"  # lies at the office for her
    RECEIVED = "received"
    USED = "used"
    DID_NOT_FIT = "did_not_fit"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class Way(StrEnum):
    """How it gets to her."""

    POST = "post"  # through the letterbox
    PICKUP = "pickup"  # she comes for it to the office


WAREHOUSE = "warehouse"
"""A place of stock; every other one is a van, named by the id of whose it is."""


class Parcel(Table):
    """One part for one repair. At most one of a repair is on its way: see the migration."""

    id = UUID(primary_key=True, default=None)  # made with the form, so sending twice is harmless
    request = ForeignKey(RepairRequest, null=False, on_delete=OnDelete.restrict, index=True)
    part = Varchar(length=32)  # an id of parts.json
    variant = Varchar(length=32, default="")  # one of its variants; "" when it has none
    way = Varchar(length=8, choices=Way)
    state = Varchar(length=16, choices=ParcelState, default=ParcelState.REQUESTED)
    price_cents = Integer()  # as it was when she asked
    replaces = UUID(null=True, default=None)  # the parcel that did not fit
    taken_from = Varchar(length=36, default="")  # the place it was taken from, until it is back
    reason = Varchar(length=500, default="")  # of a refusal; she reads it
    decided_by = Varchar(length=120, default="")  # nobody: approved by itself
    tracking_number = Varchar(length=64, default="")
    tracking_url = Varchar(length=300, default="")  # always https
    has_helped = Boolean(null=True, default=None)  # once used: does it work again?
    asked_at = Timestamptz(default=None)
    state_since = Timestamptz(default=None)
    sent_at = Timestamptz(null=True, default=None)  # or laid ready at the office


class PartStock(Table):
    """How many of a part lie in a place; one row for each: see the migration."""

    id = UUID(primary_key=True, default=None)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    part = Varchar(length=32)
    variant = Varchar(length=32, default="")
    place = Varchar(length=36)  # `WAREHOUSE`, or the id of whose van it is
    amount = Integer(default=0)
