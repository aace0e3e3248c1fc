"""Photos as evidence: signing addresses, smaller copies, uploads, and what they cost the server."""

import asyncio
import hashlib
import sqlite3
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import aiohttp
from yarl import URL

from bench import capture, judging, photo_grid, pictures
from bench.lines import Line, alone, beside
from bench.measuring import WORK, Effort, cpu_seconds, in_turn, program, say, spread
from bench.peers import python_peer
from bench.product import Product, job_for_tom, posted, running_product, signed_in
from server.demo.cast import ORGANISATIONS
from storage.sigv4 import Signer

_PHOTO_BYTES = 400_000
_IN_PARALLEL = 8
_BUCKET = "vooraf"


def measure(effort: Effort) -> list[Line]:
    original = WORK / "twelve-megapixels.jpg"
    original.write_bytes(pictures.twelve_megapixels())
    return [
        _presigning(effort),
        _derivatives(effort, original),
        *asyncio.run(_uploading(effort)),
        asyncio.run(capture.measure(effort, original)),
        *asyncio.run(photo_grid.measure(effort)),
        *asyncio.run(judging.measure(effort)),
    ]


def _presigning(effort: Effort) -> Line:
    boto3 = python_peer("boto3", "boto3==1.44.5")
    with program("presign_vooraf") as ours, program("presign_boto3", boto3) as theirs:
        values, peer_values = in_turn(effort, ours, theirs)
    return beside("evidence.presign_100", "ms CPU", "lower", values, "boto3 1.44.5", peer_values)


def _derivatives(effort: Effort, original: Path) -> Line:
    pillow = python_peer("pillow", "pillow==13.0.0")
    arguments = (original, str(effort.scaled(8, 2)))
    with (
        program("derivatives_vooraf", sys.executable, *arguments) as ours,
        program("derivatives_pillow", pillow, *arguments) as theirs,
    ):
        values, peer_values = in_turn(effort, ours, theirs)
    return beside(
        "evidence.derivatives",
        "pictures/s per core",
        "higher",
        values,
        "Pillow 13.0.0",
        peer_values,
    )


@dataclass(frozen=True)
class Photo:
    id: UUID
    data: bytes
    sha256: str

    @classmethod
    def taken(cls, number: int) -> "Photo":
        data = pictures.from_the_phone(_PHOTO_BYTES, number)
        return cls(uuid4(), data, hashlib.sha256(data).hexdigest())


class Uploads:
    """Batches of photos, eight at a time: through the product, or bare into the same store."""

    def __init__(self, product: Product, tom: aiohttp.ClientSession, job_id: str) -> None:
        self._product = product
        self._tom = tom
        self._job_id = job_id
        self._taken = 0

    async def through_the_server(self, count: int) -> float:
        """Photos per second from announcing to the receipt."""
        return await self._rate(count, self._send)

    async def into_the_store(self, count: int) -> float:
        """Photos per second of nothing but PUT, with addresses signed beforehand."""
        port, keys = self._product.store_port(), self._product.store_keys()
        host = f"127.0.0.1:{port}"
        signer = Signer(**keys, region="us-east-1", host=host)
        now = datetime.now(UTC)

        def address_of(photo: Photo) -> URL:
            path = f"/{_BUCKET}/bare/{photo.id}.jpg"
            query = signer.presign("PUT", path, at=now, valid_seconds=3600)
            return URL(f"http://{host}{path}?{query}", encoded=True)

        async with aiohttp.ClientSession() as client:

            async def put(photo: Photo) -> None:
                await _put(client, address_of(photo), photo, {"Content-Type": "image/jpeg"})

            return await self._rate(count, put)

    async def _send(self, photo: Photo) -> None:
        ticket = await posted(
            self._tom,
            f"/api/jobs/{self._job_id}/photos",
            {
                "id": str(photo.id),
                "moment": "before",
                "source": "camera",
                "takenAt": datetime.now(UTC).isoformat(),
                "byteCount": len(photo.data),
                "sha256": photo.sha256,
                "mediaType": "image/jpeg",
            },
        )
        upload = ticket["upload"]
        await _put(self._tom, URL(upload["url"], encoded=True), photo, upload["headers"])
        await posted(self._tom, f"/api/photos/{photo.id}/confirm")

    async def _rate(self, count: int, send: Callable[[Photo], Awaitable[None]]) -> float:
        photos = [Photo.taken(self._taken + number) for number in range(count)]
        self._taken += count
        waiting = iter(photos)

        async def one_after_another() -> None:
            for photo in waiting:
                await send(photo)

        started = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for _ in range(_IN_PARALLEL):
                group.create_task(one_after_another())
        return count / (time.perf_counter() - started)


async def _put(
    client: aiohttp.ClientSession, address: URL, photo: Photo, headers: dict[str, str]
) -> None:
    async with client.put(address, data=photo.data, headers=headers) as answer:
        if answer.status != 200:
            raise RuntimeError(f"PUT: {answer.status} {await answer.text()}")


async def _uploading(effort: Effort) -> list[Line]:
    count = effort.scaled(80, 16)
    async with running_product() as product:
        job_id = await job_for_tom(product)
        async with signed_in(product, "tom") as tom:
            uploads = Uploads(product, tom, job_id)
            await uploads.through_the_server(_IN_PARALLEL)
            # One alone: rclone may answer 500 when several begin a new folder at once.
            await uploads.into_the_store(1)
            ours, theirs = await _rounds(effort, product, uploads, count)
            say(f"  upload, photos/s: {spread(ours)}; bare PUT: {spread(theirs)}")
            await _until_derived(product.data)
            _leave_derivatives_to_another_node(product.data)
            costs = [await _server_cpu(product, uploads, count) for _ in range(effort.rounds)]
    return [
        beside("evidence.upload", "photos/s", "higher", ours, "bare PUT to rclone", theirs),
        alone("evidence.server_cpu", "ms per photo", "lower", costs),
    ]


async def _rounds(
    effort: Effort, product: Product, uploads: Uploads, count: int
) -> tuple[list[float], list[float]]:
    ours: list[float] = []
    theirs: list[float] = []
    for number in range(effort.rounds):
        turns = [(uploads.through_the_server, ours), (uploads.into_the_store, theirs)]
        for send, results in turns if number % 2 == 0 else reversed(turns):
            # The copies of the photos before are no part of this round, for neither side.
            await _until_derived(product.data)
            results.append(await send(count))
    return ours, theirs


async def _server_cpu(product: Product, uploads: Uploads, count: int) -> float:
    before = cpu_seconds(product.process_id)
    await uploads.through_the_server(count)
    return (cpu_seconds(product.process_id) - before) / count * 1000


async def _until_derived(data: Path) -> None:
    underway = "SELECT count(*) FROM evidence_photo WHERE state = 'received'"
    while _asked(data, underway) != [(0,)]:  # noqa: ASYNC110  another process makes them
        await asyncio.sleep(0.2)


def _leave_derivatives_to_another_node(data: Path) -> None:
    """Take the lease that a second node would hold: this server then makes no smaller copies."""
    for organisation in ORGANISATIONS:
        _asked(
            data,
            "INSERT INTO journal_cursor (id, seq, leased_by, leased_until)"
            " VALUES (?, 0, 'another node', '2999-01-01 00:00:00+00:00') ON CONFLICT (id)"
            " DO UPDATE SET leased_by = excluded.leased_by, leased_until = excluded.leased_until",
            f"derivatives:{organisation.id}",
        )


def _asked(data: Path, statement: str, *arguments: str) -> Sequence[tuple[int, ...]]:
    with closing(sqlite3.connect(data / "vooraf.sqlite", timeout=30)) as database, database:
        return database.execute(statement, arguments).fetchall()
