"""Ids that sort by the moment they were made (UUID version 7, RFC 9562 section 5.7)."""

import os
import time
from uuid import UUID

_VERSION_7 = 0x7 << 76
_VARIANT = 0b10 << 62


def new_id() -> UUID:
    """A fresh UUIDv7: 48 bits of milliseconds, 74 bits of chance."""
    milliseconds = time.time_ns() // 1_000_000
    chance = int.from_bytes(os.urandom(10))
    high = (milliseconds & ((1 << 48) - 1)) << 80
    middle = (chance >> 68 & 0xFFF) << 64
    low = chance & ((1 << 62) - 1)
    return UUID(int=high | _VERSION_7 | middle | _VARIANT | low)
