"""A third person in the call, and a colleague who takes it over: each in a real browser.

Needs the built screens.
"""

import asyncio
import re
from collections.abc import AsyncGenerator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.end_to_end.video.call_stage import Caller, Phones, Stage, call_between, opens_more
from tests.end_to_end.video.drawing import drag, held_still
from tests.support.usable_by_everybody import complaints

SMALL_PHONE = {"width": 360, "height": 740}
AHMED = "Ahmed van Loodgieters Noord"

# What comes in from each of the others, by what the browser counts.
MESH = """async (least) => {
  for (;;) {
    const found = [];
    for (const connection of connections) {
      if (connection.connectionState !== "connected") continue;
      const one = { frames: 0, sound: 0, sent: 0 };
      for (const entry of (await connection.getStats()).values()) {
        if (entry.type === "outbound-rtp" && entry.kind === "video") one.sent = entry.bytesSent;
        if (entry.type !== "inbound-rtp") continue;
        if (entry.kind === "audio") one.sound = entry.bytesReceived;
        else one.frames = entry.framesDecoded;
      }
      found.push(one);
    }
    const full = found.filter((one) => one.frames > least.frames && one.sound > least.sound);
    if (full.length >= least.people) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}"""

# Who is heard beside the person whose picture fills the screen.
VOICES = """() => [...document.querySelectorAll("audio[data-voice]")].filter((voice) =>
  !voice.paused && !voice.muted && voice.srcObject?.getAudioTracks().length === 1).length"""


@pytest_asyncio.fixture(loop_scope="session")
async def stage(address: str, phones: Phones) -> AsyncGenerator[Stage]:
    """Tom and Rosa, who see and hear each other."""
    async with call_between(address, phones, reduced_motion="reduce") as both:
        await both.tom_opens()
        await both.rosa_opens()
        await both.rosa_starts()
        await both.tom.sees_and_hears()
        await both.rosa.sees_and_hears()
        yield both


async def hears_and_sees(caller: Caller, people: int, beyond: int = 0) -> list[dict[str, Any]]:
    """Waits until picture and sound of so many come in, and plays the sound of each."""
    least = {"people": people, "frames": beyond + 5, "sound": 500}
    async with asyncio.timeout(40):
        found = await caller.page.evaluate(MESH, least)
        while await caller.page.evaluate(VOICES) < people - 1:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    return found


async def invites(page: Page, name: str) -> str:
    """Somebody in the call makes a link; what is in it."""
    await opens_more(page, re.compile("^(Mensen in|Wie doet)"))
    await page.get_by_label("Naam").fill(name)
    await page.get_by_role("button", name="Maak een link").click()
    link = await page.get_by_label(f"Link voor {name}").input_value()
    await page.get_by_role("button", name="Terug naar het gesprek").click()
    return link


async def opens_link(guest: Caller, link: str) -> None:
    """The link, the page, and the button that leads into the lobby."""
    await guest.page.goto(link)
    await guest.page.get_by_role("button", name="Meekijken", exact=True).click()
    await guest.page.get_by_role("heading", name="U bent uitgenodigd").wait_for()


async def test_three_people_see_and_hear_each_other_after_the_tenant_said_yes(
    stage: Stage,
) -> None:
    tom, rosa = stage.tom.page, stage.rosa.page
    ahmed = await stage.another(viewport=SMALL_PHONE)
    link = await invites(tom, AHMED)
    await opens_link(ahmed, link)
    await ahmed.page.get_by_text("Wij vragen de bewoner of u mag meekijken").wait_for()
    waiting = ahmed.page.get_by_role("button", name="Wacht op een ja")
    await expect(waiting).to_be_disabled()
    assert await complaints(ahmed.page, is_phone=True) == {}
    await rosa.get_by_role("button", name="Ja, dat mag").click()

    start = ahmed.page.get_by_role("button", name="Meedoen", exact=True)
    await start.click()
    for caller in (stage.tom, stage.rosa, ahmed):
        found = await hears_and_sees(caller, people=2)
        assert len(found) == 2
    await rosa.get_by_text("Tom en Ahmed zien dit beeld").wait_for()
    for page in (tom, rosa):
        await page.get_by_role("list", name="Wie doet er mee?").get_by_text("Ahmed").wait_for()
    for page in (tom, rosa, ahmed.page):
        assert await complaints(page, is_phone=True) == {}


async def test_yes_and_no_weigh_the_same(stage: Stage) -> None:
    await invites(stage.tom.page, AHMED)
    question = stage.rosa.page.get_by_role("dialog", name=f"Tom wil dat {AHMED} meekijkt")
    yes, no = (
        question.get_by_role("button", name=name) for name in ("Ja, dat mag", "Nee, liever niet")
    )
    boxes = [await yes.bounding_box(), await no.bounding_box()]
    assert boxes[0]
    assert boxes[1]
    for side in ("width", "height"):  # neither of the two is the one to press
        assert boxes[0][side] == pytest.approx(boxes[1][side], abs=1)
    assert await complaints(stage.rosa.page, is_phone=True) == {}


async def test_a_guest_points_and_draws_along_and_is_gone_without_a_trace(stage: Stage) -> None:
    tom, rosa = stage.tom.page, stage.rosa.page
    ahmed = await stage.another(viewport=SMALL_PHONE)
    await opens_link(ahmed, await invites(tom, AHMED))
    await rosa.get_by_role("button", name="Ja, dat mag").click()
    await ahmed.page.get_by_role("button", name="Meedoen", exact=True).click()
    await hears_and_sees(ahmed, people=2)

    picture = ahmed.page.locator(".stage .layer")
    box = await picture.bounding_box()
    assert box
    await ahmed.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for page in (tom, rosa):
        await page.locator("[data-pointer]").wait_for()

    await tom.get_by_role("button", name="Tekenen").click()
    everybody = (tom, rosa, ahmed.page)
    for page in everybody:
        await held_still(page).locator("img").wait_for()
    await ahmed.page.get_by_role("button", name="Pen", exact=True).click()
    for page in everybody:
        box = await held_still(page).bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        await drag(page, (x - 40, y), (x + 40, y + 30))
    for page in everybody:
        await expect(held_still(page).locator("g[data-mark]")).to_have_count(3)
        await expect(held_still(page).locator("[data-mark=pen]")).to_have_count(1)
    await tom.get_by_role("button", name="Live", exact=True).click()
    for page in everybody:
        await expect(held_still(page)).to_have_count(0)

    await ahmed.page.get_by_role("button", name="Ophangen").click()
    await ahmed.page.get_by_text("U heeft opgehangen").wait_for()
    for page in (tom, rosa):
        await expect(page.locator("[data-other]")).to_have_count(0)
    left = (await hears_and_sees(stage.tom, people=1))[0]
    await hears_and_sees(stage.tom, people=1, beyond=left["frames"])
    await rosa.get_by_text("Alleen Tom ziet dit beeld").wait_for()


async def test_a_no_is_told_to_the_guest_and_the_call_goes_on(stage: Stage) -> None:
    ahmed = await stage.another(viewport=SMALL_PHONE)
    await opens_link(ahmed, await invites(stage.tom.page, AHMED))
    before = await stage.tom.media()
    await stage.rosa.page.get_by_role("button", name="Nee, liever niet").click()
    await ahmed.page.get_by_role("heading", name="De bewoner wil dit liever niet").wait_for()
    await stage.tom.sees_and_hears(beyond=before)
    await opens_more(stage.tom.page, re.compile("^Mensen in het gesprek"))
    await stage.tom.page.get_by_text("mag niet").wait_for()


async def test_the_helper_of_the_tenant_needs_no_question_and_leaves_when_she_says_so(
    stage: Stage,
) -> None:
    rosa = stage.rosa.page
    mina = await stage.another(viewport=SMALL_PHONE, locale="en-GB")
    link = await invites(rosa, "Mina")
    await mina.page.goto(link)
    await mina.page.get_by_role("button", name="Look along", exact=True).click()
    await mina.page.get_by_role("button", name="Join", exact=True).click()
    for caller in (stage.tom, stage.rosa, mina):
        await hears_and_sees(caller, people=2)

    # A reload in the middle of the call is back in it.
    await mina.page.reload()
    await hears_and_sees(mina, people=2)

    await opens_more(rosa, re.compile("^Wie doet er mee"))
    await rosa.get_by_role("button", name="Mina mag niet meer meekijken").click()
    await mina.page.get_by_role("heading", name="Your invitation was withdrawn").wait_for()
    await expect(rosa.locator("[data-other]")).to_have_count(0)
    # And the same link is worth nothing in another browser.
    late = await stage.another()
    await late.page.goto(link)
    await late.page.get_by_role("heading", name="Deze uitnodiging werkt niet meer").wait_for()


async def test_a_guest_reads_nothing_of_the_case(stage: Stage) -> None:
    mina = await stage.another()
    await opens_link(mina, await invites(stage.rosa.page, "Mina"))
    await mina.page.get_by_role("button", name="Meedoen", exact=True).click()
    await hears_and_sees(mina, people=2)
    job, previsit = stage.planned.job_id, stage.planned.previsit_id
    for path in (
        "/api/me",
        "/api/case",
        "/api/jobs",
        f"/api/jobs/{job}",
        f"/api/previsits/{previsit}/guests",
        f"/api/previsits/{previsit}/ladder",
        "/api/case/previsit/ladder",
        "/api/journal",
        "/api/journal/feed",
        "/api/photos/to-review",
    ):
        answer = await mina.page.context.request.get(path)
        assert (path, answer.status) == (path, 404)
    html = await mina.page.content()
    for secret in ("Lindelaan", "3698", "06 12345678", "drupt"):
        assert secret not in html


async def test_a_colleague_takes_the_call_over_while_the_tenant_stays_in_it(stage: Stage) -> None:
    tom, rosa = stage.tom.page, stage.rosa.page
    fatima = await stage.another("fatima")
    await fatima.page.goto("/app/today")
    await fatima.page.get_by_role("heading", level=1).wait_for()
    before = await stage.rosa.media()

    await opens_more(tom, re.compile("^Mensen in het gesprek"))
    await tom.get_by_role("button", name=re.compile("^Fatima")).click()
    await tom.get_by_role("button", name="Ja, overdragen").click()

    await rosa.get_by_text("Fatima neemt het over van Tom").wait_for()
    await tom.get_by_text("Fatima komt zo en neemt het over").wait_for()
    alert = fatima.page.get_by_role("alert").filter(has_text="Je neemt het gesprek met Rosa over")
    await alert.get_by_role("button", name="Openen").click()
    await hears_and_sees(fatima, people=1)

    await tom.wait_for_url("**/app/today")
    await expect(rosa.locator("[data-other]")).to_have_count(0)
    await rosa.get_by_text("Alleen Fatima ziet dit beeld").wait_for()
    after = await stage.rosa.media()
    assert after["connections"] == before["connections"] + 1  # one more, and none made again
    await stage.rosa.sees_and_hears(beyond=after)
