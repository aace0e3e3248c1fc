"""What happens to a repair by itself, because a day came or somebody said nothing."""

from datetime import timedelta

from server.due_work.runner import DueWork
from server.repair_requests import finishing, queue_upkeep, self_help

_OFTEN = timedelta(minutes=5)
_HOURLY = timedelta(hours=1)


def due_work() -> list[DueWork]:
    """What this feature does at a time."""
    return [
        DueWork("requests-self-help", _HOURLY, self_help.end_silence),
        DueWork("requests-check-back", _HOURLY, finishing.check_back),
        DueWork("requests-silent", _HOURLY, finishing.close_silent),
        DueWork("requests-late", _OFTEN, queue_upkeep.let_late_ones_over),
        DueWork("requests-new-targets", _OFTEN, queue_upkeep.follow_new_targets),
        DueWork("requests-unplaced", _HOURLY, queue_upkeep.place_the_others),
    ]
