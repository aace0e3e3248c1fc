"""Films, drawn: of a recorded call, in which Rosa's phone comes nearer to what is broken, and of
finished work; and a voice note."""

import io
import math

from PIL import Image

from server.demo.pictures import Moment, Scene, draw_picture

SECONDS = 8
VOICE_SECONDS = 3
_RATE = 48_000
_FRAME = 960
_UPRIGHT = (720, 1280)
_NEARER = 0.45
"""How much of the way the phone comes nearer."""


def draw_film(scene: Scene, seed: int, moment: Moment = Moment.BEFORE) -> list[tuple[bytes, int]]:
    """Pieces as the recorder makes them, each with the milliseconds of film until its end.

    Equal arguments give equal pictures. For a process of its own: it loads the media libraries.
    """
    import av  # noqa: PLC0415  the web process never does

    from signalling.recorder.film import (  # noqa: PLC0415
        PICTURES_PER_SECOND,
        Film,
        samples_until,
    )

    drawn = Image.open(io.BytesIO(draw_picture(scene, moment, seed, (960, 720))))
    film = Film(is_upright=True)
    count = SECONDS * PICTURES_PER_SECOND
    quiet = bytes(2 * samples_until(1))
    pieces = []
    for place in range(count):
        film.show(av.VideoFrame.from_image(_seen(drawn, place / count)))
        pieces.append(film.add(place, quiet))
    pieces.append(film.close())
    return [(piece.data, piece.until_milliseconds) for piece in pieces if piece]


def draw_voice() -> bytes:
    """A voice note of three seconds: nobody speaks in the demo, so it hums. In a process of its
    own as well."""
    import av  # noqa: PLC0415

    out = io.BytesIO()
    with av.open(out, "w", format="webm") as file:
        voice = file.add_stream("libopus", rate=_RATE)
        for start in range(0, VOICE_SECONDS * _RATE, _FRAME):
            frame = av.AudioFrame("s16", "mono", _FRAME)
            frame.sample_rate, frame.pts = _RATE, start
            frame.planes[0].update(b"".join(map(_hummed, range(start, start + _FRAME))))
            file.mux(voice.encode(frame))
        file.mux(voice.encode(None))
    return out.getvalue()


def _hummed(sample: int) -> bytes:
    swell = math.sin(math.pi * sample / (VOICE_SECONDS * _RATE))
    level = 6000 * swell * math.sin(2 * math.pi * 220 * sample / _RATE)
    return int(level).to_bytes(2, "little", signed=True)


def _seen(drawn: Image.Image, share: float) -> Image.Image:
    """What an upright phone shows when so much of the time has gone by."""
    height = drawn.height * (1 - _NEARER * share)
    width = height * _UPRIGHT[0] / _UPRIGHT[1]
    left, top = (drawn.width - width) / 2, (drawn.height - height) / 2
    return drawn.resize(
        _UPRIGHT, Image.Resampling.BILINEAR, box=(left, top, left + width, top + height)
    )
