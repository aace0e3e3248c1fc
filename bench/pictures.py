"""Pictures to measure with: soft shapes under camera noise, so that they compress as photos do."""

import io
import random
from functools import lru_cache

from PIL import Image

_TWELVE_MEGAPIXELS = (4000, 3000)
_FROM_THE_PHONE = (2560, 1920)
_ON_A_SCREEN = (1600, 1200)
_UPRIGHT, _LIES_ON_ITS_SIDE = 1, 6
_ORIENTATION = 0x0112


def twelve_megapixels() -> bytes:
    """As a phone's camera gives it, held upright: some 2 MB, orientation 6."""
    return _jpeg(scene(_TWELVE_MEGAPIXELS, noise=14), quality=85)


def from_the_phone(byte_count: int, number: int) -> bytes:
    """As the technician's phone sends it. All are the same scene; each has other bytes."""
    data = _sent_scene(byte_count)
    # A comment just after the start: one more segment, which decoders skip.
    words = f"photo {number}".encode()
    return data[:2] + b"\xff\xfe" + (len(words) + 2).to_bytes(2, "big") + words + data[2:]


def of_a_home(number: int) -> bytes:
    """As large as a screen shows it, and no two alike: nothing here was used before."""
    whole = Image.blend(_shapes(_ON_A_SCREEN, number), _grain(_ON_A_SCREEN, 9), 0.3)
    return _jpeg(whole, quality=80, orientation=_UPRIGHT)


@lru_cache(1)
def _sent_scene(byte_count: int) -> bytes:
    """The quality that comes nearest to the size from below."""
    whole = scene(_FROM_THE_PHONE, noise=9)
    low, high = 20, 95
    while low < high:
        middle = (low + high + 1) // 2
        if len(_jpeg(whole, quality=middle)) <= byte_count:
            low = middle
        else:
            high = middle - 1
    return _jpeg(whole, quality=low)


def scene(size: tuple[int, int], *, noise: int) -> Image.Image:
    return Image.blend(_shapes(size, 7), _grain(size, noise), 0.3)


def _shapes(size: tuple[int, int], seed: int) -> Image.Image:
    shapes = random.Random(seed)  # noqa: S311  the same picture in every run
    coarse = Image.new("RGB", (16, 12))
    coarse.putdata([tuple(shapes.randrange(30, 226) for _ in range(3)) for _ in range(16 * 12)])
    return coarse.resize(size, Image.Resampling.BICUBIC)


@lru_cache(2)
def _grain(size: tuple[int, int], noise: int) -> Image.Image:
    grain = Image.effect_noise((size[0] // 2, size[1] // 2), noise)
    return grain.resize(size).convert("RGB")


def _jpeg(picture: Image.Image, *, quality: int, orientation: int = _LIES_ON_ITS_SIDE) -> bytes:
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality, exif=exif)
    return buffer.getvalue()
