"""The guides as pages: open to everybody, kept by browsers, offered before the form."""

import html
import re

import pytest

from server.guides.guide import GUIDES, Guide
from server.language import TENANT_LANGUAGES, TenantLanguage
from server.sentences import sentences
from tests.server.tenant_pages.conftest import Site
from tests.server.tenant_pages.test_report_form import a_report

pytestmark = pytest.mark.asyncio(loop_scope="module")

NONCE = re.compile(r"style-src 'self' 'nonce-([\w-]+)'")


@pytest.mark.parametrize("language", TENANT_LANGUAGES)
@pytest.mark.parametrize("guide", GUIDES.values(), ids=lambda guide: guide.code)
async def test_a_guide_shows_every_step_with_its_picture(
    site: Site, guide: Guide, language: TenantLanguage
) -> None:
    async with site.browser(language) as browser:
        page = await browser.get(guide.address)
    text = html.unescape(page.text)
    words = guide.words[language]
    assert page.status_code == 200
    for step in words.steps:
        assert step.do in text
        assert step.see in text
    for line in (*words.needs, *words.safety, *words.stop, *words.after, words.again, words.film):
        assert line in text
    assert text.count('class="drawing"') == len(words.steps)
    assert text.count('type="checkbox"') == len(words.steps)
    assert f'href="/report/{guide.fault.room}/{guide.code}"' in text
    assert 'href="tel:0205550100"' in text
    (script,) = re.findall(r"<script[^>]*>(.+?)</script>", text)
    assert "speechSynthesis" in script
    assert len(re.sub(r"<svg.*?</svg>", "", page.text, flags=re.DOTALL)) < 30_000


async def test_the_list_leads_to_every_guide(site: Site) -> None:
    async with site.browser() as browser:
        page = await browser.get("/guides")
    for guide in GUIDES.values():
        assert page.text.count(f'href="{guide.address}"') == 1


@pytest.mark.parametrize("path", ["/guides/NOPE", "/guides/GAS1"])
async def test_a_guide_that_is_not_there_gets_words_and_a_way_on(site: Site, path: str) -> None:
    async with site.browser() as browser:
        page = await browser.get(path)
        film = await browser.get(f"{path}/film.svg")
    assert (page.status_code, film.status_code) == (404, 404)
    assert "Deze pagina is er niet" in page.text


@pytest.mark.parametrize("path", ["/guides", "/guides/KRA1"])
async def test_a_browser_that_has_the_page_is_told_so_with_the_policy_of_what_it_has(
    site: Site, path: str
) -> None:
    async with site.browser() as browser:
        first = await browser.get(path)
        tag = first.headers["etag"]
        again = await browser.get(path, headers={"if-none-match": tag})
        english = await browser.get(path, headers={"if-none-match": tag, "accept-language": "en"})
    assert first.headers["cache-control"] == "private, no-cache"
    assert (again.status_code, again.content) == (304, b"")
    kept = _nonce(again.headers["content-security-policy"])
    assert kept == _nonce(first.headers["content-security-policy"])
    assert f'<style nonce="{kept}">' in first.text
    assert again.headers["etag"] == tag
    assert english.status_code == 200


async def test_each_first_answer_has_a_nonce_of_its_own(site: Site) -> None:
    async with site.browser() as browser:
        nonces = {
            _nonce((await browser.get("/guides")).headers["content-security-policy"])
            for _ in range(3)
        }
    assert len(nonces) == 3


def _nonce(policy: str) -> str:
    found = NONCE.search(policy)
    assert found
    return found[1]


async def test_the_film_is_a_file_that_a_browser_keeps(site: Site) -> None:
    async with site.browser() as browser:
        page = await browser.get("/guides/CVK3")
        address = re.search(r'src="(/guides/CVK3/film.svg\?v=\w+)"', page.text)
        assert address
        film = await browser.get(address[1])
        again = await browser.get(address[1], headers={"if-none-match": film.headers["etag"]})
    assert film.headers["content-type"].startswith("image/svg+xml")
    assert "immutable" in film.headers["cache-control"]
    assert "default-src 'none'; style-src 'sha256-" in film.headers["content-security-policy"]
    assert again.status_code == 304


async def test_the_room_she_was_reporting_in_leads_back_to_her_form(site: Site) -> None:
    async with site.browser() as browser:
        page = await browser.get("/guides/KRA1?room=toilet")
        made_up = await browser.get('/guides/KRA1?room=attic"><b>')
    assert page.text.count('href="/report/toilet/KRA1"') == 2
    assert 'href="/report/kitchen/KRA1"' in made_up.text
    assert "attic" not in made_up.text


@pytest.mark.parametrize(
    ("code", "room", "asks"),
    [
        ("KRA1", "bathroom", "offerFix"),
        ("ELE2", "power", "offerCheck"),
    ],
)
async def test_before_the_form_trying_and_reporting_are_equal(
    site: Site, code: str, room: str, asks: str
) -> None:
    async with site.browser() as browser:
        page = await browser.get(f"/report/{room}/{code}")
    text = html.unescape(page.text)
    say = sentences("nl")
    try_it = f'<a class="button" href="/guides/{code}?room={room}">'
    report_it = '<a class="button" href="#tell">'
    assert say(f"guides.{asks}") in text
    assert try_it in text
    assert report_it in text
    assert text.index(report_it) < text.index('id="tell"') < text.index('name="description"')
    assert 'action="/report"' in text


@pytest.mark.parametrize("path", ["/report/water/WAT3", "/report/danger/GAS1"])
async def test_nothing_is_offered_for_a_fault_without_guide(site: Site, path: str) -> None:
    async with site.browser() as browser:
        page = await browser.get(path)
    assert page.status_code == 200
    assert 'href="/guides' not in page.text


async def test_who_corrects_a_mistake_is_not_asked_again_to_try(site: Site) -> None:
    async with site.browser() as browser:
        page = await browser.post("/report", data=a_report(name=""))
    assert page.status_code == 422
    assert 'href="/guides' not in page.text


async def test_from_her_open_case_she_tries_it_and_says_on_the_guide_that_it_works(
    site: Site,
) -> None:
    async with site.browser() as rosa:
        await rosa.post("/report", data=a_report())
        case = await rosa.get("/r")
        before = await rosa.get("/r/guide")
        await rosa.post("/r/say/try")
        trying = await rosa.get("/r/guide")
        still = await rosa.get("/r")
        await rosa.post("/r/say/solved")
        after = await rosa.get("/r/guide")
    assert 'href="/r/guide"' in case.text
    assert _answers(before.text) == {"try"}
    assert _answers(trying.text) == {"solved", "not-solved"}
    assert 'href="/r/guide"' in still.text
    assert (after.status_code, after.headers["location"]) == (303, "/r")
    assert "no-store" in trying.headers["cache-control"]
    assert "/report/" not in trying.text


def _answers(page: str) -> set[str]:
    return set(re.findall(r'action="/r/say/([\w-]+)"', page))


async def test_a_case_without_guide_leads_to_none(site: Site) -> None:
    async with site.browser() as rosa:
        await rosa.post("/report", data=a_report(fault="KRA2", danger_cannot_stop="no"))
        case = await rosa.get("/r")
        guide = await rosa.get("/r/guide")
    assert "/r/guide" not in case.text
    assert (guide.status_code, guide.headers["location"]) == (303, "/r")
