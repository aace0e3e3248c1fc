"""The lane in order, in pages, and by what is looked for."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from httpx import AsyncClient

from server.clock import now
from server.database import change, transaction
from tests.support import given, pictures
from tests.support.cast import FATIMA, ROSA, TOM


async def lane(vera: AsyncClient, **sieve: Any) -> list[str]:
    answer = await vera.get("/api/photos/to-review", params=sieve)
    assert answer.status_code == 200, answer.text
    return [item["photo"]["id"] for item in answer.json()["items"]]


async def received(photo: str, minutes_ago: int) -> None:
    """Make it have come in so long ago."""
    async with transaction():
        await change(
            "UPDATE evidence_photo SET received_at = {} WHERE id = {}",
            now() - timedelta(minutes=minutes_ago),
            UUID(photo),
        )


async def test_first_come_photos_for_which_the_van_is_still_in_the_street(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient, tom: AsyncClient, fatima: AsyncClient
) -> None:
    gone = await given.review(rosa, vera, tom)
    async with transaction():
        left = now() - timedelta(minutes=11)
        await change("UPDATE visit SET left_at = {} WHERE id = {}", left, UUID(gone.visit))
    job = await given.job(vera, await given.repair(henk, name="Henk Jansen"), FATIMA)
    visit = await given.arrival(fatima, job)
    shots = [await given.photo(fatima, given.photos_of(job), visitId=visit) for _ in range(2)]
    assert await lane(vera) == [*shots, *gone.photos]

    await received(gone.photos[0], 30)
    await received(shots[0], 11)
    counted = (await vera.get("/api/photos/to-review")).json()["counts"]
    assert counted == {"waiting": 3, "late": 1}

    pages: list[str] = []
    after: str | None = None
    while True:
        asked = {"limit": 1} | ({"after": after} if after else {})
        page = (await vera.get("/api/photos/to-review", params=asked)).json()
        pages += [item["photo"]["id"] for item in page["items"]]
        after = page["nextCursor"]
        if after is None:
            break
    assert pages == [*shots, *gone.photos]


async def test_the_lane_is_searched_and_filtered(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient, tom: AsyncClient, fatima: AsyncClient
) -> None:
    toms = await given.review(rosa, vera, tom)
    job = await given.job(vera, await given.repair(henk, name="Henk Jansen"), FATIMA)
    visit = await given.arrival(fatima, job)
    path = given.photos_of(job)
    sharp = pictures.jpeg(shade=7)
    hers = await given.photo(fatima, path, sharp, visitId=visit, slot="close_up")
    again = await given.photo(fatima, path, sharp, visitId=visit)
    await given.ready(vera, hers)
    await given.ready(vera, again)
    await received(hers, 61)

    assert await lane(vera, technician=str(TOM.id)) == toms.photos
    assert await lane(vera, slot="close_up") == [hers]
    assert await lane(vera, waited=60) == [hers]
    assert await lane(vera, reused=True) == [again]
    assert len(await lane(vera, q="lindelaan 12")) == 3  # both live there
    assert await lane(vera, q=ROSA.name) == toms.photos
    assert await lane(vera, q=toms.repair.number) == toms.photos
    assert await lane(vera, q="JANSEN") == [hers, again]
    assert await lane(vera, q="' OR 1=1 --") == []
    choices = (await vera.get("/api/photos/to-review")).json()["choices"]
    assert {each["name"] for each in choices["technicians"]} == {TOM.name, FATIMA.name}

    sent = await vera.post(f"/api/photos/{hers}/send-back", json={"reason": "blurred"})
    assert sent.status_code == 200
    assert await lane(vera, verdict="sent_back") == [hers]
    better = await given.photo(fatima, path, visitId=visit, retakeOf=hers)
    assert await lane(vera, verdict="sent_back") == []
    assert (await vera.post(f"/api/photos/{better}/accept")).status_code == 200
    assert await lane(vera, verdict="accepted") == [better]
    assert (await vera.get("/api/photos/to-review", params={"after": "?"})).status_code == 400


async def test_tags_are_found_again_and_are_the_organisations_own(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, otto: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom, photos=2)
    photo, other = review.photos
    path = f"/api/photos/{photo}/tags"
    assert (await vera.put(path, json={"tags": ["  Lekkage ", "lekkage", "kit"]})).is_success
    listed = (await vera.get("/api/photos/to-review", params={"tag": "lekkage"})).json()
    assert [item["photo"]["id"] for item in listed["items"]] == [photo]
    assert (listed["items"][0]["tags"], listed["choices"]["tags"]) == (["kit", "lekkage"],) * 2
    assert (await otto.get("/api/photos/to-review")).json()["choices"]["tags"] == []
    assert (await vera.put(path, json={"tags": ["x" * 25]})).status_code == 400
    assert (await vera.put(path, json={"tags": list("abcdefg")})).status_code == 400
    for photo_id, tags in ((photo, []), (other, ["kit"])):
        assert (await vera.put(f"/api/photos/{photo_id}/tags", json={"tags": tags})).is_success
    assert await lane(vera, tag="lekkage") == []
    assert await lane(vera, tag="kit") == [other]
