"""The film: pictures and sound in, pieces of a fragmented MP4 out.

The canvas never changes, because players and editors stumble over a size that does; whatever comes
in is fitted into it. Each piece ends before a picture that stands by itself, so the pieces until
any moment are a film that plays.
"""

# What PyAV says of its own types leaves open what a packet is of.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

import av
from av.filter import Graph
from av.video.format import VideoFormat
from av.video.frame import PictureType

from signalling.recorder.sound import RATE

PICTURES_PER_SECOND = 15
SLICE_SECONDS = 2
_LONG, _SHORT = 1280, 720
_SAMPLES = RATE // PICTURES_PER_SECOND
_PICTURES_IN_SLICE = PICTURES_PER_SECOND * SLICE_SECONDS
_PICTURE_TIME = Fraction(1, PICTURES_PER_SECOND)
_NIGHT = (26, 124, 120)
"""The dark green behind our calls, in Y, U and V: what is filmed while there is no picture."""

_X264 = {
    "preset": "veryfast",
    "tune": "zerolatency",
    "crf": "25",
    "maxrate": "1500k",
    "bufsize": "3000k",
    "g": str(_PICTURES_IN_SLICE),
    "sc_threshold": "0",
}


class Piece(NamedTuple):
    data: bytes
    until_milliseconds: int


class Film:
    """`add` is called with rising moments, counted in pictures; it takes milliseconds of a core."""

    def __init__(self, *, is_upright: bool) -> None:
        width, height = (_SHORT, _LONG) if is_upright else (_LONG, _SHORT)
        self._fitting = _Fitting(width, height)
        self._written = _Written()
        self._file = av.open(
            self._written,
            "w",
            format="mp4",
            options={"movflags": "frag_keyframe+empty_moov+default_base_moof"},
        )
        picture = self._file.add_stream("libx264", rate=PICTURES_PER_SECOND, options=_X264)
        picture.width, picture.height, picture.pix_fmt = width, height, "yuv420p"
        picture.time_base = picture.codec_context.time_base = _PICTURE_TIME
        picture.codec_context.thread_count = 1
        sound = self._file.add_stream("aac", rate=RATE, layout="mono")
        sound.bit_rate = 64_000
        self._picture, self._sound = picture, sound
        self._canvas = _plain(width, height)
        self._blank = self._canvas
        self._samples = 0
        self._until = 0
        self._stands_alone_at = 0

    def show(self, picture: av.VideoFrame | None) -> None:
        """What is filmed from now on; None when there is nothing to see."""
        self._canvas = self._fitting.fit(picture) if picture else self._blank

    def resume(self) -> None:
        """After a pause: the next picture has nothing to do with the last one."""
        self._stands_alone_at = 0

    def add(self, moment: int, sound: bytes) -> Piece | None:
        """One picture at this moment, and all sound until its end."""
        self._add_picture(moment)
        self._add_sound(sound)
        self._until = moment + 1
        # The piece that is ready ended where this picture begins.
        return self._ready(moment)

    def close(self) -> Piece | None:
        """The rest of it."""
        for stream in (self._picture, self._sound):
            for packet in stream.encode(None):
                self._file.mux(packet)
        self._file.close()
        return self._ready(self._until)

    def _add_picture(self, moment: int) -> None:
        picture = self._canvas
        picture.pts, picture.time_base = moment, _PICTURE_TIME
        # By the clock: a machine that is busy takes fewer pictures, and a piece stays as long.
        stands_alone = moment >= self._stands_alone_at
        picture.pict_type = PictureType.I if stands_alone else PictureType.NONE
        if stands_alone:
            self._stands_alone_at = moment + _PICTURES_IN_SLICE
        for packet in self._picture.encode(picture):
            self._file.mux(packet)

    def _add_sound(self, sound: bytes) -> None:
        samples = len(sound) // 2
        frame = av.AudioFrame(format="s16", layout="mono", samples=samples)
        frame.planes[0].update(sound)
        frame.sample_rate, frame.pts = RATE, self._samples
        frame.time_base = Fraction(1, RATE)
        self._samples += samples
        for packet in self._sound.encode(frame):
            self._file.mux(packet)

    def _ready(self, until: int) -> Piece | None:
        if not self._written.has_film:
            return None
        return Piece(self._written.take(), until * 1000 // PICTURES_PER_SECOND)


def samples_until(moment: int) -> int:
    return moment * _SAMPLES


class _Written:
    """Where the container is written to. Without `seek`, so that nothing is changed afterwards."""

    def __init__(self) -> None:
        self._data = bytearray()

    def write(self, data: bytes) -> int:
        self._data += data
        return len(data)

    @property
    def has_film(self) -> bool:
        """The head of the file shows nothing by itself: it goes with the first piece."""
        return b"moof" in self._data

    def take(self) -> bytes:
        data, self._data = bytes(self._data), bytearray()
        return data


class _Fitting:
    """Fits any picture into the canvas, whole, with bars beside or above it."""

    def __init__(self, width: int, height: int) -> None:
        self._size = f"{width}:{height}"
        self._graph: Graph | None = None
        self._made_for = (0, 0, "")

    def fit(self, picture: av.VideoFrame) -> av.VideoFrame:
        kind = (picture.width, picture.height, picture.format.name)
        if self._graph is None or self._made_for != kind:
            self._graph, self._made_for = self._graph_for(*kind), kind
        self._graph.vpush(picture)
        return self._graph.vpull()

    def _graph_for(self, width: int, height: int, format: str) -> Graph:
        graph = Graph()
        steps = [
            graph.add_buffer(
                width=width,
                height=height,
                format=VideoFormat(format, width, height),
                time_base=_PICTURE_TIME,
            ),
            graph.add("scale", f"{self._size}:force_original_aspect_ratio=decrease"),
            graph.add("pad", f"{self._size}:(ow-iw)/2:(oh-ih)/2:color=0x0f1a15"),
            graph.add("setsar", "1"),
            graph.add("format", "yuv420p"),
            graph.add("buffersink"),
        ]
        for step, following in pairwise(steps):
            step.link_to(following)
        graph.configure()
        return graph


def _plain(width: int, height: int) -> av.VideoFrame:
    picture = av.VideoFrame(width, height, "yuv420p")
    for plane, value in zip(picture.planes, _NIGHT, strict=True):
        plane.update(bytes([value]) * plane.buffer_size)
    return picture
