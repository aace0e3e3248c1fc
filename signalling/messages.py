"""One struct per message of PROTOCOL.md, both directions, and the decoder of frames.

Sizes and ranges are part of the types, so a message that decodes is a message that may be relayed.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct, field

from signalling.errors import Refused
from signalling.free_text import PRINTABLE

VERSION = 1
SDP_CHARACTERS = 32_768
CANDIDATE_CHARACTERS = 1_024

Count = Annotated[int, Meta(ge=0, le=2**53)]
Epoch = Annotated[int, Meta(ge=1, le=2**31)]
Cid = Annotated[int, Meta(ge=1, le=2**53)]
Id = Annotated[str, Meta(min_length=1, max_length=64, pattern=PRINTABLE)]
ShortCode = Annotated[str, Meta(min_length=1, max_length=40, pattern=PRINTABLE)]
Participant = Annotated[str, Meta(min_length=1, max_length=200)]
Sdp = Annotated[str, Meta(min_length=1, max_length=SDP_CHARACTERS)]
Fraction = Annotated[float, Meta(ge=0, le=1)]
Facing = Literal["user", "environment"]


class Part(Struct, rename="camel", omit_defaults=True):
    """A piece of a message."""


class Candidate(Part):
    candidate: Annotated[str, Meta(max_length=CANDIDATE_CHARACTERS)]
    sdp_mid: Annotated[str, Meta(max_length=64)] | None
    sdp_m_line_index: Annotated[int, Meta(ge=0, le=1000)] | None
    username_fragment: Annotated[str, Meta(max_length=256)] | None = None


CandidateBatch = Annotated[list[Candidate], Meta(min_length=1, max_length=50)]


class ResumeClaim(Part):
    room: Annotated[str, Meta(min_length=1, max_length=200)]
    session: Id
    key: Annotated[str, Meta(min_length=1, max_length=128)]
    seq: Count


class IceServer(Part):
    urls: tuple[str, ...]
    username: str
    credential: str


class MediaState(Part):
    microphone: bool
    camera: bool
    torch: bool
    facing: Facing | None = None


class Peer(Part):
    participant: str
    role: str
    name: str
    you_offer: bool
    epoch: int
    away: Literal["hidden", "connection"] | None
    media: MediaState | None


class LimitsTold(Part):
    frame: int
    sdp: int
    candidate: int
    messages_per_second: float
    burst: int
    room_members: int


class FromClient(Struct, tag_field="type", rename="camel"):
    """A message a client sends."""


class Numbered(FromClient):
    """A message that must arrive: sent again until acknowledged, and carried out once."""

    cid: Cid


class Hello(FromClient, tag="hello"):
    version: int
    token: Annotated[str, Meta(max_length=4096)] | None = None
    resume: ResumeClaim | None = None


class Ping(FromClient, tag="ping"):
    at: int | float


class Ack(FromClient, tag="ack"):
    seq: Count


class Offer(Numbered, tag="offer"):
    to: Participant
    epoch: Epoch
    sdp: Sdp


class Answer(Numbered, tag="answer"):
    to: Participant
    epoch: Epoch
    sdp: Sdp


class Candidates(Numbered, tag="candidates"):
    to: Participant
    epoch: Epoch
    candidates: CandidateBatch


class RestartRequest(Numbered, tag="restart-request"):
    to: Participant
    reason: ShortCode | None = None


class IceRefresh(FromClient, tag="ice-refresh"):
    pass


class Media(Numbered, tag="media"):
    microphone: bool
    camera: bool
    torch: bool
    facing: Facing | None = None


class Away(Numbered, tag="away"):
    hidden: bool


class Chat(Numbered, tag="chat"):
    chat_id: Id
    text: Annotated[str, Meta(min_length=1, max_length=2000)]


class Pointer(FromClient, tag="pointer"):
    of: Participant
    x: Fraction
    y: Fraction
    state: Literal["move", "tap", "gone"]


class Quality(FromClient, tag="quality"):
    score: Annotated[float, Meta(ge=0, le=100)]
    rtt_ms: Annotated[float, Meta(ge=0)] | None = None
    loss_percent: Annotated[float, Meta(ge=0, le=100)] | None = None
    kbit_per_second: Annotated[float, Meta(ge=0)] | None = None
    frames_per_second: Annotated[float, Meta(ge=0)] | None = None
    relayed: bool | None = None


class StillRequest(Numbered, tag="still-request"):
    to: Participant
    still_id: Id


class StillTaken(Numbered, tag="still-taken"):
    to: Participant
    still_id: Id
    photo_id: Id


class StillFailed(Numbered, tag="still-failed"):
    to: Participant
    still_id: Id
    reason: ShortCode


class Bye(FromClient, tag="bye"):
    reason: ShortCode


class FromServer(Struct, tag_field="type", rename="camel", omit_defaults=True):
    """A message the server sends, never replayed."""


class Kept(FromServer):
    """A message that must arrive. Posting it adds a `seq` of its receiver's session."""


class Welcome(FromServer, tag="welcome"):
    room: str
    session: str
    resume_key: str
    participant: str
    role: str
    peers: list[Peer]
    ice_servers: list[IceServer]
    ice_expires_at: int | None
    ping_seconds: float
    limits: LimitsTold


class Resumed(FromServer, tag="resumed"):
    room: str
    session: str
    resume_key: str
    cid: int
    lost: int
    peers: list[Peer]
    ice_servers: list[IceServer]
    ice_expires_at: int | None


class Error(FromServer, tag="error"):
    code: str
    message: str
    field: str | None = None
    cid: int | None = None
    epoch: int | None = None
    retry_after_ms: int | None = None


class Pong(FromServer, tag="pong"):
    at: int | float


class Acked(FromServer, tag="acked"):
    cid: int


class IceServers(FromServer, tag="ice-servers"):
    ice_servers: list[IceServer]
    ice_expires_at: int | None


class PeerJoined(Kept, tag="peer-joined"):
    peer: Peer


class PeerAway(Kept, tag="peer-away"):
    participant: str
    because: Literal["hidden", "connection"]


class PeerBack(Kept, tag="peer-back"):
    participant: str


class PeerLeft(Kept, tag="peer-left"):
    participant: str
    reason: Literal["bye", "gone", "replaced"]


class OfferFrom(Kept, tag="offer"):
    from_: str = field(name="from")
    epoch: int
    sdp: str


class AnswerFrom(Kept, tag="answer"):
    from_: str = field(name="from")
    epoch: int
    sdp: str


class CandidatesFrom(Kept, tag="candidates"):
    from_: str = field(name="from")
    epoch: int
    candidates: list[Candidate]


class RestartRequestFrom(Kept, tag="restart-request"):
    from_: str = field(name="from")
    reason: str | None = None


class MediaFrom(Kept, tag="media"):
    from_: str = field(name="from")
    microphone: bool
    camera: bool
    torch: bool
    facing: Facing | None = None


class ChatFrom(Kept, tag="chat"):
    from_: str = field(name="from")
    chat_id: str
    text: str
    at: int


class PointerFrom(FromServer, tag="pointer"):
    from_: str = field(name="from")
    of: str
    x: float
    y: float
    state: str


class QualityFrom(FromServer, tag="quality"):
    from_: str = field(name="from")
    score: float
    rtt_ms: float | None = None
    loss_percent: float | None = None
    kbit_per_second: float | None = None
    frames_per_second: float | None = None
    relayed: bool | None = None


class StillRequestFrom(Kept, tag="still-request"):
    from_: str = field(name="from")
    still_id: str


class StillTakenFrom(Kept, tag="still-taken"):
    from_: str = field(name="from")
    still_id: str
    photo_id: str


class StillFailedFrom(Kept, tag="still-failed"):
    from_: str = field(name="from")
    still_id: str
    reason: str


class Notice(Kept, tag="notice"):
    topic: str
    data: Mapping[str, Any]


class RoomEnded(Kept, tag="room-ended"):
    reason: str


ClientMessage = (
    Hello
    | Ping
    | Ack
    | Offer
    | Answer
    | Candidates
    | RestartRequest
    | IceRefresh
    | Media
    | Away
    | Chat
    | Pointer
    | Quality
    | StillRequest
    | StillTaken
    | StillFailed
    | Bye
)


class _OnlyCid(Struct):
    cid: Cid | None = None


encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(ClientMessage).decode
_decode_cid = msgspec.json.Decoder(_OnlyCid).decode
_PLACE = re.compile(r" - at `\$\.?(.*?)`$")
_MISSING = re.compile(r"missing required field `(.+?)`")


def decode(frame: str) -> ClientMessage:
    """The message in a frame, or `Refused` with the code and field that PROTOCOL.md promises."""
    try:
        return _decode(frame)
    except msgspec.ValidationError as fault:
        raise _refusal(str(fault), frame) from None
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        raise Refused("malformed", "a frame must be one JSON object") from None


def _refusal(fault: str, frame: str) -> Refused:
    place = _PLACE.search(fault)
    missing = _MISSING.search(fault)
    names = [place.group(1) if place else "", missing.group(1) if missing else ""]
    where = ".".join(name for name in names if name)
    if not where:
        return Refused("malformed", "a frame must be one JSON object")
    if where == "type":
        return Refused(
            "unknown-type", "this type of message does not exist", field=where, cid=_cid_in(frame)
        )
    code = "too-large" if "of length <=" in fault else "invalid"
    explanation = _PLACE.sub("", fault)
    return Refused(code, explanation, field=where, cid=_cid_in(frame))


def _cid_in(frame: str) -> int | None:
    try:
        return _decode_cid(frame).cid
    except (msgspec.DecodeError, RecursionError):
        return None
