"""What the web process and a worker say to each other: length, then msgpack, over a socket pair.

Both sides hold a frame to its limit before they read it.
"""

import asyncio
import struct

import msgspec
from msgspec import Struct

_LENGTH = struct.Struct(">I")
_encode = msgspec.msgpack.Encoder().encode


class FrameTooLong(Exception):
    """The other side announced more than a frame may hold; nothing after it can be read."""


async def read_frame(reader: asyncio.StreamReader, most_bytes: int) -> bytes:
    """The next frame; `IncompleteReadError` when the other side is gone."""
    (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
    if length > most_bytes:
        raise FrameTooLong
    return await reader.readexactly(length)


def write_frame(writer: asyncio.StreamWriter, message: Struct, most_bytes: int) -> None:
    frame = _encode(message)
    if len(frame) > most_bytes:
        raise FrameTooLong
    writer.write(_LENGTH.pack(len(frame)) + frame)
