"""What this feature does by itself: it listens to the journal, and looks at the clock."""

from datetime import timedelta

from server.due_work.runner import DueWork
from server.journal.entries import Consumer
from server.messages import planning, sending
from server.messages.telling import RULES
from server.rate_limits.counting import Limiter
from server.settings import Settings
from storage.objects import ObjectStore

_SOON = timedelta(seconds=5)
_DAILY = timedelta(hours=6)


def consumers() -> list[Consumer]:
    """The consumers of this feature."""
    return [Consumer("messages", frozenset(RULES), planning.plan_for)]


def due_work(settings: Settings, objects: ObjectStore, limiter: Limiter) -> list[DueWork]:
    """What this feature does at a time."""

    async def send() -> None:
        await sending.send_due(settings, objects, limiter)
        await sending.note_outcomes()

    return [
        DueWork("messages-due", _SOON, send),
        DueWork("messages-still-waiting", _DAILY, planning.plan_still_waiting),
    ]
