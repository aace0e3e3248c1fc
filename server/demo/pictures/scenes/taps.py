"""The kitchen tap above its sink and the mixer tap on the bathroom wall."""

import math

from ..geometry import Solid, Vec, add, ball, bend, lathe, loft, rounded_loop, tube, turned
from ..materials import CHROME, DULL_CHROME, STEEL, WATER, Material
from ..stage import Stage
from ..textures import stone
from ..wear import puddle, stain, streak
from .interior import HOLE, RUST, WORKTOPS, drop, tiled

LIME = Material((204, 200, 188), gloss=0.05, sharpness=6)


def kitchen_tap(stage: Stage, fixed: bool) -> None:
    setting = stage.dice("setting")
    wear = stage.dice("wear")
    wall = stage.surface(
        "wall", (-62, 62, 0), (124, 62), tiled(setting, setting.choice(((15, 15), (20, 10))))
    )
    top_colour = setting.choice(WORKTOPS)
    top = stage.top("top", (-62, 0, 0), (124, 62), lambda d, s, _: stone(d, s, top_colour))
    if not fixed:
        stain(wear, top, (0, 0, 9), (8, 5), (196, 178, 146), 0.7, rim=0.5)
        streak(wear, wall, (1, 9, 0), 9, 8, RUST, 0.35)
        puddle(wear, top, (11, 0, 9), (6.5, 3))
        puddle(wear, top, (-13, 0, 8.5), (2.5, 1.4))
    stage.lay(wall)
    stage.lay(top)
    _sink(stage, fixed)
    metal = CHROME if fixed else DULL_CHROME
    swing = setting.choice((-1, 1)) * setting.uniform(38, 58)
    arch = bend([(0, 3, 7), (0, 15, 7), (0, 23, 8), (0, 28, 13), (0, 26.5, 20), (0, 20.5, 22)], 10)
    body = lathe((0, 0, 7), [(0, 3.1), (0.5, 3.1), (0.8, 2.6), (6.5, 2.5), (7.2, 2.1), (8, 1.3)])
    tip = lathe((0, 17.6, 22.3), [(0, 1.35), (0.2, 1.5), (2.6, 1.5), (3.0, 1.2)], (0, 1, -0.1))
    spout, tip = (turned(part, (0, 0, 7), swing, "y") for part in (tube(arch, 1.25), tip))
    spout_end = turned([((0, 17.6, 22.3),)], (0, 0, 7), swing, "y")[0][0]
    lever = tube(
        bend([(2.0, 4.6, 7.3), (5.0, 5.4, 8.0), (9.5, 7.8, 9.2)], 6),
        [1.25, 1.25, 1.2, 1.1, 1.0, 0.9, 0.85, 0.8, 0.75, 0.72, 0.7, 0.7, 0.6],
    )
    lever = turned(lever, (0, 0, 7), 180 if swing > 0 else 0, "y")
    parts = [(body, metal), (lever, metal), (spout, metal), (tip, metal)]
    stage.place(*parts, onto=(wall, top))
    if fixed:
        return
    _crust(stage, (0, 0.2, 7), 3.2, 44)
    mouth = spout_end
    _crust(stage, add(mouth, (0, 0.4, 0)), 1.45, 26)
    stage.place((drop(add(mouth, (0, -0.9, 0)), 0.62), WATER))
    stage.place((drop(add(mouth, (0, -8.5, 0)), 0.5), WATER))


def _crust(stage: Stage, around: Vec, radius: float, crumbs: int) -> None:
    """Limescale, grown in a ring where water stands."""
    dice = stage.dice("lime")
    solid: Solid = []
    for _ in range(crumbs):
        turn = dice.uniform(-0.3, math.pi + 0.3)
        out = radius * dice.uniform(0.96, 1.12)
        at = add(around, (out * math.cos(turn), abs(dice.gauss(0, 0.22)), out * math.sin(turn)))
        solid += ball(at, dice.uniform(0.08, 0.27), 0.5, 7)
    stage.place((solid, LIME))


def _sink(stage: Stage, fixed: bool) -> None:
    across: Vec = (1.0, 0.0, 0.0)
    near: Vec = (0.0, 0.0, -1.0)
    levels = [(25.0, 17.0, 0.25, 4.0), (24.0, 16.0, 0.4, 4.0), (22.9, 14.9, 0.1, 4.5)]
    levels += [(22.4, 14.4, -0.6, 5.0), (22.0, 14.0, -3, 5.3), (21.7, 13.7, -6, 5.5)]
    levels += [(21.4, 13.4, -9.5, 5.7), (21.0, 13.0, -11, 5.8), (20.4, 12.4, -12, 6.0)]
    levels += [(19.5, 11.5, -12.5, 6.0), (3.0, 3.0, -12.9, 3.0)]
    centre: Vec = (0.0, 0.0, 31.0)
    loops = [
        rounded_loop(add(centre, (0, y, 0)), across, near, (w, d), corner, 20)
        for w, d, y, corner in levels
    ]
    stage.place((loft(loops, end=True), STEEL))
    drain = lathe((0, -12.4, 33), [(0, 4.2), (0.3, 4.0), (0.35, 2.6)])
    stage.place((drain, CHROME), (lathe((0, -12.0, 33), [(0, 2.3), (0.05, 2.2)]), HOLE))


def bathroom_mixer(stage: Stage, fixed: bool) -> None:
    setting = stage.dice("setting")
    wear = stage.dice("wear")
    wall = stage.surface("wall", (-56, 52, 0), (112, 104), tiled(setting, (20, 25), bond=False))
    if not fixed:
        streak(wear, wall, (9.5, -5, 0), 34, 7, RUST, 0.8)
        streak(wear, wall, (-9, -4, 0), 20, 4, (196, 186, 160), 0.6)
        stain(wear, wall, (9, -3, 0), (7, 5), (190, 172, 132), 0.7)
    stage.lay(wall)
    metal = CHROME if fixed else DULL_CHROME
    roses = [lathe((x, 0, 0), [(0, 3.4), (0.6, 3.3), (1.4, 2.4)], (0, 0, 1)) for x in (-7.5, 7.5)]
    arms = [tube([(x, 0, 1), (x, 0, 5.5)], 1.4) for x in (-7.5, 7.5)]
    body = lathe((-11, 0, 6.5), [(0, 2.0), (0.4, 2.4), (21.6, 2.4), (22, 2.0)], (1, 0, 0), 40)
    knobs = [
        lathe((x, 0, 6.5), [(0, 2.2), (0.2, 2.9), (5.2, 2.7), (5.6, 2.3)], (side, 0, 0), 40)
        for x, side in ((-11.6, -1), (11.6, 1))
    ]
    spout = tube(bend([(0, -1.5, 7), (0, -3, 12), (0, -4.2, 17), (0, -6.5, 18.6)]), 1.35)
    outlet = lathe((8, -1.8, 6.5), [(0, 1.3), (2.2, 1.3), (2.4, 1.1)], (0, -1, 0))
    hose = tube(
        bend([(8, -4, 6.5), (8.3, -16, 7), (3, -31, 8), (-9, -40, 8), (-20, -30, 7)], 14), 0.75
    )
    both = (*roses, *arms, body, *knobs, outlet)
    stage.place(*[(solid, metal) for solid in both], (hose, STEEL), (spout, metal), onto=(wall,))
    if fixed:
        return
    _crust(stage, (8, -4.2, 6.5), 1.25, 30)
    _crust(stage, (0, -6.8, 18.6), 1.3, 20)
    stage.place((drop((8.2, -6.4, 7.4), 0.6), WATER), (drop((0, -8.3, 18.6), 0.55), WATER))
    stage.place((drop((8.4, -14, 7.6), 0.5), WATER), (drop((0, -19, 18.6), 0.45), WATER))
