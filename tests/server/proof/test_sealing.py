"""Every photo of a visit is in a manifest, sealed by a line of the journal."""

import hashlib
import json
from typing import Any

from httpx import AsyncClient

from server.journal.tables import JournalEntry
from server.journal.verify import first_break
from server.proof.sealing import seal_after_visit, seal_now
from server.proof.tables import SealedManifest
from tests.support import given, pictures
from tests.support.cast import DE_LINDE


async def sealed(vera: AsyncClient, job: str, count: int = 1) -> list[dict[str, Any]]:
    """The seals of a job, once there are so many."""

    async def told() -> list[dict[str, Any]]:
        seals = (await vera.get(f"/api/jobs/{job}/seals")).json()
        return seals if len(seals) >= count else []

    return await given.until(told)


async def manifest(job: str, number: int) -> dict[str, Any]:
    found = await SealedManifest.objects().get(
        (SealedManifest.job == given.id_of(job)) & (SealedManifest.number == number)
    )
    assert found is not None
    assert hashlib.sha256(found.document.encode()).hexdigest() == found.sha256
    return json.loads(found.document)


async def test_leaving_seals_every_photo_of_the_job(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    reported = await given.repair(rosa)
    of_rosa = await given.report_photo(rosa)
    job = await given.job(vera, reported)
    visit = await given.arrival(tom, job)
    data = pictures.jpeg(3)
    after = await given.photo(tom, given.photos_of(job), data, visitId=visit, slot="Kraan")
    assert (await vera.get(f"/api/jobs/{job}/seals")).json() == []
    await given.departure(tom, visit, [after])
    (seal,) = await sealed(vera, job)
    document = await manifest(job, 1)
    assert [photo["id"] for photo in document["photos"]] == [of_rosa, after]
    of_tom = document["photos"][1]
    assert (of_tom["sha256"], of_tom["byteCount"]) == (
        hashlib.sha256(data).hexdigest(),
        len(data),
    )
    assert (of_tom["moment"], of_tom["slot"], of_tom["visitId"]) == ("after", "Kraan", visit)
    assert document["visits"][0]["id"] == visit
    receipt = (await vera.get(f"/api/photos/{after}/receipt")).json()
    assert receipt["seal"] == seal
    assert of_tom["receipt"]["lineHash"] == receipt["lineHash"]


async def test_the_line_of_the_journal_holds_the_hash_of_the_manifest(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom, photos=2)
    (seal,) = await sealed(vera, review.job)
    line = await JournalEntry.objects().get(JournalEntry.event == "manifest.sealed")
    assert line is not None
    assert json.loads(line.payload) == {"number": 1, "photos": 2, "sha256": seal["sha256"]}
    assert (seal["line"], seal["fingerprint"]) == (line.seq, line.hash)
    assert await first_break(DE_LINDE.id) is None


async def test_a_photo_that_comes_late_is_sealed_again_and_the_chain_goes_on(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom, photos=1, on_phone=1)
    (first,) = await sealed(vera, review.job)
    (waiting,) = review.on_phone
    late = await given.photo(tom, given.photos_of(review.job), id=waiting, visitId=review.visit)
    await sealed(vera, review.job, 2)
    second = await manifest(review.job, 2)
    assert second["previous"] == first["sha256"]
    assert [photo["id"] for photo in second["photos"]] == [*review.photos, late]


async def test_sealing_again_without_anything_new_seals_nothing(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom)
    await sealed(vera, review.job)
    await given.ready(vera, review.photos[0])
    await seal_after_visit(given.id_of(review.job))
    await seal_now(given.id_of(review.job))
    assert len((await vera.get(f"/api/jobs/{review.job}/seals")).json()) == 1


async def test_a_manifest_names_nobody(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom)
    await sealed(vera, review.job)
    document = json.dumps(await manifest(review.job, 1))
    assert [name for name in ("Rosa", "Tom", "Vera", "Lindelaan") if name in document] == []


async def test_a_photo_that_was_taken_back_stays_in_the_list_without_its_bytes(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom, photos=1)
    await given.call_under_way(rosa, tom, await given.previsit(vera, review.job))
    still = await given.still(rosa)
    await sealed(vera, review.job, 2)
    assert (await rosa.post(f"/api/case/photos/{still}/strike")).status_code == 204
    await sealed(vera, review.job, 3)
    kept = {photo["id"]: photo["isKept"] for photo in (await manifest(review.job, 3))["photos"]}
    assert kept == {review.photos[0]: True, still: False}
