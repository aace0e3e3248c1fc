"""The picture of a photo as paper needs it: 300 dots to the inch and no more."""

import io
from collections.abc import Generator
from contextlib import contextmanager

from PIL import Image

_EDGE = 1000
_QUALITY = 78


@contextmanager
def fitted(path: str) -> Generator[io.BytesIO]:
    """Of an upright copy without metadata. One at a time in memory, decoded at the small size."""
    with Image.open(path) as picture, io.BytesIO() as made:
        picture.draft("RGB", (_EDGE, _EDGE))
        picture.thumbnail((_EDGE, _EDGE))
        picture.convert("RGB").save(made, "JPEG", quality=_QUALITY)
        made.seek(0)
        yield made
