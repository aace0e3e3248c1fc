"""The recorded call of the demo: everybody's way, and a film that plays."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from server.actors import Technician, Tenant
from server.demo.films import SECONDS, draw_film
from server.demo.pictures import Scene
from server.demo.recorded import DemoRecording
from tests.support import given
from tests.support.cast import ROSA, TOM
from tests.support.films import watched
from tests.support.stored_objects import StoredObjects


async def test_it_was_agreed_to_and_plays(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, objects: StoredObjects
) -> None:
    repair = await given.repair(rosa)
    job = await given.job(vera, repair)
    previsit = await given.previsit(vera, job)
    await tom.post(f"/api/previsits/{previsit}/open")
    recording = DemoRecording(
        uuid4(),
        UUID(previsit),
        Technician(TOM.id, TOM.firm.id, TOM.name, "nl"),
        Tenant(UUID(repair.id), TOM.firm.id, ROSA.name, "nl"),
        datetime.now(UTC),
    )
    pieces = await asyncio.to_thread(draw_film, Scene.KITCHEN_TAP, 7)
    for _ in range(2):  # a start that was broken off goes on
        await recording.make(pieces, objects.store)

    (told,) = (await tom.get(f"/api/jobs/{job}")).json()["recordings"]
    assert told["state"] == "ended"
    assert {each["name"] for each in told["consents"]} == {TOM.name, ROSA.name}
    async with AsyncClient() as player:
        film = watched((await player.get(told["url"])).content)
    assert film.seconds == pytest.approx(SECONDS, abs=0.2)
