"""What a tenant made stays on her phone until it is safe, and stands in the way of nothing else."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, Request, Route, expect

from server.evidence.tables import EvidencePhoto, Kind, PhotoState
from server.repair_requests.tables import CaseSignIn, TenantLink
from tests.end_to_end.tenant_stage import Stage, chosen, jpeg, kept_on, tenant_stage
from tests.support import given
from tests.support.killable_phone import killable_phone
from tests.support.usable_by_everybody import complaints

pytestmark = pytest.mark.asyncio(loop_scope="module")

# What a phone tells of a photo: read, changed and written back as an older page might have left it.
_CHANGE_KEPT = """([name, change]) => new Promise((resolve, reject) => {
  indexedDB.open("vooraf-tenant").onsuccess = ({ target }) => {
    const work = target.result.transaction("photos", "readwrite");
    const photos = work.objectStore("photos");
    photos.getAll().onsuccess = ({ target }) => {
      const photo = target.result.find((each) => each.name === name);
      if (!photo) return reject(new Error(`${name} is not kept`));
      photos.put({ ...photo, ...change });
    };
    work.oncomplete = () => { target.result.close(); resolve(); };
  };
})"""
_SLICES = """() => new Promise((resolve) => {
  indexedDB.open("vooraf-tenant").onsuccess = ({ target }) => {
    const count = target.result.transaction("slices").objectStore("slices").count();
    count.onsuccess = () => { target.result.close(); resolve(count.result); };
  };
})"""


# What her page can do without at first came a moment later: from then on it takes photos offline.
HAS_THE_REST = """() => performance.getEntriesByName(
  new URL(document.getElementById('later').dataset.address, location.href).href,
).length > 0"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory, chromium: Path) -> AsyncIterator[Stage]:
    async with tenant_stage(tmp_path_factory.mktemp("photos"), chromium) as stage:
        yield stage


@contextlib.asynccontextmanager
async def _caller(stage: Stage) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=stage.address, trust_env=False) as client:
        yield client


async def _reported(stage: Stage) -> given.Repair:
    async with _caller(stage) as elsewhere:
        return await given.repair(elsewhere)


async def _open(phone: BrowserContext, repair: given.Repair) -> Page:
    page = await phone.new_page()
    await page.goto(f"/r#{repair.secret}")
    await page.locator("main[data-id]").wait_for()
    await page.locator("html.with-store").wait_for()
    await page.wait_for_function(HAS_THE_REST)
    return page


async def _choose(page: Page, *names: str) -> None:
    files = [(name, jpeg() + name.encode()) for name in names]
    await page.locator("#photos").set_input_files(chosen(*files))


async def _photos_of(repair: given.Repair) -> list[EvidencePhoto]:
    return await EvidencePhoto.objects().where(
        (EvidencePhoto.request == repair.id)
        & EvidencePhoto.state.is_in([PhotoState.RECEIVED, PhotoState.READY])
    )


def _puts(page: Page | BrowserContext) -> list[Request]:
    """Everything that goes to the store, as it goes."""
    seen: list[Request] = []

    def note(request: Request) -> None:
        if request.method == "PUT":
            seen.append(request)

    page.on("request", note)
    return seen


async def _cut_off(page: Page) -> None:
    await page.route("**/api/case/photos*", lambda route: route.abort("connectionfailed"))


async def _tells(page: Page, taken_at: str, name: str) -> None:
    """Cut off: from now on every try tells this time, also one that had read the photo already."""
    async with page.expect_request(lambda request: taken_at in (request.post_data or "")):
        await page.evaluate(_CHANGE_KEPT, [name, {"takenAt": taken_at}])


async def _connected(page: Page) -> None:
    await page.unroute("**/api/case/photos*")
    await page.evaluate("dispatchEvent(new Event('online'))")


async def test_what_the_server_does_not_take_stays_says_why_and_holds_up_no_other(
    stage: Stage,
) -> None:
    repair = await _reported(stage)
    async with stage.phone() as rosa:
        page = await _open(rosa, repair)
        await _cut_off(page)
        await _choose(page, "vreemd.jpg", "gewoon.jpg")
        await expect(page.locator("#chosen [data-photo]")).to_have_count(2)
        await _tells(page, "gisteren", "vreemd.jpg")
        await _connected(page)

        await expect(page.locator("[data-live=photos] img")).to_have_count(1)
        left = page.locator(".not-taken")
        await expect(left).to_contain_text("Er klopt iets niet")
        await expect(page.locator("#status")).to_contain_text("Niet elke foto is aangenomen.")
        assert await kept_on(page) == [1, 0]
        assert await complaints(page, is_phone=True) == {}

        await page.reload()  # the next visit asks the server once more
        await expect(left).to_contain_text("Er klopt iets niet")
        await page.evaluate(_CHANGE_KEPT, ["vreemd.jpg", {"takenAt": given.moment(days=1)}])
        await left.get_by_role("button", name="Opnieuw proberen, vreemd.jpg").click()
        await expect(page.locator("[data-live=photos] img")).to_have_count(2)
        await expect(page.locator("#chosen")).to_be_hidden()
        assert await kept_on(page) == [0, 0]
    assert len(await _photos_of(repair)) == 2


async def test_what_is_not_taken_goes_when_she_says_so(stage: Stage) -> None:
    async with stage.phone() as rosa:
        page = await _open(rosa, await _reported(stage))
        await _cut_off(page)
        await _choose(page, "vreemd.jpg")
        await expect(page.locator("#chosen [data-photo]")).to_have_count(1)
        await _tells(page, "gisteren", "vreemd.jpg")
        await _connected(page)
        await page.get_by_role("button", name="Weghalen, vreemd.jpg").click()
        await expect(page.locator("[data-photo]")).to_have_count(0)
        await expect(page.locator("#status")).to_have_text("Foto verwijderd")
        assert await kept_on(page) == [0, 0]


async def test_what_the_server_found_about_the_bytes_is_told_as_it_is(stage: Stage) -> None:
    async with stage.phone() as rosa:
        page = await _open(rosa, await _reported(stage))
        # As a page has it that was opened before the limit became smaller.
        await page.locator("main").evaluate("(main) => { main.dataset.limit = '9000000'; }")
        huge = ("groot.jpg", jpeg() + bytes(1_000_000))
        await page.locator("#photos").set_input_files(chosen(huge))
        await expect(page.locator("#status")).to_contain_text("“groot.jpg” is te groot voor ons.")
        assert await kept_on(page) == [0, 0]


async def test_a_photo_that_the_store_does_not_take_rests_longer_each_time_and_alone(
    stage: Stage,
) -> None:
    repair = await _reported(stage)
    tries: list[float] = []
    async with stage.phone() as rosa:
        page = await _open(rosa, repair)
        first: list[str] = []

        async def fail_the_first(route: Route) -> None:
            first[:] = first or [route.request.url.split("?")[0]]
            if route.request.url.split("?")[0] in first:
                tries.append(asyncio.get_running_loop().time())
                await route.abort("connectionfailed")
            else:
                await route.continue_()

        await page.route("**/s3/**", fail_the_first)
        await _choose(page, "stuk.jpg", "een.jpg", "twee.jpg")
        await expect(page.locator("[data-live=photos] img")).to_have_count(2)
        await expect(page.locator("#status")).to_contain_text("Wij proberen het steeds opnieuw.")
        async with asyncio.timeout(20):
            while len(tries) < 4:  # noqa: ASYNC110  the page is told nothing of it
                await asyncio.sleep(0.1)
        pauses = [later - earlier for earlier, later in itertools.pairwise(tries)]
        assert pauses[0] == pytest.approx(1, abs=0.9)
        assert pauses[1] > pauses[0] + 0.5
        assert pauses[2] > pauses[1] + 1

        await page.unroute("**/s3/**")
        await expect(page.locator("[data-live=photos] img")).to_have_count(3)
    assert len(await _photos_of(repair)) == 3


async def test_a_link_that_was_withdrawn_is_told_with_what_is_still_here(stage: Stage) -> None:
    repair = await _reported(stage)
    async with stage.phone() as rosa:
        page = await _open(rosa, repair)
        await TenantLink.update({TenantLink.revoked_at: datetime.now(UTC)}).where(
            TenantLink.request == repair.id
        )
        await _choose(page, "een.jpg", "twee.jpg")
        status = page.locator("#status")
        await expect(status).to_contain_text("Deze link werkt niet meer. Bel ons voor een nieuwe:")
        await expect(status).to_contain_text("020 555 0100")
        await expect(status).to_contain_text("Er staan nog 2 foto's op deze telefoon.")
        assert await kept_on(page) == [2, 0]

        await page.goto("/")
        await page.goto(f"/r#{repair.secret}")
        await expect(page.get_by_role("heading", name="Deze link werkt niet meer")).to_be_visible()
        await expect(page.get_by_text("Er staan nog 2 foto's op deze telefoon.")).to_be_visible()
        await expect(page.get_by_role("link", name="Bel 020 555 0100")).to_be_visible()

        await TenantLink.update({TenantLink.revoked_at: None}).where(
            TenantLink.request == repair.id
        )
        page = await _open(rosa, repair)
        await expect(page.locator("[data-live=photos] img")).to_have_count(2)
        assert await kept_on(page) == [0, 0]


async def test_a_sign_in_that_ended_is_renewed_by_the_link_that_the_phone_remembers(
    stage: Stage,
) -> None:
    repair = await _reported(stage)
    async with stage.phone() as rosa:
        page = await _open(rosa, repair)
        past = datetime.now(UTC) - timedelta(days=1)
        await CaseSignIn.update({CaseSignIn.expires_at: past}).where(
            CaseSignIn.request == repair.id
        )
        await _choose(page, "een.jpg")
        await expect(page.locator("[data-live=photos] img")).to_have_count(1)
        assert await kept_on(page) == [0, 0]


async def test_two_tabs_of_one_case_send_each_photo_once(stage: Stage) -> None:
    repair = await _reported(stage)

    async def slowly(route: Route) -> None:
        if route.request.method == "PUT":
            await asyncio.sleep(1)
        await route.continue_()

    async with stage.phone() as rosa:
        await rosa.route("**/s3/**", slowly)
        first = await _open(rosa, repair)
        puts = _puts(rosa)
        await _choose(first, "een.jpg", "twee.jpg", "drie.jpg")
        await expect(first.locator("#chosen [data-photo]")).to_have_count(3)
        second = await _open(rosa, repair)
        for page in (first, second):
            await expect(page.locator("[data-live=photos] img")).to_have_count(3)
            await expect(page.locator("[data-photo]")).to_have_count(0)
        assert len(puts) == 3
    assert len(await _photos_of(repair)) == 3


async def test_a_tab_sees_what_another_one_sent(stage: Stage) -> None:
    repair = await _reported(stage)
    async with stage.phone() as rosa:
        first, second = await _open(rosa, repair), await _open(rosa, repair)
        await rosa.set_offline(True)
        await _choose(first, "een.jpg")
        await _choose(second, "twee.jpg", "drie.jpg")
        await expect(second.locator("#chosen [data-photo]")).to_have_count(2)
        await rosa.set_offline(False)
        for page in (first, second):
            await expect(page.locator("[data-photo]")).to_have_count(0)
            await expect(page.get_by_text("Uw foto's zijn binnen").first).to_be_visible()
    assert len(await _photos_of(repair)) == 3


async def test_a_colleague_who_is_signed_in_beside_her_takes_no_photo_away(stage: Stage) -> None:
    repair = await _reported(stage)
    async with stage.phone() as rosa:
        await rosa.request.post("/api/demo/sign-in", data={"person": "tom"})
        page = await _open(rosa, repair)
        await _choose(page, "een.jpg")
        await expect(page.locator("[data-live=photos] img")).to_have_count(1)
        assert await kept_on(page) == [0, 0]


async def test_a_photo_lands_in_the_case_of_its_page_when_another_was_opened_since(
    stage: Stage,
) -> None:
    tap, boiler = await _reported(stage), await _reported(stage)
    async with stage.phone() as rosa:
        page = await _open(rosa, tap)
        other = await _open(rosa, boiler)
        await _choose(page, "kraan.jpg")
        await expect(page.locator("[data-live=photos] img")).to_have_count(1)
        await _choose(other, "ketel.jpg")
        await expect(other.locator("[data-live=photos] img")).to_have_count(1)
        number = await page.locator("main").get_attribute("data-case")
        await expect(page.get_by_text(f"Reparatie {number}")).to_be_visible()
    assert [len(await _photos_of(each)) for each in (tap, boiler)] == [1, 1]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
async def test_a_photo_opens_on_a_page_with_a_way_back(stage: Stage, script: bool) -> None:
    repair = await _reported(stage)
    async with stage.phone() as sender:
        page = await _open(sender, repair)
        await _choose(page, "een.jpg", "twee.jpg")
        await expect(page.locator("[data-live=photos] img")).to_have_count(2)
        state: Any = await sender.storage_state()
    async with stage.phone(java_script_enabled=script, storage_state=state) as rosa:
        page = await rosa.new_page()
        await page.goto("/r")
        await page.locator("[data-live=photos] a").first.click()
        await expect(page.get_by_role("heading")).to_have_text("Foto 1 van 2")
        shown = page.locator("main img")
        await expect(shown).to_have_js_property("naturalWidth", 800)
        await page.get_by_role("link", name="Volgende").click()
        await expect(page.get_by_role("heading")).to_have_text("Foto 2 van 2")
        if script:
            assert await complaints(page, is_phone=True) == {}
        await expect(page.get_by_role("link", name="Volgende")).to_have_count(0)
        await page.get_by_role("link", name="Terug").click()
        await expect(page.locator("[data-live=photos] a")).to_have_count(2)


async def test_skipping_to_the_content_is_no_link_that_has_to_be_opened(stage: Stage) -> None:
    async with stage.phone() as rosa:
        page = await _open(rosa, await _reported(stage))
        await page.goto("/r#content")
        await page.reload()
        await page.locator("html.with-store").wait_for()
        await expect(page.get_by_text("Dit gebeurt nu")).to_be_visible()


async def test_a_voice_note_that_was_killed_is_offered_as_far_as_it_was_said(
    stage: Stage, chromium: Path, tmp_path: Path
) -> None:
    repair = await _reported(stage)
    async with killable_phone(chromium, tmp_path / "phone", stage.address) as phone:
        page = await phone.switch_on()
        await page.goto(f"/r#{repair.secret}")
        await page.get_by_role("button", name="Spraakbericht inspreken").click()
        async with asyncio.timeout(60):
            while await page.evaluate(_SLICES) < 3:  # noqa: ASYNC110  no event for what a disk has
                await asyncio.sleep(0.2)
        await phone.dies()

        page = await phone.switch_on()
        await page.goto(f"/r#{repair.secret}")
        await expect(page.get_by_text("U was een spraakbericht aan het opnemen.")).to_be_visible()
        await expect(page.locator("audio")).not_to_have_js_property("readyState", 0)
        assert await complaints(page, is_phone=True) == {}
        await page.get_by_role("button", name="Versturen", exact=True).click()
        await expect(page.locator("[data-live=photos] a.waiting")).to_have_text("Spraakbericht")
        assert await kept_on(page) == [0, 0]
        assert await page.evaluate(_SLICES) == 0
    [note] = await _photos_of(repair)
    assert note.kind == Kind.VOICE
    assert note.seconds is not None
    assert note.seconds >= 2
