"""When something that must be answered "within a working day" is due."""

from datetime import datetime

from server.clock import HOME
from server.working_days import is_working_day, next_working_day


def a_working_day_after(moment: datetime) -> datetime:
    """The same time of the next working day; what comes outside working days counts from the
    beginning of the next one, so that a weekend is nobody's answering time."""
    local = moment.astimezone(HOME)
    if not is_working_day(local.date()):
        local = datetime.combine(next_working_day(local.date()), datetime.min.time(), HOME)
    due = datetime.combine(next_working_day(local.date()), local.time(), HOME)
    return due.astimezone(moment.tzinfo)
