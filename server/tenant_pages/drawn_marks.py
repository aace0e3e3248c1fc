"""What a reviewer drew on a photo, as shapes for an SVG: the same lines that the screens draw
(`call/marks.ts`, `annotation/colours.ts`), for a page that works without a script."""

import math
from dataclasses import dataclass
from typing import NamedTuple

from server.evidence.marks import Mark
from server.evidence.schemas import Photo
from server.evidence.tables import Verdict

# As wide as these shares of the shorter side of the picture.
_LINE, _EDGE, _HEAD = 0.012, 0.022, 0.06
_TEXT, _NUMBER, _RADIUS = 0.07, 0.06, 0.045
_HEAD_SPREAD = 0.6
# On a small copy so much thicker and larger: it is looked at for where, and opened for what.
_IN_SMALL = 2.5


class Spot(NamedTuple):
    """A point in pixels of the picture."""

    x: float
    y: float


@dataclass(frozen=True)
class Shape:
    """One mark: a path to draw, words to write, or a path that begins with a number."""

    at: Spot
    path: str = ""
    words: str = ""
    number: int | None = None


@dataclass(frozen=True)
class MarkedPhoto:
    """A photo with what is drawn on it, and how thick and large that is."""

    address: str
    width: int
    height: int
    shapes: list[Shape]
    line: float
    edge: float
    text: float
    number: float
    radius: float


def marked(photo: Photo, *, is_small: bool = False) -> MarkedPhoto | None:
    """The photo that was sent back, to be shown with its marks; None while nothing can be shown.
    Those of the judgement that holds: what was drawn before that is over."""
    if photo.verdict != Verdict.SENT_BACK or not photo.judgements:
        return None
    address = photo.thumbnail_url if is_small else photo.screen_url
    if not (address and photo.width and photo.height):
        return None
    times = _IN_SMALL if is_small else 1
    unit = min(photo.width, photo.height) * times
    marks = photo.judgements[-1].marks
    shapes = [_shape(mark, photo.width, photo.height, times) for mark in marks]
    sizes = (round(unit * share, 2) for share in (_LINE, _EDGE, _TEXT, _NUMBER, _RADIUS))
    return MarkedPhoto(address, photo.width, photo.height, shapes, *sizes)


def _shape(mark: Mark, width: int, height: int, times: float) -> Shape:
    shares = mark.points
    spots = [Spot(x * width, y * height) for x, y in zip(shares[::2], shares[1::2], strict=True)]
    at = _rounded(spots[0])
    match mark.kind:
        case "text":
            return Shape(at, words=mark.text or "")
        case "pen":
            return Shape(at, _path(spots) if len(spots) > 1 else f"{_path(spots)}h0")
        case _:
            head = _HEAD * min(width, height) * times
            return Shape(at, _arrow(spots[0], spots[1], head), number=mark.number)


def _arrow(tail: Spot, tip: Spot, head: float) -> str:
    length = math.dist(tail, tip) or 1
    along, across = (tip.x - tail.x) / length, (tip.y - tail.y) / length
    size = min(head, length)

    def corner(side: float) -> Spot:
        spread = side * _HEAD_SPREAD
        return Spot(
            tip.x - size * (along + spread * across), tip.y - size * (across - spread * along)
        )

    return _path([tail, tip]) + _path([corner(1), tip, corner(-1)])


def _path(spots: list[Spot]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in map(_rounded, spots))


def _rounded(spot: Spot) -> Spot:
    return Spot(round(spot.x, 2), round(spot.y, 2))
