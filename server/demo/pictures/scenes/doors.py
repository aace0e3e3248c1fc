"""Front-door lock, door hinge and window handle."""

import random

from PIL import Image, ImageChops, ImageDraw

from ..geometry import Solid, Vec, bend, block, lathe, tube, turned
from ..materials import BRASS, CHROME, DULL_CHROME, PAINT, RUBBER, SATIN, STEEL, Colour
from ..pixels import stretched, toned
from ..stage import Part, Stage, Surface
from ..textures import garden, grain, pixel
from ..wear import stain, streak
from .interior import DOORS, HOLE, painted_wood


def scratches(dice: random.Random, on: Surface, at: Vec, reach: float, colour: Colour) -> None:
    pen = ImageDraw.Draw(on.texture)
    x, y = on.pixel(at)
    for _ in range(26):
        a = (x + dice.gauss(0, reach) * on.density, y + dice.gauss(0, reach) * on.density)
        b = (a[0] + dice.gauss(0, 1.6) * on.density, a[1] + dice.gauss(0, 1.2) * on.density)
        pen.line((*a, *b), pixel(colour, dice.uniform(0.8, 1.3)), dice.choice((1, 1, 2, 3)))


def front_door_lock(stage: Stage, fixed: bool) -> None:
    setting, wear = stage.dice("setting"), stage.dice("wear")
    colour = setting.choice(DOORS)
    frame = stage.surface("frame", (17, 50, 0.0), (40, 100), painted_wood((214, 212, 204)))
    leaf = stage.surface("leaf", (-60, 50, 0.6), (76, 100), painted_wood(colour))
    if not fixed:
        scratches(wear, leaf, (4, -11, 0), 2.6, (150, 146, 136))
        scratches(wear, frame, (18, -3, 0), 1.4, (150, 128, 98))
        stain(wear, leaf, (4, -2, 0), (9, 14), (190, 186, 178), 0.5)
        _splinters(wear, frame)
    gap = stage.surface("gap", (15.5, 50, 0.1), (2.6 if not fixed else 1.3, 100), _dark)
    stage.lay(frame)
    stage.lay(gap)
    stage.lay(leaf)
    stops = [block((19.5 + (0.8 if not fixed else 0), 0, 1.6), (2.6, 120, 2.2), 0.3)]
    stage.place(*[(stop, PAINT) for stop in stops], onto=(frame,), depth=0.3)
    strike = block((17.4, -2, 2.2), (0.5, 15, 2.4), 0.3)
    stage.place((strike, STEEL))
    stage.place(*(_new_lock() if fixed else _broken_lock()), onto=(leaf,))


def _handle() -> tuple[Solid, Solid, Solid]:
    """The plate, the neck that the handle turns in, and the grip."""
    plate = block((6, 0, 1.2), (5.4, 27, 1.1), 1.6, 0.4)
    neck = lathe((6, 7, 1.5), [(0, 1.9), (0.6, 1.8), (0.8, 1.2), (4.2, 1.15)], (0, 0, 1))
    grip = tube(bend([(6, 7, 5), (4.6, 7.0, 6.4), (0, 7.1, 6.8), (-7, 6.8, 6.2)], 12), 1.15, 24)
    return plate, neck, grip


def _new_lock() -> list[Part]:
    plate, neck, grip = _handle()
    collar = lathe((6, -7, 1.6), [(0, 1.75), (0.5, 1.7), (0.9, 1.5)], (0, 0, 1))
    core = lathe((6, -7, 2.2), [(0, 1.05), (0.6, 1.0)], (0, 0, 1))
    slot = block((6, -7, 2.85), (0.28, 1.3, 0.1), 0.1)
    screws = [lathe((6, y, 1.7), [(0, 0.5), (0.15, 0.4)], (0, 0, 1), 16) for y in (12, -12)]
    parts: list[Part] = [(plate, SATIN), (collar, CHROME), (core, BRASS), (slot, HOLE)]
    return [*parts, *((screw, STEEL) for screw in screws), (neck, CHROME), (grip, CHROME)]


def _broken_lock() -> list[Part]:
    """Hanging from one screw, the cylinder gone, a piece of the key left in it."""
    plate, neck, grip = _handle()
    empty = lathe((6, -7, 1.75), [(0, 1.7), (0.06, 1.5)], (0, 0, 1))
    key = block((6.1, -6.8, 2.2), (0.5, 1.7, 1.0), 0.1)
    screw = lathe((6, -12, 1.7), [(0, 0.5), (0.15, 0.4)], (0, 0, 1), 16)
    grip = turned(grip, (6, 7, 5), 17)
    parts: list[Part] = [(plate, DULL_CHROME), (empty, HOLE), (key, BRASS), (screw, STEEL)]
    parts += [(neck, DULL_CHROME), (grip, DULL_CHROME)]
    screw_hole = lathe((6, 12.4, 0.7), [(0, 0.6), (0.05, 0.5)], (0, 0, 1), 16)
    return [(screw_hole, HOLE), *((turned(part, (6, 12, 1), -9), metal) for part, metal in parts)]


def _dark(dice: random.Random, size: tuple[int, int], _: float) -> Image.Image:
    return Image.new("RGB", size, (22, 20, 19))


def _splinters(dice: random.Random, frame: Surface) -> None:
    pen = ImageDraw.Draw(frame.texture)
    for _ in range(40):
        x, y = frame.pixel((dice.uniform(17.2, 19.6), dice.gauss(-3, 4), 0))
        long = dice.uniform(0.4, 2.4) * frame.density
        tone = dice.choice(((196, 164, 120), (168, 132, 92), (214, 190, 152)))
        pen.line((x, y, x + dice.uniform(-2, 2), y + long), tone, dice.choice((1, 2, 3)))


def door_hinge(stage: Stage, fixed: bool) -> None:
    setting, wear = stage.dice("setting"), stage.dice("wear")
    white = setting.choice(((228, 226, 218), (222, 214, 198), (216, 220, 222)))
    frame = stage.surface("frame", (-40, 36, 0), (40.5, 72), painted_wood(white))
    leaf = stage.surface(
        "leaf", (0.5, 36, 0.5), (44, 72), painted_wood((white[0] - 8, white[1] - 8, white[2] - 8))
    )
    sag = 0.0 if fixed else 1.1
    gap = stage.surface("gap", (-0.6 - sag, 36, 0.2), (1.2 + 2 * sag, 72), _dark)
    if not fixed:
        _old_screw_holes(wear, frame)
        stain(wear, leaf, (4, -3, 0), (5, 10), (186, 180, 166), 0.5)
    stage.lay(frame)
    groove = block((-18, 0, 0.5), (4, 90, 1.0), 0.8, 0.5)
    stage.place((groove, PAINT.tinted(white)), onto=(frame,), depth=0.3)
    stage.lay(gap)
    stage.lay(leaf)
    stage.place(*(_new_hinge() if fixed else _loose_hinge()), onto=(frame, leaf))


SCREWS_IN_FRAME: tuple[Vec, ...] = ((-4.4, 5.6, 0.85), (-3, 0, 0.85), (-4.4, -5.6, 0.85))
SCREWS_IN_DOOR: tuple[Vec, ...] = ((4.9, 5.6, 1.25), (3.6, 0, 1.25), (4.9, -5.6, 1.25))


def _hinge() -> tuple[Solid, Solid, list[Solid]]:
    """The leaf on the frame, the leaf on the door, and the knuckles between."""
    left = block((-3.4, 0, 0.6), (5.4, 17, 0.5), 0.8, 0.15)
    right = block((3.9, 0, 1.0), (5.4, 17, 0.5), 0.8, 0.15)
    knuckles = [
        lathe((0.1, y, 1.6), [(0, 1.1), (0.15, 1.35), (h - 0.15, 1.35), (h, 1.1)], sides=32)
        for y, h in ((-8.5, 5.5), (-2.8, 5.5), (2.9, 5.6))
    ]
    tip = lathe((0.1, 8.5, 1.6), [(0, 0.7), (0.6, 0.95), (1.2, 0.6), (1.4, 0.1)], sides=24)
    return left, right, [*knuckles, tip]


def _new_hinge() -> list[Part]:
    left, right, knuckles = _hinge()
    screws = [part for at in (*SCREWS_IN_FRAME, *SCREWS_IN_DOOR) for part in _screw(at)]
    return [(left, SATIN), (right, SATIN), *screws, *((part, SATIN) for part in knuckles)]


def _loose_hinge() -> list[Part]:
    """Torn from the frame: its leaf stands out, its holes are empty, one screw hangs on."""
    left, right, knuckles = _hinge()
    worn = DULL_CHROME.tinted((150, 140, 124))
    holes = [lathe(at, [(0, 0.55), (0.04, 0.5)], (0, 0, 1), 16) for at in SCREWS_IN_FRAME]
    loose: list[Part] = [(left, worn), *((hole, HOLE) for hole in holes)]
    loose += [(part, worn) for part in knuckles]
    thread = [(0, 0.3), (1.6, 0.3), (1.65, 0.75), (2.0, 0.6)]
    screw = lathe((4.6, -5.4, 1.3), thread, (0.25, -0.3, 1), 16)
    foot: Vec = (3.0, -6.0, 1.0)
    sagging = [(turned(turned(part, foot, -10), (0, 0, 1), -16, "y"), m) for part, m in loose]
    return [(turned(right, foot, -10), worn), *sagging, (screw, STEEL)]


def _screw(at: Vec) -> list[Part]:
    x, y, z = at
    head = lathe(at, [(0, 0.75), (0.12, 0.62)], (0, 0, 1), 20)
    cross = [block((x, y, z + 0.14), size, 0.04) for size in ((0.7, 0.16, 0.04), (0.16, 0.7, 0.04))]
    return [(head, STEEL), *((bar, HOLE) for bar in cross)]


def _old_screw_holes(dice: random.Random, frame: Surface) -> None:
    pen = ImageDraw.Draw(frame.texture)
    for y in (5.6, 0, -5.6):
        x0, y0 = frame.pixel((-4.6, y + 0.4, 0))
        for _ in range(16):
            dx, dy = dice.gauss(0, 0.7) * frame.density, dice.gauss(0, 1.0) * frame.density
            pen.line((x0, y0, x0 + dx, y0 + dy), (198, 168, 124), 2)
        r = 0.5 * frame.density
        pen.ellipse((x0 - r, y0 - r, x0 + r, y0 + r), fill=(30, 24, 20))
    worn = frame.pixel((-4, 0, 0))
    w, h = 3.6 * frame.density, 9 * frame.density
    print_ = Image.new("L", frame.texture.size, 0)
    ImageDraw.Draw(print_).rounded_rectangle(
        (worn[0] - w, worn[1] - h, worn[0] + w * 0.7, worn[1] + h), 8, outline=110, width=3
    )
    frame.texture.paste((120, 108, 92), (0, 0), print_)


def window_draught(stage: Stage, fixed: bool) -> None:
    setting, wear = stage.dice("setting"), stage.dice("wear")
    white = setting.choice(((230, 230, 226), (224, 218, 204)))
    glass = stage.surface("glass", (-66, 60, -4), (76, 120), lambda d, s, _: garden(d, s))
    post = stage.surface("post", (8, 60, -1.5), (60, 120), painted_wood(white))
    if not fixed:
        _condensation(wear, glass)
        stain(wear, post, (21, -18, 0), (4, 16), (120, 116, 104), 0.7)
        streak(wear, post, (20.5, 4, 0), 34, 4, (110, 104, 92), 0.6)
    stage.lay(glass)
    stage.lay(post)
    open_by = 0.0 if fixed else 1.5
    sash = block((7 - open_by, 0, 0), (17, 130, 5), 0.6, 0.8)
    bead = block((-2.5 - open_by, 0, -1.6), (3, 130, 2.4), 0.4, 0.6)
    black = stage.surface("gap", (14, 60, -0.8), (4.2, 120), _dark)
    stage.lay(black)
    seal = tube(
        [(16.6 + (0 if fixed else 0.3 * (i % 3 - 1)), -60 + 4 * i, 0.2) for i in range(31)],
        0.75 if fixed else 0.4,
        12,
    )
    frame = block((27, 0, 0.2), (20, 130, 4.6), 0.5, 0.7)
    stage.place((bead, PAINT.tinted(white)), (sash, PAINT.tinted(white)), onto=(glass,), depth=0.3)
    stage.place((frame, PAINT.tinted(white)))
    stage.place((seal, RUBBER if fixed else RUBBER.tinted((92, 86, 78))))
    metal = CHROME if fixed else DULL_CHROME
    rose = block((7 - open_by, 0, 2.9), (3.6, 12, 1.0), 1.6, 0.3)
    hub = lathe((7 - open_by, 0, 3.2), [(0, 1.5), (3.0, 1.4), (3.3, 1.0)], (0, 0, 1))
    lever = tube(
        bend([(7 - open_by, 0, 5.6), (7 - open_by, -2.5, 6.6), (7 - open_by, -13, 6.2)], 12),
        [1.25] * 13 + [1.15] * 12,
        24,
    )
    if not fixed:
        hinge: Vec = (7 - open_by, 0, 3)
        rose, hub = turned(rose, hinge, 11), hub
        lever = turned(lever, hinge, -38)
    body = stage.surface(
        "sash", (-1.5 - open_by, 60, 2.45), (17, 120), lambda _, s, __: Image.new("RGBA", s)
    )
    stage.place(
        (rose, SATIN if fixed else metal), (hub, metal), (lever, metal), onto=(body,), depth=0.5
    )


def _condensation(dice: random.Random, glass: Surface) -> None:
    size = glass.texture.size
    low = toned(stretched(Image.linear_gradient("L"), size), lambda v: max(0, v - 70))
    mist = ImageChops.multiply(low, toned(grain(dice, size, (4, 4)), lambda v: 90 + v // 2))
    glass.texture.paste((226, 230, 232), (0, 0), mist)
    pen = ImageDraw.Draw(glass.texture)
    for _ in range(90):
        x, y = dice.uniform(0, size[0]), size[1] * dice.triangular(0.3, 1, 0.85)
        long = dice.uniform(2, 30) * glass.density / 6
        pen.line((x, y, x, y + long), (196, 204, 204), 2)
        pen.ellipse((x - 2, y + long - 2, x + 3, y + long + 4), fill=(238, 242, 242))
