"""The case page: only with its own cookie, only its own case, in the tenant's words."""

import asyncio
import re

import httpx
import pytest

from server.evidence.tables import EvidencePhoto
from tests.server.tenant_pages.conftest import Site
from tests.server.tenant_pages.test_report_form import a_report, photos

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_each_tenant_sees_her_own_case_and_no_other(site: Site) -> None:
    async with site.browser() as rosa, site.browser() as neighbour, site.browser() as stranger:
        for browser, words in ((rosa, "Kraan van Rosa"), (neighbour, "Kraan van de buren")):
            await browser.post("/report", data=a_report(description=words))
        mine, theirs = await rosa.get("/r"), await neighbour.get("/r")
        nobody = await stranger.get("/r")

    assert "Kraan van Rosa" in mine.text
    assert "Kraan van de buren" not in mine.text
    assert "Kraan van de buren" in theirs.text
    assert "Kraan van" not in nobody.text
    assert "Open de link die u van ons kreeg." in nobody.text


async def test_the_secret_of_the_link_opens_the_case_once_exchanged(site: Site) -> None:
    async with site.browser() as rosa, site.browser() as other_phone:
        sent = await rosa.post("/report", data=a_report(description="Zelfde zaak"))
        secret = sent.headers["location"].split("#")[1]
        exchanged = await other_phone.post("/api/case/sign-in", json={"secret": secret})
        page = await other_phone.get("/r")
    assert exchanged.status_code == 204
    assert "Zelfde zaak" in page.text
    assert secret not in page.text


@pytest.mark.parametrize(
    ("trouble", "status", "words"),
    [("unknown", 404, "Deze link kennen wij niet"), ("expired", 410, "Deze link werkt niet meer")],
)
async def test_a_link_that_does_not_work_is_explained(
    site: Site, trouble: str, status: int, words: str
) -> None:
    async with site.browser() as rosa:
        page = await rosa.get(f"/r?link={trouble}")
    assert page.status_code == status
    assert words in page.text
    assert 'href="tel:0205550100"' in page.text


async def test_the_language_is_the_one_chosen_else_that_of_the_report(site: Site) -> None:
    async with site.browser("de") as rosa:
        await rosa.post("/report", data=a_report(language="en"))
        english = await rosa.get("/r")
        dutch = await rosa.get("/r?lang=nl")
        still_dutch = await rosa.get("/r")
    assert "What happens now" in english.text
    assert '<html lang="nl" dir="ltr">' in dutch.text
    assert "Dit gebeurt nu" in still_dutch.text


async def test_photos_can_be_added_without_script(site: Site, jpeg: bytes) -> None:
    form = a_report()
    async with site.browser() as rosa:
        await rosa.post("/report", data=form)
        added = await rosa.post("/r/photos", files=photos(jpeg))
        refused = await rosa.post("/r/photos", files=photos(b"text"))
        nothing = await rosa.post("/r/photos", files=[("photos", ("", b"", "image/jpeg"))])
    assert (added.status_code, added.headers["location"]) == (303, "/r")
    assert (refused.status_code, nothing.status_code) == (422, 422)
    assert "is geen foto" in refused.text
    assert "Kies eerst een foto." in nothing.text
    assert await EvidencePhoto.count().where(EvidencePhoto.request == form["id"]) == 1


async def test_a_photo_has_a_page_with_a_way_back_for_whose_case_it_is(
    site: Site, jpeg: bytes
) -> None:
    form = a_report()
    async with site.browser() as rosa, site.browser() as neighbour, site.browser() as stranger:
        await rosa.post("/report", data=form, files=photos(jpeg))
        await neighbour.post("/report", data=a_report(), files=photos(jpeg))
        [photo] = await EvidencePhoto.objects().where(EvidencePhoto.request == form["id"])
        await _copied(rosa, str(photo.id))
        address = f"/r/photos/{photo.id}"
        own, foreign, unknown = [await each.get(address) for each in (rosa, neighbour, stranger)]
    assert own.status_code == 200
    assert "Foto 1 van 1" in own.text
    assert '<a class="button main" href="/r">' in own.text
    assert foreign.status_code == 404
    assert "<img" not in foreign.text
    assert "Open de link die u van ons kreeg." in unknown.text


async def _copied(rosa: httpx.AsyncClient, photo: str) -> None:
    """Once its smaller copies exist, the case links to the page of the photo."""
    async with asyncio.timeout(20):
        while f"/r/photos/{photo}" not in (await rosa.get("/r")).text:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_a_stranger_adds_nothing(site: Site, jpeg: bytes) -> None:
    before = await EvidencePhoto.count()
    async with site.browser() as stranger:
        page = await stranger.post("/r/photos", files=photos(jpeg))
    assert "Open de link die u van ons kreeg." in page.text
    assert await EvidencePhoto.count() == before


@pytest.mark.parametrize("path", ["/", "/report/kitchen", "/report/kitchen/KRA1", "/r"])
async def test_pages_run_no_script_but_ours_and_stay_out_of_caches(site: Site, path: str) -> None:
    async with site.browser() as rosa:
        first, second = await rosa.get(path), await rosa.get(path)
    policy = first.headers["content-security-policy"]
    (nonce,) = re.findall(r"script-src 'nonce-([\w-]+)' 'strict-dynamic';", policy)
    assert set(re.findall(r'<script type="module" nonce="([^"]+)"', first.text)) == {nonce}
    assert "unsafe" not in policy
    assert policy != second.headers["content-security-policy"]  # a nonce is used once
    assert first.headers["cache-control"] == "no-store"
    assert first.headers["content-encoding"] == "gzip"


async def test_the_first_page_has_one_script_of_half_a_kilobyte(site: Site) -> None:
    """It asks whether the browser can read aloud; the page itself needs none."""
    async with site.browser() as rosa:
        page = await rosa.get("/")
    (script,) = re.findall(r'<script type="module" nonce="[^"]+">(.+?)</script>', page.text)
    assert page.text.count("<script") == 1
    assert len(script) < 520
    assert len(page.content) < 40_000


async def test_every_view_of_the_form_is_a_report_of_its_own(site: Site) -> None:
    async with site.browser() as rosa:
        pages = [(await rosa.get("/report/kitchen/KRA1")).text for _ in range(2)]
    assert len({page.split('name="id" value="')[1][:36] for page in pages}) == 2
