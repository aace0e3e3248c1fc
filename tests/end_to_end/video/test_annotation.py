"""Pointing, and drawing together on a picture held still: the same spot of the tap on both screens.

Needs the built screens.
"""

import asyncio
import io
from typing import Any

import zxingcpp
from PIL import Image
from playwright.async_api import Page, expect

from tests.end_to_end.video.call_stage import CODE, Phones, Stage, call_between, holds
from tests.end_to_end.video.drawing import Point, drag, held_still

DESK = {"width": 1440, "height": 900}
# How far off a mark may be, as a share of the source frame.
TOLERANCE = 0.01


async def frozen(stage: Stage) -> tuple[Page, Page]:
    """Tom holds her picture still; both have it."""
    tom, rosa = stage.tom.page, stage.rosa.page
    await tom.get_by_role("button", name="Tekenen").click()
    for page in (tom, rosa):
        await held_still(page).locator("img").wait_for()
    # Tom first draws on what his screen showed; her own picture then takes its place.
    async with asyncio.timeout(10):
        while await size_of_picture(tom) != await size_of_picture(rosa):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return tom, rosa


async def size_of_picture(page: Page) -> list[int]:
    picture = held_still(page).locator("img")
    return await picture.evaluate("(img) => [img.naturalWidth, img.naturalHeight]")


async def corners_of_code(page: Page) -> list[Point]:
    """Where the code that her camera films lies on this screen, read from a picture of it."""
    image = Image.open(io.BytesIO(await page.screenshot()))
    found = zxingcpp.read_barcode(image)
    assert found
    assert found.text == CODE
    position = found.position
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    return [(corner.x, corner.y) for corner in corners]


async def heads(page: Page) -> list[list[float]]:
    """Where each arrow of this screen points to, in its own pixels."""
    return await held_still(page).evaluate(HEADS)


HEADS = """(board) => [...board.querySelectorAll("g[data-mark] path:nth-child(2)")].map((path) => {
  const [, x, y] = /L([\\d.]+) ([\\d.]+)M/.exec(path.getAttribute("d"));
  const spot = new DOMPoint(x, y).matrixTransform(path.getScreenCTM());
  return [spot.x, spot.y];
})"""


async def test_an_arrow_lands_on_the_same_spot_of_two_different_screens(talking: Stage) -> None:
    await talking.rosa.page.set_viewport_size(DESK)  # type: ignore[arg-type]
    tom, rosa = await frozen(talking)
    at_tom, at_rosa = await corners_of_code(tom), await corners_of_code(rosa)
    middle = (sum(x for x, _ in at_tom) / 4, sum(y for _, y in at_tom) / 4)

    for corner in at_tom:
        await drag(tom, middle, corner)
    await expect(held_still(rosa).locator("g[data-mark]")).to_have_count(4)

    # The code is as wide as these pixels on her screen, and as this share of her camera's picture.
    shown = await rosa.evaluate(PICTURE_WIDTH)
    for (x, y), (wanted_x, wanted_y) in zip(await heads(rosa), at_rosa, strict=True):
        assert abs(x - wanted_x) < TOLERANCE * shown["width"]
        assert abs(y - wanted_y) < TOLERANCE * shown["height"]


PICTURE_WIDTH = """() => {
  const img = document.querySelector("[role=img] img");
  const scale = getComputedStyle(img).objectFit === "cover"
    ? Math.max(img.clientWidth / img.naturalWidth, img.clientHeight / img.naturalHeight)
    : Math.min(img.clientWidth / img.naturalWidth, img.clientHeight / img.naturalHeight);
  return { width: img.naturalWidth * scale, height: img.naturalHeight * scale };
}"""


async def test_both_draw_in_their_own_colour_and_take_back_their_own(talking: Stage) -> None:
    tom, rosa = await frozen(talking)
    await tom.get_by_role("button", name="Nummer").click()
    await drag(tom, (100, 440), (200, 480))
    await drag(tom, (120, 420), (220, 500))
    await rosa.get_by_role("button", name="Pen", exact=True).click()
    await drag(rosa, (150, 400), (180, 430), (210, 410))
    await tom.get_by_role("button", name="Tekst").click()
    await tom.mouse.click(140, 470)
    await tom.get_by_role("textbox", name="Welke woorden?").fill("Hier draait de kraan")
    await tom.get_by_role("button", name="Op de foto zetten").click()

    for page in (tom, rosa):
        await expect(held_still(page).locator("g[data-mark]")).to_have_count(4)
        await expect(held_still(page).get_by_text("Hier draait de kraan")).to_be_visible()
        await expect(held_still(page).locator("text.number")).to_have_text(["1", "2"])
    assert await colours(tom) == await colours(rosa)
    assert {kind: len(set(found)) for kind, found in (await colours(rosa)).items()} == {
        "number": 1, "pen": 1, "text": 1,
    }  # fmt: skip
    assert (await colours(rosa))["pen"] != (await colours(rosa))["text"]

    await tom.get_by_role("button", name="Ongedaan").click()
    await tom.get_by_role("button", name="Ongedaan").click()
    for page in (tom, rosa):
        await expect(held_still(page).locator("text.number")).to_have_text(["1"])
        await expect(held_still(page).locator("[data-mark=pen]")).to_have_count(1)
    await tom.get_by_role("button", name="Opnieuw").click()
    for page in (tom, rosa):
        await expect(held_still(page).locator("text.number")).to_have_text(["1", "2"])
    await rosa.get_by_role("button", name="Ongedaan").click()
    for page in (tom, rosa):
        await expect(held_still(page).locator("[data-mark=pen]")).to_have_count(0)

    await rosa.get_by_role("button", name="Live", exact=True).click()
    for page in (tom, rosa):
        await expect(held_still(page)).to_have_count(0)
    await talking.tom.sees_and_hears(beyond=await talking.tom.media())


async def colours(page: Page) -> dict[str, list[str]]:
    return await held_still(page).evaluate(COLOURS)


COLOURS = """(board) => {
  const found = {};
  for (const mark of board.querySelectorAll("g[data-mark]")) {
    const last = mark.querySelector("path:nth-child(2)") ?? mark.querySelector("text");
    const colour = last.getAttribute(last.matches("path") ? "stroke" : "fill");
    (found[mark.dataset.mark] ??= []).push(colour);
  }
  return found;
}"""


async def test_a_drawing_is_kept_with_the_job_and_she_is_told(talking: Stage) -> None:
    tom, rosa = await frozen(talking)
    await drag(tom, (100, 440), (200, 480))

    await tom.get_by_role("button", name="Bewaren").click()

    await rosa.get_by_text("Tom bewaarde deze foto").wait_for()
    await tom.get_by_text("Bewaard bij de klus").wait_for()
    async with asyncio.timeout(30):
        while not (kept := await photos_of(talking)) or kept[0]["state"] != "ready":  # noqa: ASYNC110
            await asyncio.sleep(0.2)
    assert [(photo["source"], photo["moment"]) for photo in kept] == [("call", "before")]
    answer = await tom.context.request.get(kept[0]["screenUrl"])
    image = Image.open(io.BytesIO(await answer.body())).convert("RGB")
    yellow = sum(
        count
        for count, (red, green, blue) in image.getcolors(image.width * image.height) or []  # type: ignore[misc]
        if red > 200 and 150 < green < 230 and blue < 150  # type: ignore[operator]
    )
    assert yellow > 300  # the arrow is in it


async def photos_of(stage: Stage) -> list[dict[str, Any]]:
    answer = await stage.tom.page.context.request.get(f"/api/jobs/{stage.planned.job_id}")
    return (await answer.json())["photos"]


async def test_who_comes_back_sees_the_drawing_as_it_was(talking: Stage) -> None:
    tom, rosa = await frozen(talking)
    await drag(tom, (100, 440), (200, 480))
    await rosa.get_by_role("button", name="Pen", exact=True).click()
    await drag(rosa, (150, 400), (180, 430))
    await expect(held_still(rosa).locator("g[data-mark]")).to_have_count(2)

    await tom.reload()

    await expect(held_still(tom).locator("g[data-mark]")).to_have_count(2)
    await expect(held_still(tom).locator("img")).to_be_visible()
    # His own arrow is still his to take back.
    await tom.get_by_role("button", name="Ongedaan").click()
    await expect(held_still(rosa).locator("[data-mark=arrow]")).to_have_count(0)

    # Her page knows of no picture after that: nobody draws on what only one of them sees.
    await rosa.reload()
    await expect(held_still(tom)).to_have_count(0, timeout=30_000)
    await talking.tom.sees_and_hears()


async def test_a_finger_on_the_picture_is_seen_by_the_other(talking: Stage) -> None:
    tom, rosa = talking.tom.page, talking.rosa.page
    at_tom = (await corners_of_code(tom))[0]
    wanted_x, wanted_y = (await corners_of_code(rosa))[0]  # before the ring lies on it
    pointed = asyncio.create_task(rosa.evaluate(POINTED))

    await tom.mouse.move(*at_tom)
    await tom.mouse.down()
    x, y = await pointed
    assert abs(x - wanted_x) < TOLERANCE * 412
    assert abs(y - wanted_y) < TOLERANCE * 412
    await tom.mouse.up()
    await expect(rosa.locator("[data-pointer]")).to_have_count(0)  # it fades

    await rosa.mouse.click(206, 457)
    await tom.locator("[data-pointer]").wait_for()


# Where the ring is, asked in the page: it is gone again after 1.5 seconds.
POINTED = """async () => {
  for (;;) {
    const ring = document.querySelector("[data-pointer] circle");
    if (ring) {
      const box = ring.getBoundingClientRect();
      return [box.x + box.width / 2, box.y + box.height / 2];
    }
    await new Promise(requestAnimationFrame);
  }
}"""


async def test_zoom_by_the_camera_where_it_can_and_by_the_screen_where_not(
    address: str, phones: Phones
) -> None:
    async with call_between(address, phones, script=CAMERA_THAT_ZOOMS) as stage:
        await stage.tom_opens()
        await stage.rosa_opens()
        await stage.rosa_starts()
        await stage.tom.sees_and_hears()
        tom, rosa = stage.tom.page, stage.rosa.page
        await tom.get_by_role("button", name="Zoom 2").click()
        await holds(rosa, "window.zooms.at(-1) === 2")
        assert await tom.evaluate(SCALE_ON_SCREEN) == 1
        await tom.get_by_role("button", name="Zoom 4").click()
        await holds(rosa, "window.zooms.at(-1) === 3")  # all that the camera has
        assert abs(await tom.evaluate(SCALE_ON_SCREEN) - 4 / 3) < TOLERANCE
        await tom.get_by_role("button", name="Zoom 1").click()
        await holds(rosa, "window.zooms.at(-1) === 1")
        assert await tom.evaluate(SCALE_ON_SCREEN) == 1


# The edge: no camera of this machine enlarges.
CAMERA_THAT_ZOOMS = """{
const able = MediaStreamTrack.prototype.getCapabilities;
MediaStreamTrack.prototype.getCapabilities = function () {
  return { ...able.call(this), zoom: { min: 1, max: 3, step: 0.1 } };
};
window.zooms = [];
const apply = MediaStreamTrack.prototype.applyConstraints;
MediaStreamTrack.prototype.applyConstraints = function (wish) {
  const zoom = wish?.advanced?.[0]?.zoom;
  if (zoom === undefined) return apply.call(this, wish);
  window.zooms.push(zoom);
  return Promise.resolve();
};
}"""

SCALE_ON_SCREEN = """() => Number(
  getComputedStyle(document.querySelector(".stage .picture")).scale.replace("none", "1"))"""
