"""How one repair of the demo is written down, and how far it has come."""

import uuid
import zlib
from dataclasses import dataclass
from enum import StrEnum

from server.evidence.marks import Mark
from server.evidence.tables import SendBackReason, Verdict
from server.needs.tables import NeedCode
from server.outsiders.tables import May
from server.repair_requests.questions import Reporter
from server.visit_protocol.tables import Arrangement, Readiness

from .cast import Person, demo_id
from .pictures import Scene
from .when import Ago, OnDay, Soon


class State(StrEnum):
    """Where the seed leaves the repair."""

    REPORTED = "reported"
    OFFERED = "offered"  # to a contractor, who has not answered
    PLANNED = "planned"  # a technician has it; pre-visit or visit is planned, or the tenant chooses
    PREPARED = "prepared"  # the pre-visit was held, the job pack is there
    IN_PROGRESS = "in_progress"  # the technician is inside
    IN_REVIEW = "in_review"  # photos wait for the coordinator
    RETAKE = "retake"  # a photo was sent back
    CLOSED = "closed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class AfterPhoto:
    """One photo of the finished work, the slot it was taken for, and what the coordinator thought
    of it."""

    slot: str
    verdict: Verdict = Verdict.ACCEPTED
    reason: SendBackReason | None = None
    note: str = ""
    marks: tuple[Mark, ...] = ()  # what she drew on it
    comment: str = ""  # from the coordinator, besides a verdict
    answer: str = ""  # what the technician said to that
    tags: tuple[str, ...] = ()
    used_before_in: str = ""  # the key of the repair whose after photo this really is


@dataclass(frozen=True, slots=True)
class JobPack:
    """What the pre-visit told: what is wrong, what to bring, how long it takes."""

    finding: str
    parts: tuple[str, ...]
    minutes: int
    tools: tuple[str, ...] = ()
    access: str = ""


@dataclass(frozen=True, slots=True)
class LetIn:
    """Somebody outside with a link. With a note she was asked to do it."""

    name: str
    may: May
    note: str = ""
    asked: Ago | None = None  # when; else soon after the job was given
    has_accepted: bool = False


class Speaker(StrEnum):
    """Who wrote in the chat."""

    TENANT = "tenant"
    OFFICE = "office"
    TECHNICIAN = "technician"


@dataclass(frozen=True, slots=True)
class Written:
    """One message of the chat."""

    by: Speaker
    words: str
    at: Ago


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the tenant said when she agreed to the visit."""

    ready: tuple[Readiness, ...] = ()
    arrangement: Arrangement = Arrangement.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    home: str  # the key of a dwelling
    fault: str  # a code of the fault list
    words: str  # as the tenant wrote it
    reported: Ago
    state: State = State.REPORTED
    technician: Person | None = None
    note: str = ""  # from the coordinator to the technician
    previsit: Ago | Soon | OnDay | None = None
    tenant_chooses: bool = False  # when the pre-visit is, and has not chosen yet
    visit: Ago | Soon | OnDay | None = None
    pack: JobPack | None = None
    minutes_inside: int | None = None
    after: tuple[AfterPhoto, ...] = ()
    report_photos: int = 1
    access: str = ""
    reporter: Reporter | None = None  # who reports it for the tenant
    needs: tuple[NeedCode, ...] = ()  # told with the report
    agreed: Agreement | None = None  # to what happens at the visit
    cancelled: str = ""  # why
    helper: str = ""  # whom the tenant had looking along in the call
    outsiders: tuple[LetIn, ...] = ()  # who has a link into the job
    is_recorded: bool = False  # the call, with everybody's yes
    is_filmed: bool = False  # the finished work, with a voice note
    on_phone: int = 0  # photos that have not come yet
    offered: Ago | None = None  # when a contractor was asked
    extra_work: tuple[tuple[str, int], ...] = ()  # what a contractor asks to do besides, in cents
    chat: tuple[Written, ...] = ()
    given_up: int = 0  # photos that could not be sent, and were deleted from the phone
    told_on: str = ""  # the phone on which the tenant wants to be told

    @property
    def key(self) -> str:
        return f"{self.home}/{self.fault}"

    @property
    def id(self) -> uuid.UUID:
        return demo_id("repair", self.key)

    @property
    def scene(self) -> Scene:
        return SCENES[self.fault]

    @property
    def picture_seed(self) -> int:
        """Every home its own tiles, light and camera."""
        return zlib.crc32(self.key.encode())


SCENES: dict[str, Scene] = {
    "KRA1": Scene.KITCHEN_TAP,
    "KRA2": Scene.BATHROOM_MIXER,
    "KRA3": Scene.BATHROOM_MIXER,
    "DOU2": Scene.BATHROOM_MIXER,
    "SIF1": Scene.LEAKING_SIPHON,
    "WAT3": Scene.LEAKING_SIPHON,
    "AFV1": Scene.BLOCKED_SINK,
    "TOI1": Scene.TOILET_CISTERN,
    "TOI2": Scene.TOILET_CISTERN,
    "RAD1": Scene.RADIATOR,
    "RAD2": Scene.RADIATOR,
    "RAD3": Scene.RADIATOR,
    "CVK1": Scene.BOILER,
    "CVK2": Scene.BOILER,
    "CVK3": Scene.BOILER,
    "DEU1": Scene.FRONT_DOOR_LOCK,
    "DEU5": Scene.DOOR_HINGE,
    "RAA1": Scene.WINDOW_DRAUGHT,
    "RAA3": Scene.WINDOW_DRAUGHT,
    "VOC1": Scene.MOULD_CORNER,
    "TEG1": Scene.CRACKED_TILE,
    "ELE1": Scene.LOOSE_SOCKET,
    "ELE4": Scene.LOOSE_SOCKET,
    "ELE8": Scene.SMOKE_DETECTOR,
    "WAT4": Scene.CEILING_STAIN,
    "DAK1": Scene.CEILING_STAIN,
    "DAK2": Scene.GUTTER,
}
