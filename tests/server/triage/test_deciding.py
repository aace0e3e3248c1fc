"""What the desk decides before the work, and what the tenant says to it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient

from server.clock import HOME, clock_at, now
from server.database import insert, transaction
from server.dwellings.address import dwelling_at
from server.dwellings.tables import Tenancy
from server.journal.verify import first_break
from server.triage import asking, postponing
from tests.support import given
from tests.support.cast import DE_LINDE, HENK, ROSA


async def decides(desk: AsyncClient, repair: given.Repair, what: str, **facts: Any) -> Any:
    answer = await desk.post(f"/api/repair-requests/{repair.id}/{what}", json=facts)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def file_of(vera: AsyncClient, repair: given.Repair) -> Any:
    return (await vera.get(f"/api/repair-requests/{repair.id}")).json()


def a_question(**changed: Any) -> dict[str, Any]:
    return {"id": given.fresh_id(), "question": "Druppelt hij ook 's nachts?", **changed}


async def test_a_question_is_answered_on_her_page_and_the_repair_is_where_it_was(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    await decides(vera, repair, "doubt")
    question = a_question()
    await decides(vera, repair, "question", **question)
    again = await vera.post(f"/api/repair-requests/{repair.id}/question", json=question)
    assert again.status_code == 200

    page = await rosa.get("/r")
    assert "Druppelt hij ook &#39;s nachts?" in page.text
    refused = await rosa.post("/r/say/answer", data={"words": "", "question": question["id"]})
    assert refused.status_code == 422
    for _ in range(2):
        answer = {"words": "Ja, de hele nacht", "question": question["id"]}
        assert (await rosa.post("/r/say/answer", data=answer)).status_code == 303
    file = await file_of(vera, repair)
    assert file["state"] == "to_judge"
    (asked,) = file["questions"]
    assert (asked["question"], asked["answer"]) == (question["question"], "Ja, de hele nacht")
    assert [e["event"] for e in file["timeline"]].count("request.answered") == 1
    assert await first_break(DE_LINDE.id) is None


async def test_nobody_comes_for_what_is_not_ours_and_her_page_promises_nothing(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    assert await road(rosa) == [("reported", "done"), ("seen", "now"), *_TO_COME]
    told = {"because": "small_repair", "explanation": "Een kraanleertje is voor de huurder."}
    await decides(vera, repair, "not-ours", **told)
    assert await road(rosa) == [("reported", "done"), ("closed", "done")]
    await rosa.post("/r/say/dispute", data={"words": "De kraan zelf is stuk"})
    assert await road(rosa) == [("reported", "done"), ("seen", "now"), *_TO_COME]


_TO_COME = [("visit", "todo"), ("closed", "todo")]


async def road(tenant: AsyncClient) -> list[tuple[str, str]]:
    steps = (await tenant.get("/api/case")).json()["steps"]
    return [(step["key"], step["state"]) for step in steps]


async def test_a_question_of_somebody_else_is_not_hers_to_answer(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    await given.repair(henk, HENK)
    question = a_question()
    await decides(vera, repair, "question", **question)
    answer = {"words": "Ik weet het wel", "question": question["id"]}
    assert (await henk.post("/r/say/answer", data=answer)).status_code == 409
    assert (await rosa.post("/r/say/answer", data=answer | {"question": "x"})).status_code == 409
    assert (await file_of(vera, repair))["questions"][0]["answeredAt"] is None


async def test_silence_brings_it_back_to_the_desk_and_never_closes_it(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    await decides(vera, repair, "question", **a_question(days=3))
    with clock_at(now() + timedelta(days=2, hours=23)):
        await asking.stop_waiting()
    assert (await file_of(vera, repair))["state"] == "asked"
    with clock_at(now() + timedelta(days=3, minutes=1)):
        await asking.stop_waiting()
        await asking.stop_waiting()
    file = await file_of(vera, repair)
    assert file["state"] == "to_judge"
    assert [e["event"] for e in file["timeline"]].count("request.unanswered") == 1
    late = {"words": "Sorry, ja", "question": file["questions"][0]["id"]}
    assert (await rosa.post("/r/say/answer", data=late)).status_code == 303
    assert (await file_of(vera, repair))["questions"][0]["answer"] == "Sorry, ja"


async def test_a_technician_asks_about_his_job_and_keeps_it(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, fatima: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    job = await given.job(vera, repair)
    question = a_question()
    assert (await fatima.post(f"/api/jobs/{job}/question", json=question)).status_code == 404
    assert (await tom.post(f"/api/jobs/{job}/question", json=question)).status_code == 200
    assert (await file_of(vera, repair))["state"] == "asked"
    with clock_at(now() + timedelta(days=6)):
        await asking.stop_waiting()
    assert (await file_of(vera, repair))["state"] == "underway"


async def test_what_is_not_ours_is_explained_and_may_be_disputed(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    why = {"because": "small_repair", "explanation": "Een leertje is voor u", "group": "Kranen"}
    file = await decides(vera, repair, "not-ours", **why)
    assert file["state"] == "not_ours"
    page = (await rosa.get("/r")).text
    for words in ("Een leertje is voor u", "Besluit kleine herstellingen", "Kranen"):
        assert words in page
    assert (await rosa.get("/api/case")).json()["can"] == ["dispute"]
    objection = {"words": "De hele kraan is kapot"}
    assert (await rosa.post("/r/say/dispute", data=objection)).status_code == 303
    file = await file_of(vera, repair)
    assert (file["state"], file["closedAt"]) == ("to_judge", None)
    assert (await decides(vera, repair, "take-on"))["state"] == "reported"


async def test_who_does_not_agree_that_it_is_for_her_account_is_heard_by_a_person(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)  # a tap that drips: hers by law, without a subscription
    page = (await rosa.get("/r")).text
    assert "Volgens de wet" in page
    assert 'action="/r/say/dispute-payer"' in page
    too_short = await rosa.post("/r/say/dispute-payer", data={"words": ""})
    assert too_short.status_code == 422
    objection = {"words": "U heeft deze kraan zelf geplaatst"}
    for _ in range(2):
        assert (await rosa.post("/r/say/dispute-payer", data=objection)).status_code == 303
    file = await file_of(vera, repair)
    assert file["state"] == "to_judge"
    told = [e["detail"] for e in file["timeline"] if e["event"] == "request.payer_disputed"]
    assert told == [objection]
    assert "dispute-payer" not in (await rosa.get("/r")).text

    ours = await given.repair(henk, HENK, fault="CVK1")
    assert "dispute_payer" not in (await henk.get("/api/case")).json()["can"]
    assert (await file_of(vera, ours))["state"] == "reported"


async def test_a_subscription_of_who_lives_there_makes_it_ours(rosa: AsyncClient) -> None:
    await given.repair(rosa)
    assert "serviceabonnement. Daarom is dit voor ons" not in (await rosa.get("/r")).text
    dwelling = await dwelling_at(ROSA.home.postcode, ROSA.home.house_number)
    assert dwelling is not None
    lives = {"id": uuid4(), "dwelling": dwelling.id, "tenant_name": ROSA.name}
    async with transaction():
        await insert(Tenancy(**lives, has_subscription=True))
    try:
        page = (await rosa.get("/r")).text
    finally:
        await Tenancy.delete().where(Tenancy.id == lives["id"])
    assert "serviceabonnement. Daarom is dit voor ons" in page


async def test_of_two_reports_one_goes_on_with_the_older_date(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient
) -> None:
    first = await given.repair(rosa)
    second = await given.repair(henk, HENK)
    reported_at = (await file_of(vera, first))["reportedAt"]
    file = await decides(vera, first, "duplicate", number=second.number)
    assert file["state"] == "duplicate"
    assert (await file_of(vera, second))["reportedAt"] == reported_at
    assert "Wij werken hier al aan" in (await rosa.get("/r")).text
    for number in (first.number, second.number, "26-99999"):
        refused = await vera.post(
            f"/api/repair-requests/{second.id}/duplicate", json={"number": number}
        )
        assert (refused.status_code, refused.json()["type"]) == (
            422,
            "/problems/stands-for-itself",
        )


async def test_a_repair_waits_until_its_morning_and_comes_back(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    day = (now().astimezone(HOME) + timedelta(days=10)).date()
    file = await decides(vera, repair, "postpone", because="weather", until=day.isoformat())
    assert (file["state"], file["postponedUntil"] is not None) == ("postponed", True)
    assert "Het weer laat dit werk nu niet toe." in (await rosa.get("/r")).text
    listed = await vera.get("/api/repair-requests", params={"state": "waiting"})
    assert [row["id"] for row in listed.json()["items"]] == [repair.id]
    with clock_at(now() + timedelta(days=8)):
        await postponing.resume_due()
    assert (await file_of(vera, repair))["state"] == "postponed"
    with clock_at(now() + timedelta(days=11)):
        await postponing.resume_due()
    file = await file_of(vera, repair)
    assert (file["state"], file["postponedUntil"]) == ("reported", None)


@pytest.mark.parametrize("days", [-1, 0, 31])
async def test_without_a_day_within_thirty_nothing_waits(
    rosa: AsyncClient, vera: AsyncClient, days: int
) -> None:
    repair = await given.repair(rosa)
    day = (now().astimezone(HOME) + timedelta(days=days)).date()
    refused = await vera.post(
        f"/api/repair-requests/{repair.id}/postpone",
        json={"because": "capacity", "until": day.isoformat()},
    )
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/date-refused")
    assert (await file_of(vera, repair))["state"] == "reported"


async def test_what_is_urgent_never_waits(rosa: AsyncClient, vera: AsyncClient) -> None:
    repair = await given.repair(rosa, fault="ELE1")
    assert "postpone" not in (await file_of(vera, repair))["can"]
    day = (now() + timedelta(days=2)).date().isoformat()
    refused = await vera.post(
        f"/api/repair-requests/{repair.id}/postpone", json={"because": "capacity", "until": day}
    )
    assert (refused.status_code, refused.json()["type"]) == (
        409,
        "/problems/too-urgent-to-postpone",
    )
