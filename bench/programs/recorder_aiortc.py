"""Bare aiortc: `MediaRecorder` for each call, as its documentation shows it. Arguments: a folder.

One line of JSON in, one out: the offers of every call, and their answers; then anything, and the
seconds of CPU that recording took, with the films closed. The first offer of a call has the
picture.
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


async def _record(calls: list[list[str]]) -> None:
    begun = _cpu_seconds()
    recorders: list[MediaRecorder] = []
    connections: list[RTCPeerConnection] = []
    answers: list[list[str]] = []
    for number, offers in enumerate(calls):
        recorder = MediaRecorder(str(_folder / f"{number}.mp4"))
        given: list[str] = []
        for offer in offers:
            connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
            connection.on("track", recorder.addTrack)
            given.append(await _answer(connection, offer))
            connections.append(connection)
        await recorder.start()
        recorders.append(recorder)
        answers.append(given)
    _say(answers)
    await _asked()
    for recorder in recorders:
        await recorder.stop()
    _say(_cpu_seconds() - begun)
    for connection in connections:
        await connection.close()


async def _serve() -> None:
    while calls := await _asked():
        await _record(calls)


asyncio.run(_serve())
