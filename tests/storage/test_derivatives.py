"""Smaller copies: upright, the same picture, no metadata, whatever a phone sends."""

import struct
import warnings
import zlib
from io import BytesIO

import pillow_heif
import pytest
from PIL import Image, ImageChops, ImageCms, ImageColor, ImageStat, PngImagePlugin

from storage.derivatives import PIXEL_LIMIT, identify, make_derivatives
from storage.errors import NotAPicture, PictureTooLarge

ORIENTATION = 0x0112
GPS = 0x8825
CORNERS = {(0, 0): "red", (1, 0): "lime", (0, 1): "blue", (1, 1): "white"}
# What must be done to an upright picture to store it under each orientation.
STORED_AS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
METADATA = (
    b"Exif\x00",
    b"http://ns.adobe.com/xap",
    b"ICC_PROFILE",
    b"Photoshop",
    b"MPF\x00",
    b"Rosa",
)


def a_picture(width=2400, height=1800) -> Image.Image:
    """Each corner has its own colour, so that no turn or mirroring goes unseen."""
    picture = Image.new("RGB", (width, height))
    for (column, row), colour in CORNERS.items():
        box = (
            column * width // 2,
            row * height // 2,
            (column + 1) * width // 2,
            (row + 1) * height // 2,
        )
        picture.paste(colour, box)
    return picture


def encoded(picture: Image.Image, kind: str = "JPEG", **options) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def decoded(data: bytes) -> Image.Image:
    picture = Image.open(BytesIO(data))
    assert picture.format == "JPEG"
    return picture.convert("RGB")


def colour_at(picture: Image.Image, x: int, y: int) -> tuple[int, ...]:
    value = picture.getpixel((x, y))
    assert isinstance(value, tuple)
    return value


def is_close(one: tuple[int, ...], other: tuple[int, ...], tolerance: int) -> bool:
    return all(abs(a - b) <= tolerance for a, b in zip(one, other, strict=True))


def difference(one: Image.Image, other: Image.Image) -> float:
    assert one.size == other.size
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean)


def assert_shows_corners(data: bytes, tolerance: int = 12) -> None:
    picture = decoded(data)
    for (column, row), colour in CORNERS.items():
        at = ((1 + 2 * column) * picture.width // 4, (1 + 2 * row) * picture.height // 4)
        assert is_close(colour_at(picture, *at), ImageColor.getrgb(colour), tolerance)


def assert_clean(data: bytes) -> None:
    assert not [mark for mark in METADATA if mark in data]
    assert set(Image.open(BytesIO(data)).info) <= {
        *("jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"),
    }


def exif_of(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010F] = "Rosa's phone"
    exif.get_ifd(GPS).update({1: "N", 2: (52.0, 5.0, 0.0), 3: "E", 4: (5.0, 7.0, 0.0)})
    return exif


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_upright_and_clean(orientation):
    upright = a_picture()
    turn = STORED_AS[orientation]
    stored = upright.transpose(turn) if turn is not None else upright
    made = make_derivatives(encoded(stored, exif=exif_of(orientation), quality=95))
    assert (made.width, made.height) == (2400, 1800)
    assert decoded(made.screen).size == (1600, 1200)
    assert decoded(made.thumbnail).size == (320, 240)
    for data in (made.screen, made.thumbnail):
        assert_shows_corners(data)
        assert_clean(data)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "HEIF", "AVIF"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_other_formats_come_out_upright_and_clean(kind, orientation):
    upright = a_picture(640, 480)
    stored = upright.transpose(STORED_AS[6]) if orientation == 6 else upright
    data = encoded(stored, kind, exif=exif_of(orientation).tobytes(), quality=95)
    made = make_derivatives(data)
    assert (made.width, made.height) == (640, 480)
    assert_shows_corners(made.screen, tolerance=30)
    assert_clean(made.screen)
    assert_clean(made.thumbnail)


def test_all_other_metadata_is_gone_too():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = encoded(
        a_picture(), exif=exif_of(), icc_profile=profile, comment=b"Rosa", xmp=b"<x>Rosa</x>"
    )
    assert data.count(b"Rosa") == 3
    made = make_derivatives(data)
    assert_clean(made.screen)
    assert_clean(made.thumbnail)


def test_a_wide_gamut_picture_keeps_its_look_in_srgb():
    profile = linear_profile()
    data = encoded(Image.new("RGB", (400, 300), (128, 128, 128)), icc_profile=profile, quality=95)
    shown = colour_at(decoded(make_derivatives(data).screen), 200, 150)
    # Half the light is 188 in sRGB; a picture whose profile is only dropped would stay at 128.
    assert is_close(shown, (188, 188, 188), 5)


def linear_profile() -> bytes:
    """The sRGB profile with its tone curves replaced by a straight line."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    (count,) = struct.unpack_from(">I", profile, 128)
    for index in range(count):
        tag, offset, size = struct.unpack_from(">4sII", profile, 132 + 12 * index)
        if tag in {b"rTRC", b"gTRC", b"bTRC"}:
            profile[offset : offset + size] = struct.pack(">4sII", b"curv", 0, 0).ljust(
                size, b"\x00"
            )
        if tag == b"desc":
            profile[offset : offset + size] = bytes(profile[offset : offset + size]).replace(
                "sRGB".encode("utf-16-be"), "line".encode("utf-16-be")
            )
    return bytes(profile)


def test_a_damaged_profile_is_no_reason_to_refuse():
    assert_shows_corners(
        make_derivatives(encoded(a_picture(), icc_profile=b"nonsense" * 40)).screen
    )


def test_a_heic_from_a_phone_is_decoded():
    heif = pillow_heif.from_pillow(a_picture(1000, 800))
    buffer = BytesIO()
    heif.save(buffer, quality=90)
    assert identify(buffer.getvalue()).media_type == "image/heic"
    made = make_derivatives(buffer.getvalue())
    assert (made.width, made.height) == (1000, 800)
    assert_shows_corners(made.screen, tolerance=30)


def test_a_print_shops_cmyk_is_shown_in_its_colours():
    made = make_derivatives(encoded(a_picture().convert("CMYK"), quality=95))
    assert_shows_corners(made.screen)


@pytest.mark.parametrize("mode", ["P", "L", "1", "LA", "RGBA"])
def test_every_kind_of_png_is_accepted(mode):
    picture = a_picture(600, 400).convert(mode)
    made = make_derivatives(encoded(picture, "PNG"))
    shown = decoded(made.screen).resize((60, 40))
    assert difference(shown, picture.convert("RGB").resize((60, 40))) < 12


def test_what_is_transparent_becomes_white():
    picture = Image.new("RGBA", (400, 300), (255, 0, 0, 0))
    assert decoded(make_derivatives(encoded(picture, "PNG")).screen).getpixel((9, 9)) == (255,) * 3
    palette = picture.convert("RGB").convert("P")
    data = encoded(palette, "PNG", transparency=palette.getpixel((0, 0)))
    assert decoded(make_derivatives(data).screen).getpixel((9, 9)) == (255,) * 3


def test_sixteen_bit_grey_is_scaled_and_not_cut_off():
    data = encoded(Image.new("I;16", (400, 300), 32768), "PNG")
    shown = decoded(make_derivatives(data).screen)
    assert is_close(colour_at(shown, 200, 150), (128, 128, 128), 2)


def test_a_small_picture_is_not_blown_up():
    made = make_derivatives(encoded(a_picture(61, 58)))
    assert decoded(made.screen).size == decoded(made.thumbnail).size == (61, 58)


def test_a_very_wide_picture_keeps_at_least_one_row():
    made = make_derivatives(encoded(Image.new("RGB", (5000, 2)), "PNG"))
    assert decoded(made.screen).size == (1600, 1)
    assert decoded(made.thumbnail).size == (320, 1)


def test_the_first_picture_of_a_multi_picture_file_counts():
    buffer = BytesIO()
    other = Image.new("RGB", (2400, 1800), "black")
    a_picture().save(buffer, "MPO", save_all=True, append_images=[other])
    assert identify(buffer.getvalue()).extension == "jpg"
    made = make_derivatives(buffer.getvalue())
    assert_shows_corners(made.screen)
    assert_clean(made.screen)


@pytest.mark.parametrize(
    "exif",
    [
        b"Exif\x00\x00",
        b"Exif\x00\x00MM\x00*",
        b"Exif\x00\x00II*\x00\xff\xff\xff\x7f",
        b"Exif\x00\x00II*\x00\x08\x00\x00\x00\xff\xff"
        + b"\x0f\x01\x02\x00\xff\xff\xff\xff\xf0\xff\xff\xff",
        b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x02\x00\x00\x00\x01\x00\x06\x00\x00",
        b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x63\x00\x00",
        b"Exif\x00\x00 not EXIF at all",
    ],
)
def test_broken_exif_is_no_reason_to_refuse(exif):
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        made = make_derivatives(encoded(a_picture(), exif=exif))
    assert_shows_corners(made.screen)
    assert not warned


def test_a_picture_that_misses_its_end_is_still_accepted():
    whole = encoded(a_picture(), quality=95)
    made = make_derivatives(whole[: int(len(whole) * 0.95)])
    assert (made.width, made.height) == (2400, 1800)
    assert is_close(colour_at(decoded(made.screen), 400, 300), (255, 0, 0), 12)


NO_PICTURES = (
    *(b"", b"x", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"GIF89a" + bytes(50)),
    *(b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom", b"RIFF\x00\x00\x00\x00WAVE", b"MZ" * 99),
)


@pytest.mark.parametrize("data", NO_PICTURES)
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(NotAPicture):
        identify(data)
    with pytest.raises(NotAPicture):
        make_derivatives(data)


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8\xff\xe0" + bytes(500),
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n" + bytes(500),
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\x10\x00\x00\x00WEBPVP8 " + bytes(50),
        b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(500),
        b"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00mif1avif" + bytes(500),
        b"\xff\xd8\xff\xe1\x00\x10" + b"<script>alert(1)</script>" * 20,
    ],
)
def test_a_right_beginning_with_nonsense_behind_it_is_refused(data):
    identify(data)
    with pytest.raises(NotAPicture):
        make_derivatives(data)


def test_a_picture_that_calls_itself_by_another_name_is_refused():
    heic = encoded(Image.effect_noise((400, 300), 90).convert("RGB"), "HEIF")
    with pytest.raises(NotAPicture):
        make_derivatives(heic.replace(b"heic", b"avif", 1))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "HEIF"])
def test_half_of_a_picture_without_a_usable_half_is_refused(kind):
    data = encoded(Image.effect_noise((400, 300), 90).convert("RGB"), kind)
    with pytest.raises(NotAPicture):
        make_derivatives(data[: len(data) // 2])


def png_of_size(width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content))
            + kind
            + content
            + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    content = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", content)
        + chunk(b"IEND", b"")
    )


def jpeg_of_size(width: int, height: int) -> bytes:
    data = bytearray(encoded(Image.new("RGB", (16, 16))))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


@pytest.mark.parametrize("size", [(10_001, 10_000), (20_000, 20_000), (60_000, 60_000)])
@pytest.mark.parametrize("bomb", [png_of_size, jpeg_of_size])
def test_a_picture_that_would_fill_the_memory_is_refused(bomb, size):
    with pytest.raises(PictureTooLarge) as refusal:
        make_derivatives(bomb(*size))
    assert refusal.value.limit == PIXEL_LIMIT


def test_a_png_that_hides_a_flood_of_text_is_refused():
    text = PngImagePlugin.PngInfo()
    text.add_text("note", "x" * 5_000_000, zip=True)
    with pytest.raises(NotAPicture):
        make_derivatives(encoded(Image.new("RGB", (9, 9)), "PNG", pnginfo=text))


def test_the_formats_are_told_apart_by_their_first_bytes():
    picture = a_picture(64, 48)
    for kind, extension in {
        "JPEG": "jpg",
        "PNG": "png",
        "WEBP": "webp",
        "AVIF": "avif",
        "HEIF": "heic",
    }.items():
        found = identify(encoded(picture, kind)[:64])
        assert found.extension == extension
        assert found.media_type == f"image/{'jpeg' if extension == 'jpg' else extension}"


def test_real_phone_photos_are_all_accepted_and_clean(photos):
    for path in photos:
        made = make_derivatives(path.read_bytes())
        longest = max(made.width, made.height)
        assert max(decoded(made.screen).size) == min(longest, 1600), path.name
        assert max(decoded(made.thumbnail).size) == min(longest, 320), path.name
        assert_clean(made.screen)
        assert_clean(made.thumbnail)


def test_real_photos_in_all_orientations_are_the_same_upright_picture(photos):
    turned = [path for path in photos if path.name.startswith("orientation_landscape_")]
    assert len(turned) == 8
    made = [make_derivatives(path.read_bytes()) for path in turned]
    assert {(each.width, each.height) for each in made} == {(1800, 1200)}
    for each in made[1:]:
        assert difference(decoded(each.thumbnail), decoded(made[0].thumbnail)) < 4


def test_a_real_iphone_heic_stands_upright(photos):
    [path] = [path for path in photos if path.suffix == ".heic"]
    made = make_derivatives(path.read_bytes())
    assert made.height > made.width
    size = decoded(made.screen).size
    assert size[1] == 1600
    assert size[0] == made.width * 1600 // made.height
