"""What is on a recording: decoded here, with the same libraries as any player."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import av
from av.container import InputContainer

from tests.support.chromium import read_code


@dataclass(frozen=True)
class Watched:
    """A film from the first picture to the last."""

    seconds: float
    size: tuple[int, int]
    codes: list[str | None]
    """What the code in each looked-at picture says: one each second."""
    loudest: int


def watched(film: bytes) -> Watched:
    with av.open(io.BytesIO(film), "r") as file:
        pictures = list(file.decode(video=0))
    with av.open(io.BytesIO(film), "r") as file:
        loudest = max(_loudness(file), default=0)
    last = pictures[-1]
    assert {(picture.width, picture.height) for picture in pictures} == {(last.width, last.height)}
    return Watched(
        seconds=float(last.time or 0),
        size=(last.width, last.height),
        codes=[_code_in(picture) for picture in pictures[::15]],
        loudest=loudest,
    )


def _loudness(file: InputContainer) -> Iterator[int]:
    plain = av.AudioResampler(format="s16", layout="mono")
    for frame in file.decode(audio=0):
        for same in plain.resample(frame):
            samples = memoryview(bytes(same.planes[0])[: same.samples * 2]).cast("h")
            yield max(map(abs, samples))


def _code_in(picture: av.VideoFrame) -> str | None:
    encoded = io.BytesIO()
    picture.to_image().save(encoded, "PNG")
    return read_code(encoded.getvalue())
