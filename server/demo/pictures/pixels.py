"""The two things that every drawing does to whole images: another size, another tone curve."""

from collections.abc import Callable

from PIL import Image


def stretched(
    image: Image.Image,
    size: tuple[int, int],
    how: Image.Resampling = Image.Resampling.BILINEAR,
) -> Image.Image:
    return image.resize(size, how)  # pyright: ignore[reportUnknownMemberType]  numpy is optional


def toned(image: Image.Image, curve: Callable[[int], float]) -> Image.Image:
    """Every level of every band sent through the curve, kept between 0 and 255."""
    return through(image, [curve(v) for v in range(256)] * len(image.getbands()))


def through(image: Image.Image, table: list[float]) -> Image.Image:
    levels = [max(0, min(255, int(level))) for level in table]
    return image.point(levels)  # pyright: ignore[reportUnknownMemberType]  numpy is optional
