"""Who was shown which photo of whose home is known, and reading costs next to nothing for it."""

from datetime import timedelta
from typing import Any

from httpx import AsyncClient

from server.clock import clock_at, now
from server.evidence.tables import PhotoView
from server.journal.service import position
from tests.support import given
from tests.support.cast import DE_LINDE


async def shown_photo(rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient) -> given.Review:
    """A photo with its copies, that Vera has not looked at yet."""
    review = await given.review(rosa, vera, tom)
    await given.ready(tom, review.photos[0])
    return review


async def looks(vera: AsyncClient, review: given.Review) -> list[dict[str, Any]]:
    answer = await vera.get(f"/api/photo-views/{review.repair.id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def by(vera: AsyncClient, review: given.Review, name: str) -> list[tuple[str, bool]]:
    return [
        (look["photoId"], look["isLarge"])
        for look in await looks(vera, review)
        if look["viewerName"] == name
    ]


async def test_opening_a_case_file_is_noted_with_who_when_and_which_photo(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await shown_photo(rosa, vera, tom)
    assert await by(vera, review, "Vera de Groot") == []
    before = now()
    await vera.get(f"/api/repair-requests/{review.repair.id}")
    (look,) = [look for look in await looks(vera, review) if look["viewerKind"] == "coordinator"]
    assert (look["photoId"], look["isLarge"]) == (review.photos[0], True)
    assert (look["viewerName"], look["at"] >= before.isoformat()[:19]) == ("Vera de Groot", True)


async def test_a_thumbnail_in_the_work_list_is_noted_as_one(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await shown_photo(rosa, vera, tom)
    await vera.get("/api/repair-requests")
    assert await by(vera, review, "Vera de Groot") == [(review.photos[0], False)]


async def test_everybody_who_is_shown_a_photo_is_noted_on_whatever_screen(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, marijke: AsyncClient
) -> None:
    review = await shown_photo(rosa, vera, tom)
    await tom.get("/api/jobs")
    await marijke.get("/api/photos/to-review")
    await rosa.get("/api/case")
    kinds = {(look["viewerName"], look["viewerKind"]) for look in await looks(vera, review)}
    assert kinds == {
        ("Tom Bakker", "technician"),
        ("Marijke Hofstra", "coordinator"),
        ("Rosa de Wit", "tenant"),
    }


async def test_what_the_tenant_is_not_shown_is_not_noted_as_seen_by_her(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await shown_photo(rosa, vera, tom)
    (photo,) = review.photos
    await vera.post(f"/api/photos/{photo}/send-back", json={"reason": "blurred"})
    assert (await rosa.get("/api/case")).json()["photos"] == []
    assert await by(vera, review, "Rosa de Wit") == []


async def test_looking_again_within_the_hour_is_one_row_and_in_the_next_hour_another(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await shown_photo(rosa, vera, tom)
    for _ in range(3):
        await vera.get(f"/api/photos/{review.photos[0]}")
        await vera.get(f"/api/jobs/{review.job}")
    assert len(await by(vera, review, "Vera de Groot")) == 1
    with clock_at(now() + timedelta(hours=1)):
        await vera.get(f"/api/photos/{review.photos[0]}")
    assert len(await by(vera, review, "Vera de Groot")) == 2


async def test_looking_writes_nothing_in_the_journal(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await shown_photo(rosa, vera, tom)
    before = await position(DE_LINDE.id)
    await vera.get(f"/api/repair-requests/{review.repair.id}")
    assert await position(DE_LINDE.id) == before
    assert await PhotoView.count() > 0


async def test_who_may_not_see_a_photo_leaves_no_trace_and_reads_none(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, otto: AsyncClient
) -> None:
    review = await shown_photo(rosa, vera, tom)
    before = await PhotoView.count()
    await otto.get(f"/api/photos/{review.photos[0]}")
    await otto.get("/api/repair-requests")
    assert await PhotoView.count() == before
    assert (await otto.get(f"/api/photo-views/{review.repair.id}")).status_code == 404


async def test_what_somebody_looked_for_is_noted(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, marijke: AsyncClient
) -> None:
    review = await shown_photo(rosa, vera, tom)
    await tom.get("/api/jobs")
    await marijke.get("/api/photos/to-review")
    await marijke.get(f"/api/repair-requests/{review.repair.id}")
    await rosa.get("/api/case")
    made = (await vera.post(f"/api/jobs/{review.job}/packs?language=nl")).json()
    await vera.get(made["url"])
    whys = {(look["viewerName"], look["why"]) for look in await looks(vera, review)}
    assert whys >= {
        ("Tom Bakker", "job"),
        ("Marijke Hofstra", "review"),
        ("Marijke Hofstra", "case"),
        ("Rosa de Wit", "own"),
        ("Vera de Groot", "pack"),
    }
