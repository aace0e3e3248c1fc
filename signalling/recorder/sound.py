"""The sound of everybody as one: each person's in order as it came, then added up."""

from array import array
from collections.abc import Sequence
from operator import add
from typing import TypeAlias

import av

RATE = 48_000
_SAMPLE_BYTES = 2
_AHEAD = RATE * 60 // 1000 * _SAMPLE_BYTES
"""So much is gathered before any is used: packets come in fits and starts."""

_MOST = RATE * 500 // 1000 * _SAMPLE_BYTES
"""Sound that has fallen behind the picture further than this jumps forward."""

_LOUDEST, _LOWEST = 2**15 - 1, -(2**15)

Samples: TypeAlias = "array[int]"


class Ear:
    """What came in from one person and was not used yet: signed 16 bits, one channel."""

    def __init__(self) -> None:
        self._heard = bytearray()
        self._is_flowing = False
        self._resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)

    def hear(self, frame: av.AudioFrame) -> None:
        for same in self._resampler.resample(frame):
            self._heard += bytes(same.planes[0])[: same.samples * _SAMPLE_BYTES]
        if len(self._heard) > _MOST:
            del self._heard[: len(self._heard) - _AHEAD]

    def forget(self) -> None:
        """Nothing that was said while it paused may be heard afterwards."""
        self._heard.clear()
        self._is_flowing = False

    def take(self, samples: int) -> "Samples | None":
        """The next so many samples, filled up with silence; None where nothing comes in."""
        wanted = samples * _SAMPLE_BYTES
        if not self._is_flowing and len(self._heard) < wanted + _AHEAD:
            return None
        self._is_flowing = len(self._heard) >= wanted
        taken = array("h", bytes(self._heard[:wanted]))
        del self._heard[:wanted]
        taken.extend([0] * (samples - len(taken)))
        return taken


def mixed(voices: Sequence[Samples], samples: int) -> bytes:
    """All of them at once. Louder than the loudest is cut off, as on any tape."""
    if not voices:
        return bytes(samples * _SAMPLE_BYTES)
    together = list(voices[0])
    for voice in voices[1:]:
        together = list(map(add, together, voice))
    if len(voices) > 1:
        together = [max(_LOWEST, min(_LOUDEST, sample)) for sample in together]
    return array("h", together).tobytes()
