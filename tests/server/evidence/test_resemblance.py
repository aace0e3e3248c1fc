"""Evidence that was used before is told of; what is meant to look alike is not."""

import io
from typing import Any

import pytest
from httpx import AsyncClient
from PIL import Image, ImageEnhance

from server.demo.pictures import Moment, Scene, draw_picture
from tests.support import given
from tests.support.cast import NEL

KITCHEN = draw_picture(Scene.KITCHEN_TAP, Moment.AFTER, 5, (640, 480))
"""Real-looking: the plain pictures of other tests are all alike."""


def saved_again(data: bytes, *, side: int = 480, light: float = 1.0) -> bytes:
    """As a messenger passes it on: smaller, and compressed once more."""
    with Image.open(io.BytesIO(data)) as picture:
        picture.thumbnail((side, side))
        out = io.BytesIO()
        ImageEnhance.Brightness(picture).enhance(light).save(out, "JPEG", quality=60)
    return out.getvalue()


async def job(client: AsyncClient, vera: AsyncClient) -> str:
    return await given.job(vera, await given.repair(client))


async def after(tom: AsyncClient, job: str, data: bytes, **changed: Any) -> str:
    """An after photo with its copies made, so that it was compared."""
    photo = await given.photo(tom, given.photos_of(job), data, **changed)
    await given.ready(tom, photo)
    return photo


async def resembled(vera: AsyncClient, photo: str) -> list[tuple[str, bool]]:
    lane = (await vera.get("/api/photos/to-review")).json()
    (item,) = [item for item in lane["items"] if item["photo"]["id"] == photo]
    return [(other["photoId"], other["isSameFile"]) for other in item["resembles"]]


async def test_the_same_file_in_another_repair_is_told_of_with_where_it_was(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    earlier = await after(tom, await job(henk, vera), KITCHEN)
    later = await after(tom, await job(rosa, vera), KITCHEN)
    assert await resembled(vera, later) == [(earlier, True)]
    assert await resembled(vera, earlier) == []
    lane = (await vera.get("/api/photos/to-review")).json()
    (told,) = lane["items"][1]["resembles"]
    assert (told["takenBy"], told["moment"]) == ("Tom Bakker", "after")
    assert told["thumbnailUrl"]


@pytest.mark.parametrize("copied", [saved_again(KITCHEN), saved_again(KITCHEN, light=0.8)])
async def test_a_copy_that_was_made_smaller_is_found(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient, tom: AsyncClient, copied: bytes
) -> None:
    earlier = await after(tom, await job(henk, vera), KITCHEN)
    later = await after(tom, await job(rosa, vera), copied)
    assert await resembled(vera, later) == [(earlier, False)]


async def test_another_kitchen_resembles_nothing(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    await after(tom, await job(henk, vera), KITCHEN)
    other = draw_picture(Scene.KITCHEN_TAP, Moment.AFTER, 6, (640, 480))
    assert await resembled(vera, await after(tom, await job(rosa, vera), other)) == []


async def test_a_retake_and_the_photo_from_before_are_meant_to_look_alike(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    same = await job(rosa, vera)
    before = await after(tom, same, KITCHEN, moment="before")
    taken = await after(tom, same, saved_again(KITCHEN), beforePhotoId=before)
    again = await after(tom, same, saved_again(KITCHEN, side=500), retakeOf=taken)
    assert await resembled(vera, again) == []
    assert await resembled(vera, taken) == []


async def test_the_same_bytes_are_told_of_even_in_a_retake(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    same = await job(rosa, vera)
    taken = await after(tom, same, KITCHEN)
    again = await after(tom, same, KITCHEN, retakeOf=taken)
    assert await resembled(vera, again) == [(taken, True)]


async def test_a_bare_wall_resembles_no_other_wall(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    def wall(shade: int) -> bytes:
        out = io.BytesIO()
        Image.new("RGB", (640, 480), (shade, shade, shade)).save(out, "JPEG")
        return out.getvalue()

    await after(tom, await job(henk, vera), wall(200))
    assert await resembled(vera, await after(tom, await job(rosa, vera), wall(201))) == []


async def test_what_a_tenant_sends_twice_is_no_proof_and_is_not_told_of(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    await job(henk, vera)
    of_henk = await given.report_photo(henk, KITCHEN)
    await given.ready(henk, of_henk)
    of_tom = await after(tom, await job(rosa, vera), KITCHEN)
    assert await resembled(vera, of_tom) == [(of_henk, True)]
    again = await given.report_photo(rosa, KITCHEN)
    await given.ready(rosa, again)
    assert await resembled(vera, of_tom) == [(of_henk, True)]


async def test_another_organisation_is_not_searched(
    rosa: AsyncClient, nobody: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    """Nel lives with the other corporation; her photo is nobody's business here."""
    await given.repair(nobody, NEL)
    await given.ready(nobody, await given.report_photo(nobody, KITCHEN))
    assert await resembled(vera, await after(tom, await job(rosa, vera), KITCHEN)) == []


async def test_one_signature_is_like_another_and_nothing_is_said(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    signed = {"slot": "signature", "source": "screen"}
    await after(tom, await job(henk, vera), KITCHEN, **signed)
    later = await after(tom, await job(rosa, vera), saved_again(KITCHEN), **signed)
    assert await resembled(vera, later) == []
