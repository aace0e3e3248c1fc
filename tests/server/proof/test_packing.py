"""A pack holds the originals and all that is needed to check them; fetching it changes nothing."""

import io
import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from httpx import AsyncClient

from server.journal.service import position
from server.journal.tables import JournalEntry
from server.proof.foreign_zip import Flaw
from server.proof.verify import check_pack
from tests.support import given, pictures
from tests.support.cast import DE_LINDE
from tests.support.stored_objects import StoredObjects


async def packed(client: AsyncClient, job: str, language: str = "nl") -> dict[str, Any]:
    answer = await client.post(f"/api/jobs/{job}/packs", headers={"accept-language": language})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def fetched(client: AsyncClient, pack: dict[str, Any]) -> bytes:
    answer = await client.get(pack["url"])
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    assert pack["fileName"] in answer.headers["content-disposition"]
    return answer.content


async def test_a_pack_of_a_job_is_whole_and_holds_the_originals(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, tmp_path: Path
) -> None:
    reported = await given.repair(rosa)
    await given.report_photo(rosa, pictures.heic(4))
    job = await given.job(vera, reported)
    visit = await given.arrival(tom, job)
    data = pictures.jpeg(3)
    photo = await given.photo(tom, given.photos_of(job), data, visitId=visit, slot="Sifon droog")
    await given.departure(tom, visit, [photo])
    await vera.post(f"/api/photos/{photo}/accept")
    pack = await packed(vera, job)
    content = await fetched(vera, pack)
    (path := tmp_path / pack["fileName"]).write_bytes(content)
    whole = check_pack(path, pack["seal"]["fingerprint"])
    assert (whole.number, whole.photos) == (reported.number, 2)
    with ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        (after,) = [name for name in names if name.endswith("-sifon-droog.jpg")]
        assert archive.read(after) == data
        assert any(name.startswith("photos/01-report-") for name in names)
        page = archive.read("index.html").decode()
    assert "Lindelaan 12" in page
    assert after in page
    assert pack["seal"]["fingerprint"] in page


@pytest.mark.parametrize(("language", "name"), [("nl", "Kraan"), ("en", "Tap")])
async def test_page_and_file_call_a_slot_by_its_name(
    rosa: AsyncClient,
    vera: AsyncClient,
    tom: AsyncClient,
    language: str,
    name: str,
    tmp_path: Path,
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    await given.photo(tom, given.photos_of(job), slot="tap")
    content = await fetched(vera, await packed(vera, job, language))
    with ZipFile(io.BytesIO(content)) as archive:
        page = archive.read("index.html").decode()
        assert f"<h3>{name}</h3>" in page
        file = f"photos/01-after-{name.lower()}.jpg"
        assert file in archive.namelist()
        assert f'src="{file}"' in page
    (path := tmp_path / "PACK.zip").write_bytes(content)
    assert check_pack(path).photos == 1


async def test_making_a_pack_is_written_down_and_fetching_it_changes_nothing(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom)
    await given.ready(vera, review.photos[0])
    pack = await packed(tom, review.job)
    line = await JournalEntry.objects().get(JournalEntry.event == "job.packed")
    assert line is not None
    assert (line.seq, line.actor_name) == (pack["line"], "Tom Bakker")
    before = await position(DE_LINDE.id)
    assert await fetched(tom, pack) == await fetched(vera, pack)
    assert await position(DE_LINDE.id) == before


async def test_who_fetches_a_pack_is_noted_as_having_seen_its_photos(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, marijke: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom)
    await fetched(marijke, await packed(vera, review.job))
    looks = (await vera.get(f"/api/photo-views/{review.repair.id}")).json()
    seen = [(look["photoId"], look["viewerName"], look["isLarge"]) for look in looks]
    assert (review.photos[0], "Marijke Hofstra", True) in seen


async def test_the_lines_of_other_repairs_stay_at_home(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    await given.review(henk, vera, tom)
    review = await given.review(rosa, vera, tom)
    pack = await packed(vera, review.job)
    with ZipFile(io.BytesIO(await fetched(vera, pack))) as archive:
        excerpt = json.loads(archive.read("journal.json"))
    assert {line["requestId"] for line in excerpt["lines"]} == {review.repair.id}
    assert {line["event"] for line in excerpt["lines"]} == {
        "photo.received",
        "visit.arrived",
        "visit.left",
        "manifest.sealed",
        "job.packed",
    }


async def test_a_pack_that_no_longer_tells_the_truth_is_made_anew(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom)
    pack = await packed(vera, review.job)
    await vera.post(f"/api/photos/{review.photos[0]}/send-back", json={"reason": "blurred"})
    refused = await vera.get(pack["url"])
    assert (refused.status_code, refused.json()["type"]) == (410, "/problems/pack-outdated")
    assert await fetched(vera, await packed(vera, review.job))


async def test_a_photo_that_storage_lost_is_named_by_the_check(
    rosa: AsyncClient,
    vera: AsyncClient,
    tom: AsyncClient,
    objects: StoredObjects,
    tmp_path: Path,
) -> None:
    review = await given.review(rosa, vera, tom, photos=2)
    pack = await packed(vera, review.job)
    with ZipFile(io.BytesIO(await fetched(vera, pack))) as archive:
        lost = json.loads(archive.read("manifest.json"))["photos"][0]
        name = archive.namelist()[3]
    await objects.store.delete([lost["key"]])
    (path := tmp_path / "PACK.zip").write_bytes(await fetched(vera, pack))
    with pytest.raises(Flaw, match="0 bytes instead of") as flaw:
        check_pack(path)
    assert str(flaw.value).startswith(name)


async def test_a_repair_without_photos_or_visit_has_a_pack_too(
    rosa: AsyncClient, vera: AsyncClient, tmp_path: Path
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    pack = await packed(vera, job, "en")
    (path := tmp_path / "PACK.zip").write_bytes(await fetched(vera, pack))
    assert check_pack(path).photos == 0


async def test_otto_makes_and_fetches_no_pack(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, otto: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom)
    pack = await packed(vera, review.job)
    assert (await otto.post(f"/api/jobs/{review.job}/packs")).status_code == 404
    assert (await otto.get(pack["url"])).status_code == 404
