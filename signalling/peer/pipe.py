"""What the web process and the worker say to each other: length, then msgpack, over a socket pair.

Both sides hold a frame to its limit before they read it.
"""

import asyncio
import struct
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from signalling.messages import SDP_CHARACTERS

FRAME_BYTES = 160_000
"""An SDP of the greatest length, in the widest letters, and room around it."""

_LENGTH = struct.Struct(">I")
Sdp = Annotated[str, Meta(min_length=1, max_length=SDP_CHARACTERS)]


class FrameTooLong(Exception):
    """The other side announced more than a frame may hold; nothing after it can be read."""


class Ready(Struct, tag="ready"):
    """The first word of the worker: from now on it answers."""


class AnswerCheck(Struct, tag="answer-check"):
    """Answer this offer for a connection check. A newer check of one person ends the older."""

    number: int
    person: str
    sdp: Sdp


class Answered(Struct, tag="answered"):
    number: int
    sdp: str


class Declined(Struct, tag="declined"):
    number: int
    code: Literal["busy", "offer-refused"]
    explanation: str = ""


ToWorker = AnswerCheck
FromWorker = Ready | Answered | Declined

encode = msgspec.msgpack.Encoder().encode
decode_question = msgspec.msgpack.Decoder(ToWorker).decode
decode_answer = msgspec.msgpack.Decoder(FromWorker).decode


async def read_frame(reader: asyncio.StreamReader) -> bytes:
    """The next frame; `IncompleteReadError` when the other side is gone."""
    (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
    if length > FRAME_BYTES:
        raise FrameTooLong
    return await reader.readexactly(length)


def write_frame(writer: asyncio.StreamWriter, message: ToWorker | FromWorker) -> None:
    frame = encode(message)
    if len(frame) > FRAME_BYTES:
        raise FrameTooLong
    writer.write(_LENGTH.pack(len(frame)) + frame)
