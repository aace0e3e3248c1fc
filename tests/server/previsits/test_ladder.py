"""The ladder: video, photos with sound, a list of photos, the phone. Both stand on one rung."""

from typing import Any

import pytest
from httpx import AsyncClient

from server.journal.tables import JournalEntry
from tests.support import given, pictures
from tests.support.cast import TOM

OWN = "/api/case/previsit"


@pytest.fixture
async def job(rosa: AsyncClient, vera: AsyncClient) -> str:
    return await given.job(vera, await given.repair(rosa))


@pytest.fixture
async def call(vera: AsyncClient, job: str) -> str:
    return await given.previsit(vera, job)


async def ladder(tom: AsyncClient, call: str) -> dict[str, Any]:
    answer = await tom.get(f"/api/previsits/{call}/ladder")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def ask(tom: AsyncClient, call: str, *words: str) -> list[dict[str, Any]]:
    photos = [{"id": given.fresh_id(), "words": each} for each in words]
    answer = await tom.put(f"/api/previsits/{call}/wanted-photos", json={"photos": photos})
    assert answer.status_code == 200, answer.text
    return answer.json()["photos"]


async def test_what_one_chooses_the_other_stands_on_too(
    rosa: AsyncClient, tom: AsyncClient, call: str
) -> None:
    assert (await ladder(tom, call))["rung"] == "video"
    await rosa.post(f"{OWN}/rung", json={"rung": "photos", "because": "quality"})
    assert (await ladder(tom, call))["rung"] == "photos"
    await tom.post(f"/api/previsits/{call}/rung", json={"rung": "video"})
    assert (await rosa.get(f"{OWN}/ladder")).json()["rung"] == "video"


async def test_each_rung_stands_in_the_journal_once_with_who_and_why(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, call: str
) -> None:
    step = {"rung": "phone", "because": "quality"}
    for _ in range(3):
        assert (await tom.post(f"/api/previsits/{call}/rung", json=step)).status_code == 200
    told = await JournalEntry.objects().where(JournalEntry.event == "previsit.rung_chosen")
    assert [entry.actor_name for entry in told] == [TOM.name]
    case = (await rosa.get("/api/case")).json()
    file = (await vera.get(f"/api/repair-requests/{case['id']}")).json()
    line = next(each for each in file["timeline"] if each["event"] == "previsit.rung_chosen")
    assert line["detail"] == {"rung": "phone", "from": "video", "because": "quality"}


async def test_each_reads_the_number_of_the_other_and_not_more(
    rosa: AsyncClient, tom: AsyncClient, call: str
) -> None:
    job = (await tom.get("/api/jobs")).json()["jobs"][0]
    assert (await ladder(tom, call))["phone"] == job["tenant"]["phone"]
    hers = (await rosa.get(f"{OWN}/ladder")).json()
    organisation = (await rosa.get("/api/case")).json()["organisation"]
    assert hers["phone"] == organisation["phone"]
    assert job["tenant"]["phone"] not in str(hers)


async def test_a_spot_that_we_can_explain_is_asked_for_with_its_example(
    rosa: AsyncClient, tom: AsyncClient, call: str
) -> None:
    spot = (await ladder(tom, call))["suggestions"][0]
    wish = {"id": given.fresh_id(), **spot}
    await tom.put(f"/api/previsits/{call}/wanted-photos", json={"photos": [wish]})
    (wanted,) = (await rosa.get(f"{OWN}/ladder")).json()["photos"]
    assert wanted["slot"]["key"] == spot["slot"]
    assert wanted["slot"]["instruction"]
    assert wanted["slot"]["drawing"]
    assert 1 <= wanted["minimum"] <= wanted["maximum"]


async def test_wanted_photos_come_in_one_by_one(
    rosa: AsyncClient, tom: AsyncClient, call: str
) -> None:
    under, above = await ask(tom, call, "Onder het gootsteenkastje", "De kraan van voren")
    assert (await rosa.get("/api/case")).json()["previsit"]["photosWanted"] == 2
    await given.photo(rosa, "/api/case/photos", moment="report", source="form", slot=under["id"])
    skipped = await rosa.post(f"{OWN}/wanted-photos/{above['id']}/skip")
    assert [each["state"] for each in skipped.json()["photos"]] == ["here", "skipped"]
    assert (await rosa.get("/api/case")).json()["previsit"]["photosWanted"] == 0
    # The photo belongs to his job, so his screen hears that it came.
    heard = (await tom.get("/api/journal")).json()
    assert "photo.received" in str(heard)
    shown = (await ladder(tom, call))["photos"]
    assert (shown[0]["words"], shown[0]["photoId"] is not None) == (under["words"], True)


async def test_a_skipped_photo_may_still_be_made(
    rosa: AsyncClient, tom: AsyncClient, call: str
) -> None:
    (wanted,) = await ask(tom, call, "De kraan van voren")
    for _ in range(2):
        await rosa.post(f"{OWN}/wanted-photos/{wanted['id']}/skip")
    assert await JournalEntry.count().where(JournalEntry.event == "previsit.photo_skipped") == 1
    announced = given.an_announcement(
        pictures.jpeg(), moment="report", source="form", slot=wanted["id"]
    )
    await rosa.post("/api/case/photos", json=announced)
    assert (await ladder(tom, call))["photos"][0]["state"] == "coming"


async def test_a_new_list_keeps_what_was_answered_and_drops_the_rest(
    rosa: AsyncClient, tom: AsyncClient, call: str
) -> None:
    made, _ = await ask(tom, call, "De kraan van voren", "De leiding")
    await given.photo(rosa, "/api/case/photos", moment="report", source="form", slot=made["id"])
    left = await ask(tom, call, "De hoofdkraan")
    assert {each["words"] for each in left} == {"De kraan van voren", "De hoofdkraan"}


async def test_a_list_is_refused_that_names_a_photo_twice_or_one_of_another_call(
    henk: AsyncClient, vera: AsyncClient, tom: AsyncClient, call: str
) -> None:
    (wanted,) = await ask(tom, call, "De kraan van voren")
    repair = await given.repair(henk)
    other = await given.previsit(vera, await given.job(vera, repair))
    mine = {"id": wanted["id"], "words": "De kraan"}
    for where, photos in ((call, [mine, mine]), (other, [mine])):
        refused = await tom.put(f"/api/previsits/{where}/wanted-photos", json={"photos": photos})
        assert (refused.status_code, refused.json()["type"]) == (
            422,
            "/problems/wanted-photos-wrong",
        )


async def test_a_photo_of_somebody_else_answers_nothing(
    henk: AsyncClient, tom: AsyncClient, call: str
) -> None:
    (wanted,) = await ask(tom, call, "De kraan van voren")
    await given.repair(henk)
    await given.photo(henk, "/api/case/photos", moment="report", source="form", slot=wanted["id"])
    assert (await ladder(tom, call))["photos"][0]["state"] == "wanted"
    stranger = await henk.post(f"{OWN}/wanted-photos/{wanted['id']}/skip")
    assert stranger.status_code in (404, 409)


async def test_otto_sees_no_ladder(otto: AsyncClient, fatima: AsyncClient, call: str) -> None:
    assert (await otto.get(f"/api/previsits/{call}/ladder")).status_code == 404
    assert (await fatima.get(f"/api/previsits/{call}/ladder")).status_code == 404


async def test_nobody_steps_on_the_ladder_of_a_call_that_was_called_off(
    vera: AsyncClient, tom: AsyncClient, job: str, call: str
) -> None:
    await given.previsit(vera, job, given.moment(hours=-1))
    refused = await tom.post(f"/api/previsits/{call}/rung", json={"rung": "photos"})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/no-previsit-now")
