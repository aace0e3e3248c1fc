"""Bare aiortc: `MediaRecorder` for a call, as its documentation shows it. Arguments: a folder.

One line of JSON in, one out: the offers of a call, and their answers; then anything, and the
seconds of CPU that recording took, with the film closed. The first offer has the picture.
"""

import asyncio
import json
import resource
import sys
from pathlib import Path
from typing import Any

from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.contrib.media import MediaRecorder

_folder = Path(sys.argv[1])


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _say(word: Any) -> None:
    sys.stdout.write(json.dumps(word) + "\n")
    sys.stdout.flush()


async def _asked() -> Any:
    return json.loads(await asyncio.to_thread(sys.stdin.readline) or "null")


async def _answer(connection: RTCPeerConnection, offer: str) -> str:
    await connection.setRemoteDescription(RTCSessionDescription(offer, "offer"))
    await connection.setLocalDescription(await connection.createAnswer())
    return connection.localDescription.sdp


async def _record(offers: list[str]) -> None:
    begun = _cpu_seconds()
    recorder = MediaRecorder(str(_folder / "call.mp4"))
    connections: list[RTCPeerConnection] = []
    answers: list[str] = []
    for offer in offers:
        connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        connection.on("track", recorder.addTrack)
        answers.append(await _answer(connection, offer))
        connections.append(connection)
    await recorder.start()
    _say(answers)
    await _asked()
    await recorder.stop()
    _say(_cpu_seconds() - begun)
    for connection in connections:
        await connection.close()


async def _serve() -> None:
    while offers := await _asked():
        await _record(offers)


asyncio.run(_serve())
