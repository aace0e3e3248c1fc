"""A technician's visits in a calendar of his own, at an address that only he knows."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import icalendar
import pytest
from httpx import AsyncClient

from server.clock import now
from server.database import change, select, transaction
from tests.server.moments.test_choosing import on_monday
from tests.server.planning.test_agreeing import off, plan, planned
from tests.support import given
from tests.support.cast import FATIMA, TOM

FEED = "/api/calendar-feed"


@pytest.fixture
async def job(rosa: AsyncClient, vera: AsyncClient) -> str:
    return await given.job(vera, await given.repair(rosa))


async def address(tom: AsyncClient) -> str:
    made = await tom.post(FEED)
    assert made.status_code == 201, made.text
    return urlsplit(made.json()["url"]).path


async def events(nobody: AsyncClient, path: str) -> list[Any]:
    answer = await nobody.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/calendar")
    return list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))


async def test_it_follows_what_is_planned_moved_and_called_off(
    nobody: AsyncClient, vera: AsyncClient, tom: AsyncClient, job: str
) -> None:
    path = await address(tom)
    with on_monday():
        assert await events(nobody, path) == []
        first, second, *_ = await given.visit_blocks(vera, job)
        appointment = await given.appointment(vera, job, first)
        (one,) = await events(nobody, path)
        assert (one["STATUS"], int(one["SEQUENCE"])) == ("CONFIRMED", 0)
        assert one["DTSTART"].dt == datetime.fromisoformat(first["beginsAt"])
        await plan(vera, job, second, appointment)
        (two,) = await events(nobody, path)
        assert (two["UID"], two["STATUS"], int(two["SEQUENCE"])) == (one["UID"], "CONFIRMED", 1)
        assert two["DTEND"].dt == datetime.fromisoformat(second["endsAt"])
        await off(vera, job, (await planned(vera, job) or {})["id"], "emergency")
        (three,) = await events(nobody, path)
        assert (three["UID"], three["STATUS"], int(three["SEQUENCE"])) == (
            one["UID"],
            "CANCELLED",
            2,
        )


async def test_it_tells_no_name_no_home_and_no_fault(
    nobody: AsyncClient, vera: AsyncClient, tom: AsyncClient, job: str
) -> None:
    path = await address(tom)
    with on_monday():
        await given.appointment(vera, job, (await given.visit_blocks(vera, job))[0])
        (event,) = await events(nobody, path)
        assert event["SUMMARY"].startswith("Afspraak woning, reparatie ")
        text = (await nobody.get(path)).text.lower()
        assert not [word for word in ("rosa", "wit", "kraan", "kra1") if word in text]


async def test_only_the_newest_address_works_and_only_until_he_ends_it(
    nobody: AsyncClient, tom: AsyncClient
) -> None:
    first = await address(tom)
    second = await address(tom)
    assert (await nobody.get(first)).status_code == 404
    assert await events(nobody, second) == []
    assert (await tom.get(FEED)).json()["readAt"] is not None
    for _ in range(2):
        assert (await tom.post(f"{FEED}/end")).json()["createdAt"] is None
    assert (await nobody.get(second)).status_code == 404


async def test_the_database_does_not_know_the_secret(tom: AsyncClient) -> None:
    secret = (await address(tom)).split("/")[-2]
    (kept,) = await select(str, "SELECT secret_hash FROM calendar_feed")
    assert len(kept) == 64
    assert secret not in kept


async def test_who_works_here_no_more_is_read_no_more(
    nobody: AsyncClient, tom: AsyncClient
) -> None:
    path = await address(tom)
    async with transaction():
        await change("UPDATE person SET deactivated_at = {} WHERE id = {}", now(), TOM.id)
    assert (await nobody.get(path)).status_code == 404


async def test_what_was_passed_on_stands_with_who_has_it(
    nobody: AsyncClient, vera: AsyncClient, tom: AsyncClient, fatima: AsyncClient, job: str
) -> None:
    his, hers = await address(tom), await address(fatima)
    with on_monday():
        await given.appointment(vera, job, (await given.visit_blocks(vera, job))[0])
        await vera.post(f"/api/jobs/{job}/technician", json={"technicianId": str(FATIMA.id)})
        assert await events(nobody, his) == []
        assert len(await events(nobody, hers)) == 1
