"""Films as browsers make them, and what is on a recording: decoded as any player does."""

import io
from collections.abc import Iterator
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
