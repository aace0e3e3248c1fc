"""The recording of a call, who agreed to it, and its pieces until the whole is safe."""

from datetime import timedelta
from enum import StrEnum

from piccolo.columns import UUID, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.previsits.tables import Previsit

TEXT_VERSION = "2026-11-28"
"""Of the sentences under `recording.consent` in the language files; new sentences, new version."""

KEPT_FOR = timedelta(days=90)
"""What the text of consent promises: the longest that an organisation may choose."""


KIND = "recordings"
"""As the periods of an organisation call it."""


class RecordingState(StrEnum):
    ASKED = "asked"
    RUNNING = "running"
    PAUSED = "paused"  # somebody in the room has not agreed
    ENDED = "ended"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


UNDER_WAY = (RecordingState.ASKED, RecordingState.RUNNING, RecordingState.PAUSED)


class Recording(Table):
    """One recording of a call. The bytes lie in storage under `object_key` once it is stored."""

    id = UUID(primary_key=True, default=None)  # chosen by the phone, so asking twice is harmless
    previsit = ForeignKey(Previsit, null=False, on_delete=OnDelete.restrict, index=True)
    state = Varchar(length=16, choices=RecordingState, default=RecordingState.ASKED)
    because = Varchar(length=40, default="")  # why it is over, in a short code
    asked_by = Varchar(length=120)
    asked_at = Timestamptz(default=None)
    started_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    alive_at = Timestamptz(null=True, default=None)  # when whoever makes it last gave a sign
    object_key = Varchar(length=200, default="")
    upload_id = Varchar(length=400, default="")  # of parts that were not joined yet
    stored_at = Timestamptz(null=True, default=None)  # nothing of it is unfinished any more
    byte_count = Integer(default=0)
    milliseconds = Integer(default=0)
    deleted_at = Timestamptz(null=True, default=None)


class RecordingConsent(Table):
    """What one person said when asked, and to which text. Stays when the recording is deleted."""

    id = UUID(primary_key=True, default=None)
    recording = ForeignKey(Recording, null=False, on_delete=OnDelete.restrict, index=True)
    participant = Varchar(length=200)  # the name in the room at signalling
    role = Varchar(length=16)
    name = Varchar(length=120)
    text_version = Varchar(length=16)
    given_at = Timestamptz(null=True, default=None)
    refused_at = Timestamptz(null=True, default=None)
    withdrawn_at = Timestamptz(null=True, default=None)


class RecordingSlice(Table):
    """A piece of a recording, written down before its bytes are: after a kill all are found."""

    id = UUID(primary_key=True, default=None)
    recording = ForeignKey(Recording, null=False, on_delete=OnDelete.restrict, index=True)
    number = Integer()
    object_key = Varchar(length=240)
    until_milliseconds = Integer()
