"""Smaller copies of a photo: upright, in sRGB, without a trace of metadata.

Pure and blocking; whoever calls decides in which thread or process. Only decoders for the formats
we accept are ever tried, and never on more pixels than the limit.
"""

# Pillow's types mention numpy, which nothing here needs.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

import struct
from dataclasses import dataclass
from io import BytesIO

import pillow_heif
from PIL import Image, ImageCms, JpegImagePlugin

from storage.errors import NotAPicture, PictureTooLarge
from storage.exif import orientation_in
from storage.likeness import likeness_of

SCREEN_EDGE = 1600
THUMBNAIL_EDGE = 320
PIXEL_LIMIT = 100_000_000
_QUALITY = 80
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_AVIF_BRANDS = {b"avif", b"avis"}
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow raises on damaged input, by decoder and kind of damage.
_DAMAGED = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    RuntimeError,  # how libheif and libavif say almost everything
    struct.error,
)

pillow_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = PIXEL_LIMIT


@dataclass(frozen=True, slots=True)
class PictureFormat:
    media_type: str
    extension: str


@dataclass(frozen=True, slots=True)
class Derivatives:
    width: int
    """Of the original, held upright."""
    height: int
    screen: bytes
    thumbnail: bytes
    likeness: str
    """By which the same picture is found again; see likeness.py."""


JPEG = PictureFormat("image/jpeg", "jpg")
PNG = PictureFormat("image/png", "png")
WEBP = PictureFormat("image/webp", "webp")
HEIC = PictureFormat("image/heic", "heic")
AVIF = PictureFormat("image/avif", "avif")
_DECODERS = {PNG: "PNG", WEBP: "WEBP", HEIC: "HEIF", AVIF: "AVIF"}


class _Jpeg(JpegImagePlugin.JpegImageFile):
    """Opened directly: a phone's multi-picture file is then simply its first picture."""

    def _read_dpi_from_exif(self) -> None:
        """We have no use for it, and on damaged EXIF it warns."""


def identify(head: bytes) -> PictureFormat:
    """What the first bytes say, whatever the name or the announced type."""
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp":
        return _identify_heif(head)
    raise NotAPicture("These bytes are not a JPEG, PNG, WebP, HEIC or AVIF picture")


def _identify_heif(head: bytes) -> PictureFormat:
    size = min(int.from_bytes(head[:4]), 256)
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, size, 4))}
    if brands & _AVIF_BRANDS:
        return AVIF
    if brands & _HEIC_BRANDS:
        return HEIC
    raise NotAPicture("This is a film or another kind of container, not a picture")


def make_derivatives(data: bytes) -> Derivatives:
    picture_format = identify(data)
    try:
        return _derive(data, picture_format)
    except _DAMAGED as error:
        if picture_format is not JPEG:
            raise NotAPicture(f"The picture cannot be decoded: {error}") from error
    return _derive_truncated_jpeg(data)


def _derive_truncated_jpeg(data: bytes) -> Derivatives:
    """A JPEG that stops early still shows its upper part once it is told where it ends."""
    try:
        return _derive(data + b"\xff\xd9", JPEG)
    except _DAMAGED as error:
        raise NotAPicture(f"The picture cannot be decoded: {error}") from error


def _derive(data: bytes, picture_format: PictureFormat) -> Derivatives:
    with _open(data, picture_format) as picture:
        width, height = picture.size
        # Decoding straight to half or a quarter saves most of the time. It must be asked in the
        # picture's own proportions, and while it still lies on its side.
        picture.draft("RGB", _fitting(picture.size, SCREEN_EDGE))
        picture.load()
        # Only now: in some formats the orientation comes after the pixels.
        orientation = orientation_in(picture.info.get("exif"))
        screen = _screen_sized(picture)
    if orientation in _UPRIGHT:
        screen = screen.transpose(_UPRIGHT[orientation])
    if orientation >= 5:
        width, height = height, width
    thumbnail = screen.resize(_fitting(screen.size, THUMBNAIL_EDGE), Image.Resampling.BICUBIC)
    likeness = likeness_of(thumbnail)
    return Derivatives(width, height, _as_jpeg(screen), _as_jpeg(thumbnail), likeness)


def _open(data: bytes, picture_format: PictureFormat) -> Image.Image:
    try:
        if picture_format is JPEG:
            picture: Image.Image = _Jpeg(BytesIO(data))
        else:
            picture = Image.open(BytesIO(data), formats=[_DECODERS[picture_format]])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureTooLarge(limit=PIXEL_LIMIT) from error
    if picture.width * picture.height > PIXEL_LIMIT:
        picture.close()
        raise PictureTooLarge(limit=PIXEL_LIMIT)
    return picture


def _fitting(size: tuple[int, int], edge: int) -> tuple[int, int]:
    longest = max(size)
    if longest <= edge:
        return size
    return max(1, size[0] * edge // longest), max(1, size[1] * edge // longest)


def _screen_sized(picture: Image.Image) -> Image.Image:
    """Shrunk first, so that colour is converted on two million pixels and not on twelve."""
    shrinkable = _shrinkable(picture)
    small = shrinkable.resize(_fitting(picture.size, SCREEN_EDGE), Image.Resampling.BICUBIC)
    return _in_srgb(_on_white(small), picture.info.get("icc_profile"))


def _shrinkable(picture: Image.Image) -> Image.Image:
    match picture.mode:
        case "I" | "I;16" | "I;16B" | "I;16L":
            # Pillow would cut 16-bit grey off at 255 instead of scaling it.
            return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
        case "RGB" | "L" | "CMYK" | "RGBA" | "LA":
            return picture
        case _ if picture.has_transparency_data:
            return picture.convert("RGBA")
        case _:
            return picture.convert("RGB")


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode not in {"RGBA", "LA"}:
        return picture
    opaque = "RGB" if picture.mode == "RGBA" else "L"
    ground = Image.new(opaque, picture.size, "white")
    ground.paste(picture.convert(opaque), mask=picture.getchannel("A"))
    return ground


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        try:
            return _converted(picture, profile)
        except (ImageCms.PyCMSError, OSError, ValueError):
            # A damaged or foreign profile: the colours are a little off, the proof is not.
            pass
    return picture.convert("RGB")


def _converted(picture: Image.Image, profile: bytes) -> Image.Image:
    source = ImageCms.ImageCmsProfile(BytesIO(profile))
    if "sRGB" in ImageCms.getProfileDescription(source) and picture.mode == "RGB":
        return picture
    converted = ImageCms.profileToProfile(
        picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
    )
    if converted is None:
        raise ValueError("Pillow returned no picture")
    return converted


def _as_jpeg(picture: Image.Image) -> bytes:
    # Otherwise Pillow writes comments it has read into what it saves.
    picture.info = {}
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=_QUALITY, progressive=True)
    return buffer.getvalue()
