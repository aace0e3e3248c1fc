"""Who is asked for a moment and does not answer is reminded, once."""

from datetime import timedelta

import pytest
from httpx import AsyncClient

from server.clock import clock_at, now
from server.previsits.choices import remind
from tests.server.moments.test_choosing import free, next_monday, on_monday, take, told
from tests.support import given

WORDS = {"words": "Alleen na zes uur"}


@pytest.fixture
async def job(rosa: AsyncClient, vera: AsyncClient) -> str:
    return await given.job(vera, await given.repair(rosa))


async def remind_after(**later: float) -> int:
    """How many reminders were ever told, once this time has passed since Monday at nine."""
    with clock_at(next_monday() + timedelta(**later)):
        await remind()
    return await told("previsit.moment_reminded")


async def test_after_two_working_days_she_is_reminded_once(
    rosa: AsyncClient, vera: AsyncClient, job: str
) -> None:
    with on_monday():
        await given.moment_asked(vera, job)
    assert await remind_after(days=1, hours=23) == 0
    assert await remind_after(days=2) == 1
    assert await remind_after(days=5) == 1
    row = (await vera.get("/api/repair-requests")).json()["items"][0]["job"]
    assert row["momentAsked"]["remindedAt"]


async def test_a_weekend_is_not_a_working_day(vera: AsyncClient, job: str) -> None:
    with clock_at(next_monday() + timedelta(days=4)):
        await given.moment_asked(vera, job)
    assert await remind_after(days=7, hours=23) == 0
    assert await remind_after(days=8) == 1


@pytest.mark.parametrize("does", ["takes", "none", "planned", "cancelled"])
async def test_who_answered_or_does_not_have_to_is_not_reminded(
    rosa: AsyncClient, vera: AsyncClient, job: str, does: str
) -> None:
    with on_monday():
        await given.moment_asked(vera, job)
        if does == "takes":
            await take(rosa, (await free(rosa))[0])
        if does == "none":
            await rosa.post("/r/moment/none", data=WORDS)
        if does == "planned":
            await given.previsit(vera, job, (now() + timedelta(days=9)).isoformat())
        if does == "cancelled":
            await rosa.post("/r/say/cancel", data=WORDS)
    assert await remind_after(days=4) == 0
