"""What somebody signed with a finger: loops on white."""

import io
import math

from PIL import Image, ImageDraw

from server.demo.pictures.stage import seeded

_WIDTH, _HEIGHT = 1600, 800
_STEPS = 400


def draw_signature(seed: int) -> bytes:
    """A JPEG. The same seed is the same hand."""
    dice = seeded(f"signature {seed}")
    loops, slant, high = dice.uniform(5, 9), dice.uniform(-0.4, 0.4), dice.uniform(90, 170)
    picture = Image.new("RGB", (_WIDTH, _HEIGHT), "white")
    spots: list[tuple[float, float]] = []
    for step in range(_STEPS):
        done = step / _STEPS
        turn = done * loops * math.tau
        size = high * (1.3 - done) * (0.75 + 0.25 * math.sin(turn / 2.7 + seed))
        up = size * math.sin(turn)
        spots.append((260 + done * 1050 + 0.7 * size * math.cos(turn) - slant * up, 410 - up))
    ImageDraw.Draw(picture).line(spots, fill="#111", width=8, joint="curve")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()
