"""Points, loops and solids in centimetres: x to the right, y up, z towards the viewer.

A solid is a list of flat faces. Whoever draws them decides on colour and order.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Vec = tuple[float, float, float]
Loop = list[Vec]
Face = tuple[Vec, ...]
Solid = list[Face]


def add(a: Vec, b: Vec) -> Vec:
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])


def subtract(a: Vec, b: Vec) -> Vec:
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def scaled(a: Vec, factor: float) -> Vec:
    return (a[0] * factor, a[1] * factor, a[2] * factor)


def dot(a: Vec, b: Vec) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vec, b: Vec) -> Vec:
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def unit(a: Vec) -> Vec:
    length = math.sqrt(dot(a, a)) or 1.0
    return (a[0] / length, a[1] / length, a[2] / length)


def face_normal(face: Face) -> Vec:
    # The diagonals, not two sides: a quad that ends in a point still has both of them.
    return unit(cross(subtract(face[2], face[0]), subtract(face[-1], face[1])))


@dataclass(frozen=True, slots=True)
class Camera:
    eye: Vec
    right: Vec
    up: Vec
    ahead: Vec
    focal: float
    centre: tuple[float, float]

    def project(self, point: Vec) -> tuple[float, float]:
        x, y, z = point[0] - self.eye[0], point[1] - self.eye[1], point[2] - self.eye[2]
        right, up, ahead = self.right, self.up, self.ahead
        depth = max(x * ahead[0] + y * ahead[1] + z * ahead[2], 1.0)
        shrink = self.focal / depth
        return (
            self.centre[0] + shrink * (x * right[0] + y * right[1] + z * right[2]),
            self.centre[1] - shrink * (x * up[0] + y * up[1] + z * up[2]),
        )


def aim(
    target: Vec, distance: float, yaw: float, pitch: float, roll: float, focal: float,
    centre: tuple[float, float],
) -> Camera:  # fmt: skip
    """A camera that looks at `target`; angles in degrees."""
    yaw, pitch, roll = math.radians(yaw), math.radians(pitch), math.radians(roll)
    back = (math.sin(yaw) * math.cos(pitch), math.sin(pitch), math.cos(yaw) * math.cos(pitch))
    level = unit(cross((0.0, 1.0, 0.0), back))
    upright = cross(back, level)
    right = add(scaled(level, math.cos(roll)), scaled(upright, math.sin(roll)))
    return Camera(
        eye=add(target, scaled(back, distance)),
        right=right,
        up=cross(back, right),
        ahead=scaled(back, -1.0),
        focal=focal,
        centre=centre,
    )


def ring(centre: Vec, radius: float, axis: Vec = (0.0, 1.0, 0.0), sides: int = 36) -> Loop:
    helper = (0.0, 0.0, 1.0) if abs(axis[2]) < 0.9 else (1.0, 0.0, 0.0)
    along = unit(axis)
    u = unit(cross(helper, along))
    v = cross(along, u)
    turns = [2 * math.pi * i / sides for i in range(sides)]
    return [
        add(centre, add(scaled(u, radius * math.cos(t)), scaled(v, radius * math.sin(t))))
        for t in turns
    ]


def rounded_loop(
    centre: Vec, across: Vec, upward: Vec, half: tuple[float, float], corner: float, steps: int = 6
) -> Loop:
    """A rectangle with round corners, spanned by two directions, anticlockwise."""
    corner = min(corner, half[0], half[1])
    loop: Loop = []
    for quarter, (sx, sy) in enumerate(((1, 1), (-1, 1), (-1, -1), (1, -1))):
        for i in range(steps + 1):
            turn = math.pi / 2 * (quarter + i / steps)
            x = sx * (half[0] - corner) + corner * math.cos(turn)
            y = sy * (half[1] - corner) + corner * math.sin(turn)
            loop.append(add(centre, add(scaled(across, x), scaled(upward, y))))
    return loop


def loft(loops: Sequence[Loop], *, start: bool = False, end: bool = False) -> Solid:
    """A skin over loops with the same number of points, with or without lids."""
    faces: Solid = []
    for low, high in pairwise(loops):
        count = len(low)
        for i in range(count):
            j = (i + 1) % count
            faces.append((low[i], low[j], high[j], high[i]))
    if start:
        faces.append(tuple(reversed(loops[0])))
    if end:
        faces.append(tuple(loops[-1]))
    return faces


def inside_out(solid: Solid) -> Solid:
    return [tuple(reversed(face)) for face in solid]


def lathe(
    foot: Vec, profile: Iterable[tuple[float, float]], axis: Vec = (0.0, 1.0, 0.0), sides: int = 36
) -> Solid:
    """Turned on a lathe: `profile` is (distance along the axis, radius), from foot to top."""
    along = unit(axis)
    loops = [ring(add(foot, scaled(along, far)), radius, axis, sides) for far, radius in profile]
    return loft(loops, start=True, end=True)


def bend(points: Sequence[Vec], steps: int = 10) -> list[Vec]:
    """A smooth line through the points (Catmull-Rom)."""
    padded = [points[0], *points, points[-1]]
    line: list[Vec] = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for i in range(steps):
            t = i / steps
            wa, wb = -t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3
            wc, wd = t + 4 * t**2 - 3 * t**3, t**3 - t**2
            line.append(
                (
                    (wa * a[0] + wb * b[0] + wc * c[0] + wd * d[0]) / 2,
                    (wa * a[1] + wb * b[1] + wc * c[1] + wd * d[1]) / 2,
                    (wa * a[2] + wb * b[2] + wc * c[2] + wd * d[2]) / 2,
                )
            )
    return [*line, points[-1]]


def tube(line: Sequence[Vec], radius: float | Sequence[float], sides: int = 24) -> Solid:
    """A pipe along a line. The rings keep their turn, so that the skin does not twist."""
    radii = [radius] * len(line) if isinstance(radius, int | float) else list(radius)
    loops: list[Loop] = []
    side: Vec = (1.0, 0.0, 0.0)
    for i, point in enumerate(line):
        along = unit(subtract(line[min(i + 1, len(line) - 1)], line[max(i - 1, 0)]))
        if abs(dot(side, along)) > 0.95:
            side = (0.0, 0.3, 1.0)
        side = unit(subtract(side, scaled(along, dot(side, along))))
        other = cross(along, side)
        turns = [2 * math.pi * k / sides for k in range(sides)]
        loops.append(
            [
                add(
                    point,
                    add(
                        scaled(side, radii[i] * math.cos(t)), scaled(other, radii[i] * math.sin(t))
                    ),
                )
                for t in turns
            ]
        )
    return loft(loops, start=True, end=True)


def block(centre: Vec, size: Vec, corner: float = 0.4, bevel: float = 0.3) -> Solid:
    """A box seen from the front, with round corners and a soft front and back edge."""
    half = (size[0] / 2, size[1] / 2)
    depth = size[2] / 2
    bevel = min(bevel, depth, half[0], half[1])
    across, upward = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)
    slices = [(-depth, bevel), (-depth + bevel, 0.0), (depth - bevel, 0.0)]
    slices += [(depth - bevel * 0.45, bevel * 0.2), (depth - bevel * 0.1, bevel * 0.6)]
    slices += [(depth, bevel)]
    loops = [
        rounded_loop(
            add(centre, (0.0, 0.0, z)), across, upward, (half[0] - inset, half[1] - inset), corner
        )
        for z, inset in slices
    ]
    return loft(loops, start=True, end=True)


def ball(centre: Vec, radius: float, squash: float = 1.0, sides: int = 24) -> Solid:
    steps = max(4, sides // 2)
    profile: list[tuple[float, float]] = []
    for i in range(steps + 1):
        angle = math.pi * i / steps
        profile.append((radius * squash * (1 - math.cos(angle)), radius * math.sin(angle) + 1e-3))
    return lathe(add(centre, (0.0, -radius * squash, 0.0)), profile, sides=sides)


def turned(solid: Solid, about: Vec, degrees: float, axis: str = "z") -> Solid:
    """The solid turned about a point, around the x, y or z axis."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))

    def turn(p: Vec) -> Vec:
        x, y, z = subtract(p, about)
        if axis == "z":
            x, y = x * c - y * s, x * s + y * c
        elif axis == "y":
            x, z = x * c + z * s, z * c - x * s
        else:
            y, z = y * c - z * s, y * s + z * c
        return add(about, (x, y, z))

    return [tuple(turn(p) for p in face) for face in solid]


def moved(solid: Solid, by: Vec) -> Solid:
    return [tuple(add(p, by) for p in face) for face in solid]
