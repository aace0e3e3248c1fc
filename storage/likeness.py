"""Do two pictures show the same? A hash that stays nearly the same when a picture is made smaller,
saved again or made lighter: whether each of 256 places is lighter than the one to its right.

It finds a picture that was used again, not a second picture of the same corner.
"""

# Pillow's types mention numpy, which nothing here needs.
# pyright: reportUnknownMemberType=false

from PIL import Image

BITS = 256
_SIDE = 16
_CLEARLY = 2  # of 255: less is noise of the camera or of the compression
_ENOUGH = 40  # places that differ clearly; a picture of a bare wall is like every other


def likeness_of(picture: Image.Image) -> str:
    """64 hexadecimal digits, or nothing when the picture is too plain to be told from others."""
    small = picture.convert("L").resize((_SIDE + 1, _SIDE), Image.Resampling.BOX)
    light = small.tobytes()
    bits = clear = 0
    for row in range(_SIDE):
        for column in range(_SIDE):
            at = row * (_SIDE + 1) + column
            bits = bits << 1 | (light[at] > light[at + 1])
            clear += abs(light[at] - light[at + 1]) >= _CLEARLY
    return f"{bits:064x}" if clear >= _ENOUGH else ""


def difference(one: str, other: str) -> int:
    """In how many of the 256 places they differ; pictures of other things differ in about half."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
