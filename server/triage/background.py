"""Who does not answer in time, and whose day has come."""

from datetime import timedelta

from server.due_work.runner import DueWork
from server.triage import asking, postponing

_OFTEN = timedelta(minutes=5)


def due_work() -> list[DueWork]:
    """What this feature does at a time."""
    return [
        DueWork("triage-unanswered", _OFTEN, asking.stop_waiting),
        DueWork("triage-postponed", _OFTEN, postponing.resume_due),
    ]
