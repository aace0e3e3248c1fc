"""What happens to links by themselves: nobody's answer is an alarm."""

from datetime import timedelta

from server.due_work.runner import DueWork
from server.outsiders.answering import sound_alarms


def due_work() -> list[DueWork]:
    """What this feature does at a time."""
    return [DueWork("outsiders-unanswered", timedelta(minutes=1), sound_alarms)]
