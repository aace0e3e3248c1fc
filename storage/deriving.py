"""Makes copies for everybody in a process of its own that gets only the time nobody else wants.

As a thread of the server it would slow down every upload: a photo costs it a quarter of a second on
a core. And damaged input that brings a decoder down brings nothing else down.
"""

import asyncio
import contextlib
import os
import sys
from pathlib import Path

import msgspec

from storage.derivatives import PIXEL_LIMIT, Derivatives
from storage.deriving_worker import (
    FOOTAGE,
    LENGTH_BYTES,
    PICTURE,
    Answer,
    Failed,
    Made,
    Playable,
)
from storage.errors import DerivingFailed, NotAPicture, NotFootage, PictureTooLarge

_PACKAGES = Path(__file__).parents[1]
_decode = msgspec.msgpack.Decoder(Answer).decode


class Deriver:
    """One picture or film at a time. The process starts with the first, and again after it died."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    @property
    def process_id(self) -> int | None:
        return self._process.pid if self._process else None

    async def make(self, data: bytes) -> Derivatives:
        match await self._answer(PICTURE, data):
            case Made(width, height, screen, thumbnail, likeness):
                return Derivatives(width, height, screen, thumbnail, likeness)
            case Failed(is_too_large=True):
                raise PictureTooLarge(limit=PIXEL_LIMIT)
            case Failed(message=message):
                raise NotAPicture(message)
            case Playable():
                raise RuntimeError("a film came for a picture")

    async def make_playable(self, data: bytes) -> bytes:
        """Of a film or a sound."""
        match await self._answer(FOOTAGE, data):
            case Playable(data=playable):
                return playable
            case Failed(message=message):
                raise NotFootage(message)
            case Made():
                raise RuntimeError("a picture came for a film")

    async def _answer(self, kind: bytes, data: bytes) -> Answer:
        async with self._turn:
            process = self._process or await self._start()
            try:
                return await _ask(process, kind, data)
            except (OSError, EOFError) as error:
                await self._end()
                raise DerivingFailed("The process that makes smaller copies died") from error
            except BaseException:
                # Half an answer may be under way; the next one must not get it.
                await asyncio.shield(self._end())
                raise

    async def stop(self) -> None:
        await self._end()

    async def _start(self) -> asyncio.subprocess.Process:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "storage.deriving_worker",
            cwd=_PACKAGES,
            env={**os.environ, "PYTHONPATH": str(_PACKAGES)},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        return self._process

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            # Also reads what it left in the pipe, without which that would stay open.
            await process.communicate()


async def _ask(process: asyncio.subprocess.Process, kind: bytes, data: bytes) -> Answer:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the process was started without pipes")
    process.stdin.write(kind + len(data).to_bytes(LENGTH_BYTES))
    process.stdin.write(data)
    await process.stdin.drain()
    length = int.from_bytes(await process.stdout.readexactly(LENGTH_BYTES))
    return _decode(await process.stdout.readexactly(length))
