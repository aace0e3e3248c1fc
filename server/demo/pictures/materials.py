"""What things are made of, and how light falls on one flat face of them."""

import math
from dataclasses import dataclass, replace

from .geometry import Vec, dot, scaled, subtract, unit

Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Light:
    """Daylight or a lamp: where it comes from, how hard it is and how warm."""

    towards: Vec
    strength: float
    warmth: float

    def colour(self) -> Colour:
        return (1.0 + 0.02 * self.warmth, 1.0, 1.0 - 0.03 * self.warmth)


@dataclass(frozen=True, slots=True)
class Material:
    colour: Colour
    gloss: float = 0.15
    sharpness: float = 20.0
    mirror: float = 0.0

    def tinted(self, colour: Colour) -> "Material":
        return replace(self, colour=colour)


CHROME = Material((212, 216, 220), gloss=0.9, sharpness=60, mirror=0.93)
DULL_CHROME = Material((182, 180, 172), gloss=0.35, sharpness=14, mirror=0.55)
STEEL = Material((178, 181, 184), gloss=0.35, sharpness=10, mirror=0.16)
SATIN = Material((202, 204, 206), gloss=0.45, sharpness=18, mirror=0.10)
BRASS = Material((196, 158, 84), gloss=0.6, sharpness=30, mirror=0.55)
COPPER = Material((206, 128, 88), gloss=0.6, sharpness=28, mirror=0.25)
CERAMIC = Material((236, 236, 232), gloss=0.55, sharpness=55, mirror=0.1)
ENAMEL = Material((238, 238, 234), gloss=0.3, sharpness=30, mirror=0.04)
PLASTIC = Material((233, 233, 229), gloss=0.28, sharpness=24, mirror=0.02)
RUBBER = Material((44, 44, 46), gloss=0.12, sharpness=8)
PAINT = Material((228, 226, 220), gloss=0.1, sharpness=10)
WATER = Material((188, 204, 212), gloss=1.2, sharpness=70, mirror=0.62)
ZINC = Material((140, 146, 150), gloss=0.2, sharpness=8, mirror=0.15)


def room_seen_by(direction: Vec, light: Light) -> float:
    """What polished metal reflects: a dim room with a bright ceiling and one window, 0-1.3."""
    height = direction[1]
    seen = 0.46 + 0.46 / (1.0 + math.exp(-height * 9.0))
    seen -= 0.30 * math.exp(-(((height + 0.08) / 0.20) ** 2))
    if direction[2] > 0:  # the person who takes the picture stands in the way of the light
        seen -= 0.20 * direction[2] ** 3 * math.exp(-((direction[0] / 0.35) ** 2))
    else:
        seen += 0.16 * -direction[2]
    towards_window = dot(direction, light.towards)
    if towards_window > 0.70:
        seen += 0.70 * min(1.0, (towards_window - 0.70) / 0.22) ** 2
    return max(0.10, seen)


def shade(material: Material, normal: Vec, at: Vec, eye: Vec, light: Light) -> tuple[int, int, int]:
    """The colour of a face in 0-255, as the camera at `eye` sees it."""
    view = unit(subtract(eye, at))
    facing = max(0.0, dot(normal, light.towards))
    diffuse = 0.47 + 0.11 * normal[1] + 0.05 * normal[2] + 0.40 * light.strength * facing
    halfway = unit(
        (view[0] + light.towards[0], view[1] + light.towards[1], view[2] + light.towards[2])
    )
    diffuse += 0.12 * max(0.0, dot(normal, view))  # walls behind the camera send light back
    shine = material.gloss * max(0.0, dot(normal, halfway)) ** material.sharpness
    reflected = 0.0
    mirror = material.mirror
    if mirror:
        steep = dot(normal, view)
        mirror += (1.0 - mirror) * 0.5 * max(0.0, 1.0 - steep) ** 4
        bounced = subtract(scaled(normal, 2 * steep), view)
        reflected = room_seen_by(bounced, light)
    tint = light.colour()
    out: list[int] = []
    for channel in range(3):
        own = material.colour[channel] * (diffuse * (1 - mirror) + 1.06 * reflected * mirror)
        out.append(min(255, max(0, int(tint[channel] * (own + 235 * shine * light.strength)))))
    return (out[0], out[1], out[2])
