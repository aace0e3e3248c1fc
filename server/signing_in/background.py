"""What nobody comes back for is forgotten."""

from datetime import timedelta

from server.due_work.runner import DueWork
from server.signing_in import ceremonies


def due_work() -> list[DueWork]:
    return [DueWork("signing_in.forget", timedelta(hours=1), ceremonies.forget_old)]
