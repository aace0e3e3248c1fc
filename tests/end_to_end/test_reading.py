"""A tenant reads the pages in her own language, from right to left where it runs so, and has them
read to her. Chromium without a screen has no voices, so one is put there that says nothing."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from server.repair_requests.tables import RepairRequest
from tests.end_to_end.tenant_stage import Stage, chosen, fill_in, jpeg, tenant_stage
from tests.support import given

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
]

WITH_A_VOICE = """
window.said = [];
Object.defineProperty(speechSynthesis, "getVoices", { value: () => [{ lang: "%s" }] });
window.SpeechSynthesisUtterance = class { constructor(words) { this.words = words; } };
speechSynthesis.speak = (spoken) => { window.said.push(spoken.words); window.spoken = spoken; };
speechSynthesis.cancel = () => {};
"""
SAY_TO_THE_END = "() => window.spoken.onend()"
SAID = "() => window.said"
MARKED = (
    """() => [...(CSS.highlights.get("aloud") ?? [])].map((range) => range.toString().trim())"""
)
SMALLEST_NUMBER_IN_ORDER = """(number) => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(number);
    if (at < 0) continue;
    const range = document.createRange();
    const left = [...number].map((_, index) => {
      range.setStart(walker.currentNode, at + index);
      range.setEnd(walker.currentNode, at + index + 1);
      return range.getBoundingClientRect().left;
    });
    return left.every((each, index) => index === 0 || each > left[index - 1]);
  }
  return null;
}"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory, chromium: Path) -> AsyncIterator[Stage]:
    async with tenant_stage(tmp_path_factory.mktemp("reading"), chromium) as stage:
        yield stage


async def _choose(page: Page, own_name: str) -> None:
    await page.locator("details.reading > summary").click()
    await page.get_by_role("button", name=own_name).click()


@pytest.mark.parametrize("has_script", [True, False])
async def test_a_report_in_arabic_from_the_first_page_to_the_case(
    stage: Stage, has_script: bool
) -> None:
    async with stage.phone(java_script_enabled=has_script) as rosa:
        page = await rosa.new_page()
        await page.goto("/")
        await _choose(page, "العربية")
        await expect(page.locator("html")).to_have_attribute("dir", "rtl")
        await page.get_by_role("link", name="المطبخ").click()
        await page.get_by_role("link", name="الصنبور يقطر").click()
        if has_script:
            await page.locator("html.with-store").wait_for()
        await fill_in(page)
        await page.locator("#photos").set_input_files(chosen(("tap.jpg", jpeg())))
        await page.get_by_role("button", name="أرسل البلاغ").click()
        await expect(page.get_by_role("heading", name="وصلنا بلاغك")).to_be_visible()

        number = await page.locator("main").get_attribute("data-case") or ""
        assert number
        await expect(page.get_by_text(number).first).to_be_visible()
        request = await RepairRequest.objects().get(RepairRequest.number == number)
        assert request is not None
        assert request.language == "ar"
        # The line of steps stands at the right, where reading begins.
        dot = await page.locator(".line li").first.evaluate(
            "(step) => step.querySelector('.icon').getBoundingClientRect().left / innerWidth"
        )
        assert dot > 0.5
        if has_script:
            assert await page.evaluate(SMALLEST_NUMBER_IN_ORDER, number) is True


async def test_a_number_in_an_arabic_emergency_reads_from_left_to_right(stage: Stage) -> None:
    async with stage.phone(locale="ar") as rosa:
        page = await rosa.new_page()
        await page.goto("/report/power/ELE1")
        assert await page.evaluate(SMALLEST_NUMBER_IN_ORDER, "0800-9009") is True
        await page.goto("/report/danger/GAS1")
        await expect(page.locator("a[href='tel:08009009']")).to_be_visible()


async def test_what_was_chosen_is_kept_on_every_page_and_stored_with_the_case(
    stage: Stage,
) -> None:
    async with stage.phone() as rosa:
        page = await rosa.new_page()
        await page.goto("/report/kitchen/KRA1")
        await page.locator("html.with-store").wait_for()
        await fill_in(page)
        await page.get_by_role("button", name="Melding versturen").click()
        await expect(page.get_by_role("heading", name="Uw melding is binnen")).to_be_visible()
        number = await page.locator("main").get_attribute("data-case") or ""
        await _choose(page, "Türkçe")
        await expect(page.get_by_role("heading", name="Bildiriminiz bize ulaştı")).to_be_visible()
        await page.goto("/")
        await expect(page.get_by_role("heading", name="Sorun nerede?")).to_be_visible()
        request = await RepairRequest.objects().get(RepairRequest.number == number)
        assert request is not None
        assert request.language == "tr"
        async with stage.office("vera") as vera:
            told = await vera.get(f"/api/repair-requests/{request.id}")
            assert told.json()["language"] == "tr"


async def test_the_call_is_in_arabic_and_so_is_what_the_technician_asks_for(stage: Stage) -> None:
    async with (
        stage.phone(locale="ar") as rosa,
        stage.office("vera") as vera,
        stage.office("tom") as tom,
    ):
        toms_id = (await tom.get("/api/me")).json()["id"]
        repair = await given.repair(vera, fault="CVK1", language="ar")
        job = await given.job(vera, repair, technicianId=toms_id)
        call = await given.previsit(vera, job)
        offered = (await tom.get(f"/api/previsits/{call}/ladder")).json()["suggestions"]
        (free,) = [each for each in offered if each["words"].startswith("Het scherm van de ketel")]
        wish = {"id": given.fresh_id(), **free}
        asked = await tom.put(f"/api/previsits/{call}/wanted-photos", json={"photos": [wish]})
        assert asked.json()["photos"][0]["words"] == free["words"]

        page = await rosa.new_page()
        await page.goto(f"/r#{repair.secret}")
        await page.locator("[data-photos]").click()
        await expect(page.get_by_text("شاشة الغلاية، مع الرمز أو المقياس").first).to_be_visible()
        await page.reload()
        await page.locator("[data-join]").click()
        await expect(page.get_by_text("تعرض بكاميرتك ما هو معطل.")).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_the_page_is_read_aloud_sentence_by_sentence(stage: Stage) -> None:
    async with stage.phone(locale="pl") as rosa:
        await rosa.add_init_script(WITH_A_VOICE % "pl_PL")
        page = await rosa.new_page()
        loaded: list[str] = []
        page.on("request", lambda request: loaded.append(request.url))
        await page.goto("/report/danger/GAS1")
        button = page.get_by_role("button", name="Przeczytaj na głos")
        await expect(button).to_be_visible()
        assert not [address for address in loaded if "readAloud" in address]

        await button.click()
        pause = page.get_by_role("button", name="Pauza")
        await expect(pause).to_be_focused()
        assert await page.evaluate(MARKED) == ["Czuję gaz"]
        await page.evaluate(SAY_TO_THE_END)
        await page.evaluate(SAY_TO_THE_END)
        first = "Nie włączać i nie wyłączać światła ani urządzeń."
        assert await page.evaluate(MARKED) == [first]

        await pause.click()
        await page.get_by_role("button", name="Dalej").click()
        assert await page.evaluate(SAID) == [
            "Czuję gaz",
            "Proszę zrobić to teraz",
            first,
            first,  # what was broken off is said again
        ]
        while await page.locator(".reader").count():
            await page.evaluate(SAY_TO_THE_END)
        said = await page.evaluate(SAID)
        assert said[-2] == "Zadzwoń: 0800-9009"
        assert await page.evaluate(MARKED) == []
        await expect(button).to_be_focused()


async def test_reading_stops_when_she_says_so(stage: Stage) -> None:
    async with stage.phone() as rosa:
        await rosa.add_init_script(WITH_A_VOICE % "nl-NL")
        page = await rosa.new_page()
        await page.goto("/")
        await page.get_by_role("button", name="Lees voor").click()
        await page.get_by_role("button", name="Stop").click()
        await page.evaluate(SAY_TO_THE_END)  # too late: nothing follows it
        assert await page.evaluate(SAID) == ["Waar is het?"]
        await expect(page.locator(".reader")).to_have_count(0)


async def test_without_a_voice_for_the_language_there_is_no_button(stage: Stage) -> None:
    async with stage.phone() as rosa:
        await rosa.add_init_script(WITH_A_VOICE % "de-DE")
        page = await rosa.new_page()
        await page.goto("/")
        await expect(page.locator("[data-aloud]")).to_be_hidden()


async def test_nothing_went_wrong_in_any_of_it(stage: Stage) -> None:
    assert stage.complaints == []
