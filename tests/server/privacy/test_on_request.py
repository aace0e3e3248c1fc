"""Erased on request: afterwards nothing finds her, and the chain is whole."""

from datetime import date
from pathlib import Path

import pytest
from httpx import AsyncClient

from server.dwellings.tables import Tenancy
from server.evidence.tables import EvidencePhoto
from server.journal.tables import JournalEntry
from server.journal.verify import first_break
from server.proof.witnesses import contradiction
from server.recordings.tables import Recording
from tests.support import given
from tests.support.cast import DE_LINDE, ROSA
from tests.support.given import id_of
from tests.support.searching import found_in_database, found_in_store
from tests.support.stored_objects import StoredObjects
from tests.support.whole_case import TRACES, WholeCase, a_tenancy, whole_case


async def erased(ingrid: AsyncClient, *cases: str) -> dict:
    answer = await ingrid.post(
        f"/api/repair-requests/{cases[0]}/erasure?language=nl", json={"requests": list(cases)}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


async def previewed(ingrid: AsyncClient, case: WholeCase) -> dict:
    answer = await ingrid.get(f"/api/repair-requests/{case.id}/erasure?language=nl")
    assert answer.status_code == 200, answer.text
    return answer.json()


def staying(preview: dict) -> set[tuple[str, str]]:
    return {
        (kind["word"], kind["because"])
        for case in preview["cases"]
        for kind in case["kinds"]
        if kind["because"]
    }


async def keys_of(store: StoredObjects, case: WholeCase) -> list[str]:
    photos = [*case.photos, case.recording]
    return [key for key in await store.store.keys("") if any(each in key for each in photos)]


async def test_afterwards_nothing_finds_her_in_database_or_store_and_the_chain_is_whole(
    rosa: AsyncClient,
    vera: AsyncClient,
    tom: AsyncClient,
    ingrid: AsyncClient,
    objects: StoredObjects,
) -> None:
    case = await whole_case(rosa, vera, tom, objects.store)
    await a_tenancy(ended_on=date(2020, 1, 1))
    places = {each.split(":")[0] for each in await found_in_database(TRACES)}
    assert len(places) > 20  # or the search itself finds nothing
    assert await found_in_store(TRACES, objects.store)
    assert len(await keys_of(objects, case)) == 10

    assert staying(await previewed(ingrid, case)) == set()
    left = await erased(ingrid, case.id)

    assert left["cases"][0]["kinds"] == []
    assert left["cases"][0]["tenantName"] == ""
    assert await found_in_database(TRACES) == []
    assert await keys_of(objects, case) == []
    mine = [
        key
        for key in await objects.store.keys("erasures/")
        if case.id in ((await objects.store.read(key)).decode())
    ]
    assert len(mine) == 1
    assert await first_break(DE_LINDE.id) is None
    assert await contradiction(DE_LINDE.id) is None
    assert await Tenancy.count() == 0


async def test_what_she_wrote_in_disputing_reopening_and_calling_off_goes_too(
    rosa: AsyncClient, vera: AsyncClient, ingrid: AsyncClient
) -> None:
    repair = await given.repair(rosa, fault="KRA1")
    said = {
        "dispute-payer": "Zuurkoolstamppot hoef ik niet te betalen",
        "cancel": "Zuurkoolstamppot heeft de kraan gemaakt",
        "reopen": "Zuurkoolstamppot lekt weer",
    }
    for name in ("dispute-payer", "try", "solved", "reopen", "cancel"):
        form = {"words": said[name]} if name in said else {}
        assert (await rosa.post(f"/r/say/{name}", data=form)).status_code == 303, name
        if name == "dispute-payer":
            await vera.post(f"/api/repair-requests/{repair.id}/take-on")
    assert {each.split(":")[0] for each in await found_in_database(["zuurkool"])}
    await erased(ingrid, repair.id)
    assert await found_in_database(["zuurkool"]) == []
    assert await first_break(DE_LINDE.id) is None


async def test_what_stays_is_what_was_done_without_anybody_in_it(
    rosa: AsyncClient,
    vera: AsyncClient,
    tom: AsyncClient,
    ingrid: AsyncClient,
    objects: StoredObjects,
) -> None:
    case = await whole_case(rosa, vera, tom, objects.store)
    await erased(ingrid, case.id)
    request = (await vera.get(f"/api/repair-requests/{case.id}")).json()
    assert (request["number"], request["tenantName"]) == (case.repair.number, "")
    assert request["minutesInHome"] >= 19
    assert request["photos"] == []
    assert (await rosa.get("/api/case")).status_code == 401
    lines = [entry for entry in request["timeline"] if entry["event"] == "privacy.erased"]
    assert {line["detail"]["kind"] for line in lines} >= {"photos", "chat", "request"}
    (asked,) = [entry for entry in request["timeline"] if entry["event"] == "privacy.erasure_asked"]
    assert asked["detail"] == {"stays": {}}


async def test_the_seal_tells_that_photos_were_erased_and_still_holds(
    rosa: AsyncClient,
    vera: AsyncClient,
    tom: AsyncClient,
    ingrid: AsyncClient,
    objects: StoredObjects,
) -> None:
    case = await whole_case(rosa, vera, tom, objects.store)
    before = (await vera.get(f"/api/jobs/{case.job}/seals")).json()
    await erased(ingrid, case.id)
    made = (await vera.post(f"/api/jobs/{case.job}/packs?language=nl")).json()
    after = (await vera.get(f"/api/jobs/{case.job}/seals")).json()
    assert made["photos"] == 0
    assert after[: len(before)] == before
    assert len(after) == len(before) + 1


async def test_an_open_repair_stays_with_that_reason(
    rosa: AsyncClient, vera: AsyncClient, ingrid: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    left = await erased(ingrid, repair.id)
    assert {kind["because"] for kind in left["cases"][0]["kinds"]} == {"open"}
    assert (await rosa.get("/api/case")).json()["tenantName"] == ROSA.name


@pytest.mark.parametrize("claim", ["damage", "warranty"])
async def test_with_a_claim_the_photos_and_the_report_stay(
    rosa: AsyncClient,
    vera: AsyncClient,
    tom: AsyncClient,
    ingrid: AsyncClient,
    objects: StoredObjects,
    claim: str,
) -> None:
    case = await whole_case(rosa, vera, tom, objects.store)
    await vera.post(f"/api/repair-requests/{case.id}/claim", json={"claim": claim})
    left = await erased(ingrid, case.id)
    assert staying(left) == {("photos", claim), ("request", claim)}
    assert [kind["word"] for kind in left["cases"][0]["kinds"]] == ["photos", "request"]
    assert len(await keys_of(objects, case)) == 9
    assert await Recording.count().where(Recording.deleted_at.is_null()) == 0


async def test_a_case_on_hold_stays_whole_also_for_the_tenant_herself(
    rosa: AsyncClient,
    vera: AsyncClient,
    tom: AsyncClient,
    ingrid: AsyncClient,
    objects: StoredObjects,
) -> None:
    case = await whole_case(rosa, vera, tom, objects.store)
    hold = {"id": given.fresh_id(), "reason": "Rechtszaak", "reviewOn": "2099-01-01"}
    assert (await ingrid.post(f"/api/repair-requests/{case.id}/hold", json=hold)).status_code == 201
    left = await erased(ingrid, case.id)
    assert {because for _, because in staying(left)} == {"hold"}
    assert len(await keys_of(objects, case)) == 10
    refused = await vera.post(f"/api/recordings/{case.recording}/delete")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/case-on-hold")
    await ingrid.post(f"/api/repair-requests/{case.id}/hold/release")
    assert (await erased(ingrid, case.id))["cases"][0]["kinds"] == []


async def test_the_cases_of_the_same_tenant_at_the_same_home_are_found_and_no_others(
    rosa: AsyncClient, henk: AsyncClient, nobody: AsyncClient, ingrid: AsyncClient
) -> None:
    first = await given.repair(rosa)
    second = await given.repair(rosa, name="rosa  DE wit", phone="0612345678")
    third = await given.repair(rosa, name="R. de Wit")
    housemate = await given.repair(nobody, name="Kim Smit", phone="0612345699")
    neighbour = await given.repair(henk, name="Rosa de Wit", houseNumber="8")
    preview = (await ingrid.get(f"/api/repair-requests/{first.id}/erasure?language=nl")).json()
    assert [case["requestId"] for case in preview["cases"]] == [first.id, second.id, third.id]
    for other in (housemate, neighbour):
        answer = await ingrid.post(
            f"/api/repair-requests/{first.id}/erasure?language=nl",
            json={"requests": [first.id, other.id]},
        )
        assert answer.json()["type"] == "/problems/not-the-same-tenant"


async def test_what_a_phone_still_holds_does_not_come_in_after_erasing(
    rosa: AsyncClient,
    vera: AsyncClient,
    tom: AsyncClient,
    ingrid: AsyncClient,
    objects: StoredObjects,
) -> None:
    case = await whole_case(rosa, vera, tom, objects.store)
    visit = (await tom.get(f"/api/jobs/{case.job}")).json()["visit"]
    await erased(ingrid, case.id)
    late = given.an_announcement(b"x" * 100, visitId=visit["id"], takenAt=given.moment(minutes=5))
    answer = await tom.post(given.photos_of(case.job), json=late)
    assert (answer.status_code, answer.json()["type"]) == (410, "/problems/case-erased")
    again = await tom.post(f"/api/photos/{case.photos[2]}/confirm")
    assert again.status_code == 410


async def test_who_asked_stands_in_the_journal_and_she_does_not(
    rosa: AsyncClient,
    vera: AsyncClient,
    tom: AsyncClient,
    ingrid: AsyncClient,
    objects: StoredObjects,
) -> None:
    case = await whole_case(rosa, vera, tom, objects.store)
    await erased(ingrid, case.id)
    rows = await JournalEntry.select().where(JournalEntry.request_id == id_of(case.id))
    named = {row["actor_name"] for row in rows}
    assert named == {None, "Ingrid Bos"}
    kept = [row["event"] for row in rows if row["payload"] is not None]
    assert set(kept) <= {"manifest.sealed", "privacy.erased", "privacy.erasure_asked"}


async def test_erasing_twice_changes_nothing(
    rosa: AsyncClient,
    vera: AsyncClient,
    tom: AsyncClient,
    ingrid: AsyncClient,
    objects: StoredObjects,
) -> None:
    case = await whole_case(rosa, vera, tom, objects.store)
    await erased(ingrid, case.id)
    photos = await EvidencePhoto.select().order_by(EvidencePhoto.id)
    lines = await JournalEntry.count().where(JournalEntry.event == "privacy.erased")
    await erased(ingrid, case.id)
    assert await EvidencePhoto.select().order_by(EvidencePhoto.id) == photos
    assert await JournalEntry.count().where(JournalEntry.event == "privacy.erased") == lines


async def test_the_file_of_the_database_holds_no_trace_either(
    rosa: AsyncClient,
    vera: AsyncClient,
    tom: AsyncClient,
    ingrid: AsyncClient,
    objects: StoredObjects,
    database_url: str,
) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL cleans up by itself, in its own time")
    case = await whole_case(rosa, vera, tom, objects.store)
    await erased(ingrid, case.id)
    file = Path(database_url.removeprefix("sqlite:///"))
    for each in (file, file.with_name(f"{file.name}-wal")):
        content = each.read_bytes().decode("latin-1").casefold()
        assert [word for word in TRACES if word.casefold() in content] == [], each.name
