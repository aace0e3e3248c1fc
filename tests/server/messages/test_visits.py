"""A tenant hears when somebody comes, that it was moved and by whom, and why it does not go on."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from server.case_words.spoken_times import SpokenTimes
from server.clock import clock_at
from server.planning.reminding import remind
from server.sentences import sentences
from tests.server.messages.conftest import NOON, Post
from tests.server.planning.test_agreeing import off, plan, planned
from tests.server.planning.test_choosing import take
from tests.support import given
from tests.support.mail_server import words_of

Block = dict[str, str]


def spoken(block: Block) -> str:
    begins, ends = (datetime.fromisoformat(block[key]) for key in ("beginsAt", "endsAt"))
    return SpokenTimes(sentences("nl"), NOON - timedelta(days=9)).block(begins, ends)


@pytest.fixture
async def job(rosa: AsyncClient, vera: AsyncClient, post: Post) -> str:
    repair = await given.repair(rosa, email="rosa@huurder.test")
    job = await given.job(vera, repair)
    await post.goes()
    assert "Tom gaat uw reparatie doen" in (await post.letter())["Subject"]
    return job


async def letter(post: Post) -> Any:
    await post.goes()
    return await post.letter()


async def test_planned_moved_by_us_moved_by_her_and_called_off_are_each_told_once(
    rosa: AsyncClient, vera: AsyncClient, post: Post, job: str
) -> None:
    blocks = (await given.visit_blocks(vera, job))[6:]
    appointment = await given.appointment(vera, job, blocks[0])
    told = await letter(post)
    assert spoken(blocks[0]).lower() in told["Subject"].lower()
    assert "Kies een ander moment op uw eigen pagina." in words_of(told)

    await plan(vera, job, blocks[1], appointment)
    told = await letter(post)
    assert f"Het bezoek is verzet: {spoken(blocks[1])}" in told["Subject"]
    assert "Wij hebben het bezoek verzet." in words_of(told)

    assert (await take(rosa, blocks[2]["beginsAt"])).status_code == 303
    told = await letter(post)
    assert f"Het bezoek is verzet: {spoken(blocks[2])}" in told["Subject"]
    assert "U heeft dit moment zelf gekozen." in words_of(told)

    await off(vera, job, (await planned(vera, job) or {})["id"], "parts_missing")
    told = await letter(post)
    assert f"Het bezoek gaat niet door: {spoken(blocks[2])}" in told["Subject"]
    assert "De spullen voor de reparatie zijn er nog niet." in words_of(told)
    await post.goes()
    assert post.mail.letters.empty()


async def test_the_day_before_she_is_reminded_of_what_holds_then(
    vera: AsyncClient, post: Post, job: str
) -> None:
    block = (await given.visit_blocks(vera, job))[-1]
    await given.appointment(vera, job, block)
    await letter(post)
    before = datetime.fromisoformat(block["beginsAt"]) - timedelta(hours=6)
    with clock_at(before.replace(hour=12)):
        await remind()
        told = await letter(post)
        assert spoken(block).lower() in told["Subject"].lower()
        assert "Dit is een herinnering." in words_of(told)
        await remind()
        await post.goes()
    assert post.mail.letters.empty()


async def test_of_a_visit_that_ends_with_its_repair_she_is_told_once(
    vera: AsyncClient, post: Post, rosa: AsyncClient, job: str
) -> None:
    await given.appointment(vera, job, (await given.visit_blocks(vera, job))[6])
    await letter(post)
    request = (await rosa.get("/api/case")).json()["id"]
    await vera.post(f"/api/repair-requests/{request}/cancel", json={"reason": "Dubbel gemeld"})
    told = await letter(post)
    assert "Het bezoek" not in told["Subject"]
    await post.goes()
    assert post.mail.letters.empty()
