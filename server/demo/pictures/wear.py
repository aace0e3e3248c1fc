"""What goes wrong with surfaces: stains, streaks, cracks, mould, puddles, rust."""

import math
import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .geometry import Vec
from .materials import Colour
from .pixels import stretched, toned
from .stage import Surface
from .textures import clouds, grain, pixel


def stain(
    dice: random.Random, on: Surface, at: Vec, radii: tuple[float, float], colour: Colour,
    strength: float = 0.6, *, rim: float = 0.0,
) -> None:  # fmt: skip
    """An irregular spot. With a rim it dried from outside inward, as water stains do."""
    wide, high = (max(4, int(2 * r * on.density)) for r in radii)
    spot = stretched(Image.radial_gradient("L"), (wide, high))
    lumps = toned(clouds(dice, (wide, high), max(6, wide // 4)), lambda v: v * 45 // 100)
    mask = ImageChops.add(spot, lumps, 1, -48)
    inner = toned(mask, lambda v: _fade(v, 150, 90))
    if rim:
        edge = toned(mask, lambda v: int(255 * math.exp(-(((v - 138) / 13) ** 2))))
        inner = ImageChops.lighter(toned(inner, lambda v: int(v * (1 - rim))), edge)
    _multiply(on, at, inner, colour, strength)


def _fade(value: int, outside: int, inside: int) -> int:
    return max(0, min(255, int(255 * (outside - value) / (outside - inside))))


def _multiply(on: Surface, at: Vec, mask: Image.Image, colour: Colour, strength: float) -> None:
    x, y = on.pixel(at)
    left, top = int(x - mask.width / 2), int(y - mask.height / 2)
    box = (left, top, left + mask.width, top + mask.height)
    under = on.texture.crop(box).convert("RGB")
    dirty = ImageChops.multiply(under, Image.new("RGB", mask.size, pixel(colour)))
    mask = toned(mask, lambda v: int(v * strength))
    on.texture.paste(dirty, (left, top), mask)


def streak(
    dice: random.Random, on: Surface, start: Vec, length: float, width: float, colour: Colour,
    strength: float = 0.6,
) -> None:  # fmt: skip
    """Where water ran down: a few lines of unequal length that fade away."""
    wide, high = max(6, int(width * on.density)), max(6, int(length * on.density))
    mask = Image.new("L", (wide, high), 0)
    pen = ImageDraw.Draw(mask)
    for _ in range(9):
        x = dice.gauss(wide / 2, wide / 7)
        begin, end = high * dice.uniform(0.01, 0.14), high * dice.uniform(0.35, 1.0)
        thick = max(1, int(wide * dice.uniform(0.03, 0.14)))
        pen.line(
            (x, begin, x + dice.uniform(-0.05, 0.05) * wide, end), int(dice.uniform(90, 220)), thick
        )
    fade = stretched(
        Image.linear_gradient("L").transpose(Image.Transpose.FLIP_TOP_BOTTOM), (wide, high)
    )
    mask = ImageChops.multiply(mask.filter(ImageFilter.GaussianBlur(max(1.0, wide * 0.02))), fade)
    x, y, z = start
    _multiply(on, (x, y - length / 2, z), mask, colour, strength)


def crack(
    dice: random.Random,
    on: Surface,
    start: Vec,
    end: Vec,
    *,
    width: float = 0.12,
    branches: int = 3,
) -> None:
    """A jagged line with a light edge where the glaze broke, and a few side cracks."""
    pen = ImageDraw.Draw(on.texture)
    a, b = on.pixel(start), on.pixel(end)
    path = _jagged(dice, a, b)
    thick = max(1, round(width * on.density))
    pen.line([(x + 1.5, y + 1.5) for x, y in path], (246, 244, 240), thick + 1)
    pen.line(path, (52, 46, 42), thick, joint="curve")
    for _ in range(branches):
        x, y = dice.choice(path[2:-2])
        far = math.dist(a, b) * dice.uniform(0.12, 0.3)
        turn = dice.uniform(0, 2 * math.pi)
        side = _jagged(dice, (x, y), (x + far * math.cos(turn), y + far * math.sin(turn)))
        pen.line(side, (74, 66, 60), max(1, thick // 2))


def _jagged(
    dice: random.Random, a: tuple[float, float], b: tuple[float, float]
) -> list[tuple[float, float]]:
    steps = 14
    sway = math.dist(a, b) * 0.035
    return [
        (
            a[0] + (b[0] - a[0]) * i / steps + dice.uniform(-sway, sway),
            a[1] + (b[1] - a[1]) * i / steps + dice.uniform(-sway, sway),
        )
        for i in range(steps + 1)
    ]


def mould(dice: random.Random, on: Surface, at: Vec, radii: tuple[float, float]) -> None:
    """Grey haze with colonies of black-green specks, densest in the middle."""
    stain(dice, on, at, (radii[0] * 1.15, radii[1] * 1.15), (168, 168, 150), 0.75)
    wide, high = (int(2 * r * on.density) for r in radii)
    mask = Image.new("L", (wide, high), 0)
    pen = ImageDraw.Draw(mask)
    for _ in range(46):
        cx, cy = dice.gauss(wide / 2, wide / 6), dice.gauss(high / 2, high / 6)
        spread = dice.uniform(0.015, 0.06) * wide
        for _ in range(int(dice.uniform(12, 46))):
            x, y = dice.gauss(cx, spread), dice.gauss(cy, spread)
            r = abs(dice.gauss(0, 0.16)) * on.density * 0.8 + 0.6
            pen.ellipse((x - r, y - r, x + r, y + r), fill=int(dice.uniform(90, 245)))
    haze = mask.filter(ImageFilter.GaussianBlur(on.density * 0.5))
    mask = ImageChops.add(mask.filter(ImageFilter.GaussianBlur(0.9)), haze)
    _multiply(on, at, mask, (52, 56, 44), 0.9)


def puddle(dice: random.Random, on: Surface, at: Vec, radii: tuple[float, float]) -> None:
    """Water on a flat thing: darker, with a bright rim on the side of the light."""
    wide, high = (max(8, int(2 * r * on.density)) for r in radii)
    spot = stretched(Image.radial_gradient("L"), (wide, high))
    lumps = ImageChops.add(spot, grain(dice, (wide, high), (wide // 3, high // 3)), 1.35, -60)
    body = toned(lumps, lambda v: _fade(v, 122, 116))
    body = body.filter(ImageFilter.GaussianBlur(1.2))
    _multiply(on, at, body, (176, 182, 184), 0.8)
    edge = ImageChops.subtract(body, ImageChops.offset(body, -3, -4))
    shine = ImageChops.multiply(body, grain(dice, (wide, high), (wide // 2, high // 6)))
    shine = toned(shine, lambda v: max(0, v - 176) * 3)
    light = ImageChops.add(edge.filter(ImageFilter.GaussianBlur(1)), shine)
    x, y = on.pixel(at)
    on.texture.paste((250, 251, 252), (int(x - wide / 2), int(y - high / 2)), light)


def specks(
    dice: random.Random, on: Surface, at: Vec, spread: tuple[float, float], count: int, size: float,
    colours: tuple[Colour, ...],
) -> None:  # fmt: skip
    """Crumbs, splashes or leaves, scattered around a point."""
    pen = ImageDraw.Draw(on.texture)
    for _ in range(count):
        x, y = on.pixel(at)
        x += dice.gauss(0, spread[0]) * on.density
        y += dice.gauss(0, spread[1]) * on.density
        r = size * on.density * dice.uniform(0.3, 1.0)
        pen.ellipse((x - r, y - r * 0.7, x + r, y + r * 0.7), pixel(dice.choice(colours)))
