"""The film of a recorded call, drawn: Rosa's phone comes nearer to what is broken."""

import io

from PIL import Image

from server.demo.pictures import Moment, Scene, draw_picture

SECONDS = 8
_UPRIGHT = (720, 1280)
_NEARER = 0.45
"""How much of the way the phone comes nearer."""


def draw_film(scene: Scene, seed: int) -> list[tuple[bytes, int]]:
    """Pieces as the recorder makes them, each with the milliseconds of film until its end.

    Equal arguments give equal pictures. For a process of its own: it loads the media libraries.
    """
    import av  # noqa: PLC0415  the web process never does

    from signalling.recorder.film import (  # noqa: PLC0415
        PICTURES_PER_SECOND,
        Film,
        samples_until,
    )

    drawn = Image.open(io.BytesIO(draw_picture(scene, Moment.BEFORE, seed, (960, 720))))
    film = Film(is_upright=True)
    count = SECONDS * PICTURES_PER_SECOND
    quiet = bytes(2 * samples_until(1))
    pieces = []
    for moment in range(count):
        film.show(av.VideoFrame.from_image(_seen(drawn, moment / count)))
        pieces.append(film.add(moment, quiet))
    pieces.append(film.close())
    return [(piece.data, piece.until_milliseconds) for piece in pieces if piece]


def _seen(drawn: Image.Image, share: float) -> Image.Image:
    """What an upright phone shows when so much of the time has gone by."""
    height = drawn.height * (1 - _NEARER * share)
    width = height * _UPRIGHT[0] / _UPRIGHT[1]
    left, top = (drawn.width - width) / 2, (drawn.height - height) / 2
    return drawn.resize(
        _UPRIGHT, Image.Resampling.BILINEAR, box=(left, top, left + width, top + height)
    )
