"""What the journal tells over HTTP: that something happened, and where to look."""

from datetime import datetime
from uuid import UUID

from server.wire import Wire


class Happening(Wire, frozen=True):
    """One journal entry as screens get it: enough to know what to fetch again."""

    seq: int
    at: datetime
    event: str
    request_id: UUID | None
    job_id: UUID | None
    photo_id: UUID | None
    previsit_id: UUID | None


class Happenings(Wire, frozen=True):
    """Entries after the asked position, oldest first; `seq` is where to go on from."""

    entries: list[Happening]
    seq: int
