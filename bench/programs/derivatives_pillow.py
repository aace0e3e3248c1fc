"""The same copies with bare Pillow, as somebody writes it who knows Pillow well: decoded straight
to half size, upright, progressive. Arguments: the picture, how many."""

import sys
import time
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps
from rounds import answer

_original = Path(sys.argv[1]).read_bytes()
_pictures = int(sys.argv[2])


def _fitting(size: tuple[int, int], edge: int) -> tuple[int, int]:
    longest = max(size)
    return size[0] * edge // longest, size[1] * edge // longest


def _saved(picture: Image.Image) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=80, progressive=True)
    return buffer.getvalue()


def _copies() -> tuple[bytes, bytes]:
    with Image.open(BytesIO(_original)) as picture:
        picture.draft("RGB", _fitting(picture.size, 1600))
        upright = ImageOps.exif_transpose(picture)
    screen = upright.resize(_fitting(upright.size, 1600), Image.Resampling.BICUBIC)
    thumbnail = screen.resize(_fitting(screen.size, 320), Image.Resampling.BICUBIC)
    return _saved(screen), _saved(thumbnail)


def _measure() -> float:
    started = time.process_time()
    for _ in range(_pictures):
        _copies()
    return _pictures / (time.process_time() - started)


answer(_measure)
