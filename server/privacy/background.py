"""Erasing by itself: every hour what has been kept long enough."""

from datetime import timedelta
from functools import partial

from server.due_work.runner import DueWork
from server.privacy.due import erase_due
from storage.objects import ObjectStore


def due_work(objects: ObjectStore) -> list[DueWork]:
    """What this feature does at a time."""
    return [DueWork("privacy-kept", timedelta(hours=1), partial(erase_due, objects))]
