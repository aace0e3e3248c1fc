"""What happens to offers by themselves: nobody's answer is an alarm."""

from datetime import timedelta

from server.contractors.service import sound_alarms
from server.due_work.runner import DueWork


def due_work() -> list[DueWork]:
    """What this feature does at a time."""
    return [DueWork("contractors-unanswered", timedelta(minutes=1), sound_alarms)]
