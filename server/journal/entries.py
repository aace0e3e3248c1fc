"""What a consumer gets of the journal, and what makes a consumer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Entry:
    """What a handler gets of a journal entry."""

    organisation_id: UUID
    seq: int
    event: str
    request_id: UUID | None
    job_id: UUID | None
    subject_id: UUID | None


@dataclass(frozen=True)
class Consumer:
    """`handle` is called for each entry whose event is in `events`, in order of seq.

    An entry that kept failing was set aside, and may come after later ones: go by the state of now.
    """

    name: str
    events: frozenset[str]
    handle: Callable[[Entry], Awaitable[None]]
