"""Photos as proof: what was announced, what arrived, and how it was judged."""

from enum import StrEnum

from piccolo.columns import (
    UUID,
    BigInt,
    Boolean,
    DoublePrecision,
    ForeignKey,
    Integer,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.jobs.tables import Job
from server.repair_requests.tables import RepairRequest


class Moment(StrEnum):
    REPORT = "report"
    BEFORE = "before"
    AFTER = "after"


class Source(StrEnum):
    CAMERA = "camera"
    GALLERY = "gallery"
    CALL = "call"
    FORM = "form"
    LINK = "link"  # somebody outside the organisation, by a link that the desk made
    SCREEN = "screen"  # drawn with a finger on the technician's phone: a signature


class Finding(StrEnum):
    """What the device found wrong with a photo, the moment it was taken."""

    BLURRED = "blurred"
    DARK = "dark"
    GLARE = "glare"


class Kind(StrEnum):
    """What was taken. All of them are proof, and go the same way."""

    PHOTO = "photo"
    FILM = "film"  # up to a minute, with sound
    VOICE = "voice"  # a spoken note


class PhotoState(StrEnum):
    ANNOUNCED = "announced"
    RECEIVED = "received"  # the server has read it back: size and SHA-256 are right
    READY = "ready"  # its derivatives exist
    REFUSED = "refused"  # not a picture, or damaged
    STRUCK = "struck"  # the tenant took it back during the call; only this line is left
    ERASED = "erased"  # kept long enough, or erased on request; only this line is left


LET_GO = (PhotoState.STRUCK, PhotoState.ERASED)


class Verdict(StrEnum):
    PENDING = "pending"
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"


class SendBackReason(StrEnum):
    """Why the coordinator sends a photo back."""

    BLURRED = "blurred"
    TOO_DARK = "too_dark"
    WRONG_SPOT = "wrong_spot"
    PERSON_IN_PICTURE = "person_in_picture"
    UNFINISHED = "unfinished"
    OTHER = "other"


class RetakeReason(StrEnum):
    """Why a photo must be taken again: what the coordinator said, or what the server found."""

    BLURRED = SendBackReason.BLURRED
    TOO_DARK = SendBackReason.TOO_DARK
    WRONG_SPOT = SendBackReason.WRONG_SPOT
    PERSON_IN_PICTURE = SendBackReason.PERSON_IN_PICTURE
    UNFINISHED = SendBackReason.UNFINISHED
    OTHER = SendBackReason.OTHER
    DAMAGED = "damaged"  # it was refused: nobody can look at it


class EvidencePhoto(Table):
    """One photo of a repair. The bytes lie in storage under `object_key` and are never replaced."""

    id = UUID(primary_key=True, default=None)  # chosen by the phone: a retry adds no second photo
    request = ForeignKey(RepairRequest, null=False, on_delete=OnDelete.restrict, index=True)
    job = ForeignKey(Job, null=True, on_delete=OnDelete.restrict, index=True)
    # The announcement may overtake the arrival, hence no foreign key.
    visit_id = UUID(null=True, default=None, index=True)
    moment = Varchar(length=16, choices=Moment)
    source = Varchar(length=16, choices=Source)
    slot = Varchar(length=40, default="")
    kind = Varchar(length=8, choices=Kind, default=Kind.PHOTO)
    seconds = Integer(null=True, default=None)  # how long it plays, as the device measured it
    part_hashes = Text(default="[]")  # JSON: the hash of each part, when it comes in parts
    state = Varchar(length=16, choices=PhotoState, default=PhotoState.ANNOUNCED)
    object_key = Varchar(length=200, unique=True)
    media_type = Varchar(length=40)
    byte_count = BigInt()
    sha256 = Varchar(length=64)
    width = Integer(null=True, default=None)  # upright
    height = Integer(null=True, default=None)
    likeness = Varchar(length=64, default="")  # "": not there yet, or too plain to compare
    taken_at = Timestamptz(default=None)  # on the device's clock
    clock_offset_ms = Integer(default=0)  # device minus server, as the device measured it
    # Our own record of the moment, because browsers strip what a camera writes into the file.
    findings = Text(default="[]")  # JSON: what the device found wrong
    retakes_asked = Integer(default=0)  # how often it asked for another one in this slot
    latitude = DoublePrecision(null=True, default=None)
    longitude = DoublePrecision(null=True, default=None)
    accuracy_m = Integer(null=True, default=None)
    taken_by = Varchar(length=120)
    technician_id = UUID(null=True, default=None)  # in the chat of a case also a coordinator
    # None of the three: the tenant took it.
    outsider_link = UUID(null=True, default=None, index=True)
    helper_link = UUID(null=True, default=None, index=True)
    announced_at = Timestamptz(default=None)  # the last time: what an upload address is good for
    swept_at = Timestamptz(null=True, default=None)  # it never came, and its place was cleared
    received_at = Timestamptz(null=True, default=None)  # the device said: all of it is there
    confirmed_at = Timestamptz(null=True, default=None)  # read back, and it is what was announced
    received_seq = BigInt(null=True, default=None)  # its line in the journal's chain
    still_id = UUID(null=True, default=None)
    before_photo = ForeignKey("self", null=True, on_delete=OnDelete.restrict)
    retake_of = ForeignKey("self", null=True, on_delete=OnDelete.restrict)
    verdict = Varchar(length=16, null=True, choices=Verdict, default=None)  # after photos only
    reason = Varchar(length=24, null=True, choices=RetakeReason, default=None)
    verdict_note = Text(default="")
    judged_by = Varchar(length=120, null=True, default=None)
    judged_at = Timestamptz(null=True, default=None)


class Judgement(Table):
    """One judgement of a photo: only ever added. The photo itself holds what the newest says."""

    id = UUID(primary_key=True, default=None)
    photo = ForeignKey(EvidencePhoto, null=False, on_delete=OnDelete.restrict, index=True)
    verdict = Varchar(length=16, choices=Verdict)
    reason = Varchar(length=24, null=True, choices=RetakeReason, default=None)
    note = Text(default="")
    because = Text(default="")  # why an earlier judgement was turned round
    marks = Text(default="[]")  # JSON: what was drawn over the photo, which stays as it is
    judged_by = Varchar(length=120)
    coordinator_id = UUID(null=True, default=None)  # null: from before judgements were kept
    judged_at = Timestamptz(default=None)
    chain_seq = BigInt(default=0)  # its line in the journal, and so the order


class PhotoComment(Table):
    """What a coordinator or technician said about a photo. Only ever added."""

    id = UUID(primary_key=True, default=None)  # made on the device, so sending twice is harmless
    photo = ForeignKey(EvidencePhoto, null=False, on_delete=OnDelete.restrict, index=True)
    words = Text(default="")
    said_by = Varchar(length=120)
    author_id = UUID(default=None)
    said_at = Timestamptz(default=None)


class PhotoTag(Table):
    """A short word that a reviewer put on a photo, to find it again."""

    id = UUID(primary_key=True, default=None)
    photo = ForeignKey(EvidencePhoto, null=False, on_delete=OnDelete.cascade)
    organisation = UUID(default=None)
    word = Varchar(length=24)  # once on each photo: see the migration
    tagged_by = Varchar(length=120)
    tagged_at = Timestamptz(default=None)


class PhotoBand(Table):
    """A sixteenth of a photo's likeness, so that an index finds whatever is nearly the same."""

    photo = ForeignKey(EvidencePhoto, null=False, on_delete=OnDelete.cascade, index=True)
    organisation = UUID(default=None)
    band = Integer()  # indexed with organisation: see the migration


class Resemblance(Table):
    """A photo of a technician that shows what an earlier one showed. The desk is told."""

    photo = ForeignKey(EvidencePhoto, null=False, on_delete=OnDelete.cascade)
    earlier = ForeignKey(EvidencePhoto, null=False, on_delete=OnDelete.cascade)
    is_same_file = Boolean(default=False)
    difference = Integer()  # of 256 places; 0 in the same file


class Why(StrEnum):
    """For what somebody was shown a photo of somebody's home."""

    JOB = "job"  # a technician, for the work
    CASE = "case"  # the desk, to plan and answer
    REVIEW = "review"  # to judge the work
    OWN = "own"  # the tenant herself
    LINK = "link"  # somebody outside, by a link of the desk
    PACK = "pack"  # taken along as evidence
    REPORT = "report"  # printed
    EXPORT = "export"  # everything about a tenant, for her
    UNKNOWN = ""  # from before reasons were kept


class PhotoView(Table):
    """Somebody was handed the address of a photo: once for each person, photo, size, reason and
    hour."""

    photo = ForeignKey(EvidencePhoto, null=False, on_delete=OnDelete.cascade)
    viewer_id = UUID(default=None)  # a person, the repair request of a tenant, a link
    viewer_kind = Varchar(length=16)  # coordinator, technician, tenant, helper, outsider
    hour = Timestamptz(default=None)
    is_large = Boolean(default=False)  # more than a thumbnail
    why = Varchar(length=8, choices=Why, default=Why.UNKNOWN)
    first_at = Timestamptz(default=None)


class DoomedObject(Table):
    """An object in storage that nobody needs any more, until it has been deleted there."""

    object_key = Varchar(length=200, primary_key=True)
    doomed_at = Timestamptz(default=None)
