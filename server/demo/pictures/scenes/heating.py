"""What keeps a home warm: the radiator under the window and the boiler in its cupboard."""

import math
from itertools import pairwise

from PIL import Image, ImageDraw, ImageFilter

from ..geometry import Solid, Vec, block, lathe, loft, rounded_loop, tube
from ..materials import BRASS, CHROME, COPPER, ENAMEL, PLASTIC, RUBBER, WATER, Colour
from ..pixels import stretched, toned
from ..stage import Stage, Surface
from ..textures import pixel, planks, plaster
from ..wear import puddle, stain, streak
from .interior import FLOORS, WALLS, drop


def radiator(stage: Stage, fixed: bool) -> None:
    setting, wear = stage.dice("setting"), stage.dice("wear")
    colour, boards = setting.choice(WALLS), setting.choice(FLOORS)
    wall = stage.surface("wall", (-80, 90, 0), (160, 110), lambda d, s, _: plaster(d, s, colour))
    floor = stage.top(
        "floor", (-90, -20, 0), (180, 90), lambda d, s, p: planks(d, s, (128 * p, 14 * p), boards)
    )
    if not fixed:
        streak(wear, wall, (33, -2, 0), 17, 5, (150, 104, 62), 0.7)
        puddle(wear, floor, (35, -20, 9), (9, 4))
        stain(wear, floor, (34, -20, 8), (14, 6), (150, 120, 90), 0.6)
    stage.lay(wall)
    stage.lay(floor)
    skirting = block((0, -16.5, 0.8), (180, 7, 1.6), 0.2)
    stage.place((skirting, ENAMEL), onto=(wall, floor), depth=0.3)
    old: Colour = (226, 220, 200)
    body = ENAMEL if fixed else ENAMEL.tinted(old)
    pipes = [tube([(x, -20, 6), (x, -3, 6)], 0.85, 16) for x in (-29, 33)]
    stage.place(*[(pipe, COPPER if not fixed else PLASTIC) for pipe in pipes], onto=(wall,))
    stage.place((_panel(2.5), body), (_panel(8.5), body), onto=(wall, floor), depth=0.6)
    lid = block((0, 50.9, 6.6), (61, 0.8, 9.5), 0.3)
    slots = [face for x in range(-28, 29, 4) for face in block((x, 51.4, 6.6), (1, 0.3, 7.5), 0.1)]
    stage.place((lid, body), (slots, RUBBER))
    valve = lathe((31, 0, 7), [(0, 1.2), (2.2, 1.5), (4.4, 1.5), (4.6, 1.0)], (1, 0, 0), 24)
    stage.place((valve, CHROME if fixed else BRASS), onto=(wall,))
    if fixed:
        knob = [(0, 1.8), (0.6, 2.5), (6.0, 2.4), (7.2, 2.1), (7.6, 1.2)]
        stage.place((lathe((35, 0, 7), knob, (1, 0, 0), 30), PLASTIC), onto=(wall,))
        marks = [lathe((35.5 + i, 0, 7), [(0, 2.52), (0.3, 2.52)], (1, 0, 0), 30) for i in range(5)]
        stage.place(*[(mark, PLASTIC.tinted((196, 196, 192))) for mark in marks])
        return
    pin = lathe((35, 0, 7), [(0, 0.9), (0.8, 0.9), (0.9, 0.3), (2.2, 0.3)], (1, 0, 0), 16)
    stage.place(
        (pin, BRASS), (drop((33, -4.2, 7.6), 0.6), WATER), (drop((33, -12, 7.6), 0.5), WATER)
    )


def _panel(z: float) -> Solid:
    """Pressed steel: a flat sheet with upright flutes."""
    wave: list[tuple[float, float]] = [(-30.5, -1.4), (-30, 0.2), (-28.6, 0.5)]
    for i in range(17):
        x = -27.2 + i * 3.4
        wave += [(x - 1.0, 0.5), (x - 0.75, 0.35), (x - 0.5, -0.35), (x, -0.5), (x + 0.5, -0.35)]
        wave += [(x + 0.75, 0.35), (x + 1.0, 0.5)]
    wave += [(28.6, 0.5), (30, 0.2), (30.5, -1.4)]
    faces: Solid = []
    for (x0, z0), (x1, z1) in pairwise(wave):
        a: Vec = (x0, -5, z + z0)
        b: Vec = (x1, -5, z + z1)
        faces.append((a, b, (x1, 50, z + z1), (x0, 50, z + z0)))
    for y in (-4.5, 49.5):
        faces += loft(
            [
                rounded_loop((0, y, z + d), (1, 0, 0), (0, 1, 0), (30.3, 1.3), 0.6)
                for d in (-1, 0.7)
            ],
            end=True,
        )
    return faces


def boiler(stage: Stage, fixed: bool) -> None:
    setting, wear = stage.dice("setting"), stage.dice("wear")
    colour = setting.choice(WALLS)
    wall = stage.surface("wall", (-72, 60, 0), (144, 125), lambda d, s, _: plaster(d, s, colour))
    if not fixed:
        streak(wear, wall, (-9, -24, 0), 26, 5, (160, 120, 78), 0.7)
    stage.lay(wall)
    for i, x in enumerate((-16, -9, -2, 6, 14)):
        pipe = tube([(x, -66, 5), (x, -20, 5)], 1.1 if i < 2 else 0.85, 18)
        nut = lathe((x, -27, 5), [(0, 1.2), (0.2, 1.7), (2.6, 1.7), (2.8, 1.2)], sides=6)
        stage.place((pipe, COPPER), (nut, BRASS), onto=(wall,))
    flue = lathe((0, 44, 14), [(0, 5), (40, 5)])
    stage.place((flue, PLASTIC.tinted((214, 214, 210))), onto=(wall,))
    case = block((0, 12, 14), (46, 66, 28), 1.6, 1.2)
    stage.place((case, ENAMEL), onto=(wall,), depth=0.45)
    sheet = stage.surface(
        "front",
        (-21.5, -7, 28.1),
        (43, 13),
        lambda _, s, __: Image.new("RGB", s, (66, 70, 76)),
        fine=1.6,
    )
    _controls(sheet, fixed)
    stage.lay(sheet)
    seam = block((0, -6.4, 28), (45, 0.5, 0.3), 0.1)
    stage.place((seam, PLASTIC.tinted((150, 150, 148))))
    _logo(stage)
    if not fixed:
        stage.place((drop((-9, -27.5, 6.2), 0.7), WATER), (drop((-9, -36, 6.2), 0.6), WATER))


def _logo(stage: Stage) -> None:
    bar = block((0, 30, 28.1), (10, 1.4, 0.3), 0.6)
    stage.place((bar, CHROME))


def _controls(sheet: Surface, fixed: bool) -> None:
    pen = ImageDraw.Draw(sheet.texture)
    d = sheet.density
    width, height = sheet.texture.size
    shine = toned(stretched(Image.linear_gradient("L"), (width, height)), lambda v: 60 - v // 5)
    sheet.texture.paste((255, 255, 255), (0, 0), shine)
    _display(sheet, (14.0 * d, 2.6 * d), (12 * d, 6.4 * d), " 58" if fixed else "F28", fixed)
    _gauge(sheet, (33.5 * d, 6.2 * d), 4.4 * d, 1.6 if fixed else 0.3)
    for i in range(2):
        x, y, r = (4.2 + i * 5.2) * d, 6.2 * d, 1.7 * d
        pen.ellipse((x - r * 1.1, y - r * 1.1, x + r * 1.1, y + r * 1.1), fill=(30, 32, 36))
        pen.ellipse((x - r, y - r, x + r, y + r), fill=(206, 206, 202))
        pen.line((x, y, x + r * 0.6, y - r * 0.7), (60, 60, 60), max(2, int(0.25 * d)))
    lamp = (70, 210, 96) if fixed else (236, 64, 48)
    x, y, r = 27.6 * d, 10.6 * d, 0.45 * d
    pen.ellipse((x - r, y - r, x + r, y + r), fill=lamp)


SEGMENTS = {"F": "afeg", "2": "abged", "8": "abcdefg", "5": "afgcd", " ": ""}


def _display(
    sheet: Surface, at: tuple[float, float], size: tuple[float, float], text: str, fixed: bool
) -> None:
    glow = (120, 214, 236) if fixed else (255, 112, 62)
    pen = ImageDraw.Draw(sheet.texture)
    (x, y), (w, h) = at, size
    pen.rounded_rectangle(
        (x, y, x + w, y + h), h * 0.08, fill=(14, 17, 20), outline=(120, 122, 126), width=2
    )
    lit = Image.new("L", sheet.texture.size, 0)
    ink = ImageDraw.Draw(lit)
    digit = (w * 0.17, h * 0.66)
    for i, sign in enumerate(text):
        left = x + w * (0.14 + 0.27 * i)
        _digit(ink, (left, y + h * 0.17), digit, SEGMENTS[sign])
    halo = toned(lit.filter(ImageFilter.GaussianBlur(h * 0.06)), lambda v: min(255, v // 2))
    sheet.texture.paste(glow, (0, 0), halo)
    sheet.texture.paste(pixel(glow, 1.05), (0, 0), lit)


def _digit(
    ink: ImageDraw.ImageDraw, at: tuple[float, float], size: tuple[float, float], lit: str
) -> None:
    (x, y), (w, h) = at, size
    t = max(3, int(h * 0.11))
    lean = w * 0.12
    top, mid, low = y, y + h / 2, y + h
    lines = {
        "a": ((x + lean, top), (x + w + lean, top)),
        "b": ((x + w + lean, top), (x + w + lean / 2, mid)),
        "c": ((x + w + lean / 2, mid), (x + w, low)),
        "d": ((x, low), (x + w, low)),
        "e": ((x + lean / 2, mid), (x, low)),
        "f": ((x + lean, top), (x + lean / 2, mid)),
        "g": ((x + lean / 2, mid), (x + w + lean / 2, mid)),
    }
    for name in lit:
        ink.line(lines[name], 255, t)


def _gauge(sheet: Surface, at: tuple[float, float], radius: float, bar: float) -> None:
    """Pressure from 0 to 4 bar over three quarters of a turn."""
    pen = ImageDraw.Draw(sheet.texture)
    x, y = at

    def on_dial(value: float, share: float) -> tuple[float, float]:
        turn = math.radians(135 + value / 4 * 270)
        return (x + radius * share * math.cos(turn), y + radius * share * math.sin(turn))

    for share, grey in ((1.12, 40), (1.08, 190), (1.0, 120), (0.97, 246)):
        r = radius * share
        pen.ellipse((x - r, y - r, x + r, y + r), fill=(grey, grey, grey))
    r = radius * 0.86
    for low, high, colour in (
        (0, 0.8, (214, 58, 44)),
        (0.8, 2.2, (62, 160, 84)),
        (3, 4, (214, 58, 44)),
    ):
        arc = (135 + low / 4 * 270, 135 + high / 4 * 270)
        pen.arc((x - r, y - r, x + r, y + r), *arc, fill=colour, width=max(2, int(radius * 0.12)))
    for i in range(9):
        pen.line(
            (*on_dial(i / 2, 0.62), *on_dial(i / 2, 0.74)), (40, 40, 40), max(1, int(radius * 0.04))
        )
    pen.line((*on_dial(bar, -0.2), *on_dial(bar, 0.78)), (20, 20, 22), max(2, int(radius * 0.07)))
    r = radius * 0.1
    pen.ellipse((x - r, y - r, x + r, y + r), fill=(30, 30, 32))
