"""Chromium for the journeys: how it starts, and a fake camera whose picture carries a code.

A still that reads back as the code has provably been through the camera, not drawn by the page.
"""

import io
import os
from pathlib import Path
from typing import Any

import segno
import zxingcpp
from PIL import Image, ImageDraw
from playwright.async_api import expect

ARGUMENTS: tuple[str, ...] = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)

_PATIENCE_MS = 30_000
# Two browsers in a call share two cores with another test; how fast a screen is, the bench says.
expect.set_options(timeout=_PATIENCE_MS)

_IN_A_ROOM = [level * 215 // 255 for level in range(256)]


PLACE_REFUSED = "localStorage.setItem('vooraf_position', 'off')"
"""As on a phone whose owner was asked whether the place goes along with photos, and said no."""

CALM = "--use-fake-device-for-media-stream=fps=10"
"""Enough to see that a picture moves, for a third less work; films of a code are as calm."""


def launch_options(chromium: Path, *more: str, camera: Path | None = None) -> dict[str, Any]:
    """Arguments of Playwright's `launch`. `camera` is a film made by `film_of_code`."""
    arguments = [*ARGUMENTS, *more]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium's sandbox does not start as root.
    if camera:
        arguments.append(f"--use-file-for-fake-video-capture={camera.resolve()}")
    return {"executable_path": chromium, "args": arguments, "headless": True}


def film_of_code(file: Path, code: str, size: tuple[int, int] = (1280, 720)) -> Path:
    """One second of film for a fake camera (Y4M): the code stands still while a bar moves below."""
    picture = Image.new("RGB", size, "white")
    square = picture_of_code(code, height=size[1] * 3 // 4)
    picture.paste(square, ((size[0] - square.width) // 2, size[1] // 20))
    # Paper in a room: the phone takes plain white for glare, and would ask for another photo.
    picture = picture.point(_IN_A_ROOM * 3)
    with file.open("wb") as film:
        film.write(b"YUV4MPEG2 W%d H%d F10:1 Ip A1:1 C420jpeg\n" % size)
        for step in range(10):
            film.write(b"FRAME\n" + _frame(picture, step / 10))
    return file


def read_code(picture: bytes) -> str | None:
    """What the code in an encoded picture says, or None when there is none to read."""
    with Image.open(io.BytesIO(picture)) as image:
        found = zxingcpp.read_barcodes(image.convert("RGB"))
    return found[0].text if found else None


def picture_of_code(code: str, height: int) -> Image.Image:
    matrix = segno.make(code, error="h", micro=False)
    scale = height // matrix.symbol_size()[1]
    drawn = io.BytesIO()
    matrix.save(drawn, kind="png", scale=scale)
    with Image.open(drawn) as image:
        return image.convert("RGB")


def _frame(picture: Image.Image, progress: float) -> bytes:
    frame = picture.copy()
    left, bar = round(progress * frame.width), frame.height // 12
    top = frame.height - 2 * bar
    ImageDraw.Draw(frame).rectangle((left, top, left + bar, top + bar), fill=(27, 94, 69))
    light, blue, red = frame.convert("YCbCr").split()
    half = (frame.width // 2, frame.height // 2)
    return light.tobytes() + blue.resize(half).tobytes() + red.resize(half).tobytes()
