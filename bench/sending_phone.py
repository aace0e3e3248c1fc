"""A phone in a call that films and listens, and costs next to nothing: it sends one clip again and
again as it was encoded, so that taking it in is what is measured."""

import asyncio
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import count

import av
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamTrack

from bench.pictures import scene

PICTURES_PER_SECOND = 24
"""What the tenant's camera is asked for."""

_SIZE = (640, 480)
_SECONDS = 8
_BITS_PER_SECOND = 700_000
"""What a phone gives a recorder."""

_SOUND_RATE = 48_000
_SOUNDS_PER_SECOND = 50


@dataclass(frozen=True)
class Clip:
    packets: Sequence[bytes]
    per_second: int
    kind: str

    def forever(self) -> Iterator[av.Packet]:
        for number in count():
            packet = av.Packet(self.packets[number % len(self.packets)])
            packet.pts, packet.time_base = number, Fraction(1, self.per_second)
            yield packet


class ClipTrack(MediaStreamTrack):
    """aiortc sends packets as they are, and encodes only frames."""

    def __init__(self, clip: Clip) -> None:
        super().__init__()
        self.kind = clip.kind
        self._packets = clip.forever()
        self._pause = 1 / clip.per_second
        self._due: float | None = None

    async def recv(self) -> av.Packet:
        now = asyncio.get_running_loop().time()
        self._due = now if self._due is None else self._due + self._pause
        await asyncio.sleep(self._due - now)
        return next(self._packets)


class SendingPhone:
    """`films`: picture and sound; otherwise only sound."""

    def __init__(self, *, films: bool) -> None:
        self._connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._connection.addTrack(ClipTrack(spoken()))
        if films:
            self._connection.addTrack(ClipTrack(filmed()))

    async def offer(self) -> str:
        await self._connection.setLocalDescription(await self._connection.createOffer())
        return self._connection.localDescription.sdp

    async def accept(self, answer: str) -> None:
        await self._connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))

    async def close(self) -> None:
        await self._connection.close()


@lru_cache(1)
def filmed() -> Clip:
    """A camera in a hand, moving over something with grain, there and back."""
    still = scene((_SIZE[0] * 2, _SIZE[1] * 2), noise=9)
    codec = av.CodecContext.create("libvpx", "w")
    codec.width, codec.height = _SIZE
    codec.pix_fmt, codec.bit_rate = "yuv420p", _BITS_PER_SECOND
    codec.framerate = Fraction(PICTURES_PER_SECOND)
    codec.time_base = Fraction(1, PICTURES_PER_SECOND)
    codec.options = {"deadline": "realtime", "cpu-used": "6", "lag-in-frames": "0", "g": "999"}
    hand = random.Random(7)  # noqa: S311  the same in every run
    packets: list[bytes] = []
    half = _SECONDS * PICTURES_PER_SECOND // 2
    for number in range(half * 2):
        way = min(number, half * 2 - number) / half
        left, top = (round(way * edge * 0.6 + hand.random() * 3 + edge * 0.1) for edge in _SIZE)
        seen = still.crop((left, top, left + _SIZE[0], top + _SIZE[1]))
        frame = av.VideoFrame.from_image(seen).reformat(format="yuv420p")
        frame.pts = number
        packets += map(bytes, codec.encode(frame))
    return Clip(packets, PICTURES_PER_SECOND, "video")


@lru_cache(1)
def spoken() -> Clip:
    codec = av.CodecContext.create("libopus", "w")
    codec.sample_rate, codec.layout, codec.format = _SOUND_RATE, "stereo", "s16"
    codec.bit_rate = 32_000
    voice = random.Random(7)  # noqa: S311
    samples = _SOUND_RATE // _SOUNDS_PER_SECOND
    packets: list[bytes] = []
    for number in range(_SECONDS * _SOUNDS_PER_SECOND):
        frame = av.AudioFrame(format="s16", layout="stereo", samples=samples)
        frame.planes[0].update(voice.randbytes(samples * 4))
        frame.sample_rate, frame.pts = _SOUND_RATE, number * samples
        frame.time_base = Fraction(1, _SOUND_RATE)
        packets += map(bytes, codec.encode(frame))
    return Clip(packets, _SOUNDS_PER_SECOND, "audio")
