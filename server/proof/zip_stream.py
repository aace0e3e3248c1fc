"""A zip file that is sent while it is made: one piece of one file in memory at a time.

Photos are stored as they are: they are compressed already, and whoever unpacks a pack by hand
finds the very bytes.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from server.clock import HOME

_FIRST_DAY = datetime(1980, 1, 1, tzinfo=HOME)
_LAST_DAY = datetime(2107, 12, 31, tzinfo=HOME)
_SMALL_ENOUGH = 2**31


@dataclass(frozen=True)
class Member:
    """One file of a zip: its name, the moment it shows, and where its bytes come from."""

    name: str
    at: datetime
    byte_count: int
    pieces: AsyncIterator[bytes]


class _Outgoing:
    """What zipfile wrote and nobody has taken yet. It cannot seek, so sizes follow the bytes."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._written.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits anywhere."""

    def take(self) -> bytes:
        taken, self._written = b"".join(self._written), []
        return taken


async def zipped(members: AsyncIterator[Member]) -> AsyncGenerator[bytes]:
    """The bytes of the whole zip, in order."""
    outgoing = _Outgoing()
    archive = ZipFile(outgoing, "w", ZIP_STORED)  # type: ignore[arg-type] - it can write, and no more is needed
    async for member in members:
        info = ZipInfo(member.name, _clock_time(member.at))
        info.external_attr = 0o644 << 16
        with archive.open(info, "w", force_zip64=member.byte_count >= _SMALL_ENOUGH) as file:
            async for piece in member.pieces:
                file.write(piece)
                yield outgoing.take()
    archive.close()
    yield outgoing.take()


def _clock_time(at: datetime) -> tuple[int, int, int, int, int, int]:
    local = min(max(at.astimezone(HOME), _FIRST_DAY), _LAST_DAY)
    return local.year, local.month, local.day, local.hour, local.minute, local.second
