"""What flat things look like from close by: tiles, plaster, wood, stone, brick, and plain grain."""

import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .materials import Colour
from .pixels import stretched, toned

Pixel = tuple[int, int, int]


def pixel(colour: Colour, factor: float = 1.0) -> Pixel:
    r, g, b = (max(0, min(255, int(channel * factor))) for channel in colour)
    return (r, g, b)


def grain(dice: random.Random, size: tuple[int, int], coarse: tuple[int, int]) -> Image.Image:
    """Smooth random grey; `coarse` is how many pixels one lump is wide and high."""
    small = (max(2, size[0] // coarse[0]), max(2, size[1] // coarse[1]))
    noise = Image.frombytes("L", small, dice.randbytes(small[0] * small[1]))
    return noise if small == size else stretched(noise, size, Image.Resampling.BICUBIC)


def clouds(dice: random.Random, size: tuple[int, int], lump: int) -> Image.Image:
    """Three sizes of grain over each other: stains, plaster and mould are all made of it."""
    shrink = max(1, lump // 16)  # the finest grain is still two pixels wide
    small = (max(2, size[0] // shrink), max(2, size[1] // shrink))
    lump //= shrink
    cloud = grain(dice, small, (lump, lump))
    for share, divide in ((0.38, 3), (0.25, 9)):
        finer = max(1, lump // divide)
        cloud = Image.blend(cloud, grain(dice, small, (finer, finer)), share)
    return cloud if small == size else stretched(cloud, size)


def grained(base: Image.Image, *noises: tuple[Image.Image, float]) -> Image.Image:
    """The base made lighter and darker by noises, each so many grey levels at most."""
    swing = Image.new("L", base.size, 128)
    for noise, most in noises:
        swing = ImageChops.add(swing, _calmed(noise, most), 1, -128)
    return ImageChops.add(base, Image.merge("RGB", (swing, swing, swing)), 1, -128)


def _calmed(noise: Image.Image, most: float) -> Image.Image:
    return toned(noise, lambda v: 128 + (v - 128) / 128 * most)


def plaster(dice: random.Random, size: tuple[int, int], colour: Colour) -> Image.Image:
    relief = grain(dice, size, (3, 3)).filter(ImageFilter.Kernel((3, 3), RELIEF, 4, 128))
    return grained(Image.new("RGB", size, pixel(colour)), (relief, 9), (clouds(dice, size, 90), 7))


RELIEF = (-1, -1, 0, -1, 0, 1, 0, 1, 1)


def tiles(
    dice: random.Random, size: tuple[int, int], tile: tuple[float, float], colour: Colour,
    grout: Colour, *, bond: bool = False, uneven: float = 0.03,
) -> Image.Image:  # fmt: skip
    """Glazed tiles: every one its own shade, a bright and a dark edge, and grout between."""
    base = Image.new("RGB", size, pixel(grout))
    pen = ImageDraw.Draw(base)
    joint = max(2.0, tile[0] * 0.022)
    row = 0
    y = -tile[1] * 0.4
    while y < size[1]:
        x = -tile[0] * (0.3 + (0.5 if bond and row % 2 else 0.0))
        while x < size[0]:
            shade = 1.0 + dice.uniform(-uneven, uneven)
            warm = dice.uniform(-0.008, 0.008)
            own = (colour[0] * (1 + warm), colour[1], colour[2] * (1 - warm))
            box = (x + joint / 2, y + joint / 2, x + tile[0] - joint / 2, y + tile[1] - joint / 2)
            _one_tile(pen, box, own, shade)
            x += tile[0]
        y += tile[1]
        row += 1
    base = base.filter(ImageFilter.BoxBlur(1))
    return grained(base, (clouds(dice, size, 60), 4))


def _one_tile(
    pen: ImageDraw.ImageDraw, box: tuple[float, float, float, float], colour: Colour, shade: float
) -> None:
    x0, y0, x1, y1 = box
    corner = max(2.0, (x1 - x0) * 0.02)
    pen.rounded_rectangle((x0, y0, x1, y1), corner, fill=pixel(colour, shade * 0.86))
    pen.rounded_rectangle((x0, y0, x1 - 2, y1 - 2), corner, fill=pixel(colour, shade * 1.06))
    pen.rounded_rectangle((x0 + 2, y0 + 2, x1 - 2, y1 - 2), corner, fill=pixel(colour, shade))


def bricks(dice: random.Random, size: tuple[int, int], brick: tuple[float, float]) -> Image.Image:
    reds = ((142, 84, 66), (154, 95, 73), (128, 74, 60), (162, 104, 82), (118, 70, 60))
    base = Image.new("RGB", size, (176, 170, 160))
    pen = ImageDraw.Draw(base)
    joint = max(2.0, brick[1] * 0.17)
    row, y = 0, 0.0
    while y < size[1]:
        x = -brick[0] * (0.5 if row % 2 else 0.0) - brick[0] * 0.2
        while x < size[0]:
            colour = pixel(dice.choice(reds), dice.uniform(0.88, 1.1))
            pen.rounded_rectangle((x, y, x + brick[0] - joint, y + brick[1] - joint), 2, colour)
            x += brick[0]
        y += brick[1]
        row += 1
    return grained(base, (grain(dice, size, (3, 3)), 22), (clouds(dice, size, 40), 14))


def wood(
    dice: random.Random, size: tuple[int, int], colour: Colour, *, upright: bool = False,
    contrast: float = 26,
) -> Image.Image:  # fmt: skip
    """Grain is noise, stretched along the plank."""
    flat = (size[1], size[0]) if upright else size
    base = Image.new("RGB", flat, pixel(colour))
    broad, fine = grain(dice, flat, (260, 14)), grain(dice, flat, (120, 3))
    base = grained(base, (broad, contrast), (fine, contrast * 0.8))
    return base.transpose(Image.Transpose.ROTATE_90) if upright else base


def planks(
    dice: random.Random, size: tuple[int, int], plank: tuple[float, float], colour: Colour
) -> Image.Image:
    """A laminate floor."""
    base = wood(dice, size, colour)
    tone = Image.new("RGB", size, (128, 128, 128))
    pen = ImageDraw.Draw(tone)
    y = 0.0
    while y < size[1]:
        x = -dice.uniform(0, plank[0])
        while x < size[0]:
            level = int(128 + dice.uniform(-14, 14))
            pen.rectangle((x, y, x + plank[0], y + plank[1]), (level, level, level), (70, 66, 62))
            x += plank[0]
        y += plank[1]
    return ImageChops.add(base, tone, 1, -128)


def stone(dice: random.Random, size: tuple[int, int], colour: Colour) -> Image.Image:
    """A speckled worktop."""
    base = Image.new("RGB", size, pixel(colour))
    return grained(base, (grain(dice, size, (3, 3)), 26), (clouds(dice, size, 30), 16))


def garden(dice: random.Random, size: tuple[int, int]) -> Image.Image:
    """What one sees through a window, out of focus."""
    small = (size[0] // 8, size[1] // 8)
    haze = toned(stretched(Image.linear_gradient("L"), small), lambda v: 222 - v // 6)
    sky = Image.merge("RGB", (haze, toned(haze, lambda v: v + 8), toned(haze, lambda v: v + 16)))
    pen = ImageDraw.Draw(sky)
    for _ in range(60):
        x, y = dice.uniform(0, small[0]), small[1] * dice.triangular(0.35, 1.1, 0.8)
        r = dice.uniform(0.04, 0.12) * small[0]
        green = dice.choice(((96, 116, 74), (122, 138, 88), (78, 98, 66), (150, 152, 112)))
        pen.ellipse((x - r, y - r, x + r, y + r), fill=green)
    return stretched(
        sky.filter(ImageFilter.GaussianBlur(small[0] * 0.022)), size, Image.Resampling.BICUBIC
    )
