"""What the homes in the pictures have in common: paint, tiles, floors, and water that drips."""

import random

from PIL import Image

from ..geometry import Solid, Vec, lathe
from ..materials import Colour, Material
from ..stage import Paint
from ..textures import grain, grained, tiles, wood

WALLS = ((226, 222, 212), (222, 224, 222), (230, 220, 202), (208, 216, 214), (224, 216, 216))
FLOORS = ((158, 122, 86), (124, 94, 68), (184, 156, 122), (140, 132, 122))
WORKTOPS = ((112, 106, 100), (86, 88, 92), (150, 140, 126), (64, 66, 70))
GLAZES = ((226, 229, 226), (232, 228, 218), (206, 216, 216), (214, 220, 206), (222, 222, 226))
DOORS = ((34, 74, 58), (40, 58, 84), (112, 40, 38), (58, 60, 62))
RUST = (150, 104, 62)
HOLE = Material((26, 24, 22), gloss=0.05)


def tiled(dice: random.Random, tile: tuple[float, float], *, bond: bool = False) -> Paint:
    glaze = dice.choice(GLAZES)

    def paint(own: random.Random, size: tuple[int, int], density: float) -> Image.Image:
        cut = (tile[0] * density, tile[1] * density)
        return tiles(own, size, cut, glaze, (168, 166, 160), bond=bond)

    return paint


def painted_wood(colour: Colour, *, upright: bool = True) -> Paint:
    """Paint over wood: the grain still shows a little."""

    def paint(dice: random.Random, size: tuple[int, int], _: float) -> Image.Image:
        base = wood(dice, size, colour, upright=upright, contrast=9)
        relief = grain(dice, size, (2, 9) if upright else (9, 2))
        return grained(base, (relief, 5))

    return paint


def drop(at: Vec, radius: float) -> Solid:
    """A drop that is about to fall: round below, drawn out above."""
    profile = [(-1.0, 0.02), (-0.85, 0.55), (-0.5, 0.88), (0.0, 1.0), (0.5, 0.85), (1.1, 0.45)]
    profile += [(1.7, 0.12), (2.0, 0.02)]
    return lathe(at, [(radius * far, radius * wide) for far, wide in profile], sides=16)
