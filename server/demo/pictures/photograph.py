"""From a drawn scene to what a phone makes of it: uneven light, bloom, colour cast, noise, JPEG."""

import io
import math
import random
from functools import cache

from PIL import Image, ImageChops, ImageFilter

from .materials import Light
from .pixels import stretched, through, toned
from .stage import seeded

LIGHT_MAP = (48, 36)
FILM_SIDE = 509


def develop(image: Image.Image, light: Light, dice: random.Random, size: tuple[int, int]) -> bytes:
    image = ImageChops.multiply(image, stretched(_fall_of_light(light, dice), image.size))
    image = ImageChops.screen(image, _bloom(image))
    image = through(image, _tone_curves(light, dice))
    image = stretched(image, size, Image.Resampling.BICUBIC)
    image = _noisy(image, dice)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=84)
    return out.getvalue()


def _fall_of_light(light: Light, dice: random.Random) -> Image.Image:
    """Bright on the side of the lamp or window, darker in the far corner and at the rim."""
    width, height = LIGHT_MAP
    x0 = 0.5 + 0.55 * light.towards[0] + dice.uniform(-0.06, 0.06)
    y0 = 0.5 - 0.45 * light.towards[1] + dice.uniform(-0.06, 0.06)
    levels = bytearray()
    for j in range(height):
        for i in range(width):
            x, y = i / (width - 1), j / (height - 1)
            far = math.hypot(x - x0, y - y0)
            rim = math.hypot(x - 0.5, y - 0.5)
            level = 1.04 - 0.20 * far**1.3 - 0.26 * rim**2.6
            levels += bytes(int(255 * min(1.0, level * share)) for share in (1, 0.992, 0.98))
    return Image.frombytes("RGB", LIGHT_MAP, bytes(levels))


def _bloom(image: Image.Image) -> Image.Image:
    """Very bright spots spill over, as they do in a small lens."""
    small = toned(image.reduce(8), lambda v: max(0, v - 205))
    return stretched(
        small.filter(ImageFilter.GaussianBlur(5)), image.size, Image.Resampling.BILINEAR
    )


def _tone_curves(light: Light, dice: random.Random) -> list[float]:
    exposure = 1.03 + dice.uniform(-0.05, 0.05)
    warm = 0.035 * light.warmth + dice.uniform(-0.015, 0.015)
    table: list[float] = []
    for gain in (1 + warm, 1.0, 1 - warm):
        for v in range(256):
            x = min(1.0, v / 255 * exposure * gain)
            curved = x + 0.10 * math.sin(2 * math.pi * (x - 0.5)) * 0.6
            table.append(6 + 249 * curved)
    return table


def _noisy(image: Image.Image, dice: random.Random) -> Image.Image:
    """The same grain under every picture, laid at another place: nobody can tell."""
    grain = _film()
    sheet = Image.new("RGB", image.size)
    left, top = dice.randrange(FILM_SIDE), dice.randrange(FILM_SIDE)
    for y in range(-top, image.height, FILM_SIDE):
        for x in range(-left, image.width, FILM_SIDE):
            sheet.paste(grain, (x, y))
    return ImageChops.add(image, sheet, 1, -128)


@cache
def _film() -> Image.Image:
    """Sensor noise: mostly in brightness, a little in colour."""
    side = FILM_SIDE
    dice = seeded("film")
    bright = Image.frombytes("L", (side, side), dice.randbytes(side * side))
    bright = bright.filter(ImageFilter.BoxBlur(0.6))
    third = side // 3 + 1
    spots = Image.frombytes("RGB", (third, third), dice.randbytes(third * third * 3))
    colour = stretched(spots, (side, side))
    both = Image.blend(Image.merge("RGB", (bright, bright, bright)), colour, 0.35)
    return toned(both, lambda v: 128 + (v - 128) * 0.085)
