"""Photos over HTTP: announcing, uploading, confirming, judging."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, field

from server import wire
from server.evidence.marks import MOST_MARKS, Mark
from server.evidence.tables import (
    Finding,
    Kind,
    Moment,
    PhotoState,
    RetakeReason,
    SendBackReason,
    Source,
    Verdict,
    Why,
)
from server.wire import Sent, Wire


class Position(Sent, frozen=True):
    """Where the device was, when the technician allowed it."""

    latitude: Annotated[float, Meta(ge=-90, le=90)]
    longitude: Annotated[float, Meta(ge=-180, le=180)]
    accuracy_m: Annotated[int, Meta(ge=0, lt=2**31)]


Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class Poster(Sent, frozen=True):
    """The frame that stands for a film: a small JPEG that the device took of it."""

    byte_count: Annotated[int, Meta(ge=1, le=1_000_000)]
    sha256: Sha256


class Announcement(Sent, frozen=True):
    """One photo that is about to be uploaded. `id` and `sha256` are made on the device.

    `findings` is what the device saw wrong with it. It asks for another one at most twice in a
    slot (`retakes_asked`); then the photo is good as it is. A film or a voice note comes in parts
    of 2 MiB (the last one is smaller), each with a hash of its own.
    """

    id: UUID
    moment: Moment
    source: Source
    taken_at: wire.Moment
    byte_count: Annotated[int, Meta(ge=1)]
    sha256: Sha256
    media_type: Annotated[str, Meta(max_length=40)]
    kind: Kind = Kind.PHOTO
    seconds: Annotated[int, Meta(ge=0, le=120)] | None = None
    part_hashes: Annotated[list[Sha256], Meta(max_length=64)] = field(default_factory=list)
    poster: Poster | None = None
    slot: Annotated[str, Meta(max_length=40)] = ""
    clock_offset_ms: Annotated[int, Meta(ge=-(2**31), lt=2**31)] = 0
    findings: Annotated[list[Finding], Meta(max_length=len(Finding))] = field(default_factory=list)
    retakes_asked: Annotated[int, Meta(ge=0, le=2)] = 0
    position: Position | None = None
    visit_id: UUID | None = None
    retake_of: UUID | None = None
    before_photo_id: UUID | None = None
    still_id: UUID | None = None


class Upload(Wire, frozen=True):
    """Where to PUT the bytes, and the headers that must go along exactly."""

    url: str
    headers: dict[str, str]
    expires_at: datetime


class PartUpload(Upload, frozen=True):
    """The same for one part; the first is number 1."""

    number: int


class UploadTicket(Wire, frozen=True):
    """`upload` is null when the photo is already safe here, or comes in parts.

    `parts` are those that are not here yet: what is stored is not sent again.
    """

    id: UUID
    upload: Upload | None
    parts: list[PartUpload]
    poster: Upload | None


class Receipt(Wire, frozen=True):
    """The server has read the photo back: the device's own copy may go.

    `taken_at` is the device's clock, which was `clock_offset_ms` ahead of ours. `chain_seq` is the
    line of the journal in which size and hash stand.
    """

    id: UUID
    sha256: str
    byte_count: int
    taken_at: datetime
    clock_offset_ms: int
    received_at: datetime
    confirmed_at: datetime
    chain_seq: int


class JudgementFacts(Wire, frozen=True):
    """How a coordinator judged a photo, what she drew on it, and why (`because`) she turned an
    earlier judgement round. `pending`: she took one back, and the photo waits again."""

    verdict: Verdict
    reason: RetakeReason | None
    note: str
    because: str
    judged_by: str
    judged_at: datetime
    marks: list[Mark]


class CommentFacts(Wire, frozen=True):
    """What a coordinator or technician said about a photo."""

    id: UUID
    words: str
    said_by: str
    said_at: datetime


class Photo(Wire, frozen=True):
    """A photo as screens show it. The addresses stay the same within an hour. A film or a voice
    note has a `play_url` (a copy without what the camera wrote along); a voice note, and a film
    without a poster, has no picture.

    `judgements` (the oldest first, the last one holds) and `comments` are for staff alone.
    """

    id: UUID
    request_id: UUID
    job_id: UUID | None
    moment: Moment
    source: Source
    slot: str
    kind: Kind
    seconds: int | None
    state: PhotoState
    taken_at: datetime
    taken_by: str
    clock_offset_ms: int
    findings: list[Finding]
    retakes_asked: int
    received_at: datetime | None
    confirmed_at: datetime | None
    chain_seq: int | None
    byte_count: int
    sha256: str
    width: int | None
    height: int | None
    verdict: Verdict | None
    reason: RetakeReason | None
    note: str
    judged_by: str | None
    judged_at: datetime | None
    before_photo_id: UUID | None
    retake_of: UUID | None
    retaken_by: UUID | None
    thumbnail_url: str | None
    screen_url: str | None
    play_url: str | None
    judgements: list[JudgementFacts]
    comments: list[CommentFacts]


class EarlierPhoto(Wire, frozen=True):
    """A photo that was here before, and that a newer one resembles."""

    photo_id: UUID
    request_id: UUID
    number: str
    address: str
    moment: Moment
    taken_at: datetime
    taken_by: str
    is_same_file: bool
    thumbnail_url: str | None


class PhotoLook(Wire, frozen=True):
    """Somebody was shown a photo: for the first time in that hour, at this moment."""

    photo_id: UUID
    viewer_kind: Literal["coordinator", "technician", "tenant", "outsider"]
    viewer_name: str
    at: datetime
    is_large: bool
    why: Why


class SendBack(Sent, frozen=True):
    """Take this photo again, and why; what is drawn on it shows where."""

    reason: SendBackReason
    note: Annotated[str, Meta(max_length=500)] = ""
    marks: Annotated[list[Mark], Meta(max_length=MOST_MARKS)] = field(default_factory=list)


class Acceptance(Sent, frozen=True):
    """Whoever accepts a photo that was sent back says why."""

    because: Annotated[str, Meta(max_length=500)] = ""


class ChosenPhotos(Sent, frozen=True):
    """Photos to accept together: all of them, or none."""

    photos: Annotated[list[UUID], Meta(min_length=1, max_length=100)]


class Reconsidering(Sent, frozen=True):
    """Why a judgement is taken back; stands beside it."""

    because: Annotated[str, Meta(min_length=3, max_length=500, pattern=r"\S.*\S")]


class Comment(Sent, frozen=True):
    """Something to say about a photo. `id` is made on the device."""

    id: UUID
    words: Annotated[str, Meta(min_length=1, max_length=500, pattern=r"\S")]


class Tags(Sent, frozen=True):
    """The words on a photo, all of them."""

    tags: Annotated[list[Annotated[str, Meta(max_length=24)]], Meta(max_length=6)]


class Discarded(Sent, frozen=True):
    """Why a photo was deleted from the phone: the problem for which it could not be sent."""

    because: Annotated[str, Meta(min_length=1, max_length=80, pattern="^[a-z0-9-]+$")]


class CloseReason(Sent, frozen=True):
    """Why a job is closed although a photo is missing; stands in the journal."""

    reason: Annotated[str, Meta(min_length=3, max_length=500, pattern=r"\S.*\S")]
