"""Small electrics and what hangs outside: socket, smoke detector, gutter."""

import math
import random
from itertools import pairwise

from ..geometry import (
    Solid,
    Vec,
    add,
    ball,
    bend,
    block,
    inside_out,
    lathe,
    moved,
    tube,
    turned,
)
from ..materials import BRASS, PLASTIC, RUBBER, STEEL, WATER, ZINC, Material
from ..stage import Part, Stage
from ..textures import bricks, plaster
from ..wear import crack, stain, streak
from .interior import HOLE, WALLS, drop

LEAVES = ((146, 96, 42), (172, 122, 52), (108, 76, 40), (124, 118, 58), (88, 62, 38))


def loose_socket(stage: Stage, fixed: bool) -> None:
    setting, wear = stage.dice("setting"), stage.dice("wear")
    colour = setting.choice(WALLS)
    wall = stage.surface("wall", (-32, 30, 0), (64, 60), lambda d, s, _: plaster(d, s, colour))
    if not fixed:
        stain(wear, wall, (1, 1, 0), (10, 9), (150, 140, 126), 0.7)
        for a, b in (
            ((3.4, 3, 0), (12, 9, 0)),
            ((-3, 3.4, 0), (-9, 12, 0)),
            ((3, -3.4, 0), (10, -9, 0)),
        ):
            crack(wear, wall, a, b, width=0.1, branches=2)
    stage.lay(wall)
    skirt = block((0, -24, 0.8), (90, 9, 1.8), 0.3)
    stage.place((skirt, PLASTIC), onto=(wall,), depth=0.3)
    white = PLASTIC if fixed else PLASTIC.tinted((222, 214, 190))
    if fixed:
        stage.place(*_socket(white), onto=(wall,))
        return
    cavity = lathe((0, 0, 0.05), [(0, 3.7), (0.02, 3.5)], (0, 0, 1), 48)
    rim = lathe((0, 0, 0.0), [(0, 4.2), (0.2, 3.9), (0.2, 3.5), (0.05, 3.4)], (0, 0, 1), 48)
    stage.place((rim, PLASTIC.tinted((196, 120, 60))), (cavity, HOLE))
    wires: list[Part] = []
    for i, tone in enumerate(((124, 74, 44), (52, 92, 170), (120, 150, 50))):
        line = bend(
            [
                (-1 + i, 1.5 - i * 0.4, 0.1),
                (-2 + i * 2.2, 0.6, 3),
                (-1.4 + i * 2, -2.2, 4.6),
                (0.6 + i, -3.4, 4.4),
            ]
        )
        wires.append((tube(line, 0.28, 10), PLASTIC.tinted(tone)))
    stage.place(*wires, onto=(wall,))
    out = [
        (moved(turned(turned(solid, (0, 4, 0), -14), (0, 4, 0), -20, "x"), (0.8, -3.6, 2.4)), m)
        for solid, m in _socket(white)
    ]
    stage.place(*out, onto=(wall,), depth=0.7)
    soot = lathe((2.4, -3.8, 6.1), [(0, 0.8), (0.03, 0.7)], (0.2, -0.3, 1), 16)
    stage.place((soot, HOLE))


def _socket(white: Material) -> list[Part]:
    plate = block((0, 0, 0.5), (8.2, 8.2, 1.0), 0.7, 0.35)
    edge = lathe((0, 0, 0.95), [(0, 3.1), (0.45, 3.0), (0.45, 2.6)], (0, 0, 1), 56)
    well = lathe((0, 0, 1.4), [(0, 2.65), (0.03, 2.6)], (0, 0, 1), 56)
    shade = lathe((0, 0, 1.44), [(0, 2.2), (0.02, 2.1)], (0, 0, 1), 56)
    holes = [lathe((x, 0, 1.47), [(0, 0.38), (0.02, 0.36)], (0, 0, 1), 20) for x in (-0.95, 0.95)]
    clips = [block((0, y, 1.5), (0.5, 0.7, 0.15), 0.1) for y in (2.0, -2.0)]
    r, g, b = white.colour
    deep = white.tinted((r * 0.62, g * 0.62, b * 0.62))
    dim = white.tinted((r * 0.8, g * 0.8, b * 0.8))
    parts: list[Part] = [(plate, white), (edge, white), (well, deep), (shade, dim)]
    return [*parts, *((hole, HOLE) for hole in holes), *((clip, STEEL) for clip in clips)]


def smoke_detector(stage: Stage, fixed: bool) -> None:
    setting, wear = stage.dice("setting"), stage.dice("wear")
    colour = setting.choice(WALLS)
    ceiling = stage.surface(
        "ceiling",
        (-46, 40, 62),
        (92, 84),
        lambda d, s, _: plaster(d, s, (226, 224, 218)),
        down=(0, 0, -1),
    )
    wall = stage.surface("wall", (-46, 40, -20), (92, 50), lambda d, s, _: plaster(d, s, colour))
    if not fixed:
        stain(wear, ceiling, (0, 40, 22), (15, 13), (196, 184, 158), 0.6, rim=0.3)
    stage.lay(ceiling)
    stage.lay(wall)
    down: Vec = (0, -1, 0)
    base = lathe((0, 40, 22), [(0, 6.6), (0.6, 6.6), (0.9, 6.2)], down, 64)
    white = PLASTIC if fixed else PLASTIC.tinted((216, 202, 160))
    dome = [
        (0.9, 6.0),
        (1.4, 6.1),
        (2.2, 6.0),
        (2.6, 5.2),
        (2.65, 5.0),
        (3.3, 5.0),
        (3.4, 5.6),
        (4.2, 5.2),
        (4.9, 4.2),
        (5.2, 3.0),
        (5.3, 0.1),
    ]
    body = lathe((0, 40, 22), dome, down, 64)
    slot = block((0, 37.0, 22 + 5.05), (0.5, 0.5, 0.25), 0.1)
    around = [face for i in range(24) for face in turned(slot, (0, 37, 22), 15 * i, "y")]
    button = lathe((0, 34.75, 22), [(0, 1.5), (0.25, 1.4)], down, 32)
    led = ball((2.9, 34.95, 24.6), 0.34, 1, 12)
    lamp = Material((70, 220, 90) if fixed else (250, 60, 40), gloss=1.2)
    parts: list[Part] = [(body, white), (around, HOLE), (button, white.tinted((176, 176, 172)))]
    parts.append((led, lamp))
    if fixed:
        stage.place((base, white), *parts, onto=(ceiling,))
        return
    pins = [
        lathe((x, 39.2, 22 + z), [(0, 0.7), (0.3, 0.6)], down, 16)
        for x, z in ((3, 2), (-3, 2), (0, -3.5))
    ]
    stage.place((base, white), *[(pin, BRASS) for pin in pins], onto=(ceiling,))
    loose = [(moved(turned(solid, (-6, 38, 22), 34), (1.2, -2.6, 0)), m) for solid, m in parts]
    wires = [
        tube(
            bend([(x, 39, 23), (x + 2.4, 36, 24), (x + 1, 33.5, 23.4), (x + 3, 31.5, 22.5)]), 0.2, 8
        )
        for x in (1, 2)
    ]
    stage.place(
        (wires[0], RUBBER),
        (wires[1], PLASTIC.tinted((200, 40, 36))),
        *loose,
        onto=(ceiling,),
        depth=0.5,
    )


def gutter(stage: Stage, fixed: bool) -> None:
    setting, wear = stage.dice("setting"), stage.dice("wear")
    facade = stage.surface(
        "facade", (-120, 0, 0), (240, 130), lambda d, s, p: bricks(d, s, (21.5 * p, 6.3 * p))
    )
    if not fixed:
        streak(wear, facade, (8, -14, 0), 90, 40, (70, 76, 60), 0.85)
        streak(wear, facade, (14, -14, 0), 60, 16, (50, 58, 40), 0.7)
        stain(wear, facade, (10, -40, 0), (34, 46), (110, 122, 92), 0.6)
    stage.lay(facade)
    board = block((0, -4, 1.6), (260, 18, 3.2), 0.2)
    paint = PLASTIC.tinted((226, 226, 218) if fixed else (196, 194, 180))
    roof = [part for i in range(-7, 8) for part in _roof_tile(i * 21.0, setting)]
    stage.place((board, paint), onto=(facade,), depth=0.5)
    zinc = ZINC if fixed else ZINC.tinted((122, 126, 124))
    sag = 0.0 if fixed else -2.4
    stage.place(*roof)
    pipe = tube(
        bend([(58, -9, 12), (58, -16, 11), (58, -22, 6), (58, -34, 6), (58, -120, 6)], 8), 4.0, 32
    )
    stage.place(
        (_trough(-130, 12, 0, sag), zinc),
        (_trough(12, 130, sag, 0 if fixed else -0.6), zinc),
        (pipe, zinc),
        onto=(facade,),
        depth=0.6,
    )
    hooks = [
        tube(
            [(x, -1 + (sag * 0.6 if -30 < x < 40 else 0) + dy, 12 + dz) for dy, dz in HOOK], 0.55, 8
        )
        for x in (-84, -42, 30, 84)
    ]
    stage.place(*[(hook, STEEL) for hook in hooks])
    if fixed:
        return
    heap: list[Part] = []
    for _ in range(150):
        x = wear.gauss(0, 26)
        y = (
            -1.6
            + sag * max(0.0, 1 - abs(x - 12) / 90)
            + abs(wear.gauss(0, 2.2)) * max(0.2, 1 - abs(x) / 60)
        )
        leaf = _leaf((x, y, 12 + wear.uniform(-5, 8)), wear)
        heap.append((leaf, Material(wear.choice(LEAVES), gloss=0.1)))
    stage.place(*heap)
    hanging = [
        (
            _leaf((wear.gauss(10, 16), wear.uniform(-9, -3), 20.4), wear),
            Material(wear.choice(LEAVES)),
        )
        for _ in range(10)
    ]
    stage.place(*hanging)
    drips = [
        (drop((x, y, 13), 0.9), WATER) for x, y in ((12, -14), (14.5, -24), (10, -36), (13, -52))
    ]
    stage.place(*drips)


HOOK = ((1, -8), (-4, -7.4), (-7.4, -4), (-8.6, 0), (-7.4, 4), (-4, 7.4), (1.2, 8.6))


def _trough(start: float, end: float, lift: float, last: float) -> Solid:
    """Half-round zinc with a rolled front edge."""
    outer: list[tuple[float, float]] = [(8.4, 1.4), (9.2, 0.9), (9.2, 0.2), (8.2, 0.0)]
    outer += [
        (8.2 * math.cos(t), -8.2 * math.sin(t)) for t in [math.pi * i / 22 for i in range(23)]
    ]
    faces: Solid = []
    for (z0, y0), (z1, y1) in pairwise(outer):
        faces.append(
            (
                (start, y0 - 1 + lift, 12 + z0),
                (start, y1 - 1 + lift, 12 + z1),
                (end, y1 - 1 + last, 12 + z1),
                (end, y0 - 1 + last, 12 + z0),
            )
        )
    return faces


def _roof_tile(x: float, dice: random.Random) -> list[Part]:
    tone = dice.uniform(0.88, 1.08)
    clay = Material((150 * tone, 82 * tone, 58 * tone), gloss=0.1, sharpness=8)
    parts: list[Part] = []
    for row in (1, 0):
        foot: Vec = (x, 5.5 + row * 19, 9 - row * 21)
        wave = [
            (-10.5, 1.8),
            (-8.5, 2.8),
            (-6, 1.5),
            (-3, 0.1),
            (2, -0.3),
            (6, 0.2),
            (8.5, 1.4),
            (10.5, 1.9),
        ]
        top = [add(foot, (dx, dy, 0)) for dx, dy in wave]
        far = [add(p, (0, 21, -24)) for p in top]
        lip = [add(p, (0, -2.0, 0)) for p in top]
        solid: Solid = [(lip[i], lip[i + 1], top[i + 1], top[i]) for i in range(len(wave) - 1)]
        solid += [(top[i], top[i + 1], far[i + 1], far[i]) for i in range(len(wave) - 1)]
        parts.append((solid, clay))
    return parts


def _leaf(at: Vec, dice: random.Random) -> Solid:
    long, wide = dice.uniform(1.6, 3.6), dice.uniform(0.8, 1.8)
    shape: list[Vec] = [
        (-long, 0, 0),
        (-long * 0.3, -wide, 0.4),
        (long * 0.5, -wide * 0.7, 0.2),
        (long, 0, 0.5),
        (long * 0.4, wide * 0.8, 0.1),
        (-long * 0.4, wide, 0.3),
    ]
    leaf: Solid = [tuple(add(at, p) for p in shape)]
    leaf = turned(turned(leaf, at, dice.uniform(0, 360)), at, dice.uniform(-70, 10), "x")
    return [*leaf, *inside_out(leaf)]
