"""Who left long ago: what stays is that somebody worked here. A backup does not bring her back."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from litestar import Litestar

from server.accounts.tables import NOBODY, Person
from server.clock import clock_at, now
from server.database import insert, one, transaction
from server.identifiers import new_id
from server.journal.tables import JournalEntry
from server.journal.verify import first_break
from server.privacy.due import erase_due
from server.privacy.erasing import replay
from server.privacy.tables import ErasureDone
from server.signing_in.tables import Passkey
from tests.support import given
from tests.support.asgi_client import signed_in
from tests.support.cast import ARJAN, DE_LINDE, FATIMA, OTTO, TOM
from tests.support.stored_objects import StoredObjects

HERS = {
    Person.directory_issuer: "https://login.linde.test",
    Person.directory_subject: "0815",
    Person.language: "en",
}


@pytest.fixture
async def arjan(app: Litestar) -> AsyncClient:
    return await signed_in(app, ARJAN)


async def fatima_left(arjan: AsyncClient, days_ago: float) -> None:
    """In demonstrations of time nobody waits for years."""
    async with transaction():
        await Person.update(HERS).where(Person.id == FATIMA.id)  # pyright: ignore[reportArgumentType]
    await arjan.post(f"/api/people/{FATIMA.id}/deactivate")
    async with transaction():
        left = {Person.deactivated_at: now() - timedelta(days=days_ago)}
        await Person.update(left).where(Person.id == FATIMA.id)  # pyright: ignore[reportArgumentType]


async def facts_of(person_id: Any) -> tuple[Any, ...]:
    person = await one(Person, "id = {}", person_id)
    assert person
    return (
        person.name,
        person.email,
        person.directory_issuer,
        person.directory_subject,
        person.language,
    )


EMPTY = (NOBODY, None, None, None, "")


async def erasures() -> list[dict[str, Any]]:
    return await JournalEntry.select(JournalEntry.payload).where(
        JournalEntry.event == "privacy.erased"
    )


async def test_two_years_after_she_left_nothing_is_kept_of_her(
    arjan: AsyncClient, objects: StoredObjects
) -> None:
    await fatima_left(arjan, 729)
    await erase_due(objects.store)
    assert (await facts_of(FATIMA.id))[0] == FATIMA.name
    with clock_at(now() + timedelta(days=2)):
        for _ in range(2):  # twice changes nothing
            await erase_due(objects.store)
    assert await facts_of(FATIMA.id) == EMPTY
    assert (await facts_of(TOM.id))[0] == TOM.name
    (line,) = await erasures()
    assert '"former_staff"' in line["payload"]
    assert FATIMA.name not in line["payload"]
    assert await first_break(DE_LINDE.id) is None


async def test_what_she_did_still_points_to_somebody(
    arjan: AsyncClient, rosa: AsyncClient, vera: AsyncClient, objects: StoredObjects
) -> None:
    repair = await given.repair(rosa)
    await given.previsit(vera, await given.job(vera, repair, FATIMA))
    await fatima_left(arjan, 731)
    await erase_due(objects.store)
    file = (await vera.get(f"/api/repair-requests/{repair.id}")).json()
    assert file["jobs"][0]["technician"] == {"id": str(FATIMA.id), "name": NOBODY, "hasLeft": True}
    assert (await rosa.get("/api/case")).status_code == 200
    assert (await rosa.get("/r")).status_code == 200


async def test_she_is_listed_as_somebody_and_not_let_in_again(
    arjan: AsyncClient, objects: StoredObjects
) -> None:
    await fatima_left(arjan, 731)
    await erase_due(objects.store)
    rows = (await arjan.get("/api/people")).json()["people"]
    (hers,) = [row for row in rows if row["id"] == str(FATIMA.id)]
    assert (hers["isEmptied"], hers["email"], hers["isFromDirectory"]) == (True, None, False)
    answer = await arjan.post(f"/api/people/{FATIMA.id}/reactivate")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/nothing-kept-of-her")


async def test_an_organisation_chooses_its_own_period(
    arjan: AsyncClient, ingrid: AsyncClient, objects: StoredObjects
) -> None:
    await fatima_left(arjan, 40)
    async with transaction():  # of another organisation, which chose nothing
        left = {Person.deactivated_at: now() - timedelta(days=40)}
        await Person.update(left).where(Person.id == OTTO.id)  # pyright: ignore[reportArgumentType]
    wanted = {"periods": [{"word": "former_staff", "days": 30}]}
    assert (await ingrid.put("/api/privacy/periods", json=wanted)).status_code == 200
    await erase_due(objects.store)
    assert await facts_of(FATIMA.id) == EMPTY
    assert (await facts_of(OTTO.id))[0] == OTTO.name


async def test_a_backup_of_when_she_worked_here_brings_her_not_back(
    app: Litestar, arjan: AsyncClient, objects: StoredObjects
) -> None:
    await fatima_left(arjan, 731)
    await erase_due(objects.store)
    async with transaction():  # what a backup of before knows
        await ErasureDone.delete(force=True)
        before = {Person.name: FATIMA.name, Person.deactivated_at: None, **HERS}
        await Person.update(before).where(Person.id == FATIMA.id)  # pyright: ignore[reportArgumentType]
        key = Passkey(
            id=new_id(),
            person=FATIMA.id,
            credential_id="key",
            public_key="",
            name="Telefoon",
            created_at=now(),
        )
        await insert(key)
    phone = await signed_in(app, FATIMA)
    assert await replay(objects.store) == 1
    assert await facts_of(FATIMA.id) == EMPTY
    assert (await phone.get("/api/me")).status_code == 401
    assert await Passkey.count() == 0
    assert await replay(objects.store) == 0
    assert await first_break(DE_LINDE.id) is None


async def test_a_backup_from_before_she_came_knows_nobody_to_empty(
    arjan: AsyncClient, objects: StoredObjects
) -> None:
    await fatima_left(arjan, 731)
    await erase_due(objects.store)
    async with transaction():
        await ErasureDone.delete(force=True)
        await Person.delete().where(Person.id == FATIMA.id)
    assert await replay(objects.store) == 1
    assert await replay(objects.store) == 0
