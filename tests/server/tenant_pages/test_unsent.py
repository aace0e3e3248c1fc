"""Whose cookie is over when she sends a form loses nothing of what she wrote."""

import re
from html import unescape

import pytest
from httpx import AsyncClient
from litestar import Litestar

from server.rate_limits.budgets import CHAT_OF_CASE
from tests.support import given
from tests.support.asgi_client import browser

WORDS = 'Het lekt "nog" steeds <hier>'


def fields_in(page: str) -> dict[str, str]:
    page = page.partition("<main")[2]  # the head has a form of its own
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    shown = re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    return {name: unescape(value) for name, value in (*hidden, *shown)}


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/r/chat", {"id": given.fresh_id(), "text": WORDS}),
        ("/r/moment/none", {"id": given.fresh_id(), "words": WORDS}),
        ("/r/say/cancel", {"words": WORDS}),
    ],
)
async def test_what_she_wrote_stands_there_and_is_sent_once_her_link_is_open(
    app: Litestar, rosa: AsyncClient, address: str, form: dict[str, str]
) -> None:
    repair = await given.repair(rosa)
    phone = browser(app)
    unsent = await phone.post(address, data=form)
    assert unsent.status_code == 401
    assert "Dit is nog niet verstuurd" in unsent.text
    assert f'action="{address}"' in unsent.text
    kept = fields_in(unsent.text)
    assert kept == form
    await phone.post("/api/case/sign-in", json={"secret": repair.secret})
    assert (await phone.post(address, data=kept)).status_code == 303
    page = (await phone.get("/r" if address == "/r/say/cancel" else "/r/chat")).text
    assert WORDS in unescape(page)


async def test_it_is_said_in_her_language_and_that_photos_are_chosen_again(
    nobody: AsyncClient,
) -> None:
    files = {"photos": ("lek.jpg", b"\xff\xd8\xff", "image/jpeg")}
    headers = {"accept-language": "tr"}
    page = await nobody.post("/r/photos", files=files, headers=headers)
    assert "Bu henüz gönderilmedi" in page.text
    assert "yeniden seçmeniz gerekir" in page.text
    assert 'enctype="multipart/form-data"' in page.text


async def test_somebody_outside_keeps_why_she_says_no(nobody: AsyncClient) -> None:
    form = {"link": given.fresh_id(), "reason": WORDS}
    page = await nobody.post("/o/decline", data=form)
    assert fields_in(page.text) == form


async def test_who_writes_too_often_in_her_case_keeps_what_she_wrote(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    await given.moment_asked(vera, await given.job(vera, repair))
    limiter = app.state.parts.limiter
    factor, limiter._factor = limiter._factor, 1.0
    try:
        for _ in range(CHAT_OF_CASE.at_once):
            await limiter.spend([(CHAT_OF_CASE, repair.id)])
        form = {"id": given.fresh_id(), "words": WORDS}
        page = await rosa.post("/r/moment/none", data=form)
    finally:
        limiter._factor = factor
    assert page.status_code == 429
    assert fields_in(page.text)["words"] == WORDS
