"""The one thing we want from EXIF: which way up. Anything damaged simply means "as it is".

Our own reader, because photos with broken metadata are common and must not be refused.
"""

import struct

_ORIENTATION = 0x0112
_SHORT = 3
_ENTRY_BYTES = 12


def orientation_in(exif: object) -> int:
    """1 to 8 as in EXIF; 1 when it says nothing we can read."""
    if not isinstance(exif, bytes):
        return 1
    tiff = exif.removeprefix(b"Exif\x00\x00")
    order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(tiff[:4])
    if order is None:
        return 1
    try:
        return _read_orientation(tiff, order)
    except struct.error:
        return 1


def _read_orientation(tiff: bytes, order: str) -> int:
    (directory,) = struct.unpack_from(f"{order}I", tiff, 4)
    (count,) = struct.unpack_from(f"{order}H", tiff, directory)
    for index in range(count):
        at = directory + 2 + index * _ENTRY_BYTES
        tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, at)
        if tag == _ORIENTATION:
            return value if kind == _SHORT and 1 <= value <= 8 else 1
    return 1
