"""Films as browsers make them, and what is on a recording: decoded as any player does."""

import io
import math
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import av
from av.container import InputContainer
from PIL import Image

from tests.support.chromium import read_code

RATE = 48_000


@dataclass(frozen=True)
class Watched:
    """A film from the first picture to the last."""

    seconds: float
    size: tuple[int, int]
    codes: list[str | None]
    """What the code in each looked-at picture says: one each second."""
    loudest: int


def webm(seconds: int, size: tuple[int, int] = (64, 48), *, is_noisy: bool = False) -> bytes:
    """So long, at five pictures a second. Noise makes it large: about half a megabyte a second."""
    out = io.BytesIO()
    with av.open(out, "w", format="webm") as file:
        stream = file.add_stream("libvpx", rate=5)
        stream.width, stream.height = size
        stream.bit_rate = 8_000_000
        for moment in range(seconds * 5):
            shade = moment * 3 % 256
            noise = Image.effect_noise(size, 120) if is_noisy else Image.new("L", size, shade)
            for packet in stream.encode(av.VideoFrame.from_image(noise.convert("RGB"))):
                file.mux(packet)
        for packet in stream.encode():
            file.mux(packet)
    return out.getvalue()


def mp4(seconds: int = 2, *, metadata: Mapping[str, str] | None = None, turned: int = 0) -> bytes:
    """As a phone's camera makes it: with a place and a name, and turned as it was held."""
    out = io.BytesIO()
    options = {"movflags": "use_metadata_tags"}
    with av.open(out, "w", format="mp4", container_options=options) as file:
        file.metadata.update(metadata or {})
        stream = file.add_stream("libx264", rate=5)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.metadata.update(metadata or {})
        for moment in range(seconds * 5):
            picture = Image.new("RGB", (64, 48), (moment * 9, 0, 0))
            for packet in stream.encode(av.VideoFrame.from_image(picture)):
                file.mux(packet)
        for packet in stream.encode():
            file.mux(packet)
    film = bytearray(out.getvalue())
    if turned:
        struct.pack_into(">9i", film, film.index(b"tkhd") + _MATRIX_IN_TKHD, *_MATRICES[turned])
    return bytes(film)


_MATRIX_IN_TKHD = 44
_MATRICES = {90: (0, 1 << 16, 0, -1 << 16, 0, 0, 48 << 16, 0, 1 << 30)}


def voice(container: str = "ogg") -> bytes:
    """A second of a tone."""
    out = io.BytesIO()
    with av.open(out, "w", format=container) as file:
        stream = file.add_stream("libopus", rate=RATE, layout="mono")
        for start in range(0, RATE, 960):
            wave = [int(9000 * math.sin(at / 20)) for at in range(start, start + 960)]
            frame = av.AudioFrame(format="s16", layout="mono", samples=960)
            frame.planes[0].update(struct.pack("<960h", *wave))
            frame.rate, frame.pts = RATE, start
            for packet in stream.encode(frame):
                file.mux(packet)
        for packet in stream.encode():
            file.mux(packet)
    return out.getvalue()


def padded(film: bytes, byte_count: int) -> bytes:
    """A WebM with so many bytes that mean nothing behind it: large, and quickly made."""
    return film + b"\xec" + (1 << 56 | byte_count).to_bytes(8) + bytes(byte_count)


def pictures_in(film: bytes) -> int:
    """How many there are to see."""
    with av.open(io.BytesIO(film), "r") as file:
        return sum(1 for _ in file.decode(video=0))


def watched(film: bytes) -> Watched:
    with av.open(io.BytesIO(film), "r") as file:
        pictures = list(file.decode(video=0))
    with av.open(io.BytesIO(film), "r") as file:
        sound = list(_sound(file))
    last = pictures[-1]
    assert {(picture.width, picture.height) for picture in pictures} == {(last.width, last.height)}
    return Watched(
        # On a busy machine a picture may stand for seconds; the sound has no gaps.
        seconds=max(float(last.time or 0), sum(samples for samples, _ in sound) / RATE),
        size=(last.width, last.height),
        codes=[_code_in(picture) for picture in pictures[::15]],
        loudest=max((loudest for _, loudest in sound), default=0),
    )


def _sound(file: InputContainer) -> Iterator[tuple[int, int]]:
    """How long each frame is, and how loud."""
    plain = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    for frame in file.decode(audio=0):
        for same in plain.resample(frame):
            samples = memoryview(bytes(same.planes[0])[: same.samples * 2]).cast("h")
            yield same.samples, max(map(abs, samples))


def _code_in(picture: av.VideoFrame) -> str | None:
    encoded = io.BytesIO()
    picture.to_image().save(encoded, "PNG")
    return read_code(encoded.getvalue())
