"""A home that is handed over: what was found in its rooms, and what is done before."""

from enum import StrEnum

from piccolo.columns import UUID, Boolean, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table


class MoveOutState(StrEnum):
    """Where it stands; `moving.py` says from which to which it goes."""

    ASKED = "asked"  # nobody has the pre-inspection yet
    PLANNED = "planned"  # an inspector has it
    INSPECTED = "inspected"  # what was found and is to be done waits for the tenant's answer
    AGREED = "agreed"
    DISPUTED = "disputed"  # she said what is not right
    CHECKED = "checked"  # the final inspection is done
    CLOSED = "closed"


class Condition(StrEnum):
    """How a room was found."""

    GOOD = "good"
    ATTENTION = "attention"  # something is to be done, or to be remembered


class Side(StrEnum):
    TENANT = "tenant"
    CORPORATION = "corporation"


class Because(StrEnum):
    """Why whoever pays does."""

    WEAR = "wear"  # by ordinary use: never for the tenant's account
    DAMAGE = "damage"
    OWN_FITTING_STAYS = "own_fitting_stays"  # she made it herself, and it may stay
    OWN_FITTING_GOES = "own_fitting_goes"  # she made it herself, and takes it out
    CLEANING = "cleaning"  # what is left behind, or dirty


class WorkOutcome(StrEnum):
    """What the final inspection found."""

    DONE = "done"
    NOT_DONE = "not_done"  # and it is left so
    BY_US = "by_us"  # we do it, for the account that was agreed


class MoveOut(Table):
    """One home that a tenant leaves. Its id is that of its repair request, which holds her name,
    her address and the links by which she follows it."""

    id = UUID(primary_key=True, default=None)
    organisation = UUID(default=None, index=True)
    state = Varchar(length=16, choices=MoveOutState, default=MoveOutState.ASKED)
    last_day_on = Date(default=None)  # of the tenancy
    new_address = Text(default="")  # where what is left to settle is sent; "" when she has e-mail
    pre_inspection = UUID(null=True, default=None, index=True)  # a job
    final_inspection = UUID(null=True, default=None, index=True)  # another
    pre_report = UUID(null=True, default=None)  # made on the phone, so sending twice is harmless
    pre_words = Text(default="")
    inspected_by = Varchar(length=120, default="")
    inspected_at = Timestamptz(null=True, default=None)
    version = Integer(default=0)  # of what was agreed: she answers to one of them
    answered_by = Varchar(length=120, default="")  # as she wrote or said her name
    answered_at = Timestamptz(null=True, default=None)
    answer_words = Text(default="")  # what is not right
    is_signed = Boolean(default=False)  # on the inspector's phone: the signature is a photo
    final_report = UUID(null=True, default=None)
    final_words = Text(default="")
    checked_by = Varchar(length=120, default="")
    checked_at = Timestamptz(null=True, default=None)
    closing_words = Text(default="")
    closed_at = Timestamptz(null=True, default=None)


class InspectedRoom(Table):
    """How one room was found at the pre-inspection. Its photos are those of its slot."""

    id = UUID(primary_key=True, default=None)
    move_out = ForeignKey(MoveOut, null=False, on_delete=OnDelete.cascade)
    room = Varchar(length=40)  # a slot of a move-out; once: see the migration
    condition = Varchar(length=16, choices=Condition, default=Condition.GOOD)
    words = Text(default="")


class AgreedWork(Table):
    """One thing that is done before somebody else lives there, or that the tenant pays for."""

    id = UUID(primary_key=True, default=None)  # made on the phone, so sending twice is harmless
    move_out = ForeignKey(MoveOut, null=False, on_delete=OnDelete.cascade, index=True)
    place = Integer()  # in the list
    room = Varchar(length=40)
    words = Text(default="")
    done_by = Varchar(length=16, choices=Side)
    paid_by = Varchar(length=16, choices=Side)
    because = Varchar(length=24, choices=Because)
    cost_cents = Integer(default=0)  # an estimate, VAT included: what we charge when we do it
    told_done_at = Timestamptz(null=True, default=None)  # the tenant ticked it
    outcome = Varchar(length=16, default="")  # a `WorkOutcome`; "" until the final inspection
    outcome_words = Text(default="")
