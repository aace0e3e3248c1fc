"""Drawings put together of parts: what stands where, and how it moves in a film.

A picture is 160 wide and 100 high. A part is an SVG file of `drawings/`, drawn around the point
(0, 0) by which it is placed and turned; its colours come from the page.
"""

import re
from functools import cache
from pathlib import Path

import msgspec

WIDTH, HEIGHT = 160, 100
_DRAWINGS = Path(__file__).with_name("drawings")
_OUTSIDE = re.compile(r"^<svg[^>]*>|</svg>\s*$")


class Placed(msgspec.Struct, frozen=True, array_like=True):
    """A part in a picture: `["tap", 80, 50]`, and where wanted degrees clockwise and a size."""

    part: str
    x: float
    y: float
    turn: float = 0
    size: float = 1

    @property
    def where(self) -> str:
        """As an SVG transform."""
        return f"translate({self.x:g} {self.y:g}) {self.pose}"

    @property
    def pose(self) -> str:
        """The same without its place, for what moves about."""
        return f"rotate({self.turn:g}) scale({self.size:g})"


class Moment(msgspec.Struct, frozen=True, array_like=True):
    """Where a part is at some percentage of the film, from its place, and if it is in sight."""

    at: float
    dx: float
    dy: float
    turn: float = 0
    shown: float = 1


class MovingPart(msgspec.Struct, frozen=True, array_like=True):
    """A part of a film, with what happens to it. With one moment or none it stands still."""

    placed: Placed
    moments: tuple[Moment, ...] = ()


@cache
def shape_of(part: str) -> str:
    """What is inside the file of a part. Raises `FileNotFoundError` for one that is not there."""
    return _OUTSIDE.sub("", (_DRAWINGS / f"{part}.svg").read_text().strip()).strip()


def part_names() -> set[str]:
    return {file.stem for file in _DRAWINGS.glob("*.svg")}
