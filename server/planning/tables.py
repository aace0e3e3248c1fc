"""What planning goes by: how an organisation divides its days, and when who works."""

from enum import StrEnum

from piccolo.columns import UUID, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.accounts.tables import Organisation, Person


class PlanningSettings(Table):
    """How an organisation divides its days: under its own id. Without a row: see `settings.py`."""

    id = UUID(primary_key=True, default=None)
    blocks = Text(default="")  # JSON, see `schemas.py`
    visit_minutes = Integer()  # as long as no pre-visit told
    travel_minutes = Integer()  # to each visit
    illness_days = Integer(default=7)  # after which somebody comes where she asked to come later
    move_hours = Integer()  # working hours before a visit, until which the tenant moves it


class WorkingTime(Table):
    """What a technician does, and when: under his own id. Without a row: everything, when the
    office is open."""

    id = UUID(primary_key=True, default=None)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict, index=True)
    trades = Text(default="[]")  # JSON, VERA's ONDERHOUDSPECIALISME; empty: every trade
    week = Text(default="")  # JSON, days as in `office_hours.py`; "": the office's


class AwayBecause(StrEnum):
    """Never more than this: what somebody has is nobody's business."""

    ILL = "ill"
    LEAVE = "leave"
    TRAINING = "training"
    OTHER = "other"


class Absence(Table):
    """Days on which a technician does not come, both included; of the first from a clock time on
    and of the last until one, where those are given. Clock times are those of the homes."""

    id = UUID(primary_key=True, default=None)
    person = ForeignKey(Person, null=False, on_delete=OnDelete.cascade, index=True)
    from_on = Date(default=None)
    until_on = Date(default=None)
    from_clock = Varchar(length=5, default="")  # "12:30"; "": from the morning on
    until_clock = Varchar(length=5, default="")  # "": until the evening
    because = Varchar(length=16, choices=AwayBecause)


class CalendarFeed(Table):
    """The address at which a technician's own calendar reads his visits. Only the hash of its
    secret is kept; a new one ends the one before."""

    id = UUID(primary_key=True, default=None)  # the technician's
    secret_hash = Varchar(length=64, unique=True)
    created_at = Timestamptz(default=None)
    read_at = Timestamptz(null=True, default=None)  # to the day
