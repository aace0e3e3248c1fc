"""Where the water should go: the siphon, the kitchen sink and the toilet cistern."""

import random

from PIL import Image, ImageDraw, ImageFilter

from ..geometry import (
    Loop,
    Solid,
    Vec,
    add,
    ball,
    bend,
    block,
    lathe,
    loft,
    moved,
    ring,
    rounded_loop,
    tube,
    turned,
)
from ..materials import CERAMIC, CHROME, PLASTIC, RUBBER, STEEL, WATER, Material
from ..pixels import stretched, toned
from ..stage import Stage, Surface
from ..textures import clouds, grained, pixel, stone, wood
from ..wear import puddle, specks, stain, streak
from .interior import HOLE, WORKTOPS, drop, tiled

UP: Vec = (0.0, 1.0, 0.0)


def leaking_siphon(stage: Stage, fixed: bool) -> None:
    setting, wear = stage.dice("setting"), stage.dice("wear")
    board = setting.choice(((196, 190, 178), (186, 172, 150), (206, 204, 200)))

    def melamine(own: random.Random, size: tuple[int, int], _: float) -> Image.Image:
        return grained(Image.new("RGB", size, pixel(board, 0.8)), (clouds(own, size, 80), 12))

    back = stage.surface("back", (-44, 50, 0), (88, 74), melamine)
    left = stage.surface("left", (-40, 50, 60), (60, 74), melamine, across=(0, 0, -1))
    right = stage.surface("right", (40, 50, 0), (60, 74), melamine, across=(0, 0, 1))
    shelf = stage.top("shelf", (-44, -22, 0), (88, 62), lambda d, s, _: wood(d, s, (176, 148, 112)))
    if not fixed:
        stain(wear, shelf, (3, -22, 22), (24, 13), (128, 96, 62), 0.75, rim=0.4)
        puddle(wear, shelf, (4, -22, 25), (15, 7))
        puddle(wear, shelf, (-16, -22, 32), (4, 2))
        streak(wear, back, (16, 3, 0), 22, 7, (150, 118, 80), 0.6)
    for side in (back, left, right, shelf):
        stage.lay(side)
    _pipes(stage, fixed, (back, shelf))
    if not fixed:
        for y in (-6.5, -12, -18):
            stage.place((drop((0.6, y, 17.5), 0.75), WATER))


def _pipes(stage: Stage, fixed: bool, onto: tuple[Surface, ...]) -> None:
    white = PLASTIC if fixed else PLASTIC.tinted((214, 204, 176))
    grey = PLASTIC.tinted((168, 170, 172))
    hoses = [
        tube(bend([(x, -6, 3), (x, 6, 8), (x + bow, 20, 10), (x + bow / 2, 46, 14)]), 0.8, 14)
        for x, bow in ((-24, 6), (-19, 10))
    ]
    taps = [lathe((x, -9, 3), [(0, 1.5), (3, 1.5), (3.2, 1.0)]) for x in (-24, -19)]
    stage.place(*[(hose, STEEL) for hose in hoses], *[(tap, CHROME) for tap in taps], onto=onto)
    drain = tube([(0, 48, 14), (0, 8, 14)], 2.0, 32)
    nuts = [_nut((0, 20, 14)), _nut((0, 9, 14), 4.6)]
    bottle = lathe(
        (0, -5, 14),
        [
            (0, 3.4),
            (0.5, 4.1),
            (3.5, 4.2),
            (4.0, 4.5),
            (6.5, 4.5),
            (7.0, 4.0),
            (14, 4.0),
            (15.5, 2.2),
        ],
        sides=56,
    )
    arm = tube(bend([(3.6, 4.5, 14), (9, 5, 13.5), (14, 5, 10), (16, 5, 0)], 12), 1.9, 32)
    rose = lathe((16, 5, 0), [(0, 4.2), (0.8, 3.4), (1.2, 2.0)], (0, 0, 1))
    seal = _nut((4.4, 4.6, 14), 2.7, (1, 0.05, 0))
    second = tube(bend([(30, 48, 16), (29, 30, 16), (20, 24, 15), (2, 18.5, 14)], 12), 1.5, 24)
    parts: list[tuple[Solid, Material]] = [
        (rose, white),
        (second, grey),
        (drain, white),
        (arm, white),
    ]
    parts += [(seal, grey if fixed else white), (bottle, white), *((nut, white) for nut in nuts)]
    stage.place(*parts, onto=onto)


def _nut(at: Vec, radius: float = 3.0, axis: Vec = UP) -> Solid:
    """A nut to be turned by hand: ribbed all round."""
    loops: list[Loop] = []
    for far, grow in ((0.0, -0.3), (0.25, 0.0), (2.6, 0.0), (2.9, -0.3)):
        points = ring(
            add(at, (axis[0] * far, axis[1] * far, axis[2] * far)), radius + grow, axis, 72
        )
        inner = ring(
            add(at, (axis[0] * far, axis[1] * far, axis[2] * far)), radius + grow - 0.22, axis, 72
        )
        loops.append(
            [a if i % 4 < 2 else b for i, (a, b) in enumerate(zip(points, inner, strict=True))]
        )
    return loft(loops, start=True, end=True)


def blocked_sink(stage: Stage, fixed: bool) -> None:
    setting, wear = stage.dice("setting"), stage.dice("wear")
    colour = setting.choice(WORKTOPS)
    wall = stage.surface("wall", (-60, 50, -28), (120, 50), tiled(setting, (15, 15)))
    top = stage.top("top", (-62, 0, -28), (124, 100), lambda d, s, _: stone(d, s, colour))
    if not fixed:
        specks(wear, top, (-30, 0, 10), (3, 10), 30, 0.35, ((196, 180, 150), (120, 110, 80)))
    stage.lay(wall)
    stage.lay(top)
    near: Vec = (0.0, 0.0, -1.0)
    steel = STEEL if fixed else STEEL.tinted((162, 160, 154))
    levels = [(25.5, 19.5, 0.25, 4.0), (24.4, 18.4, 0.45, 4.0), (23.0, 17.0, 0.1, 4.5)]
    levels += [(22.6, 16.6, -0.8, 5.0), (22.3, 16.3, -4, 5.2), (22.0, 16.0, -9, 5.5)]
    levels += [(21.6, 15.6, -12, 5.8), (20.6, 14.6, -14, 6.0), (19.4, 13.4, -14.6, 6.0)]
    levels += [(12.0, 9.0, -15.0, 6.0), (4.6, 4.6, -15.3, 4.6)]
    loops = [rounded_loop((0, y, 0), (1, 0, 0), near, (w, d), c, 18) for w, d, y, c in levels]
    stage.place((loft(loops, end=True), steel))
    if fixed:
        rim = lathe((0, -15.2, 0), [(0, 4.7), (0.35, 4.5), (0.4, 3.4), (0.1, 3.1)], sides=48)
        holes = [lathe((x, -14.8, z), [(0, 0.55), (0.05, 0.5)], sides=16) for x, z in HOLES]
        stage.place((rim, CHROME), *[(hole, HOLE) for hole in holes])
        return
    _dirty_water(stage, wear)


HOLES = ((0, 0), (1.8, 0), (-1.8, 0), (0.9, 1.6), (-0.9, 1.6), (0.9, -1.6), (-0.9, -1.6))


def _dirty_water(stage: Stage, wear: random.Random) -> None:
    def murk(own: random.Random, size: tuple[int, int], _: float) -> Image.Image:
        water = grained(Image.new("RGB", size, (128, 112, 80)), (clouds(own, size, 120), 34))
        glare = toned(clouds(own, size, 150), lambda v: max(0, v - 150))
        water.paste((216, 220, 220), (0, 0), glare)
        shape = Image.new("L", (size[0] // 2, size[1] // 2), 0)
        pen = ImageDraw.Draw(shape)
        pen.rounded_rectangle(
            (2, 2, shape.width - 3, shape.height - 3), shape.width * 0.12, fill=238
        )
        water.putalpha(stretched(shape.filter(ImageFilter.GaussianBlur(2)), size))
        return water

    water = stage.top("water", (-22.0, -7, -16.0), (44.0, 32.0), murk)
    alpha = water.texture.getchannel("A")
    foods = ((196, 158, 84), (116, 128, 66), (88, 62, 44), (206, 196, 170), (170, 82, 52))
    water.texture = water.texture.convert("RGB")
    for x, z in ((3, 1), (-9, 5), (11, -7)):
        specks(wear, water, (x, -7, z), (4, 3), 26, 0.5, foods)
    specks(wear, water, (-2, -7, 2), (10, 7), 60, 0.28, ((226, 226, 218), (150, 136, 104)))
    water.texture.putalpha(alpha)
    stage.lay(water)
    peel = [
        ball((wear.gauss(0, 8), -6.9, wear.gauss(0, 5)), wear.uniform(0.5, 1.1), 0.35, 12)
        for _ in range(9)
    ]
    stage.place(*[(bit, Material(wear.choice(foods), gloss=0.5)) for bit in peel])


def toilet_cistern(stage: Stage, fixed: bool) -> None:
    setting, wear = stage.dice("setting"), stage.dice("wear")
    wall = stage.surface("wall", (-64, 50, 0), (128, 110), tiled(setting, (15, 15)))
    if not fixed:
        streak(wear, wall, (-21, -6, 0), 40, 5, (176, 150, 110), 0.7)
    stage.lay(wall)
    body = [
        rounded_loop((0, y, z), (1, 0, 0), (0, 0, -1), (w, d), 4.5, 14) for y, z, w, d in CISTERN
    ]
    pipe = tube([(-21, -60, 4), (-21, -8, 4), (-18, -6, 5)], 0.7, 14)
    flush = tube([(0, -60, 7), (0, -17, 7)], 2.6, 36)
    stage.place((pipe, CHROME), (flush, CERAMIC), onto=(wall,))
    worn = CERAMIC if fixed else CERAMIC.tinted((228, 222, 206))
    stage.place((loft(body, start=True, end=True), worn), onto=(wall,), depth=0.65)
    if not fixed:
        stage.place((inside_of_cistern(), Material((52, 50, 48), gloss=0.05)))
        parts = _mechanism()
        stage.place(*parts)
    slices = [(14.0, 0.6), (14.3, 0.0), (16.4, 0.0), (17.2, 0.5), (17.5, 1.6)]
    lid = loft(
        [
            rounded_loop((0, y, 8.2), (1, 0, 0), (0, 0, -1), (19.8 - i, 8.6 - i), 4.5, 14)
            for y, i in slices
        ],
        start=True,
        end=True,
    )
    if fixed:
        button = lathe((0, 17.4, 8.2), [(0, 3.2), (0.5, 3.1), (0.8, 2.7)], sides=40)
        split = block((0, 18.25, 8.2), (0.25, 0.1, 5.0), 0.05)
        stage.place((lid, worn), (button, CHROME), (split, HOLE))
    else:
        askew = moved(turned(lid, (0, 14, 8), -13, "y"), (-9.5, 0.6, -1.0))
        askew = turned(askew, (-12, 14, 8), 3, "z")
        hole = lathe((-9.5, 18.0, 7.2), [(0, 3.0), (0.05, 2.9)])
        stage.place((askew, worn), (hole, HOLE))
        wet = [drop((x, y, 16.9), 0.5) for x, y in ((9, 6), (11, -4), (8, -12))]
        stage.place(*[(bead, WATER) for bead in wet])


# height, middle, half width, half depth
CISTERN = (
    (-17.0, 8, 12.6, 5.2), (-16.6, 8, 13.6, 5.8), (-15.6, 8, 14.7, 6.4), (-14, 8, 15.6, 6.9),
    (-11.5, 8, 16.4, 7.3), (-8, 8, 17.1, 7.6), (-3, 8, 17.7, 7.9), (3, 8, 18.2, 8.1),
    (9, 8, 18.7, 8.2), (14, 8, 19, 8.3),
)  # fmt: skip


def inside_of_cistern() -> Solid:
    return [tuple(rounded_loop((0, 14.05, 8), (1, 0, 0), (0, 0, -1), (17.6, 6.9), 3.6, 14))]


def _mechanism() -> list[tuple[Solid, Material]]:
    valve = lathe((6, 14, 7), [(0, 3.0), (1, 3.0), (1.3, 2.4), (3, 2.4), (3.3, 1.5)])
    float_ = block((14, 14.8, 7), (5, 1.6, 5), 0.8)
    arm = tube([(6, 15.2, 7), (14, 16.2, 7)], 0.45, 12)
    return [(valve, PLASTIC.tinted((186, 196, 206))), (float_, RUBBER), (arm, PLASTIC)]
