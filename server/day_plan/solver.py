"""Has a day planned by a process of its own."""

import asyncio
import os
import sys
from pathlib import Path

import msgspec

from server.day_plan.errors import NoSuggestion
from server.day_plan.problem import Plan, Problem

_PACKAGES = Path(__file__).parents[2]
_LONGEST_SECONDS = 60
_turn = asyncio.Lock()
"""One day at a time: each keeps a core busy."""


async def planned(problem: Problem) -> Plan:
    """Raises NoSuggestion when the process gave no answer."""
    async with _turn:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "server.day_plan.worker",
            cwd=_PACKAGES,
            env={**os.environ, "PYTHONPATH": str(_PACKAGES)},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(_LONGEST_SECONDS):
                told, _ = await process.communicate(msgspec.json.encode(problem))
        except TimeoutError:
            raise NoSuggestion from None
        finally:
            if process.returncode is None:
                process.kill()
                await asyncio.shield(process.wait())
    if process.returncode:
        raise NoSuggestion
    return msgspec.json.decode(told, type=Plan)
