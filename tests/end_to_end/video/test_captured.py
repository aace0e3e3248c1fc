"""What was taken in a call is hers: she may cover a part before it goes, keep it, or take it back.

Needs the built screens.
"""

import asyncio
import re
from collections.abc import AsyncGenerator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.end_to_end.video.call_stage import CODE, Phones, Stage, call_between, opens_more
from tests.support.chromium import read_code


async def tom_asks(stage: Stage) -> tuple[Page, Page]:
    tom, rosa = stage.tom.page, stage.rosa.page
    await tom.get_by_role("button", name="Foto", exact=True).click()
    await rosa.get_by_text("Tom krijgt deze foto").wait_for()
    return tom, rosa


async def stills(stage: Stage) -> list[dict[str, Any]]:
    answer = await stage.tom.page.context.request.get(f"/api/jobs/{stage.planned.job_id}")
    return [photo for photo in (await answer.json())["photos"] if photo["source"] == "call"]


async def arrived(stage: Stage) -> dict[str, Any]:
    async with asyncio.timeout(30):
        while not (found := await stills(stage)) or not found[0]["screenUrl"]:  # noqa: ASYNC110
            await asyncio.sleep(0.2)
    return found[0]


# The edge: a person decides within four seconds, a busy machine may not.
PATIENT = """{
const real = window.setTimeout;
window.setTimeout = (act, after, ...more) => real(act, after === 4000 ? 90000 : after, ...more);
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def unhurried(address: str, phones: Phones) -> AsyncGenerator[Stage]:
    """They see and hear each other, and a picture waits for her longer."""
    async with call_between(address, phones, script=PATIENT) as stage:
        await stage.tom_opens()
        await stage.rosa_opens()
        await stage.rosa_starts()
        await stage.tom.sees_and_hears()
        yield stage


async def test_what_she_covered_never_leaves_her_phone(unhurried: Stage) -> None:
    tom, rosa = await tom_asks(unhurried)
    await rosa.get_by_role("button", name="Iets afdekken").click()
    sheet = rosa.get_by_role("dialog", name="Wat mag niemand zien?")
    box = await sheet.get_by_role("img").first.bounding_box()
    assert box
    # The code lies in the middle of the picture: wipe over all of it.
    await rosa.mouse.move(box["x"] + 10, box["y"] + box["height"] / 2 - 100)
    await rosa.mouse.down()
    await rosa.mouse.move(box["x"] + box["width"] - 10, box["y"] + box["height"] / 2 + 100, steps=5)
    await rosa.mouse.up()
    assert await stills(unhurried) == []  # it waits for her, however long she takes
    await sheet.get_by_role("button", name="Zo sturen").click()

    photo = await arrived(unhurried)
    answer = await tom.context.request.get(photo["screenUrl"])
    assert read_code(await answer.body()) is None
    assert (photo["width"], photo["height"]) == (1280, 720)
    await tom.get_by_role("button", name="Foto uit het gesprek, vergroten").wait_for()


async def test_a_picture_she_does_not_send_is_nowhere(unhurried: Stage) -> None:
    tom, rosa = await tom_asks(unhurried)
    await rosa.get_by_role("button", name="Niet sturen").click()

    await tom.get_by_text("Rosa deelt deze foto niet.").wait_for()
    await expect(rosa.get_by_text("Tom krijgt deze foto")).to_have_count(0)
    await rosa.reload()
    await unhurried.rosa.sees_and_hears()
    assert await stills(unhurried) == []


@pytest.mark.parametrize("fault", ["new Promise(() => {})", "Promise.reject(new DOMException())"])
async def test_a_camera_that_gives_no_photo_gives_its_largest_frame(
    address: str, phones: Phones, fault: str
) -> None:
    script = f"ImageCapture.prototype.takePhoto = () => {fault};"
    async with call_between(address, phones, script=script) as stage:
        await stage.tom_opens()
        await stage.rosa_opens()
        await stage.rosa_starts()
        await stage.tom.sees_and_hears()
        tom, _ = await tom_asks(stage)
        photo = await arrived(stage)
        assert (photo["width"], photo["height"]) == (1280, 720)
        answer = await tom.context.request.get(photo["screenUrl"])
        assert read_code(await answer.body()) == CODE


async def test_until_the_call_ends_she_takes_back_what_has_arrived(talking: Stage) -> None:
    tom, rosa = await tom_asks(talking)
    photo = await arrived(talking)
    await opens_more(rosa, re.compile("^Foto's uit dit gesprek"))
    await rosa.get_by_text("U kunt een foto terugnemen").wait_for()

    await rosa.get_by_role("button", name="Foto terugnemen").click()

    await rosa.get_by_text("teruggenomen", exact=True).wait_for()
    await tom.get_by_text("Rosa heeft deze foto teruggenomen.").wait_for()
    assert await stills(talking) == []
    seen = await tom.context.request.get(f"/api/photos/{photo['id']}")
    assert (await seen.json())["state"] == "struck"
    gone = await tom.context.request.get(photo["screenUrl"])
    assert gone.status == 404
