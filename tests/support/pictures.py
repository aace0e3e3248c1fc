"""Pictures as cameras make them: every orientation, HEIC, with a position beside the picture."""

import io
from functools import lru_cache

import pillow_heif
from PIL import ExifTags, Image, ImageDraw, ImageEnhance, ImageFilter

UPRIGHT = (400, 240)
"""Width and height of every picture here once it stands upright; red is then top left."""

_TURNED_BACK = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@lru_cache
def jpeg(shade: int = 0, orientation: int = 1, size: tuple[int, int] = UPRIGHT) -> bytes:
    """A photo. Another `shade` gives other bytes; it carries a position, as phones add it."""
    return _encoded(_drawn(shade, orientation, size), "JPEG", orientation)


@lru_cache
def heic(shade: int = 0) -> bytes:
    """The same, as an iPhone stores it."""
    pillow_heif.register_heif_opener()
    return _encoded(_drawn(shade, 1, UPRIGHT), "HEIF", 1)


@lru_cache
def type_plate(
    *, blur: int = 0, light: float = 1, glare: int = 0, shade: int = 0, scale: int = 1
) -> bytes:
    """Lines to read, as a phone takes them: sharp, out of focus by so many pixels, in too little
    light, or with a flash of such a radius in the middle."""
    plate = Image.new("RGB", (2000, 1500), (182, 176, 165 + shade))
    pen = ImageDraw.Draw(plate)
    pen.rectangle((300, 250, 1700, 1250), fill=(214, 214, 210), outline=(40, 40, 40), width=6)
    for line in range(13):
        for letter in range(12 - line % 4):
            left, top = 360 + letter * 104, 320 + line * 70
            pen.rectangle(
                (left, top, left + 30 + (line * letter) % 50, top + 34), fill=(30, 30, 34)
            )
    plate = ImageEnhance.Brightness(plate.filter(ImageFilter.GaussianBlur(blur))).enhance(light)
    flash = Image.new("L", plate.size)
    ImageDraw.Draw(flash).circle((1000, 750), glare, fill=255)
    plate.paste((255, 255, 255), mask=flash.filter(ImageFilter.GaussianBlur(40)))
    out = io.BytesIO()
    plate.resize((2000 * scale, 1500 * scale)).save(out, "JPEG", quality=90)
    return out.getvalue()


def _drawn(shade: int, orientation: int, size: tuple[int, int]) -> Image.Image:
    # Far enough from each other: a JPEG of the next shade of one colour is often the same bytes.
    ground = (40, 64 + shade // 16 % 16 * 8, shade % 16 * 16)
    picture = Image.new("RGB", size, ground)
    picture.paste((220, 20, 20), (0, 0, size[0] // 4, size[1] // 4))
    return picture if orientation == 1 else picture.transpose(_TURNED_BACK[orientation])


def _encoded(picture: Image.Image, form: str, orientation: int) -> bytes:
    exif = picture.getexif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "Phone of Rosa"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    out = io.BytesIO()
    picture.save(out, form, quality=90, exif=exif)
    return out.getvalue()


def is_red_top_left(data: bytes) -> bool:
    """The picture stands upright, read without looking at its metadata."""
    with Image.open(io.BytesIO(data)) as picture:
        red, green, _blue = picture.convert("RGB").getpixel((8, 8))  # pyright: ignore
    return red > 150 and green < 90


def metadata_of(data: bytes) -> dict[int, object]:
    with Image.open(io.BytesIO(data)) as picture:
        return dict(picture.getexif())


def size_of(data: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(data)) as picture:
        return picture.size
