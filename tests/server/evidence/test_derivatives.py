"""What people see of a photo: smaller, upright, and without what the camera wrote beside it."""

import asyncio
import hashlib
from pathlib import Path

import httpx
import pytest
from httpx import AsyncClient

from tests.support import given, pictures

HEIC = {"mediaType": "image/heic"}
REAL_PHOTOS = Path(__file__).parents[4] / "shared" / "photos"


@pytest.fixture
async def job(rosa: AsyncClient, vera: AsyncClient) -> str:
    return await given.job(vera, await given.repair(rosa))


async def fetched(address: str) -> bytes:
    async with httpx.AsyncClient(verify=False, trust_env=False) as store:  # noqa: S501 - loopback
        answer = await store.get(address)
    assert answer.headers["content-type"] == "image/jpeg"
    return answer.content


async def shown(tom: AsyncClient, photo: str) -> tuple[dict[str, object], bytes, bytes]:
    """The facts of a photo once it is ready, with both its copies."""
    facts = await given.ready(tom, photo)
    copies = await asyncio.gather(fetched(facts["thumbnailUrl"]), fetched(facts["screenUrl"]))
    return facts, copies[0], copies[1]


async def test_pictures_of_every_orientation_come_out_upright(tom: AsyncClient, job: str) -> None:
    for orientation in range(1, 9):
        data = pictures.jpeg(orientation, orientation)
        photo = await given.photo(tom, given.photos_of(job), data)
        facts, thumbnail, screen = await shown(tom, photo)
        assert (facts["width"], facts["height"]) == pictures.UPRIGHT, orientation
        assert pictures.is_red_top_left(thumbnail), orientation
        assert pictures.is_red_top_left(screen), orientation


async def test_a_heic_picture_is_shown_upright_as_jpeg(tom: AsyncClient, job: str) -> None:
    photo = await given.photo(tom, given.photos_of(job), pictures.heic(), **HEIC)
    facts, thumbnail, screen = await shown(tom, photo)
    assert (facts["width"], facts["height"]) == pictures.UPRIGHT
    assert pictures.is_red_top_left(thumbnail)
    assert pictures.is_red_top_left(screen)


async def test_copies_are_320_and_1600_wide_and_tell_nothing_of_place_or_phone(
    tom: AsyncClient, job: str
) -> None:
    data = pictures.jpeg(9, size=(2000, 1200))
    assert pictures.metadata_of(data)
    _facts, thumbnail, screen = await shown(tom, await given.photo(tom, given.photos_of(job), data))
    assert pictures.size_of(thumbnail) == (320, 192)
    assert pictures.size_of(screen) == (1600, 960)
    assert pictures.metadata_of(thumbnail) == pictures.metadata_of(screen) == {}


async def test_addresses_stay_the_same_so_that_browsers_can_keep_the_picture(
    tom: AsyncClient, vera: AsyncClient, job: str
) -> None:
    photo = await given.photo(tom, given.photos_of(job))
    first = await given.ready(tom, photo)
    second = await given.ready(vera, photo)
    assert first["thumbnailUrl"] == second["thumbnailUrl"]
    assert first["screenUrl"] == second["screenUrl"]


async def test_photos_of_real_phones_are_all_accepted_without_their_position(
    tom: AsyncClient, job: str
) -> None:
    if not REAL_PHOTOS.is_dir():
        pytest.skip("../shared/photos is not there: real phone photos are left out")
    for file in sorted(REAL_PHOTOS.glob("*.[jh]*")):
        data = file.read_bytes()
        facts = HEIC if file.suffix == ".heic" else {}
        digest = hashlib.sha256(data).hexdigest()
        photo = await given.photo(tom, given.photos_of(job), data, **facts)
        ready, thumbnail, screen = await shown(tom, photo)
        assert ready["sha256"] == digest
        assert pictures.metadata_of(thumbnail) == pictures.metadata_of(screen) == {}, file.name
        assert max(pictures.size_of(screen)) <= 1600
