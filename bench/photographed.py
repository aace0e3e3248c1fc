"""Jobs with many photos, sent as the technician's phone does; and the desk that looks at them."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass

import httpx
from playwright.async_api import Browser, Page

from bench import pictures
from bench.product import Product
from server.demo.cast import TOM
from tests.support import given

_IN_PARALLEL = 6
_SECONDS_FOR_COPIES = 600


@dataclass(frozen=True)
class Photographed:
    request_id: str
    photos: list[str]


async def photographed(product: Product, after_each: Sequence[int]) -> list[Photographed]:
    """One job for each number, with so many photos from after the work and one from before."""
    async with (
        _caller(product) as rosa,
        _caller(product, "vera") as vera,
        _caller(product, "tom") as tom,
    ):
        found: list[Photographed] = []
        for count in after_each:
            repair = await given.repair(rosa)
            job = await given.job(vera, repair, technicianId=str(TOM.id))
            visit = await given.arrival(tom, job)
            photos = await _sent(tom, job, visit, count, first=sum(after_each[: len(found)]))
            await given.departure(tom, visit, photos)
            found.append(Photographed(repair.id, photos))
        await _until_copied(vera, found)
    return found


async def _sent(
    tom: httpx.AsyncClient, job: str, visit: str, count: int, *, first: int
) -> list[str]:
    waiting = iter(range(first, first + count))
    sent: list[str] = []

    async def one_after_another() -> None:
        for number in waiting:
            data = await asyncio.to_thread(pictures.of_a_home, number)
            sent.append(await given.photo(tom, given.photos_of(job), data, visitId=visit))

    # One alone: rclone may answer 500 when several begin a new folder at once.
    before = pictures.of_a_home(-1 - first)
    await given.photo(tom, given.photos_of(job), before, moment="before", visitId=visit)
    async with asyncio.TaskGroup() as group:
        for _ in range(_IN_PARALLEL):
            group.create_task(one_after_another())
    return sent


async def _until_copied(vera: httpx.AsyncClient, jobs: Sequence[Photographed]) -> None:
    async with asyncio.timeout(_SECONDS_FOR_COPIES):
        for job in jobs:
            while True:
                request = (await vera.get(f"/api/repair-requests/{job.request_id}")).json()
                if all(photo["thumbnailUrl"] for photo in request["photos"]):
                    break
                await asyncio.sleep(0.5)


@contextlib.asynccontextmanager
async def _caller(product: Product, person: str = "") -> AsyncGenerator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=product.address, timeout=60, trust_env=False) as client:
        if person:
            await client.post("/api/demo/sign-in", json={"person": person})
        yield client


@contextlib.asynccontextmanager
async def desk_page(browser: Browser, product: Product) -> AsyncGenerator[Page]:
    """Vera's browser, as large as her screen."""
    context = await browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="nl-NL", base_url=product.address
    )
    await context.request.post("/api/demo/sign-in", data={"person": "vera"})
    yield await context.new_page()
    await context.close()
