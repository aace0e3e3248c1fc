"""A phone in a call that is recorded: aiortc with a code in front of its camera, and a tone."""

import asyncio
from fractions import Fraction
from math import pi, sin

import av
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, VideoStreamTrack

from signalling.recorder.process import RecorderProcess
from tests.support.chromium import picture_of_code

RATE = 48_000


class CodeTrack(VideoStreamTrack):
    """The code stands still; `size` may change on the way, as in a poor network."""

    def __init__(self, code: str, size: tuple[int, int]) -> None:
        super().__init__()
        self._code = code
        self.resize(size)

    def resize(self, size: tuple[int, int]) -> None:
        code = picture_of_code(self._code, height=min(size) * 3 // 4)
        canvas = code.resize((min(size), min(size)))
        whole = canvas.crop((0, 0, *size))
        self._frame = av.VideoFrame.from_image(whole).reformat(format="yuv420p")

    async def recv(self) -> av.VideoFrame:
        frame = self._frame
        frame.pts, frame.time_base = await self.next_timestamp()
        return frame


class ToneTrack(AudioStreamTrack):
    def __init__(self, hertz: int) -> None:
        super().__init__()
        loud = [int(12_000 * sin(2 * pi * hertz * n / RATE)) for n in range(RATE)]
        self._second = b"".join(each.to_bytes(2, "little", signed=True) for each in loud)
        self._at = 0
        self._began: float | None = None

    async def recv(self) -> av.AudioFrame:
        loop = asyncio.get_running_loop()
        self._began = self._began or loop.time()
        samples = RATE // 50
        await asyncio.sleep(self._began + self._at / RATE - loop.time())
        start = self._at % RATE * 2
        frame = av.AudioFrame(format="s16", layout="mono", samples=samples)
        frame.planes[0].update(self._second[start : start + samples * 2])
        frame.sample_rate, frame.pts = RATE, self._at
        frame.time_base = Fraction(1, RATE)
        self._at += samples
        return frame


class FilmingPhone:
    def __init__(self, name: str, code: str, size: tuple[int, int] = (640, 360)) -> None:
        self.name = name
        self.video = CodeTrack(code, size)
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.connection.addTrack(ToneTrack(hertz=440))
        self.connection.addTrack(self.video)

    async def is_recorded_by(self, process: RecorderProcess, *, is_filmed: bool = True) -> None:
        """Offers to the recorder and takes its answer."""
        await self.connection.setLocalDescription(await self.connection.createOffer())
        offer = self.connection.localDescription.sdp
        answer = await process.answer(self.name, offer, is_filmed=is_filmed)
        await self.connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))

    async def close(self) -> None:
        await self.connection.close()
