"""What was announced and never came leaves nothing behind, and may still come later."""

from datetime import UTC, datetime, timedelta

import pytest
from httpx import AsyncClient

from server.clock import clock_at
from server.evidence.disposal import NOTHING_COMES_AFTER, doom
from server.evidence.sweeping import sweep
from server.evidence.tables import DoomedObject, EvidencePhoto
from server.journal.tables import JournalEntry
from storage.errors import StorageUnavailable
from storage.objects import ObjectStore
from storage.settings import StorageSettings
from tests.support import given, pictures
from tests.support.cast import DE_LINDE
from tests.support.stored_objects import StoredObjects

PICTURE = pictures.jpeg(9)
LATER = NOTHING_COMES_AFTER + timedelta(minutes=1)


@pytest.fixture
async def job(rosa: AsyncClient, vera: AsyncClient) -> str:
    return await given.job(vera, await given.repair(rosa))


async def key_of(photo: str) -> str:
    found = await EvidencePhoto.objects().get(EvidencePhoto.id == given.id_of(photo))
    assert found is not None
    return found.object_key


async def swept_later(objects: ObjectStore, after: timedelta = LATER) -> None:
    with clock_at(datetime.now(UTC) + after):
        await sweep(objects)


async def lines() -> list[tuple[object, str | None]]:
    found = await JournalEntry.select(JournalEntry.organisation, JournalEntry.payload).where(
        JournalEntry.event == "photo.swept"
    )
    return [(line["organisation"], line["payload"]) for line in found]


async def test_an_upload_that_was_never_confirmed_is_cleared_with_its_object(
    tom: AsyncClient, job: str, objects: StoredObjects
) -> None:
    tickets = [await given.announced(tom, given.photos_of(job), PICTURE) for _ in range(3)]
    await given.upload(tickets[0], PICTURE)
    key = await key_of(tickets[0]["id"])
    assert await objects.has(key)
    for _ in range(2):
        await swept_later(objects.store)
    assert not await objects.has(key)
    assert await lines() == [(DE_LINDE.id, '{"count":3}')]
    await swept_later(objects.store, 2 * LATER)
    assert await DoomedObject.count() == 0


async def test_within_its_time_nothing_is_cleared(
    tom: AsyncClient, job: str, objects: StoredObjects
) -> None:
    ticket = await given.announced(tom, given.photos_of(job), PICTURE)
    await given.upload(ticket, PICTURE)
    await sweep(objects.store)
    assert await given.confirmed(tom, ticket["id"])
    assert await lines() == []


async def test_a_photo_that_was_confirmed_is_never_cleared(
    tom: AsyncClient, job: str, objects: StoredObjects
) -> None:
    photo = await given.photo(tom, given.photos_of(job))
    await given.ready(tom, photo)
    await swept_later(objects.store)
    assert await objects.has(await key_of(photo))


async def test_a_phone_that_comes_back_after_the_sweep_gets_a_fresh_place(
    tom: AsyncClient, job: str, objects: StoredObjects
) -> None:
    announcement = given.an_announcement(PICTURE)
    path = given.photos_of(job)
    first = (await tom.post(path, json=announcement)).json()
    await given.upload(first, PICTURE)
    old = await key_of(first["id"])
    await swept_later(objects.store)
    late = await tom.post(f"/api/photos/{first['id']}/confirm")
    assert (late.status_code, late.json()["type"]) == (409, "/problems/upload-not-finished")
    again = (await tom.post(path, json=announcement)).json()
    assert await key_of(first["id"]) != old
    await given.upload(again, PICTURE)
    assert await given.confirmed(tom, first["id"])


async def test_announcing_again_gives_the_place_another_hour(
    tom: AsyncClient, job: str, objects: StoredObjects
) -> None:
    announcement = given.an_announcement(PICTURE)
    path = given.photos_of(job)
    ticket = (await tom.post(path, json=announcement)).json()
    with clock_at(datetime.now(UTC) + LATER - timedelta(minutes=30)):
        await tom.post(path, json=announcement)
    await given.upload(ticket, PICTURE)
    await swept_later(objects.store)
    assert await given.confirmed(tom, ticket["id"])


async def test_the_object_of_a_photo_that_was_refused_later_goes_too(
    tom: AsyncClient, job: str, objects: StoredObjects
) -> None:
    damaged = b"\xff\xd8\xff\xe0" + b"x" * 500
    photo = await given.photo(tom, given.photos_of(job), damaged)

    async def is_refused() -> bool:
        return (await tom.get(f"/api/photos/{photo}")).json()["state"] == "refused"

    await given.until(is_refused)
    key = await key_of(photo)
    await sweep(objects.store)
    assert not await objects.has(key)


async def test_announced_anew_with_other_bytes_the_old_object_goes(
    tom: AsyncClient, job: str, objects: StoredObjects
) -> None:
    announcement = given.an_announcement(PICTURE)
    ticket = (await tom.post(given.photos_of(job), json=announcement)).json()
    await given.upload(ticket, PICTURE)
    key = await key_of(ticket["id"])
    other = given.an_announcement(pictures.jpeg(10), id=ticket["id"])
    await tom.post(given.photos_of(job), json=other)
    await sweep(objects.store)
    assert not await objects.has(key)


class DeadStore(ObjectStore):
    """The real store, on a day that it deletes nothing."""

    async def delete(self, keys: object) -> None:
        raise StorageUnavailable("not now")


@pytest.mark.usefixtures("connected")
async def test_what_could_not_be_deleted_is_deleted_the_next_time(
    store: StorageSettings, objects: StoredObjects
) -> None:
    dead = DeadStore(store)
    key = "evidence/doomed/one.jpg"
    await objects.put(key, PICTURE)
    await doom(key)
    with pytest.raises(StorageUnavailable):
        await sweep(dead)
    await sweep(objects.store)
    assert not await objects.has(key)
    await dead.close()
