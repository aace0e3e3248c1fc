"""The video call in two real browsers and the whole application: seeing, dropping out, the still.

Needs the built screens. Timings are printed and kept beside the test run, never asserted.
"""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Page, expect

from tests.end_to_end.video.call_stage import CODE, Phones, Stage, call_between
from tests.support.chromium import read_code
from tests.support.usable_by_everybody import complaints


async def in_call(stage: Stage) -> tuple[dict[str, Any], dict[str, Any]]:
    await stage.tom_opens()
    await stage.rosa_opens()
    await stage.rosa_starts()
    return await stage.tom.sees_and_hears(), await stage.rosa.sees_and_hears()


async def test_both_see_and_hear_each_other_with_one_offerer(stage: Stage, tmp_path: Path) -> None:
    await stage.tom_opens()
    await stage.rosa_opens()
    elapsed = await stage.rosa.page.evaluate(FIRST_FRAME)
    tom, rosa = await stage.tom.sees_and_hears(), await stage.rosa.sees_and_hears()

    assert (tom["describedBy"], rosa["describedBy"]) == ("offer", "answer")
    assert (tom["connections"], rosa["connections"]) == (1, 1)
    await stage.tom.until("now.width === 1280")  # not shrunk on the way
    measured = {"clickToFirstFrameMs": round(elapsed)}
    (tmp_path / "call.json").write_text(json.dumps(measured))
    print(measured)  # noqa: T201  an artefact to read in the report


async def test_a_lost_socket_comes_back_without_touching_media(stage: Stage) -> None:
    tom, rosa = await in_call(stage)

    async with stage.tom.page.expect_websocket(), stage.rosa.page.expect_websocket():
        await stage.tom.lose_signalling()
        await stage.rosa.lose_signalling()
    later = await stage.tom.sees_and_hears(beyond=tom), await stage.rosa.sees_and_hears(beyond=rosa)

    for before, after in zip((tom, rosa), later, strict=True):
        assert after["connections"] == before["connections"]
        assert after["fragment"] == before["fragment"]  # not even an ICE restart
    # The session goes on: a message after the resume still arrives.
    await stage.rosa.page.get_by_role("button", name="Pauze").click()
    await stage.tom.page.get_by_text("Rosa heeft het beeld op pauze gezet").wait_for()


@pytest.mark.parametrize("who", ["tom", "rosa"])
async def test_a_reloaded_page_is_back_in_the_call(stage: Stage, who: str) -> None:
    await in_call(stage)
    reloaded = stage.tom if who == "tom" else stage.rosa
    other = stage.rosa if who == "tom" else stage.tom
    before = await other.media()

    await reloaded.page.reload()

    await reloaded.sees_and_hears()
    after = await other.until("now.state === 'connected' && now.connections > 1")
    assert after["connections"] == before["connections"] + 1
    await other.sees_and_hears()


@pytest.mark.parametrize("who", ["tom", "rosa"])
async def test_a_broken_connection_is_replaced_by_a_new_one(stage: Stage, who: str) -> None:
    await in_call(stage)
    broken, other = (stage.tom, stage.rosa) if who == "tom" else (stage.rosa, stage.tom)

    await broken.page.evaluate("connections.at(-1).close()")

    for caller in (broken, other):
        await caller.until("now.connections > 1 && now.state === 'connected' && now.frames > 5")


async def test_another_network_restarts_ice_on_the_same_connection(stage: Stage) -> None:
    before, _ = await in_call(stage)

    await stage.rosa.page.evaluate("dispatchEvent(new Event('online'))")  # she asks, Tom offers

    restarted = await stage.tom.until(
        "now.fragment !== least.fragment && now.state === 'connected'", before
    )
    assert restarted["connections"] == before["connections"]
    await stage.tom.sees_and_hears(beyond=restarted)


async def test_a_still_is_the_real_picture_on_both_screens(stage: Stage) -> None:
    await in_call(stage)

    await stage.tom.page.get_by_role("button", name="Foto", exact=True).click()

    await stage.rosa.page.get_by_text("Tom maakte een foto").wait_for()
    thumbnail = stage.tom.page.get_by_role("button", name="Foto uit het gesprek, vergroten")
    await thumbnail.wait_for(timeout=20_000)
    await stage.rosa.page.get_by_text("Foto verstuurd").wait_for(state="attached")
    photo = await the_still(stage)
    assert (photo["width"], photo["height"]) == (1280, 720)
    assert (photo["moment"], photo["source"]) == ("before", "call")
    answer = await stage.tom.page.context.request.get(photo["screenUrl"])
    assert read_code(await answer.body()) == CODE


async def test_a_still_is_not_lost_when_the_upload_fails_and_rosa_leaves(stage: Stage) -> None:
    await in_call(stage)
    page = stage.rosa.page
    await page.route("**/s3/**", lambda route: route.abort())
    await stage.tom.page.get_by_role("button", name="Foto", exact=True).click()
    await stage.tom.page.get_by_text("Foto komt binnen").wait_for()
    await page.get_by_role("button", name="Ophangen").click()
    await page.get_by_role("button", name="Naar mijn reparatie").click()

    await page.unroute("**/s3/**")
    await page.reload()

    await stage.tom.page.get_by_role("button", name="Foto uit het gesprek, vergroten").wait_for(
        timeout=20_000
    )
    answer = await stage.tom.page.context.request.get((await the_still(stage))["screenUrl"])
    assert read_code(await answer.body()) == CODE


async def test_the_call_ends_for_both_and_leads_to_the_outcome(stage: Stage) -> None:
    await in_call(stage)
    tom = stage.tom.page

    await tom.get_by_role("button", name="Ophangen").click()

    rosa = stage.rosa.page
    await rosa.get_by_role("button", name="Naar mijn reparatie").wait_for()
    await expect(rosa.get_by_role("button", name="Geluid")).to_have_count(0)
    await tom.get_by_role("heading", name="Gesprek afgelopen").wait_for()
    await tom.get_by_label("Wat is er aan de hand?").fill("Leertje van de kraan is op.")
    await tom.get_by_role("button", name="5 minuten minder").click()
    await tom.get_by_role("button", name="Klus vastleggen").click()
    async with asyncio.timeout(30):
        noted = await tom.evaluate(OUTCOME, f"/api/jobs/{stage.planned.job_id}")
    assert noted["finding"] == "Leertje van de kraan is op."
    assert noted["minutesPromised"] == 25
    assert (await job_of(stage))["previsit"]["state"] == "held"


async def test_when_rosa_hangs_up_tom_reads_what_is_next_and_she_may_come_back(
    stage: Stage,
) -> None:
    await in_call(stage)
    tom, rosa = stage.tom.page, stage.rosa.page

    await rosa.get_by_role("button", name="Ophangen").click()

    await tom.get_by_role("heading", name="Rosa heeft opgehangen").wait_for()
    await expect(tom.get_by_role("button")).to_have_text(["Afsluiten en klus invullen"])
    await rosa.get_by_role("button", name="Toch nog iets laten zien").click()
    await stage.tom.sees_and_hears()
    await rosa.get_by_role("button", name="Ophangen").click()
    await tom.get_by_role("button", name="Afsluiten en klus invullen").click()
    await tom.get_by_label("Wat is er aan de hand?").wait_for()


async def test_tom_switches_rosas_camera_and_nonsense_on_the_channel_is_ignored(
    address: str, phones: Phones
) -> None:
    async with call_between(address, phones) as stage:
        await stage.rosa.page.add_init_script(TWO_CAMERAS)
        await stage.tom.page.add_init_script(KEEP_CHANNELS)
        troubles: list[str] = []
        stage.rosa.page.on("pageerror", lambda error: troubles.append(str(error)))
        await in_call(stage)
        await stage.tom.page.get_by_role("button", name="Meer").click()
        flip = stage.tom.page.get_by_role("button", name="Camera van Rosa draaien")
        await expect(flip).to_be_enabled()

        await stage.tom.page.evaluate(NONSENSE)
        await flip.click()

        async with asyncio.timeout(20):
            await stage.rosa.page.evaluate(ASKED_FOR_HER_FACE)
        await stage.tom.sees_and_hears(beyond=await stage.tom.media())
        assert troubles == []


async def test_the_call_is_usable_by_everybody(address: str, phones: Phones) -> None:
    found: dict[str, dict[str, list[str]]] = {}

    async def look(moment: str, page: Page) -> None:
        found[moment] = await complaints(page, is_phone=True)

    wishes = {"bypass_csp": True, "reduced_motion": "reduce"}  # axe comes from outside
    async with call_between(address, phones, **wishes) as stage:
        tom, rosa = stage.tom.page, stage.rosa.page
        await stage.tom_opens()
        await tom.get_by_role("heading", name="Rosa is er nog niet").wait_for()
        await look("waiting, at Tom", tom)
        await stage.rosa_opens()
        await look("before the call, at Rosa", rosa)
        await stage.rosa_starts()
        await stage.tom.sees_and_hears()
        await tom.get_by_role("button", name="Foto", exact=True).click()
        await tom.get_by_alt_text("Foto uit het gesprek, vergroten").wait_for()
        await look("in the call, at Tom", tom)
        await look("in the call, at Rosa", rosa)
        for page in (tom, rosa):
            found[f"behind Meer, at {page}"] = await complaints_about_more(page)
        await tom.get_by_role("button", name="Klus invullen").click()
        await tom.get_by_role("button", name="Terug naar het gesprek").wait_for()
        await look("the outcome, over the call", tom)
        await tom.get_by_role("button", name="Terug naar het gesprek").click()
        await tom.get_by_role("button", name="Ophangen").click()
        await tom.get_by_role("heading", name="Gesprek afgelopen").wait_for()
        await look("after the call, at Tom", tom)
        await rosa.get_by_role("button", name="Naar mijn reparatie").wait_for()
        await look("after the call, at Rosa", rosa)
    assert {moment: wrong for moment, wrong in found.items() if wrong} == {}


async def complaints_about_more(page: Page) -> dict[str, list[str]]:
    """Afterwards the keyboard is where it was."""
    more = page.get_by_role("button", name="Meer")
    await more.click()
    found = await complaints(page, is_phone=True)
    await page.keyboard.press("Escape")
    await expect(more).to_be_focused()
    return found


async def test_what_is_used_every_minute_is_at_the_thumb_on_a_small_phone(
    address: str, phones: Phones
) -> None:
    small: Any = {"width": 360, "height": 740}
    async with call_between(address, phones, viewport=small) as stage:
        await in_call(stage)
        await stage.rosa.sees_and_hears()
        for page in (stage.tom.page, stage.rosa.page):
            buttons = await page.evaluate(BUTTONS)
            assert len(buttons) >= 5
            for name, width, height, top, _ in buttons:
                assert (name, min(width, height) >= 48, top > 740 / 2) == (name, True, True)
            # What is used every minute stands in one row.
            assert len({top + height for *_, height, top, is_control in buttons if is_control}) == 1


async def job_of(stage: Stage) -> dict[str, Any]:
    answer = await stage.tom.page.context.request.get(f"/api/jobs/{stage.planned.job_id}")
    assert answer.status == httpx.codes.OK
    return await answer.json()


async def the_still(stage: Stage) -> dict[str, Any]:
    stills = [photo for photo in (await job_of(stage))["photos"] if photo["source"] == "call"]
    assert len(stills) == 1
    return stills[0]


BUTTONS = """() => [...document.querySelectorAll(".call-screen button")]
  .filter((button) => button.checkVisibility())
  .map((button) => [button, button.getBoundingClientRect()])
  .map(([button, box]) => [
    button.ariaLabel ?? button.innerText, box.width, box.height, box.top,
    button.closest(".controls") !== null])"""

OUTCOME = """async (address) => {
  for (;;) {
    const job = await (await fetch(address)).json();
    if (job.previsit.outcome) return job.previsit.outcome;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}"""

# A second camera, as on a phone; each that was asked for.
TWO_CAMERAS = """
const media = navigator.mediaDevices;
const list = media.enumerateDevices.bind(media);
media.enumerateDevices = async () => {
  const found = await list();
  return [...found, ...found.filter((device) => device.kind === "videoinput")];
};
window.facings = [];
const open = media.getUserMedia.bind(media);
media.getUserMedia = (wish) => {
  const facing = wish.video?.facingMode;
  window.facings.push(facing?.exact ?? facing?.ideal);
  return open(wish);
};
"""

ASKED_FOR_HER_FACE = """async () => {
  while (facings.at(-1) !== "user") await new Promise((resolve) => setTimeout(resolve, 50));
}"""

KEEP_CHANNELS = """
window.channels = [];
const create = RTCPeerConnection.prototype.createDataChannel;
RTCPeerConnection.prototype.createDataChannel = function (...facts) {
  const channel = create.apply(this, facts);
  window.channels.push(channel);
  return channel;
};
"""

NONSENSE = """() => {
  for (const channel of channels.filter((each) => each.readyState === "open")) {
    for (const line of ["{", "null", "[]", "7", "{}", '{"type":"boil"}', '{"type":"torch","on":1}',
        '{"type":"flip","pad":"' + "x".repeat(5000) + '"}', '{"type":"zoom","times":"far"}',
        '{"type":"frozen","pictureId":"p","byteCount":99999999,"width":1,"height":1}',
        '{"type":"mark","pictureId":"p","markId":"m","kind":"pen","points":[7,7]}',
        '{"type":"pointer","of":"x","x":-1,"y":2,"state":"move"}']) channel.send(line);
    channel.send(new Uint8Array([1, 2, 3]));
  }
}"""

FIRST_FRAME = """() => new Promise((resolve) => {
  const named = (button) => button.textContent.trim() === "Beginnen";
  const start = performance.now();
  [...document.querySelectorAll("button")].find(named).click();
  const look = () => {
    const video = document.querySelector("figure video");
    if (video) video.requestVideoFrameCallback(() => resolve(performance.now() - start));
    else requestAnimationFrame(look);
  };
  look();
})"""
