"""Whoever may see a photo may read its receipt, and what vouches for it."""

import hashlib
from datetime import UTC, datetime, timedelta

from httpx import AsyncClient

from server.journal.tables import JournalEntry
from tests.support import given, pictures


async def receipt(client: AsyncClient, photo: str) -> dict[str, object]:
    answer = await client.get(f"/api/photos/{photo}/receipt")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_receipt_tells_size_hash_and_all_four_times(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    data, taken_at = pictures.jpeg(7), datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    before = datetime.now(UTC)
    photo = await given.photo(
        tom, given.photos_of(job), data, takenAt=taken_at.isoformat(), clockOffsetMs=-86_400_000
    )
    told = await receipt(vera, photo)
    assert told["byteCount"] == len(data)
    assert told["sha256"] == hashlib.sha256(data).hexdigest()
    assert datetime.fromisoformat(str(told["takenAt"])) == taken_at
    assert told["clockOffsetMs"] == -86_400_000
    received, confirmed = (
        datetime.fromisoformat(str(told[name])) for name in ("receivedAt", "confirmedAt")
    )
    assert before <= received <= confirmed <= before + timedelta(minutes=1)
    line = await JournalEntry.objects().get(JournalEntry.event == "photo.received")
    assert line is not None
    assert (told["chainSeq"], told["lineHash"]) == (line.seq, line.hash)
    assert await receipt(tom, photo) == told


async def test_the_device_gets_the_same_receipt_when_it_confirms_again(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    photo = await given.photo(tom, given.photos_of(job))
    first, again = await given.confirmed(tom, photo), await given.confirmed(tom, photo)
    assert first == again
    told = await receipt(tom, photo)
    assert {name: told[name] for name in first} == first


async def test_a_photo_that_is_only_announced_has_no_receipt(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    ticket = await given.announced(tom, given.photos_of(job), pictures.jpeg(1))
    assert (await tom.get(f"/api/photos/{ticket['id']}/receipt")).status_code == 404


async def test_otto_reads_no_receipt(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, otto: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom)
    assert (await otto.get(f"/api/photos/{review.photos[0]}/receipt")).status_code == 404
    assert (await otto.get(f"/api/jobs/{review.job}/seals")).status_code == 404
