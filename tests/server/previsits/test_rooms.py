"""The room of a pre-visit lives no longer than its call, whatever tickets are still about."""

from collections.abc import Awaitable, Callable

import pytest
from httpx import AsyncClient
from litestar import Litestar

from tests.support import given, pictures
from tests.support.asgi_call import in_call


@pytest.fixture
async def repair(rosa: AsyncClient) -> given.Repair:
    return await given.repair(rosa)


@pytest.fixture
async def job(vera: AsyncClient, repair: given.Repair) -> str:
    return await given.job(vera, repair)


@pytest.fixture
async def call(vera: AsyncClient, job: str) -> str:
    return await given.previsit(vera, job)


async def tickets(rosa: AsyncClient, tom: AsyncClient, call: str) -> list[str]:
    opened = await tom.post(f"/api/previsits/{call}/open")
    joined = await rosa.post("/api/case/previsit/join")
    return [answer.json()["token"] for answer in (opened, joined)]


End = Callable[[], Awaitable[object]]


async def everybody_is_out(app: Litestar, both: list[str], end: End, reason: str) -> None:
    """Both are in the call, `end` happens, and then neither is, nor gets in again."""
    async with in_call(app, both[0]) as his, in_call(app, both[1]) as hers:
        await his.heard("welcome")
        await hers.heard("welcome")
        await end()
        for socket in (his, hers):
            assert (await socket.heard("room-ended"))["reason"] == reason
            assert await socket.close_code() == 4410
    for token in both:
        async with in_call(app, token) as late:
            assert (await late.heard("error"))["code"] == "room-ended"
            assert await late.close_code() == 4410


async def test_ending_the_previsit_puts_everybody_out(
    app: Litestar, rosa: AsyncClient, tom: AsyncClient, call: str
) -> None:
    both = await tickets(rosa, tom, call)
    await everybody_is_out(app, both, lambda: tom.post(f"/api/previsits/{call}/end"), "ended")


async def test_a_new_plan_closes_the_room_of_the_old_one(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, job: str, call: str
) -> None:
    both = await tickets(rosa, tom, call)
    await everybody_is_out(app, both, lambda: given.previsit(vera, job), "cancelled")


async def test_cancelling_the_repair_closes_the_room(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, repair: given.Repair,
    call: str,
) -> None:  # fmt: skip
    both = await tickets(rosa, tom, call)
    cancel = f"/api/repair-requests/{repair.id}/cancel"
    why = {"reason": "De huurder heeft het zelf opgelost"}
    await everybody_is_out(app, both, lambda: vera.post(cancel, json=why), "cancelled")


async def test_closing_the_job_closes_the_room(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, job: str, call: str
) -> None:
    both = await tickets(rosa, tom, call)
    visit = await given.arrival(tom, job)
    photo = await given.photo(tom, given.photos_of(job), pictures.jpeg(5), visitId=visit)
    await given.departure(tom, visit, [photo])
    await everybody_is_out(app, both, lambda: vera.post(f"/api/photos/{photo}/accept"), "cancelled")


async def test_a_call_that_is_opened_again_goes_on(
    app: Litestar, rosa: AsyncClient, tom: AsyncClient, call: str
) -> None:
    await tickets(rosa, tom, call)
    await tom.post(f"/api/previsits/{call}/end")
    his, hers = await tickets(rosa, tom, call)
    async with in_call(app, his) as tom_in_call:
        await tom_in_call.heard("welcome")
        async with in_call(app, hers) as rosa_in_call:
            (peer,) = (await rosa_in_call.heard("welcome"))["peers"]
            assert peer["role"] == "technician"


async def test_a_note_made_during_the_call_does_not_end_it(
    app: Litestar, rosa: AsyncClient, tom: AsyncClient, call: str
) -> None:
    his, hers = await tickets(rosa, tom, call)
    async with in_call(app, his) as tom_in_call:
        await tom_in_call.heard("welcome")
        await tom.put(f"/api/previsits/{call}/outcome", json=given.an_outcome())
        async with in_call(app, hers) as rosa_in_call:
            assert len((await rosa_in_call.heard("welcome"))["peers"]) == 1


async def test_a_ticket_of_another_server_opens_no_room(app: Litestar, call: str) -> None:
    async with in_call(app, "not one of ours") as otto:
        assert (await otto.heard("error"))["code"] == "token-invalid"
        assert await otto.close_code() == 4401
