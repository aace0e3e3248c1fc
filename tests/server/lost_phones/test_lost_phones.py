"""A lost phone: one tap signs it out, and says how many photos had not come."""

import asyncio

from httpx import AsyncClient
from litestar import Litestar

from server.journal.tables import JournalEntry
from tests.support import given, pictures
from tests.support.asgi_client import signed_in, streaming
from tests.support.cast import ARJAN, BRAM, FATIMA, TOM, VERA


async def lost(client: AsyncClient, person: object = TOM.id) -> dict[str, object]:
    answer = await client.post(f"/api/phones/{person}/sign-out")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def held(vera: AsyncClient) -> int:
    rows = (await vera.get("/api/phones")).json()
    return next(row["photosOnPhone"] for row in rows if row["id"] == str(TOM.id))


async def test_it_is_signed_out_at_once(app: Litestar, vera: AsyncClient, tom: AsyncClient) -> None:
    second = await signed_in(app, TOM)
    told = await lost(vera)
    assert (told["name"], told["signInsEnded"], told["photosOnPhone"]) == (TOM.name, 2, 0)
    assert told["lastSeenAt"]
    assert [(await each.get("/api/me")).status_code for each in (tom, second)] == [401, 401]
    assert (await lost(vera))["signInsEnded"] == 0


async def test_it_says_how_many_photos_had_not_come(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    """Counted when he left, or announced; each once, and not what came or what he gave up."""
    case = await given.review(rosa, vera, tom, photos=2, on_phone=3)
    assert await held(vera) == 3
    # One of the three is announced, one more that nobody counted too.
    await given.announced(
        tom, given.photos_of(case.job), pictures.jpeg(1), id=case.on_phone[0], visitId=case.visit
    )
    assert await held(vera) == 3
    await given.announced(tom, given.photos_of(case.job), pictures.jpeg(2))
    assert await held(vera) == 4
    gone = await tom.post(
        f"/api/jobs/{case.job}/photos/{case.on_phone[1]}/discard", json={"because": "bytes-lost"}
    )
    assert gone.status_code == 204
    assert await held(vera) == 3
    shot = pictures.jpeg(3)
    await given.photo(tom, given.photos_of(case.job), shot, id=case.on_phone[2])
    assert (await lost(vera))["photosOnPhone"] == 2


async def test_photos_of_a_colleague_do_not_count(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    await given.review(rosa, vera, tom, on_phone=2)
    assert (await lost(vera, FATIMA.id))["photosOnPhone"] == 0


async def test_what_is_on_it_is_sent_once_he_is_signed_in_again(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    case = await given.review(rosa, vera, tom, on_phone=1)
    await lost(vera)
    announcement = given.an_announcement(pictures.jpeg(5), id=case.on_phone[0])
    refused = await tom.post(given.photos_of(case.job), json=announcement)
    assert refused.status_code == 401
    found = await signed_in(app, TOM)
    await given.photo(found, given.photos_of(case.job), pictures.jpeg(5), id=case.on_phone[0])
    assert await held(vera) == 0


async def test_it_closes_the_live_feed(app: Litestar, vera: AsyncClient, tom: AsyncClient) -> None:
    async with streaming(app, tom, "/api/journal/feed") as feed:
        await feed.event()
        await lost(vera)
        async with asyncio.timeout(5):
            while await feed.chunk():
                pass


async def test_it_is_in_the_journal(vera: AsyncClient, tom: AsyncClient) -> None:
    await lost(vera)
    (line,) = await JournalEntry.select().where(JournalEntry.event == "phone.signed_out")
    assert (line["actor_id"], line["subject_id"]) == (VERA.id, TOM.id)
    assert line["payload"] == '{"photosOnPhone":0,"signIns":1}'


async def test_coordinators_reach_technicians_and_administrators_everybody(
    app: Litestar, vera: AsyncClient, tom: AsyncClient
) -> None:
    arjan = await signed_in(app, ARJAN)
    assert (await vera.post(f"/api/phones/{ARJAN.id}/sign-out")).status_code == 404
    assert (await vera.post(f"/api/phones/{BRAM.id}/sign-out")).status_code == 404
    assert (await tom.post(f"/api/phones/{FATIMA.id}/sign-out")).status_code == 403
    assert (await lost(arjan, VERA.id))["signInsEnded"] == 1
    assert (await vera.get("/api/me")).status_code == 401


async def test_elsewhere_nobody_of_ours_is_listed(otto: AsyncClient, carla: AsyncClient) -> None:
    names = [row["name"] for row in (await otto.get("/api/phones")).json()]
    assert names == [BRAM.name]
    assert (await carla.get("/api/phones")).status_code == 403
