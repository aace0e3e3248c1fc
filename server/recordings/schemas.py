"""A recording while it is asked for and made, and afterwards in the case file."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from server.recordings.tables import RecordingState
from server.wire import Sent, Wire

TextVersion = Annotated[str, Meta(max_length=16)]


class NewRecording(Sent, frozen=True):
    """Ask everybody in the call. Whoever asks has read the text and agrees."""

    id: UUID
    text_version: TextVersion


class GivenConsent(Sent, frozen=True):
    """Yes, after reading this version of the text."""

    recording_id: UUID
    text_version: TextVersion


class NamedRecording(Sent, frozen=True):
    """About this recording, and no later one."""

    recording_id: UUID


class RecordingNow(Wire, frozen=True):
    """How it stands, as everybody in the room may know it; also told there as a notice."""

    id: UUID
    state: RecordingState
    because: str
    asked_by: str
    asked_at: datetime
    started_at: datetime | None
    agreed: list[str]
    """Participants, as signalling names them."""
    waiting_for: list[str]
    """Names of those in the room who have not agreed."""
    withdrawn_by: str | None
    """A participant."""
    has_film: bool
    """Something was recorded and is not deleted."""


class CallRecording(Wire, frozen=True):
    """The newest recording of a call, and which text of consent is shown today."""

    recording: RecordingNow | None
    text_version: str
    is_possible: bool


class ConsentFacts(Wire, frozen=True):
    """Who agreed, to which version of the text, and whether that was taken back."""

    name: str
    role: str
    text_version: str
    given_at: datetime
    withdrawn_at: datetime | None


class RecordingFacts(Wire, frozen=True):
    """A recording in the case file. There is a `url` when it can be played."""

    id: UUID
    previsit_id: UUID
    state: RecordingState
    because: str
    asked_by: str
    started_at: datetime
    ended_at: datetime | None
    milliseconds: int
    byte_count: int
    is_stored: bool
    """All of it that there will ever be."""
    url: str | None
    kept_until: datetime | None
    deleted_at: datetime | None
    consents: list[ConsentFacts]
