"""What the web process and the worker of one recording say to each other; framed as in
`signalling/peer/pipe.py`."""

import asyncio
import struct
from collections.abc import Callable
from typing import TypeAlias

import msgspec
from msgspec import Struct

FRAME_BYTES = 16_000_000
"""Room for many seconds of film; our own worker announces no more."""

_LENGTH = struct.Struct(">I")


class FrameTooLong(Exception):
    """The other side announced more than a frame may hold; nothing after it can be read."""


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

_encode = msgspec.msgpack.Encoder().encode
decode_order: Callable[[bytes], ToWorker] = msgspec.msgpack.Decoder(ToWorker).decode
decode_report: Callable[[bytes], FromWorker] = msgspec.msgpack.Decoder(FromWorker).decode


async def read_frame(reader: asyncio.StreamReader) -> bytes:
    """The next frame; `IncompleteReadError` when the other side is gone."""
    (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
    if length > FRAME_BYTES:
        raise FrameTooLong
    return await reader.readexactly(length)


def write_frame(writer: asyncio.StreamWriter, message: ToWorker | FromWorker) -> None:
    frame = _encode(message)
    if len(frame) > FRAME_BYTES:
        raise FrameTooLong
    writer.write(_LENGTH.pack(len(frame)) + frame)
