"""Writing in a call: nothing lost, nothing twice, and there again for who comes back.

Needs the built screens.
"""

import re

from playwright.async_api import Locator, Page, expect

from tests.end_to_end.video.call_stage import Stage, opens_more


async def open_messages(page: Page) -> None:
    await opens_more(page, "Berichten")
    await page.get_by_role("heading", name="Berichten").wait_for()


async def write(page: Page, words: str) -> None:
    await page.get_by_role("textbox", name="Schrijf een bericht").fill(words)
    await page.get_by_role("button", name="Versturen").click()


def lines(page: Page) -> Locator:
    return page.locator("dialog ol > li p")


async def test_what_is_written_arrives_once_also_over_lost_sockets_and_a_reload(
    talking: Stage,
) -> None:
    tom, rosa = talking.tom.page, talking.rosa.page
    await open_messages(tom)
    await tom.get_by_role("button", name="Laat het plaatje met het typenummer zien.").click()
    # Over the picture.
    await rosa.get_by_text("Laat het plaatje met het typenummer zien.").wait_for()
    await expect(rosa.get_by_role("button", name="Meer, 1 nieuw bericht")).to_be_visible()
    await opens_more(rosa, re.compile("^Berichten 1 nieuw"))
    await expect(lines(rosa)).to_have_text(["Laat het plaatje met het typenummer zien."])

    # Written while both sockets are gone.
    async with tom.expect_websocket(), rosa.expect_websocket():
        await talking.tom.lose_signalling()
        await talking.rosa.lose_signalling()
        await write(rosa, "HR-24, <b>bouwjaar</b> 2009")
        await write(tom, "Top")
    said = ["Laat het plaatje met het typenummer zien.", "HR-24, <b>bouwjaar</b> 2009", "Top"]
    for page in (tom, rosa):
        await expect(lines(page)).to_have_count(3)
        assert sorted(await lines(page).all_inner_texts()) == sorted(said)

    await rosa.reload()
    await talking.rosa.sees_and_hears()
    await open_messages(rosa)
    await expect(lines(rosa)).to_have_count(3)
    await rosa.get_by_role("button", name="Ja", exact=True).click()
    await expect(lines(tom)).to_have_count(4)

    answer = await tom.context.request.get(f"/api/jobs/{talking.planned.job_id}")
    kept = (await answer.json())["calls"][0]["lines"]
    assert sorted(line["text"] for line in kept) == sorted([*said, "Ja"])
