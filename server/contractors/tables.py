"""Which contractors work for a corporation, on what terms, and which repairs they were offered."""

from datetime import datetime
from enum import StrEnum

from piccolo.columns import UUID, BigInt, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.accounts.tables import Organisation
from server.repair_requests.tables import RepairRequest


class Contract(Table):
    """An agreement between a corporation and a contractor."""

    id = UUID(primary_key=True, default=None)
    corporation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict, index=True)
    contractor = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict, index=True)
    made_at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None)
    # Extra work of one job together, in cents: up to the first nobody needs to be asked, up to the
    # second a coordinator decides, above it a manager.
    extra_unasked_cents = BigInt(default=0)
    extra_coordinator_cents = BigInt(default=0)
    # How many jobs they take on one working day, all trades together; null: nobody set a limit.
    jobs_per_day = Integer(null=True, default=None)


class ContractTrade(Table):
    """What a contractor does for a corporation, how much of it, at which price."""

    id = UUID(primary_key=True, default=None)
    contract = ForeignKey(Contract, null=False, on_delete=OnDelete.cascade, index=True)
    trade = Varchar(length=8)  # VERA ONDERHOUDSPECIALISME; once per contract: see the migration
    jobs_per_week = Integer()
    call_out_cents = BigInt()
    hourly_cents = BigInt()


class WorkOrderState(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


def is_late(state: str, answer_by: datetime, at: datetime) -> bool:
    """Nobody has answered, and somebody should have."""
    return state == WorkOrderState.OFFERED and answer_by <= at


class WorkOrder(Table):
    """One repair, offered to a contractor. While it is accepted, the repair is theirs to see."""

    id = UUID(primary_key=True, default=None)  # made on the desk, so sending twice is harmless
    contract = ForeignKey(Contract, null=False, on_delete=OnDelete.restrict, index=True)
    contractor = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict, index=True)
    request = ForeignKey(RepairRequest, null=False, on_delete=OnDelete.restrict, index=True)
    trade = Varchar(length=8)
    state = Varchar(length=16, choices=WorkOrderState, default=WorkOrderState.OFFERED)
    note = Text(default="")
    asked_on = Date(null=True, default=None)  # the day for which the desk gave it, if it named one
    # The terms as they were when it was offered: a later change must not reach back.
    call_out_cents = BigInt()
    hourly_cents = BigInt()
    extra_unasked_cents = BigInt(default=0)
    extra_coordinator_cents = BigInt(default=0)
    offered_by = Varchar(length=120)
    offered_at = Timestamptz(default=None)
    answer_by = Timestamptz(default=None)
    answered_at = Timestamptz(null=True, default=None)
    answered_by = Varchar(length=120, null=True, default=None)
    decline_reason = Text(default="")
    alarmed_at = Timestamptz(null=True, default=None)
