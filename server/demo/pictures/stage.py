"""Where a picture is put together: textured surfaces, solids, and the shadows they throw."""

import math
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .geometry import Camera, Face, Solid, Vec, add, dot, face_normal, scaled, subtract
from .materials import Light, Material, shade
from .pixels import stretched, toned

Part = tuple[Solid, Material]
# How far away, where in the picture, in which colour.
Seen = tuple[float, list[tuple[float, float]], tuple[int, int, int]]
Paint = Callable[[random.Random, tuple[int, int], float], Image.Image]

SHADOW_SHRINK = 4  # shadows are soft: a quarter of the resolution loses nothing
SUPERSAMPLE = 2
MOST_TEXTURE = 2_000_000  # pixels; more than a picture can show


@dataclass(slots=True)
class Surface:
    """A flat rectangle with a texture that scenes may still draw on, before it is laid."""

    texture: Image.Image
    corner: Vec
    across: Vec
    down: Vec
    density: float

    def pixel(self, point: Vec) -> tuple[float, float]:
        """Where a point of the world is in the texture."""
        offset = subtract(point, self.corner)
        return (dot(offset, self.across) * self.density, dot(offset, self.down) * self.density)

    def corners(self) -> Face:
        wide = scaled(self.across, self.texture.width / self.density)
        high = scaled(self.down, self.texture.height / self.density)
        return (
            self.corner,
            add(self.corner, wide),
            add(add(self.corner, wide), high),
            add(self.corner, high),
        )


def smoothing(faces: Sequence[Seen]) -> float:
    """How far to blur, so that flat faces become a round thing and edges stay edges."""
    widths = sorted(math.dist(outline[0], outline[1]) for _, outline, _ in faces)
    return min(2.6, 0.4 * widths[len(widths) // 2])


def seeded(words: str) -> random.Random:
    return random.Random(words)  # noqa: S311  chance for pictures, not for secrets


class Stage:
    def __init__(
        self, name: str, camera: Camera, light: Light, size: tuple[int, int], density: float
    ) -> None:
        self.name = name
        self.camera = camera
        self.light = light
        self.density = density  # pixels per centimetre at the subject
        self.image = Image.new("RGB", size, (120, 120, 118))

    def dice(self, purpose: str) -> random.Random:
        """The same purpose falls the same way before and after, whatever else was drawn."""
        return seeded(f"{self.name} {purpose}")

    def surface(
        self, purpose: str, corner: Vec, size: tuple[float, float], paint: Paint,
        across: Vec = (1.0, 0.0, 0.0), down: Vec = (0.0, -1.0, 0.0), *, fine: float = 1.0,
    ) -> Surface:  # fmt: skip
        """A rectangle from its top left corner, in centimetres, painted but not yet laid."""
        density = min(self.density * fine, math.sqrt(MOST_TEXTURE / (size[0] * size[1])))
        pixels = (max(8, int(size[0] * density)), max(8, int(size[1] * density)))
        return Surface(paint(self.dice(purpose), pixels, density), corner, across, down, density)

    def top(self, purpose: str, corner: Vec, size: tuple[float, float], paint: Paint) -> Surface:
        """A rectangle that lies flat: from its far left corner to the right and to the viewer."""
        return self.surface(purpose, corner, size, paint, down=(0.0, 0.0, 1.0))

    def lay(self, surface: Surface) -> None:
        """Draw a surface in perspective."""
        quad = [self.camera.project(p) for p in surface.corners()]
        left, top, right, bottom = self._visible(quad)
        if right <= left or bottom <= top:
            return
        local = [(x - left, y - top) for x, y in quad]
        width, height = surface.texture.size
        # Two pixels short: at the very edge the picture would fade to black.
        right_edge, low_edge = width - 2.0, height - 2.0
        source = [(2.0, 2.0), (right_edge, 2.0), (right_edge, low_edge), (2.0, low_edge)]
        laid = surface.texture.transform(
            (right - left, bottom - top),
            Image.Transform.PERSPECTIVE,
            perspective_coefficients(local, source),
            Image.Resampling.BILINEAR,
        )
        mask = Image.new("L", (laid.width * 2, laid.height * 2), 0)
        ImageDraw.Draw(mask).polygon([(x * 2, y * 2) for x, y in local], fill=255)
        mask = mask.reduce(2)
        if laid.mode == "RGBA":
            mask = ImageChops.multiply(mask, laid.getchannel("A"))
        self.image.paste(laid.convert("RGB"), (left, top), mask)

    def place(self, *parts: Part, onto: Iterable[Surface] = (), depth: float = 0.55) -> None:
        """Draw solids in the given order, after the shadows they throw on the surfaces."""
        shadows = [self._shadow([solid for solid, _ in parts], surface) for surface in onto]
        if shadows:
            self._darken(reduce(ImageChops.lighter, shadows), depth)
        for solid, material in parts:
            self._draw(solid, material)

    def _draw(self, solid: Solid, material: Material) -> None:
        project, eye, light = self.camera.project, self.camera.eye, self.light
        faces: list[Seen] = []
        for face in solid:
            normal = face_normal(face)
            middle = scaled(add(face[0], face[len(face) // 2]), 0.5)
            to_eye = subtract(eye, middle)
            if dot(normal, to_eye) <= 0:
                continue
            colour = shade(material, normal, middle, eye, light)
            faces.append((-dot(to_eye, to_eye), [project(p) for p in face], colour))
        if not faces:
            return
        faces.sort(key=lambda entry: entry[0])
        box = self._visible([point for _, outline, _ in faces for point in outline])
        left, top, right, bottom = box
        if right <= left or bottom <= top:
            return
        more = SUPERSAMPLE
        size = ((right - left) * more, (bottom - top) * more)
        layer = Image.new("RGB", size, faces[len(faces) // 2][2])
        shape = Image.new("L", size, 0)
        pen, cutter = ImageDraw.Draw(layer), ImageDraw.Draw(shape)
        for _, outline, colour in faces:
            place = [((x - left) * more, (y - top) * more) for x, y in outline]
            pen.polygon(place, fill=colour)
            cutter.polygon(place, fill=255)
        layer = layer.reduce(more).filter(ImageFilter.GaussianBlur(smoothing(faces)))
        self.image.paste(layer, (left, top), shape.reduce(more))

    def _shadow(self, solids: Sequence[Solid], surface: Surface) -> Image.Image:
        """A small mask of what these solids keep the light from, on this surface."""
        area = surface.corners()
        normal = face_normal(tuple(reversed(area)))
        towards = self.light.towards
        slope = dot(towards, normal)
        width, height = self.image.size
        mask = Image.new("L", (width // SHADOW_SHRINK, height // SHADOW_SHRINK), 0)
        if slope < 0.05:  # the light grazes it
            return mask
        pen = ImageDraw.Draw(mask)
        for solid in solids:
            for face in solid:
                outline: list[tuple[float, float]] = []
                for point in face:
                    lift = dot(subtract(point, area[0]), normal) / slope
                    x, y = self.camera.project(subtract(point, scaled(towards, max(lift, 0.0))))
                    outline.append((x / SHADOW_SHRINK, y / SHADOW_SHRINK))
                pen.polygon(outline, fill=255)
        soft = self.density * 0.55 / SHADOW_SHRINK
        near = mask.filter(ImageFilter.GaussianBlur(soft))
        wide = mask.filter(ImageFilter.GaussianBlur(soft * 5))
        dark = Image.blend(near, wide, 0.45)
        region = Image.new("L", mask.size, 0)
        outline = [self.camera.project(p) for p in area]
        ImageDraw.Draw(region).polygon(
            [(x / SHADOW_SHRINK, y / SHADOW_SHRINK) for x, y in outline], fill=255
        )
        return ImageChops.multiply(dark, region)

    def _darken(self, mask: Image.Image, depth: float) -> None:
        keep = toned(mask, lambda v: int(255 - depth * 255 * (v / 255)))
        keep = stretched(keep, self.image.size, Image.Resampling.BILINEAR)
        self.image = ImageChops.multiply(self.image, Image.merge("RGB", (keep, keep, keep)))

    def _visible(self, points: Sequence[tuple[float, float]]) -> tuple[int, int, int, int]:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return (
            max(0, int(min(xs)) - 2),
            max(0, int(min(ys)) - 2),
            min(self.image.width, int(max(xs)) + 3),
            min(self.image.height, int(max(ys)) + 3),
        )


def perspective_coefficients(
    seen: Sequence[tuple[float, float]], source: Sequence[tuple[float, float]]
) -> list[float]:
    """The eight numbers with which Pillow finds, for a seen pixel, its place in the texture."""
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(seen, source, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    return solve(rows)


def solve(rows: list[list[float]]) -> list[float]:
    """Gaussian elimination; the last number of each row is its right-hand side."""
    count = len(rows)
    for i in range(count):
        best = max(range(i, count), key=lambda r: abs(rows[r][i]))
        rows[i], rows[best] = rows[best], rows[i]
        pivot = rows[i][i]
        rows[i] = [value / pivot for value in rows[i]]
        for r in range(count):
            if r != i and rows[r][i]:
                factor = rows[r][i]
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[i], strict=True)]
    return [row[-1] for row in rows]
