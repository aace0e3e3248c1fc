"""What levels do by themselves."""

from datetime import timedelta

from server.due_work.runner import DueWork
from server.journal.entries import Consumer
from server.visit_levels import carrying_out

_OFTEN = timedelta(minutes=5)


def consumers() -> list[Consumer]:
    """At once after somebody decided."""
    events = frozenset({"visit_level.set", "visit_level.taken_back"})
    return [Consumer("visit-levels", events, carrying_out.follow)]


def due_work() -> list[DueWork]:
    """What a day brings, and whatever a kill left undone."""
    return [
        DueWork("visit-levels", _OFTEN, carrying_out.carry_out_all),
        DueWork("visit-levels-taken-back", _OFTEN, carrying_out.bring_back_all),
    ]
