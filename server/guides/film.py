"""A film is a drawing that moves: an SVG file with its own style, so no codec and no script.

It begins when it is shown and goes on for as long as it is. Who asked the phone for less motion
gets the same as still pictures, one after the other.
"""

import base64
import hashlib
from functools import cache

from server.guides.guide import GUIDES, Guide
from server.guides.scene import HEIGHT, WIDTH, Moment, MovingPart, shape_of

_LOOK = (
    "svg{color:#16231d;--drawing-fill:#f1ece0;--drawing-mark:#1f4e8c;fill:none;"
    "stroke:currentColor;stroke-width:2.5;stroke-linecap:round;stroke-linejoin:round}"
    "@media (prefers-color-scheme:dark){"
    "svg{color:#ecf3ee;--drawing-fill:#2c3d35;--drawing-mark:#9cc3f5}}"
)


class FilmFile:
    """The film of a guide as it is served."""

    def __init__(self, guide: Guide) -> None:
        style = _style(guide.film.scene, guide.film.seconds)
        drawn = "".join(_drawn(place, part) for place, part in enumerate(guide.film.scene))
        self.content = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
            f' width="{WIDTH * 4}" height="{HEIGHT * 4}"><style>{style}</style>{drawn}</svg>'
        ).encode()
        self.version = hashlib.sha256(self.content).hexdigest()[:16]
        self.address = f"{guide.address}/film.svg?v={self.version}"
        marked = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        self.policy = f"default-src 'none'; style-src 'sha256-{marked}'; frame-ancestors 'none'"
        """For whoever opens the file by itself: its own style and nothing else."""


@cache
def _made(code: str) -> FilmFile:
    return FilmFile(GUIDES[code])


def film_of(guide: Guide) -> FilmFile:
    """Drawn once per process."""
    return _made(guide.code)


def _style(scene: tuple[MovingPart, ...], seconds: int) -> str:
    moving = [(place, part) for place, part in enumerate(scene) if len(part.moments) > 1]
    frames = "".join(
        f"@keyframes m{place}{{{''.join(_frame(each) for each in part.moments)}}}"
        f".m{place}{{animation:m{place} {seconds}s ease-in-out infinite}}"
        for place, part in moving
    )
    # Each picture stays until the next: nothing glides.
    still = (
        "@media (prefers-reduced-motion:reduce){g{animation-timing-function:step-end!important}}"
    )
    return _LOOK + frames + still


def _frame(moment: Moment) -> str:
    move = f"translate({moment.dx:g}px,{moment.dy:g}px) rotate({moment.turn:g}deg)"
    return f"{moment.at:g}%{{transform:{move};opacity:{moment.shown:g}}}"


def _drawn(place: int, part: MovingPart) -> str:
    placed = part.placed
    return (
        f'<g transform="translate({placed.x:g} {placed.y:g})"><g class="m{place}">'
        f'<g transform="{placed.pose}">{shape_of(placed.part)}</g></g></g>'
    )
