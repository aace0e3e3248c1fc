"""An appointment as screens show it."""

from datetime import datetime
from uuid import UUID

from server.appointments.tables import Because, Planner
from server.wire import Wire


class AppointmentFacts(Wire, frozen=True):
    """The visit that is planned: the block that the tenant was told."""

    id: UUID
    begins_at: datetime
    ends_at: datetime
    planned_by: Planner


class LastAppointment(Wire, frozen=True):
    """The newest of a repair, whatever became of it."""

    technician_name: str
    begins_at: datetime
    ends_at: datetime
    planned_by: Planner
    because: Because | None
    """Why it does not go on."""
    is_move: bool
    """Another was planned just before."""
