"""What planning does at a time."""

from datetime import timedelta

from server.due_work.runner import DueWork
from server.planning.reminding import remind

_OFTEN = timedelta(minutes=5)


def due_work() -> list[DueWork]:
    """Reminders of visits."""
    return [DueWork("appointments-reminders", _OFTEN, remind)]
