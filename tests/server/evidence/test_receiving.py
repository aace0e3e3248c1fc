"""A photo on its way in: announced, uploaded, confirmed; every step may fail or come twice."""

import asyncio

import pytest
from httpx import AsyncClient, Response

from server.evidence.tables import EvidencePhoto
from server.journal.tables import JournalEntry
from tests.server.conftest import PICTURE_LIMIT
from tests.support import given, pictures
from tests.support.stored_objects import StoredObjects

TEXT = b"This is a letter, not a picture."


@pytest.fixture
async def job(rosa: AsyncClient, vera: AsyncClient) -> str:
    return await given.job(vera, await given.repair(rosa))


async def key_of(photo: str) -> str:
    found = await EvidencePhoto.objects().get(EvidencePhoto.id == given.id_of(photo))
    assert found is not None
    return found.object_key


def fields(refused: Response) -> list[str]:
    """Where the problem says that the fault lies."""
    return [error["pointer"] for error in refused.json()["errors"]]


async def lines_about(photo: str) -> list[str]:
    lines = (
        await JournalEntry.select(JournalEntry.event)
        .where(JournalEntry.subject_id == given.id_of(photo))
        .order_by(JournalEntry.seq)
    )
    return [line["event"] for line in lines]


async def test_announcing_twice_gives_the_same_place(tom: AsyncClient, job: str) -> None:
    announcement = given.an_announcement(pictures.jpeg())
    first = await tom.post(given.photos_of(job), json=announcement)
    key = await key_of(announcement["id"])
    second = await tom.post(given.photos_of(job), json=announcement)
    assert first.json()["upload"]["headers"] == second.json()["upload"]["headers"]
    assert await key_of(announcement["id"]) == key
    assert await lines_about(announcement["id"]) == ["photo.announced"]


async def test_a_confirmed_photo_gets_a_receipt_and_needs_no_upload(
    tom: AsyncClient, job: str
) -> None:
    announcement = given.an_announcement(pictures.jpeg())
    ticket = (await tom.post(given.photos_of(job), json=announcement)).json()
    await given.upload(ticket, pictures.jpeg())
    receipt = await given.confirmed(tom, ticket["id"])
    assert receipt["sha256"] == announcement["sha256"]
    assert receipt["byteCount"] == len(pictures.jpeg())
    again = await tom.post(given.photos_of(job), json=announcement)
    assert (again.status_code, again.json()["upload"]) == (201, None)
    assert await given.confirmed(tom, ticket["id"]) == receipt


async def test_confirming_before_the_upload_says_so_and_loses_nothing(
    tom: AsyncClient, job: str
) -> None:
    ticket = await given.announced(tom, given.photos_of(job), pictures.jpeg())
    early = await tom.post(f"/api/photos/{ticket['id']}/confirm")
    assert (early.status_code, early.json()["type"]) == (409, "/problems/upload-not-finished")
    assert fields(early) == ["/id"]
    await given.upload(ticket, pictures.jpeg())
    assert await given.confirmed(tom, ticket["id"])


async def test_a_phone_that_stopped_between_upload_and_confirm_goes_on_later(
    tom: AsyncClient, job: str
) -> None:
    announcement = given.an_announcement(pictures.jpeg())
    first = (await tom.post(given.photos_of(job), json=announcement)).json()
    await given.upload(first, pictures.jpeg())
    ticket = (await tom.post(given.photos_of(job), json=announcement)).json()
    assert (await given.upload(ticket, pictures.jpeg())).status_code == 200
    assert await given.confirmed(tom, ticket["id"])
    assert (await lines_about(ticket["id"]))[:2] == ["photo.announced", "photo.received"]


@pytest.mark.parametrize(
    ("announced", "slug", "pointer"),
    [
        ({"sha256": "0" * 64}, "hash-differs", "/sha256"),
        ({"byteCount": len(pictures.jpeg()) + 1}, "size-differs", "/byteCount"),
    ],
)
async def test_wrong_bytes_are_thrown_away_and_may_be_sent_again(
    tom: AsyncClient,
    job: str,
    objects: StoredObjects,
    announced: dict[str, object],
    slug: str,
    pointer: str,
) -> None:
    announcement = given.an_announcement(pictures.jpeg(), **announced)
    ticket = (await tom.post(given.photos_of(job), json=announcement)).json()
    first_key = await key_of(ticket["id"])
    await objects.put(first_key, pictures.jpeg())
    refused = await tom.post(f"/api/photos/{ticket['id']}/confirm")
    assert (refused.status_code, refused.json()["type"]) == (422, f"/problems/{slug}")
    assert fields(refused) == [pointer]
    assert not await objects.has(first_key)
    assert await key_of(ticket["id"]) != first_key

    right = given.an_announcement(pictures.jpeg(), id=ticket["id"])
    again = (await tom.post(given.photos_of(job), json=right)).json()
    await given.upload(again, pictures.jpeg())
    assert await given.confirmed(tom, ticket["id"])


async def test_the_store_refuses_other_bytes_than_were_signed(tom: AsyncClient, job: str) -> None:
    ticket = await given.announced(tom, given.photos_of(job), pictures.jpeg())
    longer = await given.upload(ticket, pictures.jpeg() + b"and more")
    assert longer.status_code in (400, 403)
    assert (await tom.post(f"/api/photos/{ticket['id']}/confirm")).status_code == 409


async def test_a_file_that_is_no_picture_is_refused_for_good(
    tom: AsyncClient, job: str, objects: StoredObjects
) -> None:
    announcement = given.an_announcement(TEXT)
    ticket = (await tom.post(given.photos_of(job), json=announcement)).json()
    await given.upload(ticket, TEXT)
    for _ in range(2):
        refused = await tom.post(f"/api/photos/{ticket['id']}/confirm")
        assert (refused.status_code, refused.json()["type"]) == (422, "/problems/not-a-picture")
        assert fields(refused) == ["/mediaType"]
    assert not await objects.has(await key_of(ticket["id"]))
    assert await lines_about(ticket["id"]) == ["photo.announced", "photo.refused"]
    again = await tom.post(given.photos_of(job), json=announcement)
    assert again.json()["type"] == "/problems/not-a-picture"
    assert (await tom.get(f"/api/photos/{ticket['id']}")).json()["state"] == "refused"


async def test_a_picture_damaged_beyond_showing_is_refused_after_its_receipt(
    tom: AsyncClient, job: str
) -> None:
    damaged = pictures.jpeg()[:700]
    photo = await given.photo(tom, given.photos_of(job), damaged)

    async def refused() -> bool:
        return (await tom.get(f"/api/photos/{photo}")).json()["state"] == "refused"

    assert await given.until(refused)
    assert "photo.refused" in await lines_about(photo)


async def test_a_picture_over_the_limit_is_refused_before_it_is_sent(
    tom: AsyncClient, job: str
) -> None:
    announcement = given.an_announcement(pictures.jpeg(), byteCount=PICTURE_LIMIT + 1)
    refused = await tom.post(given.photos_of(job), json=announcement)
    problem = refused.json()
    assert (refused.status_code, problem["type"]) == (413, "/problems/picture-too-large")
    assert [error["pointer"] for error in problem["errors"]] == ["/byteCount"]
    assert problem["limitBytes"] == PICTURE_LIMIT
    assert await EvidencePhoto.count() == 0


async def test_a_kind_of_file_that_is_no_picture_is_refused_by_name(
    tom: AsyncClient, job: str
) -> None:
    announcement = given.an_announcement(TEXT, mediaType="application/pdf")
    refused = await tom.post(given.photos_of(job), json=announcement)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/mediaType")


async def test_two_confirmations_at_once_give_one_receipt_and_one_line(
    tom: AsyncClient, job: str
) -> None:
    ticket = await given.announced(tom, given.photos_of(job), pictures.jpeg())
    await given.upload(ticket, pictures.jpeg())
    receipts = await asyncio.gather(*[given.confirmed(tom, ticket["id"]) for _ in range(4)])
    assert all(receipt == receipts[0] for receipt in receipts)
    assert (await lines_about(ticket["id"])).count("photo.received") == 1


async def test_announced_with_other_bytes_the_newest_word_counts(
    tom: AsyncClient, job: str
) -> None:
    first = given.an_announcement(pictures.jpeg(1))
    await tom.post(given.photos_of(job), json=first)
    await given.announced(tom, given.photos_of(job), pictures.jpeg(2), retakeOf=first["id"])
    other = given.an_announcement(pictures.jpeg(3), id=first["id"])
    ticket = (await tom.post(given.photos_of(job), json=other)).json()
    await given.upload(ticket, pictures.jpeg(3))
    assert (await given.confirmed(tom, first["id"]))["sha256"] == other["sha256"]


@pytest.mark.parametrize("link", ["beforePhotoId", "retakeOf"])
async def test_a_photo_cannot_be_linked_to_one_of_another_repair(
    tom: AsyncClient, henk: AsyncClient, vera: AsyncClient, job: str, link: str
) -> None:
    other_job = await given.job(vera, await given.repair(henk))
    stranger = await given.photo(tom, given.photos_of(other_job))
    announcement = given.an_announcement(pictures.jpeg(), **{link: stranger})
    refused = await tom.post(given.photos_of(job), json=announcement)
    problem = refused.json()
    assert (refused.status_code, problem["type"]) == (422, "/problems/photo-belongs-elsewhere")
    assert problem["errors"][0]["pointer"] == f"/{link}"


@pytest.mark.parametrize("link", ["beforePhotoId", "retakeOf"])
async def test_a_photo_cannot_name_itself(tom: AsyncClient, job: str, link: str) -> None:
    ticket = await given.announced(tom, given.photos_of(job), pictures.jpeg())
    again = given.an_announcement(pictures.jpeg(), id=ticket["id"], **{link: ticket["id"]})
    refused = await tom.post(given.photos_of(job), json=again)
    assert (refused.status_code, fields(refused)) == (422, [f"/{link}"])


async def test_what_comes_by_a_link_has_an_end_and_other_ways_in_have_not(
    rosa: AsyncClient, tom: AsyncClient, job: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.evidence.senders.MOST_BY_A_LINK", 2)
    facts = {"moment": "report", "source": "gallery"}
    first, *_ = [await given.announced(rosa, given.CASE_PHOTOS, TEXT, **facts) for _ in range(2)]
    one_more = given.an_announcement(TEXT, **facts)
    refused = await rosa.post(given.CASE_PHOTOS, json=one_more)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/too-many-photos")
    again = given.an_announcement(TEXT, id=first["id"], **facts)
    assert (await rosa.post(given.CASE_PHOTOS, json=again)).status_code == 201
    for _ in range(3):
        await given.announced(tom, given.photos_of(job), TEXT)


async def test_a_photo_of_one_job_is_not_found_under_another(
    tom: AsyncClient, henk: AsyncClient, vera: AsyncClient, job: str
) -> None:
    other_job = await given.job(vera, await given.repair(henk))
    announcement = given.an_announcement(pictures.jpeg())
    ticket = (await tom.post(given.photos_of(job), json=announcement)).json()
    await given.upload(ticket, pictures.jpeg())
    await given.confirmed(tom, ticket["id"])
    assert (await tom.post(given.photos_of(other_job), json=announcement)).status_code == 404


async def test_a_photo_announced_for_one_job_cannot_be_announced_for_another(
    tom: AsyncClient, henk: AsyncClient, vera: AsyncClient, job: str
) -> None:
    other_job = await given.job(vera, await given.repair(henk))
    announcement = given.an_announcement(pictures.jpeg())
    assert (await tom.post(given.photos_of(job), json=announcement)).status_code == 201
    assert (await tom.post(given.photos_of(other_job), json=announcement)).status_code == 404


async def test_a_tenant_adds_photos_of_the_fault_but_not_of_the_work(
    rosa: AsyncClient, job: str
) -> None:
    for facts in ({"moment": "after"}, {"moment": "before", "source": "camera"}):
        announcement = given.an_announcement(pictures.jpeg(), **facts)
        refused = await rosa.post(given.CASE_PHOTOS, json=announcement)
        assert refused.json()["type"] == "/problems/announcement-refused"
        assert fields(refused) == ["/moment"]
    assert await given.report_photo(rosa)


@pytest.mark.parametrize("link", ["retakeOf", "beforePhotoId", "visitId"])
async def test_links_between_photos_are_not_the_tenant_s_to_make(
    rosa: AsyncClient, job: str, link: str
) -> None:
    facts = {"moment": "report", "source": "gallery", link: given.fresh_id()}
    refused = await rosa.post(
        given.CASE_PHOTOS, json=given.an_announcement(pictures.jpeg(), **facts)
    )
    assert refused.json()["type"] == "/problems/announcement-refused"
    assert fields(refused) == [f"/{link}"]


async def test_a_technician_cannot_add_to_what_the_tenant_reported(
    tom: AsyncClient, job: str
) -> None:
    announcement = given.an_announcement(pictures.jpeg(), moment="report")
    refused = await tom.post(given.photos_of(job), json=announcement)
    assert refused.json()["type"] == "/problems/announcement-refused"
    assert fields(refused) == ["/moment"]


async def test_otto_and_other_tenants_find_nothing_of_a_photo(
    tom: AsyncClient, otto: AsyncClient, henk: AsyncClient, job: str
) -> None:
    photo = await given.photo(tom, given.photos_of(job))
    await given.repair(henk)
    for stranger in (otto, henk):
        assert (await stranger.get(f"/api/photos/{photo}")).status_code == 404
        assert (await stranger.post(f"/api/photos/{photo}/confirm")).status_code == 404
    assert (await otto.post(f"/api/photos/{photo}/accept")).status_code == 404


async def test_another_tenant_cannot_announce_under_an_id_in_use(
    rosa: AsyncClient, henk: AsyncClient
) -> None:
    await given.repair(rosa)
    photo = await given.report_photo(rosa)
    await given.repair(henk)
    announcement = given.an_announcement(pictures.jpeg(), id=photo, moment="report")
    assert (await henk.post(given.CASE_PHOTOS, json=announcement)).status_code == 404


async def test_a_photo_on_its_way_is_only_the_one_s_who_announced_it(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    data, other = pictures.jpeg(shade=1), pictures.jpeg(shade=2)
    mine = given.an_announcement(data)
    ticket = (await tom.post(given.photos_of(job), json=mine)).json()
    theirs = given.an_announcement(other, id=mine["id"], moment="report", source="gallery")
    assert (await rosa.post("/api/case/photos", json=theirs)).status_code == 404
    await given.upload(ticket, data)
    assert (await rosa.post(f"/api/photos/{mine['id']}/confirm")).status_code == 404
    receipt = await tom.post(f"/api/photos/{mine['id']}/confirm")
    assert receipt.json()["sha256"] == mine["sha256"]


async def test_a_case_that_is_called_off_takes_no_more_photos(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    await vera.post(f"/api/repair-requests/{repair.id}/cancel", json={"reason": "Dubbel gemeld"})
    late = given.an_announcement(pictures.jpeg(), moment="report", source="gallery")
    refused = await rosa.post("/api/case/photos", json=late)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/request-is-closed")
