"""Walls and ceilings: mould in a corner, a cracked tile, a water stain above."""

import random

from PIL import Image, ImageDraw

from ..geometry import Vec, ball, bend, block, lathe, tube
from ..materials import CERAMIC, PAINT, PLASTIC, RUBBER, WATER, Material
from ..stage import Stage, Surface
from ..textures import clouds, grained, pixel, plaster, tiles
from ..wear import crack, mould, stain, streak
from .interior import GLAZES, WALLS, drop


def mould_corner(stage: Stage, fixed: bool) -> None:
    setting, wear = stage.dice("setting"), stage.dice("wear")
    colour = setting.choice(WALLS)
    dim = (colour[0] * 0.87, colour[1] * 0.87, colour[2] * 0.88)
    above = (232, 230, 226) if fixed else (222, 218, 208)
    left = stage.surface("left", (-110, 50, 0), (110, 140), lambda d, s, _: plaster(d, s, colour))
    right = stage.surface(
        "right", (0, 50, 0), (110, 140), lambda d, s, _: plaster(d, s, dim), across=(0, 0, 1)
    )
    ceiling = stage.surface(
        "ceiling",
        (-110, 50, 110),
        (110, 110),
        lambda d, s, _: plaster(d, s, above),
        down=(0, 0, -1),
    )
    if not fixed:
        for at, radii in (
            ((-13, 34, 0), (20, 17)),
            ((-9, 8, 0), (11, 24)),
            ((-34, 44, 0), (16, 8)),
        ):
            mould(wear, left, at, radii)
        for at, radii in (((0, 36, 14), (18, 15)), ((0, 12, 8), (9, 22))):
            mould(wear, right, at, radii)
        mould(wear, ceiling, (-14, 50, 12), (17, 13))
        stain(wear, left, (-16, 20, 0), (34, 38), (206, 196, 164), 0.6, rim=0.3)
    for side in (left, right, ceiling):
        stage.lay(side)
    if fixed:
        box = block((-36, 30, 0.9), (17, 17, 1.8), 2.0, 0.7)
        slats = [block((-36, 24.4 + 2.2 * i, 1.9), (12.6, 0.7, 0.5), 0.2) for i in range(6)]
        stage.place(
            (box, PLASTIC),
            *[(slat, PLASTIC.tinted((130, 130, 128))) for slat in slats],
            onto=(left,),
        )
    pipe = tube([(-5, -95, 4), (-5, 50, 4)], 1.1, 20)
    clips = [lathe((-5, y, 4), [(0, 1.5), (1.6, 1.5)]) for y in (24, -18)]
    stage.place(
        (pipe, PAINT.tinted((222, 220, 214))),
        *[(clip, PLASTIC) for clip in clips],
        onto=(left, right),
        depth=0.4,
    )


def cracked_tile(stage: Stage, fixed: bool) -> None:
    setting, wear = stage.dice("setting"), stage.dice("wear")
    glaze = setting.choice(GLAZES)

    def wall_of_tiles(own: random.Random, size: tuple[int, int], density: float) -> Image.Image:
        return tiles(own, size, (20 * density, 25 * density), glaze, (150, 146, 138))

    wall = stage.surface("wall", (-54, 50, 0), (108, 104), wall_of_tiles)
    box = _one_tile(wall)
    if fixed:
        _new_tile(stage, wall, box, (glaze[0] + 8, glaze[1] + 8, glaze[2] + 8))
    else:
        _broken_tile(wear, wall, box)
    stage.lay(wall)
    rail = tube([(-60, -24, 5), (60, -24, 5)], 1.3, 24)
    hooks = [
        lathe((x, -24, 0), [(0, 2.4), (0.6, 2.3), (1, 1.1), (4.6, 1.0)], (0, 0, 1))
        for x in (-26, 30)
    ]
    stage.place(
        *[(hook, CERAMIC) for hook in hooks],
        (rail, Material((206, 209, 212), gloss=0.8, sharpness=50, mirror=0.6)),
        onto=(wall,),
    )


def _one_tile(wall: Surface) -> tuple[float, float, float, float]:
    """The tile around the middle of the wall, in pixels. The first one is cut at the edge."""
    wide, high = 20 * wall.density, 25 * wall.density
    column, row = 3, 2
    x, y = (column - 0.3) * wide, (row - 0.4) * high
    return (x, y, x + wide, y + high)


def _new_tile(
    stage: Stage,
    wall: Surface,
    box: tuple[float, float, float, float],
    glaze: tuple[float, float, float],
) -> None:
    x0, y0, x1, y1 = box
    pen = ImageDraw.Draw(wall.texture)
    joint = (x1 - x0) * 0.022
    pen.rectangle(
        (x0 - joint / 2, y0 - joint / 2, x1 + joint / 2, y1 + joint / 2), fill=(206, 204, 198)
    )
    pen.rounded_rectangle(
        (x0 + joint / 2, y0 + joint / 2, x1 - joint / 2, y1 - joint / 2), 3, fill=pixel(glaze, 1.05)
    )
    pen.rounded_rectangle(
        (x0 + joint, y0 + joint, x1 - joint / 2 - 1, y1 - joint / 2 - 1), 3, fill=pixel(glaze)
    )
    area = (int(x0), int(y0), int(x1), int(y1))
    patch = wall.texture.crop(area)
    wall.texture.paste(grained(patch, (clouds(stage.dice("new"), patch.size, 60), 4)), area[:2])


def _broken_tile(
    dice: random.Random, wall: Surface, box: tuple[float, float, float, float]
) -> None:
    x0, y0, x1, y1 = box
    d = wall.density

    def at(share_x: float, share_y: float) -> Vec:
        x = wall.corner[0] + (x0 + share_x * (x1 - x0)) / d
        y = wall.corner[1] - (y0 + share_y * (y1 - y0)) / d
        return (x, y, 0.0)

    stain(dice, wall, at(0.6, 0.9), (11, 8), (196, 184, 156), 0.6)
    for a, b in (
        ((0.02, 0.16), (0.62, 0.55)),
        ((0.62, 0.55), (0.98, 0.30)),
        ((0.62, 0.55), (0.72, 0.98)),
        ((0.62, 0.55), (0.15, 0.97)),
    ):
        crack(dice, wall, at(*a), at(*b), width=0.22, branches=2)
    chip = [
        wall.pixel(at(*p))
        for p in (
            (0.66, 0.60),
            (0.80, 0.63),
            (0.95, 0.80),
            (0.98, 0.98),
            (0.74, 0.98),
            (0.70, 0.80),
        )
    ]
    pen = ImageDraw.Draw(wall.texture)
    pen.polygon([(x - 3, y - 3) for x, y in chip], fill=(246, 244, 238))
    hollow = Image.new("L", wall.texture.size, 0)
    ImageDraw.Draw(hollow).polygon(chip, fill=255)
    area = hollow.getbbox() or (0, 0, 1, 1)
    size = (area[2] - area[0], area[3] - area[1])
    mortar = grained(Image.new("RGB", size, (128, 116, 102)), (clouds(dice, size, 14), 50))
    wall.texture.paste(mortar, area[:2], hollow.crop(area))
    pen.line(chip[:4], (52, 46, 40), 4)


def ceiling_stain(stage: Stage, fixed: bool) -> None:
    setting, wear = stage.dice("setting"), stage.dice("wear")
    colour = setting.choice(WALLS)
    white = (230, 228, 224) if fixed else (222, 218, 210)
    ceiling = stage.surface(
        "ceiling",
        (-130, 40, 150),
        (260, 150),
        lambda d, s, _: plaster(d, s, white),
        down=(0, 0, -1),
    )
    wall = stage.surface("wall", (-130, 40, 0), (260, 130), lambda d, s, _: plaster(d, s, colour))
    if not fixed:
        brown = (206, 168, 112)
        stain(wear, ceiling, (-8, 40, 42), (58, 40), brown, 0.85, rim=0.75)
        stain(wear, ceiling, (-2, 40, 44), (38, 27), (190, 146, 92), 0.8, rim=0.7)
        stain(wear, ceiling, (6, 40, 46), (18, 14), (150, 108, 66), 0.7)
        stain(wear, ceiling, (34, 40, 20), (24, 14), brown, 0.7, rim=0.7)
        crack(wear, ceiling, (-40, 40, 52), (30, 40, 36), width=0.2, branches=5)
        streak(wear, wall, (30, 40, 0), 52, 24, (186, 150, 100), 0.7)
    stage.lay(ceiling)
    stage.lay(wall)
    cornice = block((0, 37.6, 1.6), (280, 4.8, 3.2), 0.6, 1.2)
    stage.place((cornice, PAINT), onto=(wall,), depth=0.3)
    cap = lathe((-40, 40, 62), [(0, 5.2), (1.0, 5.2), (3.4, 3.2), (4.2, 1.2)], (0, -1, 0))
    cord = tube(bend([(-40, 36, 62), (-40, 10, 62), (-40, -40, 62)]), 0.35, 10)
    stage.place((cap, PLASTIC), (cord, RUBBER.tinted((200, 198, 192))), onto=(ceiling,), depth=0.35)
    if not fixed:
        wet = [
            ball((6 + dx, 39.6, 46 + dz), r, 0.7, 16)
            for dx, dz, r in ((0, 0, 1.0), (4, -2, 0.6), (-5, 3, 0.7))
        ]
        stage.place(*[(bead, WATER) for bead in wet], (drop((6, 28, 46), 0.9), WATER))
