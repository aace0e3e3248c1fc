"""Rosa reports a repair at her phone, with JavaScript and without, on good days and on bad ones."""

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import BrowserContext, Page, Route, expect

from server.evidence.parts import PART_BYTES
from server.evidence.tables import EvidencePhoto, Kind, PhotoState
from server.repair_requests.tables import RepairRequest
from tests.end_to_end.tenant_stage import (
    LEFT_TOP,
    RIGHT_BOTTOM,
    SIZE,
    Stage,
    chosen,
    fill_in,
    heic,
    jpeg,
    keeps_typed,
    kept_on,
    tenant_stage,
)
from tests.support import films

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory, chromium: Path) -> AsyncIterator[Stage]:
    async with tenant_stage(tmp_path_factory.mktemp("tenant"), chromium) as stage:
        yield stage


async def _until(is_so: Callable[[], Awaitable[bool]], seconds: int = 15) -> None:
    async with asyncio.timeout(seconds):
        while not await is_so():  # noqa: ASYNC110  the browser without script is told nothing
            await asyncio.sleep(0.1)


async def _number_on(page: Page) -> str:
    return await page.locator("main").get_attribute("data-case") or ""


async def _photos_of(number: str) -> list[EvidencePhoto]:
    request = await RepairRequest.objects().get(RepairRequest.number == number)
    assert request is not None
    return await EvidencePhoto.objects().where(EvidencePhoto.request == request.id)


async def _are_ready(number: str, count: int) -> bool:
    photos = await _photos_of(number)
    return [photo.state for photo in photos] == [PhotoState.READY] * count


async def _open_form(context: BrowserContext) -> Page:
    page = await context.new_page()
    await page.goto("/")
    await page.get_by_role("link", name="Keuken").click()
    await page.get_by_role("link", name="De kraan druppelt").click()
    await page.get_by_role("heading", name="De kraan druppelt").wait_for()
    return page


async def _open_scripted_form(context: BrowserContext) -> Page:
    page = await _open_form(context)
    await page.locator("html.with-store").wait_for()
    return page


async def _reported(context: BrowserContext, *photos: tuple[str, bytes]) -> Page:
    page = await _open_scripted_form(context)
    await fill_in(page)
    await page.locator("#photos").set_input_files(chosen(*photos))
    await expect(page.locator("#chosen .tile")).to_have_count(len(photos))
    await page.get_by_role("button", name="Melding versturen").click()
    await page.wait_for_url("**/r")
    return page


async def test_without_javascript_photos_included(stage: Stage) -> None:
    async with stage.phone(java_script_enabled=False) as rosa:
        page = await _open_form(rosa)
        await fill_in(page)
        await page.locator("#photos").set_input_files(
            chosen(("tap.jpg", jpeg()), ("IMG_1.HEIC", heic()))
        )
        await page.get_by_role("button", name="Melding versturen").click()
        await expect(page.get_by_role("heading", name="Uw melding is binnen")).to_be_visible()
        number = await _number_on(page)
        assert "/r#" in page.url  # the address itself is her link
        await _until(lambda: _are_ready(number, 2))
        await page.reload()
        pictures = page.locator("[data-live=photos] img")
        await expect(pictures).to_have_count(2)
        for picture in await pictures.all():
            content = await _fetched(page, await picture.get_attribute("src") or "")
            assert _corner(content, 0.25, 0.25) == pytest.approx(LEFT_TOP, abs=25)
            assert _corner(content, 0.75, 0.75) == pytest.approx(RIGHT_BOTTOM, abs=25)


async def _fetched(page: Page, address: str) -> bytes:
    answer = await page.request.get(address)
    assert answer.ok
    return await answer.body()


def _corner(content: bytes, across: float, down: float) -> Any:
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.width / picture.height == pytest.approx(SIZE[0] / SIZE[1], abs=0.02)
        place = (int(picture.width * across), int(picture.height * down))
        return picture.convert("RGB").getpixel(place)


async def test_without_javascript_a_mistake_keeps_the_words_and_has_the_focus(
    stage: Stage,
) -> None:
    async with stage.phone(java_script_enabled=False) as rosa:
        page = await _open_form(rosa)
        await fill_in(page, phone="12")
        await page.get_by_role("button", name="Melding versturen").click()
        await expect(page.locator("#phone")).to_be_focused()
        await expect(page.locator("#phone")).to_have_accessible_description(
            "Hierop bellen wij u over de reparatie Dit telefoonnummer kan niet. Een nummer heeft"
            " 10 cijfers, zoals 06 12345678."
        )
        await expect(page.locator("#name")).to_have_value("Rosa de Wit")
        await page.locator("#phone").fill("06 12345678")
        await page.get_by_role("button", name="Melding versturen").click()
        await expect(page.get_by_role("heading", name="Uw melding is binnen")).to_be_visible()


async def test_with_javascript_photos_follow_one_by_one_and_leave_the_phone(stage: Stage) -> None:
    async with stage.phone() as rosa:
        page = await _open_scripted_form(rosa)
        await page.locator("#photos").set_input_files(
            chosen(("tap.jpg", jpeg()), ("IMG_1.HEIC", heic()))
        )
        tiles = page.locator("#chosen .tile")
        await expect(tiles.nth(0).locator("img")).to_be_visible()
        await expect(tiles.nth(1)).to_contain_text("IMG_1.HEIC")  # Chromium cannot draw HEIC
        await fill_in(page)
        await page.get_by_role("button", name="Melding versturen").click()

        await page.wait_for_url("**/r")
        number = await _number_on(page)
        await expect(page.get_by_text("Uw foto's zijn binnen.")).to_be_visible()
        await expect(page.locator("[data-live=photos] img")).to_have_count(2)
        assert await kept_on(page) == [0, 0]
        await expect(page.locator("#address")).to_contain_text(f"{stage.address}/r#")
        assert {photo.media_type for photo in await _photos_of(number)} == {
            "image/jpeg",
            "image/heic",
        }
    assert stage.complaints == []


async def test_what_was_typed_and_photographed_survives_the_page(stage: Stage) -> None:
    async with stage.phone() as rosa:
        page = await _open_scripted_form(rosa)
        await page.locator("#photos").set_input_files(chosen(("tap.jpg", jpeg())))
        await fill_in(page)
        await page.get_by_label("Ochtend").check()
        await expect(page.locator("#chosen .tile")).to_have_count(1)
        first_id = await page.locator("[name=id]").input_value()
        await keeps_typed(page, "morning")
        await page.close()

        page = await _open_scripted_form(rosa)
        await expect(page.locator("#description")).to_have_value("De kraan druppelt dag en nacht.")
        await expect(page.get_by_label("Ochtend")).to_be_checked()
        await expect(page.locator("#chosen .tile")).to_have_count(1)
        await expect(page.get_by_text("Wat u eerder invulde, staat er nog.")).to_be_visible()
        assert await page.locator("[name=id]").input_value() == first_id

        await page.get_by_role("button", name="Verwijder foto 1").click()
        await expect(page.locator("#chosen .tile")).to_have_count(0)
        assert await kept_on(page) == [0, 1]


async def test_a_lost_answer_and_a_broken_network_make_one_report(stage: Stage) -> None:
    async with stage.phone() as rosa:
        page = await _open_scripted_form(rosa)
        await fill_in(page)
        report_id = await page.locator("[name=id]").input_value()
        tries: list[int] = []

        async def fail_twice(route: Route) -> None:
            tries.append(len(tries))
            if len(tries) == 1:
                await route.abort("connectionfailed")
            elif len(tries) == 2:
                await route.fetch()  # the server writes it down, the answer never arrives
                await route.abort("connectionreset")
            else:
                await route.continue_()

        await page.route("**/report", fail_twice)
        await page.get_by_role("button", name="Melding versturen").click()
        await expect(page.get_by_text("Wij proberen het steeds opnieuw.")).to_be_visible()
        await page.wait_for_url("**/r")
    assert len(tries) == 3
    assert await RepairRequest.count().where(RepairRequest.id == report_id) == 1


async def test_offline_it_waits_and_goes_on_by_itself(stage: Stage) -> None:
    async with stage.phone() as rosa:
        page = await _open_scripted_form(rosa)
        await fill_in(page)
        await rosa.set_offline(True)
        await page.get_by_role("button", name="Melding versturen").click()
        await expect(page.get_by_text("Geen internet.")).to_be_visible()
        await rosa.set_offline(False)
        await page.wait_for_url("**/r")


async def test_pressing_twice_is_one_report(stage: Stage) -> None:
    async with stage.phone() as rosa:
        page = await _open_scripted_form(rosa)
        await fill_in(page)
        before = await RepairRequest.count()
        await page.get_by_role("button", name="Melding versturen").dblclick()
        await page.wait_for_url("**/r")
    assert await RepairRequest.count() == before + 1


async def _judge_slowly(page: Page) -> None:
    """She has pressed the button before her phone has looked at the photos."""

    async def slowly(route: Route) -> None:
        await asyncio.sleep(1.5)
        await route.continue_()

    await page.route("**/judging.worker*", slowly)


async def test_a_photo_still_being_judged_leaves_with_the_report(stage: Stage) -> None:
    async with stage.phone() as rosa:
        page = await _open_scripted_form(rosa)
        await fill_in(page)
        await _judge_slowly(page)
        await page.locator("#photos").set_input_files(chosen(("tap.jpg", jpeg())))
        await page.get_by_role("button", name="Melding versturen").click()
        await page.wait_for_url("**/r")
        await expect(page.locator("[data-live=photos] img")).to_have_count(1)
        assert await kept_on(page) == [0, 0]


async def test_a_photo_the_phone_has_no_room_for_is_told_and_holds_up_the_report(
    stage: Stage,
) -> None:
    async with stage.phone() as rosa:
        await rosa.add_init_script("""
          const put = IDBObjectStore.prototype.put;
          IDBObjectStore.prototype.put = function (kept) {
            if (kept.name === "full.jpg") throw new DOMException("", "QuotaExceededError");
            return put.call(this, kept);
          };
        """)
        page = await _open_scripted_form(rosa)
        await fill_in(page)
        await _judge_slowly(page)
        await page.locator("#photos").set_input_files(
            chosen(("full.jpg", jpeg()), ("tap.jpg", jpeg()))
        )
        await page.get_by_role("button", name="Melding versturen").click()
        await expect(page.locator("#wrong-photos")).to_contain_text("“full.jpg” kon niet op deze")
        await expect(page.locator("#photos")).to_be_focused()
        await expect(page.locator("#chosen .tile")).to_have_count(1)

        await page.get_by_role("button", name="Melding versturen").click()
        await page.wait_for_url("**/r")
        await expect(page.locator("[data-live=photos] img")).to_have_count(1)


async def test_mistakes_are_shown_beside_the_field_and_cleared_by_typing(stage: Stage) -> None:
    async with stage.phone() as rosa:
        page = await _open_scripted_form(rosa)
        await fill_in(page, postcode="1234", phone="06")
        await page.locator("#photos").set_input_files(chosen(("tap.jpg", jpeg())))
        await page.get_by_role("button", name="Melding versturen").click()
        await expect(page.locator("#postcode")).to_be_focused()
        await expect(page.locator("#wrong-postcode")).to_contain_text("vier cijfers")
        await expect(page.locator("#wrong-phone")).to_contain_text("10 cijfers")
        await expect(page.locator("#chosen .tile")).to_have_count(1)  # good photos stay
        await page.locator("#postcode").fill("3698 KL")
        await expect(page.locator("#wrong-postcode")).to_have_count(0)
        await expect(page.locator("#wrong-phone")).to_be_visible()


@pytest.mark.parametrize(
    ("files", "sentence", "kept"),
    [
        ([("letter.pdf", b"%PDF-1.7")], "“letter.pdf” is geen foto.", 0),
        (
            [("letter.pdf", b"%PDF-1.7"), ("lijst.txt", b"no picture"), ("ok.jpg", jpeg())],
            "“letter.pdf”, “lijst.txt” zijn geen foto's.",
            1,
        ),
        ([("tap.jpg", b"no picture at all"), ("ok.jpg", jpeg())], "“tap.jpg” is geen foto.", 1),
        ([("huge.jpg", b"\xff\xd8\xff" + bytes(1_000_000))], "is te groot.", 0),
        ([(f"{n}.jpg", jpeg()) for n in range(7)], "Kies er ten hoogste 6.", 6),
    ],
    ids=["pdf", "pdf and text", "text", "too large", "too many"],
)
async def test_files_that_will_not_do_are_named_at_once(
    stage: Stage, files: list[tuple[str, bytes]], sentence: str, kept: int
) -> None:
    async with stage.phone() as rosa:
        page = await _open_scripted_form(rosa)
        await page.locator("#photos").set_input_files(chosen(*files))
        await expect(page.locator("#wrong-photos")).to_contain_text(sentence)
        await expect(page.locator("#chosen .tile")).to_have_count(kept)


async def test_photos_wait_on_the_case_page_until_the_store_takes_them(stage: Stage) -> None:
    async with stage.phone() as rosa:
        page = await _reported(rosa)
        await page.locator("html.with-store").wait_for()
        number = await _number_on(page)
        await page.route("**/s3/**", lambda route: route.abort("connectionfailed"))
        await page.locator("#photos").set_input_files(chosen(("later.jpg", jpeg())))
        await expect(page.get_by_text("Wij proberen het steeds opnieuw.")).to_be_visible()
        assert await kept_on(page) == [1, 0]

        await page.close()  # she puts the phone away; the photo stays on it
        page = await rosa.new_page()
        await page.goto("/r")
        await expect(page.locator("[data-live=photos] img")).to_have_count(1)
        assert await kept_on(page) == [0, 0]
        assert len(await _photos_of(number)) == 1


async def test_a_film_follows_in_parts_and_one_that_lasts_too_long_is_told(stage: Stage) -> None:
    film = films.webm(5, (640, 480), is_noisy=True)
    assert len(film) > 2 * PART_BYTES
    async with stage.phone() as rosa:
        page = await _reported(rosa)
        await page.locator("html.with-store").wait_for()
        number = await _number_on(page)
        await page.locator("#photos").set_input_files(chosen(("lek.webm", films.webm(62))))
        await expect(page.get_by_text("“lek.webm” duurt langer dan een minuut.")).to_be_visible()
        await page.locator("#photos").set_input_files(chosen(("lek.webm", film)))
        await expect(page.locator("[data-live=photos] img")).to_have_count(1)
        assert await kept_on(page) == [0, 0]
        [kept] = await _photos_of(number)
        assert (kept.kind, kept.seconds, kept.byte_count) == (Kind.FILM, 5, len(film))


async def test_a_voice_note_waits_for_her_decision_and_is_sent_as_a_photo_is(stage: Stage) -> None:
    async with stage.phone() as rosa:
        page = await _reported(rosa)
        number = await _number_on(page)
        await page.get_by_role("button", name="Spraakbericht inspreken").click()
        await expect(page.get_by_role("timer")).to_have_text("0:01")
        await page.get_by_role("button", name="Stoppen").click()
        await expect(page.locator("audio")).to_have_js_property("error", None)
        assert await kept_on(page) == [1, 0]

        await page.reload()
        await expect(page.locator("audio")).not_to_have_js_property("readyState", 0)
        await page.get_by_role("button", name="Versturen", exact=True).click()
        await expect(page.locator("[data-live=photos] a.waiting")).to_have_text("Spraakbericht")
        await expect(page.get_by_text("Uw spraakbericht is binnen.")).to_be_visible()
        assert await kept_on(page) == [0, 0]
        [kept] = await _photos_of(number)
        assert (kept.kind, kept.media_type.partition("/")[0]) == (Kind.VOICE, "audio")
    assert stage.complaints == []


async def test_a_damaged_picture_is_told_and_does_not_hold_up_the_others(stage: Stage) -> None:
    async with stage.phone() as rosa:
        # Its first bytes look right, so only the server's decoder finds out.
        page = await _reported(
            rosa, ("bad.png", b"\x89PNG\r\n\x1a\n" + bytes(500)), ("ok.jpg", jpeg())
        )
        await expect(page.locator("[data-live=photos] img")).to_have_count(1)
        await expect(page.get_by_text("Maak die foto nog een keer.")).to_be_visible()


async def test_the_link_opens_the_case_on_another_phone_and_leaves_the_address(
    stage: Stage,
) -> None:
    async with stage.phone() as rosa, stage.phone() as daughter:
        page = await _reported(rosa)
        number = await _number_on(page)
        link = await page.locator("#address").inner_text()

        other = await daughter.new_page()
        await other.goto(link)
        await expect(other.get_by_text(f"Reparatie {number}")).to_be_visible()
        assert other.url == f"{stage.address}/r"
        await other.go_back()
        assert "#" not in other.url
        await other.goto("/r")
        await expect(other.get_by_text(f"Reparatie {number}")).to_be_visible()


async def test_a_wrong_link_is_explained(stage: Stage) -> None:
    async with stage.phone() as rosa:
        page = await rosa.new_page()
        await page.goto("/r#AAAAAAAAAAAAAAAAAAAAAA")
        await expect(page.get_by_role("heading", name="Deze link kennen wij niet")).to_be_visible()
        await expect(page.get_by_role("link", name="Bel 020 555 0100")).to_be_visible()


async def _place_of(page: Page, selector: str) -> float:
    """How far from the top of the screen it stands."""
    box = await page.locator(selector).bounding_box()
    assert box is not None
    return box["y"]


async def test_the_invitation_arrives_without_reloading_and_nobody_loses_her_place(
    stage: Stage,
) -> None:
    async with stage.phone() as rosa, stage.office("vera") as vera, stage.office("tom") as tom:
        page = await _reported(rosa)
        number = await _number_on(page)
        await page.get_by_role("button", name="Link kopiëren").focus()
        await page.evaluate("window.sameDocument = true")
        place = await _place_of(page, "#copy")

        found = (await vera.get("/api/repair-requests", params={"q": number})).json()["items"]
        previsit_id = str(uuid4())
        given = await vera.post(
            f"/api/repair-requests/{found[0]['id']}/jobs",
            json={
                "id": str(uuid4()),
                "technicianId": (await tom.get("/api/me")).json()["id"],
                "previsitId": previsit_id,
                "previsitAt": (datetime.now(UTC) + timedelta(minutes=10)).isoformat(),
            },
        )
        assert given.status_code == 201
        await expect(page.locator("[data-live=now]")).to_contain_text("kijkt Tom met u mee")
        await expect(page.get_by_role("button", name="Meedoen")).to_be_visible()
        assert await page.evaluate("window.sameDocument")
        assert await _place_of(page, "#copy") == pytest.approx(place, abs=2)
        await expect(page.get_by_role("button", name="Link kopiëren")).to_be_focused()

        opened = await tom.post(f"/api/previsits/{previsit_id}/open")
        assert opened.status_code == 200
        await expect(page.get_by_role("heading", name="Tom wacht op u")).to_be_visible()
