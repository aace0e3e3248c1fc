"""How a page is read: in a language and in letters that she chose, without script."""

import re

import pytest

from server.database import select
from server.repair_requests.tables import RepairRequest
from tests.server.tenant_pages.conftest import Site
from tests.server.tenant_pages.test_report_form import a_report

pytestmark = pytest.mark.asyncio(loop_scope="module")

OWN_NAMES = ["Nederlands", "English", "Türkçe", "العربية", "Polski", "Українська"]


@pytest.mark.parametrize(
    ("language", "direction", "title"),
    [
        ("nl", "ltr", "Waar is het?"),
        ("tr", "ltr", "Sorun nerede?"),
        ("ar", "rtl", "أين العطل؟"),
        ("pl", "ltr", "Gdzie jest problem?"),
        ("uk", "ltr", "Де це сталося?"),
    ],
)
async def test_a_browser_is_answered_in_its_own_language(
    site: Site, language: str, direction: str, title: str
) -> None:
    async with site.browser(f"de, {language};q=0.8") as browser:
        page = (await browser.get("/")).text
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert title in page
    assert [name for name in OWN_NAMES if name in page] == OWN_NAMES


async def test_a_chosen_language_is_kept_and_stored_with_the_case(site: Site) -> None:
    form = a_report(language="nl")
    async with site.browser() as rosa:
        await rosa.post("/report", data=form)
        chosen = await rosa.post("/reading", data={"language": "ar", "page": "/r"})
        again = await rosa.post("/reading", data={"language": "ar", "page": "/r"})
        page = (await rosa.get("/r")).text
        first_page = (await rosa.get("/")).text
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/r")
    assert again.status_code == 303
    assert '<html lang="ar" dir="rtl">' in page
    assert "ما يحدث الآن" in page
    assert "أين العطل؟" in first_page
    request = await RepairRequest.objects().get(RepairRequest.id == form["id"])
    assert request is not None
    assert request.language == "ar"
    lines = await select(
        lambda event: event,
        "SELECT event FROM journal WHERE request_id = {} AND event = 'request.language_chosen'",
        request.id,
    )
    assert len(lines) == 1


async def test_a_report_in_arabic_is_kept_as_one(site: Site) -> None:
    form = a_report(language="ar")
    async with site.browser("de") as rosa:
        await rosa.post("/report", data=form)
        page = (await rosa.get("/r")).text
    assert '<html lang="ar" dir="rtl">' in page


async def test_what_stands_in_dutch_addresses_is_not_turned_round_in_arabic(site: Site) -> None:
    """Digits before Latin letters would be read the other way: "9999 ZZ" as "ZZ 9999"."""
    async with site.browser("ar") as browser:
        form = (await browser.get("/report/kitchen/KRA1")).text
        lost = (await browser.get("/lost-link")).text
    for page, names in ((form, ("postcode", "house_number")), (lost, ("postcode", "number"))):
        for name in names:
            assert re.search(rf'<input id="{name}"[^>]* dir="ltr"', page)


async def test_larger_letters_stay_until_she_takes_them_back(site: Site) -> None:
    async with site.browser() as browser:
        await browser.post("/reading", data={"letters": "large", "page": "/"})
        large = (await browser.get("/report/kitchen")).text
        await browser.post("/reading", data={"letters": "usual", "page": "/"})
        usual = (await browser.get("/report/kitchen")).text
    assert '<html lang="nl" dir="ltr" class="large-letters">' in large
    assert "Gewone letters" in large
    assert "large-letters" not in usual.split("<body>")[0].split("<head>")[0]


@pytest.mark.parametrize("page", ["//evil.example", "https://evil.example", "/\\evil", "", "r"])
async def test_the_way_back_never_leads_to_another_site(site: Site, page: str) -> None:
    async with site.browser() as browser:
        answer = await browser.post("/reading", data={"language": "pl", "page": page})
    assert answer.headers["location"] == "/"


async def test_a_language_that_we_do_not_speak_changes_nothing(site: Site) -> None:
    async with site.browser() as browser:
        answer = await browser.post("/reading", data={"language": "xx", "page": "/"})
    assert answer.status_code == 303
    assert "set-cookie" not in answer.headers
