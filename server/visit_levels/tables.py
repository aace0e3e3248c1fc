"""Where and when visits are made with more care, or for emergencies only; what that postponed."""

from enum import StrEnum

from piccolo.columns import UUID, Date, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.accounts.tables import Organisation
from server.repair_requests.tables import RepairRequest


class Level(StrEnum):
    """Stricter than usual; without a row everything is as usual."""

    CAREFUL = "careful"  # the stricter text of the visit protocol holds
    EMERGENCIES_ONLY = "emergencies_only"


class LevelBecause(StrEnum):
    """Why, for the desk. Tenants read what it means for them."""

    ILLNESS = "illness"  # it goes round in the neighbourhood
    WEATHER = "weather"
    UNSAFE = "unsafe"
    STAFF = "staff"  # too few people
    OTHER = "other"


class VisitLevel(Table):
    """The level of a region on some days, both included. A region is a range of postcodes: every
    home has one, while its neighbourhood may not be known. Which dates are possible: see the
    migration."""

    id = UUID(primary_key=True, default=None)  # made at the desk, so that sending twice is harmless
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict, index=True)
    level = Varchar(length=16, choices=Level)
    first_postcode = Varchar(length=4)  # the four digits
    last_postcode = Varchar(length=4)
    from_on = Date(default=None)
    until_on = Date(default=None)
    because = Varchar(length=16, choices=LevelBecause)
    set_on = Date(default=None)
    taken_back_at = Timestamptz(null=True, default=None)


class LevelPostponement(Table):
    """A repair that a level postponed: taking the level back brings back these, and only these.
    Once for each level and repair, so that what a person decided about it afterwards stays."""

    id = UUID(primary_key=True, default=None)
    level = ForeignKey(VisitLevel, null=False, on_delete=OnDelete.restrict)
    request = ForeignKey(RepairRequest, null=False, on_delete=OnDelete.cascade, index=True)
    until = Timestamptz(default=None)
    # Where it waited already: until when, and why.
    before_until = Timestamptz(null=True, default=None)
    before_because = Varchar(length=24, default="")
    undone_at = Timestamptz(null=True, default=None)  # the level was taken back
