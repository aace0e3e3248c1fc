"""Films and voice notes: in parts that are never sent twice, and judged by what they are."""

import hashlib
from typing import Any

import httpx
import pytest
from httpx import AsyncClient

from server.evidence.parts import PART_BYTES
from server.evidence.tables import DoomedObject, EvidencePhoto
from storage.keys import part_key, poster_key
from tests.support import films, given, pictures
from tests.support.stored_objects import StoredObjects

WEBM = b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm"
MATROSKA = WEBM.replace(b"\x84webm", b"\x88matroska")
MP4 = b"\0\0\0\x1cftypisom\0\0\x02\0isomiso2avc1mp41"
OGG = b"OggS\0\x02" + bytes(40)


@pytest.fixture
async def job(rosa: AsyncClient, vera: AsyncClient) -> str:
    return await given.job(vera, await given.repair(rosa))


def parts_of(film: bytes) -> list[bytes]:
    return [film[start : start + PART_BYTES] for start in range(0, len(film), PART_BYTES)]


def a_film(film: bytes, **changed: Any) -> dict[str, Any]:
    hashes = [hashlib.sha256(part).hexdigest() for part in parts_of(film)]
    facts = {"kind": "film", "mediaType": "video/webm", "seconds": 42, "partHashes": hashes}
    return given.an_announcement(film, **{**facts, **changed})


async def put(place: dict[str, Any], data: bytes) -> None:
    async with httpx.AsyncClient(verify=False, trust_env=False) as store:  # noqa: S501 - loopback
        answer = await store.put(place["url"], content=data, headers=place["headers"])
    assert answer.status_code == 200


async def test_a_film_goes_on_with_the_parts_that_are_not_there_yet(
    tom: AsyncClient, otto: AsyncClient, vera: AsyncClient, job: str, objects: StoredObjects
) -> None:
    film = films.padded(films.webm(2), 2 * PART_BYTES)
    parts, poster = parts_of(film), pictures.jpeg()
    hers = {"byteCount": len(poster), "sha256": hashlib.sha256(poster).hexdigest()}
    announced = a_film(film, poster=hers)
    ticket = (await tom.post(given.photos_of(job), json=announced)).json()
    assert (ticket["upload"], len(ticket["parts"])) == (None, 3)
    await put(ticket["poster"], poster)
    for number in (1, 3):
        await put(ticket["parts"][number - 1], parts[number - 1])
    early = await tom.post(f"/api/photos/{announced['id']}/confirm")
    assert early.json()["type"] == "/problems/upload-not-finished"

    again = (await tom.post(given.photos_of(job), json=announced)).json()
    assert [part["number"] for part in again["parts"]] == [2]
    await put(again["parts"][0], parts[1])
    assert (await otto.post(f"/api/photos/{announced['id']}/confirm")).status_code == 404
    receipt = (await tom.post(f"/api/photos/{announced['id']}/confirm")).json()

    assert (receipt["sha256"], receipt["byteCount"]) == (announced["sha256"], len(film))
    key = await key_of(announced["id"])
    assert not any([await objects.has(part_key(key, number)) for number in (1, 2, 3)])
    assert (await tom.post(given.photos_of(job), json=announced)).json()["parts"] == []
    shown = await given.ready(vera, announced["id"])
    async with httpx.AsyncClient(verify=False, trust_env=False) as store:  # noqa: S501 - loopback
        played = await store.get(shown["playUrl"])
    assert played.headers["content-type"] == "video/webm"
    assert films.pictures_in(played.content) == films.pictures_in(film)
    assert len(played.content) < PART_BYTES
    assert (shown["kind"], shown["seconds"], shown["width"]) == ("film", 42, pictures.UPRIGHT[0])
    assert not await objects.has(poster_key(key))


async def test_what_others_play_tells_nothing_but_pictures_and_sound(
    tom: AsyncClient, vera: AsyncClient, job: str, objects: StoredObjects
) -> None:
    place = {"location": "+52.3702+004.8952/", "make": "Tom's phone"}
    film = films.mp4(metadata=place)
    told = {"kind": "film", "mediaType": "video/mp4", "seconds": 2}
    photo = await given.photo(tom, given.photos_of(job), film, **told)
    shown = await given.ready(vera, photo)
    async with httpx.AsyncClient(verify=False, trust_env=False) as store:  # noqa: S501 - loopback
        played = (await store.get(shown["playUrl"])).content
    assert [word.encode() in film for word in place.values()] == [True, True]
    assert [word.encode() in played for word in place.values()] == [False, False]
    assert films.pictures_in(played) == films.pictures_in(film)
    assert await objects.store.read(await key_of(photo)) == film


async def test_a_film_that_does_not_play_comes_back_to_whoever_took_it(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom)
    told = {"kind": "film", "mediaType": "video/mp4", "seconds": 2, "visitId": review.visit}
    film = films.mp4()
    broken = await given.photo(tom, given.photos_of(review.job), film[: len(film) // 2], **told)
    back = await given.in_state(tom, review.job, "sent_back")
    photo = next(photo for photo in back["photos"] if photo["id"] == broken)
    found = photo["state"], photo["verdict"], photo["reason"]
    assert found == ("refused", "sent_back", "damaged")


async def key_of(photo: str) -> str:
    found = await EvidencePhoto.objects().get(EvidencePhoto.id == given.id_of(photo))
    assert found is not None
    return found.object_key


async def test_what_it_is_decides_and_not_what_it_is_called(tom: AsyncClient, job: str) -> None:
    cases: list[tuple[bytes, dict[str, Any], str | None]] = [
        (pictures.jpeg(), {}, "not-playable"),
        (MATROSKA, {}, "not-playable"),
        (b"MZ" + bytes(200), {}, "not-playable"),
        (OGG, {}, "not-playable"),
        (MP4, {"kind": "photo", "mediaType": "image/jpeg", "seconds": None}, "not-a-picture"),
        (MP4, {"mediaType": "video/mp4"}, None),
        (OGG, {"kind": "voice", "mediaType": "audio/ogg"}, None),
        (
            WEBM,
            {"kind": "voice", "mediaType": "audio/webm;codecs=opus"},
            "footage-type-unknown",
        ),
        (WEBM, {"kind": "voice", "mediaType": "image/jpeg"}, "footage-type-unknown"),
        (WEBM, {"partHashes": ["0" * 64] * 2}, "announcement-refused"),
        (
            WEBM,
            {
                "kind": "voice",
                "mediaType": "audio/webm",
                "poster": {"byteCount": 9, "sha256": "0" * 64},
            },
            "announcement-refused",
        ),
        (WEBM, {"byteCount": 60_000_001}, "picture-too-large"),
    ]
    for sent, told, refused in cases:
        announced = a_film(sent, **{"partHashes": [], **told})
        answer = await tom.post(given.photos_of(job), json=announced)
        if answer.status_code == 201:
            await given.upload(answer.json(), sent)
            answer = await tom.post(f"/api/photos/{announced['id']}/confirm")
        slug = None if answer.is_success else answer.json()["type"].rpartition("/")[2]
        assert (told, slug) == (told, refused)
        if refused in ("not-playable", "not-a-picture"):
            gone = DoomedObject.object_key == await key_of(announced["id"])
            assert await DoomedObject.exists().where(gone)


async def test_a_tenant_films_the_fault_or_tells_of_it_but_films_no_still(
    rosa: AsyncClient, job: str
) -> None:
    hers = {"moment": "report", "source": "form", "partHashes": []}
    cases: list[tuple[dict[str, Any], str | None]] = [
        ({}, None),
        ({"kind": "voice", "mediaType": "audio/webm"}, None),
        ({"moment": "before", "source": "call", "stillId": given.fresh_id()}, "/kind"),
        ({"moment": "after"}, "/moment"),
    ]
    for told, pointer in cases:
        announced = a_film(WEBM, **{**hers, **told})
        answer = await rosa.post(given.CASE_PHOTOS, json=announced)
        refused = None if answer.is_success else answer.json()["errors"][0]["pointer"]
        assert (told, refused) == (told, pointer)
