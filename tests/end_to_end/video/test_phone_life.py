"""What phones do to a call: a second tab, another app, and the visit afterwards without a network.

Needs the built screens.
"""

from playwright.async_api import Page, expect

from tests.end_to_end.video.call_stage import Caller, Stage, holds, opens_more


async def test_a_second_tab_takes_the_call_and_the_first_may_take_it_back(talking: Stage) -> None:
    first = talking.tom.page
    second = Caller(await first.context.new_page())
    await second.watch()

    await second.page.goto(first.url)

    await second.sees_and_hears()
    await first.get_by_role("heading", name="Dit gesprek is op een ander scherm geopend").wait_for()
    assert (await talking.tom.media())["state"] == "closed"  # they do not fight for the camera
    await talking.rosa.sees_and_hears()

    await first.get_by_role("button", name="Hier verdergaan").click()
    await talking.tom.until("now.state === 'connected' && now.frames > 5")
    there = second.page.get_by_role("heading", name="Dit gesprek is op een ander scherm geopend")
    await there.wait_for()
    await expect(talking.rosa.page.get_by_text("heeft opgehangen")).to_have_count(0)


async def test_another_app_in_front_is_told_and_ends_nothing(talking: Stage) -> None:
    tom, rosa = talking.tom, talking.rosa.page
    before = await tom.media()

    await rosa.evaluate(VISIBLE % "hidden")
    await tom.page.get_by_text("Rosa kijkt even in een andere app").wait_for()
    await rosa.evaluate(VISIBLE % "visible")

    await expect(tom.page.get_by_text("Rosa kijkt even in een andere app")).to_have_count(0)
    after = await tom.sees_and_hears(beyond=before)
    assert after["connections"] == before["connections"]


# The edge: no page of a headless browser goes to the background by itself.
VISIBLE = """() => {
  Object.defineProperty(document, "visibilityState", { configurable: true, value: "%s" });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


async def test_the_call_is_the_job_pack_without_a_network(talking: Stage) -> None:
    tom = talking.tom.page
    await tom.get_by_role("button", name="Foto", exact=True).click()
    await tom.get_by_role("button", name="Foto uit het gesprek, vergroten").wait_for(timeout=30_000)
    await opens_more(tom, "Berichten")
    await tom.get_by_role("button", name="Laat het plaatje met het typenummer zien.").click()
    await tom.get_by_role("button", name="Terug naar het gesprek").click()
    await tom.get_by_role("button", name="Ophangen").click()
    await tom.get_by_label("Wat is er aan de hand?").fill("Leertje van de kraan is op.")
    await tom.get_by_label("Waar zit de hoofdkraan?").fill("In de gangkast")
    await tom.get_by_role("button", name="Klus vastleggen").click()
    await tom.get_by_role("button", name="Ik ben binnen").wait_for()
    await tom.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    await shows_the_call(tom)

    await tom.context.set_offline(True)
    await tom.reload()

    await shows_the_call(tom)


async def shows_the_call(tom: Page) -> None:
    """What was said, found and seen, with the still really drawn."""
    for words in (
        "Leertje van de kraan is op.",
        "In de gangkast",
        "Laat het plaatje met het typenummer zien.",
    ):
        await expect(tom.get_by_text(words).first).to_be_visible()
    await holds(
        tom, "[...document.querySelectorAll('main img')].some((img) => img.naturalWidth > 100)"
    )
