"""When somebody comes, as the tenant was told."""

from enum import StrEnum

from piccolo.columns import UUID, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.reference import LazyTableReference
from piccolo.table import Table

from server.accounts.tables import Person


class AppointmentState(StrEnum):
    """VERA's AFSPRAAKSTATUS: planned is GEP, kept is AFG, and all others are ANN."""

    PLANNED = "planned"
    MOVED = "moved"  # a later row says to when
    CALLED_OFF = "called_off"
    KEPT = "kept"  # the technician came
    NO_ACCESS = "no_access"  # he came, and nobody opened
    NOT_SHOWN = "not_shown"  # nobody of ours came, and we said nothing


class Planner(StrEnum):
    """Who chose it, or chose another."""

    DESK = "desk"
    TENANT = "tenant"


class Because(StrEnum):
    """Why it does not go on."""

    TECHNICIAN_AWAY = "technician_away"  # never why: that may be a diagnosis
    PARTS_MISSING = "parts_missing"
    EMERGENCY = "emergency"  # elsewhere
    TENANT_ASKED = "tenant_asked"
    OTHER = "other"
    # By themselves:
    EMERGENCIES_ONLY = "emergencies_only"  # in the whole region, see `visit_levels`
    PASSED_ON = "passed_on"  # to a colleague who is not free then
    ASKED_LATER = "asked_later"  # somebody at home is ill: see `visit_protocol`
    NOT_SHOWN = "not_shown"
    JOB_OVER = "job_over"  # done or called off, of which she is told


class Appointment(Table):
    """One block in which a technician comes to one home. At most one of a job is planned: see the
    migration."""

    id = UUID(primary_key=True, default=None)
    # By name: jobs end their appointments, and so know this table.
    job = ForeignKey(
        LazyTableReference("Job", module_path="server.jobs.tables"),
        null=False,
        on_delete=OnDelete.restrict,
        index=True,
    )
    technician = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    begins_at = Timestamptz(default=None)
    ends_at = Timestamptz(default=None)
    state = Varchar(length=16, choices=AppointmentState, default=AppointmentState.PLANNED)
    planned_by = Varchar(length=8, choices=Planner)
    moved_by = Varchar(length=8, null=True, choices=Planner, default=None)
    because = Varchar(length=16, null=True, choices=Because, default=None)
    created_at = Timestamptz(default=None)
    remind_at = Timestamptz(null=True, default=None)  # null: it was planned shortly before
    reminded_at = Timestamptz(null=True, default=None)
