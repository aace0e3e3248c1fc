"""What a tenant reported, and the links by which she follows it."""

from enum import StrEnum

from piccolo.columns import (
    UUID,
    Boolean,
    DoublePrecision,
    ForeignKey,
    Integer,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.accounts.tables import Organisation
from server.dwellings.tables import Dwelling


class RequestState(StrEnum):
    """Where a repair stands; `moving.py` says from which to which it goes."""

    REPORTED = "reported"
    TO_JUDGE = "to_judge"  # somebody has to decide first whether and how we do it
    ASKED = "asked"  # the tenant was asked something; the clock goes on
    SELF_HELP = "self_help"  # she tries it herself, and keeps her place
    SOLVED_BY_TENANT = "solved_by_tenant"
    UNDERWAY = "underway"  # somebody has it
    POSTPONED = "postponed"  # until a date
    DONE = "done"  # the work is done and proven; the tenant has not said yet that it is right
    REOPENED = "reopened"  # it was not right: waits for somebody to have it again
    CLOSED = "closed"
    NOT_OURS = "not_ours"
    DUPLICATE = "duplicate"
    CANCELLED = "cancelled"


class Priority(StrEnum):
    P0 = "P0"
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


class Lane(StrEnum):
    """Where an open repair waits its turn."""

    URGENT = "urgent"  # by its hour, before everything else
    PROMISE = "promise"  # still within what was promised: by its deadline
    BACKLOG = "backlog"  # late, or postponed by us: by the fair score


class Claim(StrEnum):
    """Why the photos of a case may have to be shown long after it."""

    DAMAGE = "damage"
    WARRANTY = "warranty"


class RepairRequest(Table):
    """One fault in one dwelling. Keeps its number from the first word to the survey."""

    id = UUID(primary_key=True, default=None)  # made with the form, so sending twice is harmless
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    number = Varchar(length=16)  # "26-01482"; unique with organisation: see the migration
    dwelling = ForeignKey(Dwelling, null=False, on_delete=OnDelete.restrict, index=True)
    state = Varchar(length=16, choices=RequestState, default=RequestState.REPORTED)
    priority = Varchar(length=2, choices=Priority, default=Priority.P3)
    fault = Varchar(length=8)  # a code of faults.json
    room = Varchar(length=24, default="")  # as the tenant chose it; "" when she did not
    description = Text()
    tenant_name = Varchar(length=120)
    phone = Varchar(length=32)
    email = Varchar(length=254, null=True, default=None)
    access_notes = Text(default="")
    preferred_moments = Text(default="[]")  # JSON list
    about_fault = Text(default="{}")  # JSON: what she answered, `questions.AboutFault`
    about_home = Text(default="{}")  # JSON: `questions.AboutHome`
    reporter_name = Varchar(length=80, default="")  # who reported for her; "": she herself
    reporter_phone = Varchar(length=32, default="")
    language = Varchar(length=8, default="nl")
    told_by = Varchar(length=8, default="")  # the way she chose to be told; "" when she did not
    retry_hash = Varchar(length=64, null=True, default=None)  # of what only her device knows
    reported_at = Timestamptz(default=None)
    state_since = Timestamptz(null=True, default=None)  # null: since it was reported
    state_before = Varchar(length=16, default="")  # where an answer, or its date, brings it back
    # When it ended, as far as anybody knows: reopening empties it.
    closed_at = Timestamptz(null=True, default=None)
    reopenings = Integer(default=0)
    postponed_until = Timestamptz(null=True, default=None)
    postponed_because = Varchar(length=24, default="")  # together with the date: see the migration
    postponed_days = Integer(default=0)  # working days that we postponed it, before now
    duplicate_of = UUID(null=True, default=None, index=True)  # the request that stands for it
    incident = UUID(null=True, default=None, index=True)  # one cause behind several reports
    self_help_at = Timestamptz(null=True, default=None)  # when she first set out to do it herself
    # She lost her link, and we know only a telephone number: somebody has to call or text her.
    link_wanted_at = Timestamptz(null=True, default=None)
    claim = Varchar(length=16, null=True, choices=Claim, default=None)
    erased_at = Timestamptz(null=True, default=None)  # nobody can be recognised in it any more
    # Its place in the queue, kept by `place.py`; without a lane it is over.
    lane = Varchar(length=8, null=True, choices=Lane, default=None)
    pace = DoublePrecision(default=0.0)  # how fast it comes forward, see `urgency/score.py`
    rank = DoublePrecision(default=0.0)  # lowest first, among those of the same lane and pace
    due_at = Timestamptz(null=True, default=None)  # by its target
    damp_steps = Integer(default=0)  # of damp and mould: how many are done, see `damp/`
    need_count = Integer(default=0)  # needs at home that make this fault worse; never which
    is_raised_for_need = Boolean(default=False)
    failed_visits = Integer(default=0)  # somebody of ours was to come or call, and did not


class Holder(StrEnum):
    """Whose a link is."""

    TENANT = "tenant"
    HELPER = "helper"  # somebody who helps her: a neighbour, a child, a carer


class TenantLink(Table):
    """A link that lets the tenant, or who helps her, in to one case without an account. Only the
    hash of its secret is kept. Stays when it is over: it says who was let in."""

    id = UUID(primary_key=True, default=None)
    request = ForeignKey(RepairRequest, null=False, on_delete=OnDelete.cascade, index=True)
    holder = Varchar(length=8, choices=Holder, default=Holder.TENANT)
    name = Varchar(length=80, default="")  # of the helper
    secret_hash = Varchar(length=64, unique=True)
    made_by = Varchar(length=120, default="")
    # Of what the tenant read when she let a helper look along in calls; "" when the desk did.
    text_version = Varchar(length=16, default="")
    created_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    revoked_at = Timestamptz(null=True, default=None)
    last_used_at = Timestamptz(null=True, default=None)  # to the minute
    is_for_messages = Boolean(default=False)  # its secret can be made again from its id


class CaseSignIn(Table):
    """A browser that exchanged a tenant link; sees that one case until it expires."""

    id = UUID(primary_key=True, default=None)
    request = ForeignKey(RepairRequest, null=False, on_delete=OnDelete.cascade, index=True)
    link = ForeignKey(TenantLink, null=True, on_delete=OnDelete.cascade)
    secret_hash = Varchar(length=64, unique=True)
    expires_at = Timestamptz(default=None)
