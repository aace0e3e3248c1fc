"""What the web process and the worker of one recording say to each other.

In frames of `signalling/workers`.
"""

from collections.abc import Callable
from typing import TypeAlias

import msgspec
from msgspec import Struct

FRAME_BYTES = 16_000_000
"""Room for many seconds of film; our own worker announces no more."""


class AnswerPhone(Struct, tag="answer-phone"):
    """Answer this phone's offer. Of who is filmed the picture is taken too, else only the sound."""

    number: int
    participant: str
    sdp: str
    is_filmed: bool


class AddCandidates(Struct, tag="add-candidates"):
    """Ways to reach this phone, each as (candidate, sdpMid, sdpMLineIndex)."""

    participant: str
    candidates: list[tuple[str, str | None, int | None]]


class LetGo(Struct, tag="let-go"):
    """This phone has left the call."""

    participant: str


class Roll(Struct, tag="roll"):
    """Take up what comes in from now on, or leave it."""

    is_rolling: bool


class Wrap(Struct, tag="wrap"):
    """Hand over what there is, say `Wrapped`, and end."""


class Ready(Struct, tag="ready"):
    """The first word of the worker."""


class Answered(Struct, tag="answered"):
    """An empty `sdp`: this offer cannot be answered."""

    number: int
    sdp: str


class Slice(Struct, tag="slice"):
    """The next piece of the file. Everything until here is a film that plays, `until` long."""

    data: bytes
    until_milliseconds: int


class Wrapped(Struct, tag="wrapped"):
    """The last word: the film is whole."""


ToWorker: TypeAlias = AnswerPhone | AddCandidates | LetGo | Roll | Wrap
FromWorker: TypeAlias = Ready | Answered | Slice | Wrapped

decode_order: Callable[[bytes], ToWorker] = msgspec.msgpack.Decoder(ToWorker).decode
decode_report: Callable[[bytes], FromWorker] = msgspec.msgpack.Decoder(FromWorker).decode
