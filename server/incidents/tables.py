"""One cause in one building, that several homes reported."""

from enum import StrEnum

from piccolo.columns import UUID, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.accounts.tables import Organisation


class IncidentState(StrEnum):
    SUSPECTED = "suspected"  # several homes report the same; nobody has looked yet
    CONFIRMED = "confirmed"  # a person said so, and everybody was told
    DISMISSED = "dismissed"  # they have nothing to do with each other
    OVER = "over"


class Incident(Table):
    """Which repairs belong to it stands in each (`repair_request.incident`). At most one of a
    symptom and a street is going on: see the migration."""

    id = UUID(primary_key=True, default=None)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    symptom = Varchar(length=16)  # `shared` of faults.json
    street = Varchar(length=120)
    postcode = Varchar(length=7)
    state = Varchar(length=16, choices=IncidentState, default=IncidentState.SUSPECTED)
    words = Text(default="")  # what everybody reads who reported it, or comes to
    found_at = Timestamptz(default=None)
    confirmed_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
