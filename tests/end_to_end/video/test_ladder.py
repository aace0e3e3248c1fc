"""Before and beside the call, in real browsers: the lobby when a device fails, and the ladder.

Needs the built screens.
"""

import re

import pytest
from playwright.async_api import Page, expect

from tests.end_to_end.video.call_stage import CODE, Phones, Stage, call_between, opens_more
from tests.support import pictures
from tests.support.chromium import read_code
from tests.support.usable_by_everybody import complaints

# Until the test says that it works, asking for a camera fails in this way.
FAULTY = """
window.fault = %r;
const camera = MediaDevices.prototype.getUserMedia;
MediaDevices.prototype.getUserMedia = function (wish) {
  if (window.fault) return Promise.reject(new DOMException("stub", window.fault));
  return camera.call(this, wish);
};
"""
NO_CAMERA = "Object.defineProperty(Navigator.prototype, 'mediaDevices', { value: undefined });"
IN_APP = (
    "Mozilla/5.0 (Linux; Android 14; SM-A546B; wv) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Version/4.0 Chrome/130.0.0.0 Mobile Safari/537.36 WhatsApp/2.24"
)


async def lobby(stage: Stage) -> Page:
    page = stage.rosa.page
    await page.goto(stage.planned.link)
    await page.locator("[data-join]").first.click()
    await page.get_by_role("heading", name="kijkt met u mee").wait_for()
    return page


async def choose(page: Page, way: str) -> None:
    await opens_more(page, re.compile("^Anders verder"))
    await page.get_by_role("button", name=re.compile(f"^{way}")).click()


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("NotFoundError", "geen camera die wij kunnen gebruiken"),
        ("NotReadableError", "Een andere app gebruikt de camera"),
        ("OverconstrainedError", "past niet bij dit gesprek"),
        ("NotAllowedError", "Zo zet u de camera aan"),
    ],
)
async def test_each_fault_of_a_device_has_its_own_words_and_ways_out(
    address: str, phones: Phones, fault: str, words: str
) -> None:
    async with call_between(address, phones, script=FAULTY % fault) as stage:
        page = await lobby(stage)
        await page.get_by_text(words).first.wait_for()
        for way in ("Stuur liever foto's", "Laat mij bellen"):
            await expect(page.get_by_role("button", name=way)).to_be_visible()
        await expect(page.get_by_role("button", name=re.compile("^Beginnen "))).to_be_enabled()
        assert await complaints(page, is_phone=True) == {}

        await page.evaluate("window.fault = ''")
        await page.get_by_role("button", name="Probeer de camera opnieuw").click()
        await expect(stage.start_button).to_be_enabled()
        await page.get_by_text("Dit ziet Tom straks").wait_for()


async def test_a_browser_inside_an_app_shows_the_way_to_a_real_one(
    address: str, phones: Phones
) -> None:
    wishes = {"script": NO_CAMERA, "user_agent": IN_APP}
    async with call_between(address, phones, **wishes) as stage:
        page = await lobby(stage)
        secret = stage.planned.link.partition("#")[2]
        way_out = await page.get_by_role("link", name="Openen in de browser").get_attribute("href")
        assert way_out
        assert way_out.startswith("intent://")
        assert f"/r#{secret}#Intent;" in way_out
        assert "?" not in way_out
        assert await page.get_by_label("Kopieer de link").first.input_value() == stage.planned.link
        assert await complaints(page, is_phone=True) == {}


async def test_the_lobby_says_who_is_there(stage: Stage) -> None:
    page = await lobby(stage)
    await page.get_by_text("Tom is er nog niet").wait_for()
    await stage.tom_opens()
    await page.get_by_text(re.compile("Tom is er al sinds")).wait_for()


async def test_a_camera_that_the_phone_takes_away_comes_back_with_one_tap(stage: Stage) -> None:
    await stage.tom_opens()
    await stage.rosa_opens()
    await stage.rosa_starts()
    await stage.tom.sees_and_hears()
    # As another app does: the track ends, and says so.
    await stage.rosa.page.evaluate(
        "for (const sender of connections.at(-1).getSenders()) if (sender.track?.kind === 'video')"
        " { sender.track.stop(); sender.track.dispatchEvent(new Event('ended')); }"
    )
    await stage.rosa.page.get_by_role("button", name="Zet weer aan").click()
    await stage.tom.sees_and_hears(beyond=await stage.tom.media())
    await expect(stage.rosa.page.get_by_role("button", name="Zet weer aan")).to_have_count(0)


async def test_photos_with_sound_and_up_again(stage: Stage) -> None:
    await stage.tom_opens()
    await stage.rosa_opens()
    await stage.rosa_starts()
    await stage.tom.sees_and_hears()
    await stage.rosa.sees_and_hears()

    await choose(stage.tom.page, "Geluid en foto's")
    shutter = stage.rosa.page.get_by_role("button", name="Maak foto")
    await expect(shutter).to_be_enabled()
    await stage.tom.page.get_by_text("Je praat met Rosa").wait_for()
    await stage.tom.page.wait_for_timeout(1500)  # what was under way arrives
    before = await stage.tom.media()
    await stage.tom.until("now.sound > least.sound + 3000", before)
    assert (await stage.tom.media())["frames"] == before["frames"]

    await shutter.click()
    still = stage.tom.page.get_by_alt_text("Foto uit het gesprek", exact=True)
    await still.wait_for(timeout=30_000)
    source = await still.get_attribute("src")
    assert source
    picture = await stage.tom.page.request.get(source)
    assert read_code(await picture.body()) == CODE

    await stage.tom.page.reload()  # the other device, or a reload: still on this rung
    await expect(stage.tom.page.get_by_role("button", name="Vraag een foto")).to_be_enabled(
        timeout=30_000
    )
    await choose(stage.rosa.page, "Video")
    await stage.tom.sees_and_hears()


async def test_photos_one_by_one_without_a_call(stage: Stage) -> None:
    tom, rosa = stage.tom.page, stage.rosa.page
    await stage.tom_opens()
    await choose(tom, "Losse foto's")
    await tom.get_by_role("heading", name="Foto's van Rosa").wait_for()
    await tom.get_by_label("Nog een foto").fill("De hoofdkraan")
    await tom.get_by_role("button", name="Vraag deze foto's").click()
    await tom.get_by_text("nog maken").first.wait_for()
    count = await tom.get_by_text("nog maken").count()
    assert count > 1  # what the fault suggests, and his own words

    await rosa.goto(stage.planned.link)
    await rosa.locator("[data-photos]").click()
    await rosa.get_by_role("heading", name="Tom vraagt u om foto's").wait_for()
    assert await complaints(rosa, is_phone=True) == {}
    for _ in range(count - 1):
        number = await rosa.get_by_text(re.compile(r"Foto \d van")).inner_text()
        await rosa.get_by_role("button", name="Overslaan").click()
        await expect(rosa.get_by_text(number)).to_have_count(0)
    await rosa.locator("label.pick input").set_input_files(
        {"name": "kraan.jpg", "mimeType": "image/jpeg", "buffer": pictures.jpeg()}
    )
    await rosa.get_by_text("Tom kijkt ernaar").wait_for()
    await tom.get_by_text("aangekomen").wait_for()
    await expect(tom.get_by_text("overgeslagen")).to_have_count(count - 1)
    # The result is the same form as after a call.
    await expect(tom.get_by_role("button", name="Klus vastleggen")).to_be_visible()


async def test_by_phone_each_reads_the_right_number(stage: Stage) -> None:
    tom = stage.tom.page
    await stage.tom_opens()
    page = await lobby(stage)
    await page.get_by_role("button", name="Laat mij bellen").click()
    await page.get_by_role("heading", name="Tom belt u").wait_for()
    await tom.get_by_role("heading", name="Bel Rosa").wait_for()
    hers = await tom.locator("a[href^='tel:']").first.get_attribute("href")
    ours = await page.locator("dialog a[href^='tel:']").get_attribute("href")
    assert hers
    assert "12345678" in hers
    assert ours
    assert "12345678" not in ours
    await page.reload()
    await page.locator("[data-join]").first.click()
    await page.get_by_role("heading", name="Tom belt u").wait_for()
    assert await complaints(page, is_phone=True) == {}
