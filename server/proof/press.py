"""Prints reports in a process of its own: laying out a hundred photos takes seconds, and a server
that did it itself would answer nobody meanwhile."""

import asyncio
import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path
from typing import BinaryIO

from server.proof.report_facts import FACTS, REPORT

_PACKAGES = Path(__file__).parents[2]
_LONGEST_SECONDS = 300
_PIECE_BYTES = 64 * 1024


class ReportFailed(Exception):
    """The process that lays reports out did not make one."""


class Press:
    """One report at a time, so that many readers take no more memory than one."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    @contextlib.asynccontextmanager
    async def folder(self) -> AsyncGenerator[Path]:
        """Where facts and pictures of the next report go; gone afterwards."""
        async with self._turn:
            folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="vooraf-report-"))
            try:
                yield folder
            finally:
                await asyncio.shield(asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True))

    async def print(self, folder: Path, facts: bytes) -> BinaryIO:
        """The finished document: it stays readable when the folder is gone."""
        await asyncio.to_thread((folder / FACTS).write_bytes, facts)
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "server.proof.report_worker",
            str(folder),
            cwd=_PACKAGES,
            env={**os.environ, "PYTHONPATH": str(_PACKAGES)},
            stdin=asyncio.subprocess.DEVNULL,
        )
        try:
            async with asyncio.timeout(_LONGEST_SECONDS):
                ended = await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
                await asyncio.shield(process.wait())
        if ended:
            raise ReportFailed(f"it ended with {ended}")
        return await asyncio.to_thread((folder / REPORT).open, "rb")


async def pieces_of(document: BinaryIO) -> AsyncIterator[bytes]:
    """What was printed, a piece at a time."""
    with document:
        while piece := await asyncio.to_thread(document.read, _PIECE_BYTES):
            yield piece
