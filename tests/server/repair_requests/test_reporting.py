"""Reporting a repair over the API: sent twice, sent wrong, and by whom."""

import asyncio
import base64
from typing import Any

import pytest
from httpx import AsyncClient

from server.repair_requests.tables import RepairRequest
from tests.support import given
from tests.support.cast import HENK, ROSA

REPORT = "/api/repair-requests"
A_POSITION_WITHOUT_TIME_ZONE = base64.urlsafe_b64encode(
    b'["2026-01-01T10:00:00","019ad7b7-0000-7000-8000-000000000000"]'
).decode()


async def test_the_same_report_sent_at_once_several_times_is_one_repair(
    nobody: AsyncClient, vera: AsyncClient
) -> None:
    report = given.a_report()
    answers = await asyncio.gather(*[nobody.post(REPORT, json=report) for _ in range(4)])
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["number"] for answer in answers}) == 1
    assert len((await vera.get(REPORT)).json()["items"]) == 1


async def test_reports_made_at_once_get_numbers_of_their_own(nobody: AsyncClient) -> None:
    reports = [given.a_report() for _ in range(8)]
    answers = await asyncio.gather(*[nobody.post(REPORT, json=report) for report in reports])
    assert len({answer.json()["number"] for answer in answers}) == 8


async def test_an_id_of_somebody_elses_report_opens_nothing(
    rosa: AsyncClient, henk: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    guess = given.a_report(HENK, id=repair.id)
    refused = await henk.post(REPORT, json=guess)
    assert refused.status_code == 404
    assert ROSA.name not in refused.text
    assert "set-cookie" not in refused.headers


@pytest.mark.parametrize(
    "secret", [{}, {"retrySecret": "another device's own secret"}], ids=["none", "another"]
)
async def test_who_knows_all_of_a_report_but_not_its_device_gets_no_link(
    rosa: AsyncClient, tom: AsyncClient, secret: dict[str, str]
) -> None:
    report = given.a_report()
    assert (await rosa.post(REPORT, json=report)).status_code == 201
    # As staff see it: id, words, name, phone and address.
    seen = {name: value for name, value in report.items() if name != "retrySecret"}
    refused = await tom.post(REPORT, json=seen | secret)
    assert (refused.status_code, refused.headers.get("set-cookie")) == (404, None)
    assert (await rosa.post(REPORT, json=report)).status_code == 201


@pytest.mark.parametrize(
    ("wrong", "status", "slug", "pointer"),
    [
        ({"houseNumber": "999"}, 422, "address-unknown", "/postcode"),
        ({"phone": "12"}, 422, "phone-impossible", "/phone"),
        ({"phone": "0612345678; drop table person"}, 422, "phone-impossible", "/phone"),
        ({"fault": "GAS1"}, 422, "call-instead", "/fault"),
        ({"fault": "NOPE"}, 422, "fault-unknown", "/fault"),
        ({"description": "  "}, 422, "words-missing", "/description"),
        ({"name": " "}, 422, "words-missing", "/name"),
        ({"colour": "green"}, 400, "malformed", "/colour"),
        ({"description": "x" * 100_000}, 400, "malformed", "/description"),
        ({"description": "nul \0 sign"}, 400, "malformed", "/description"),
        ({"description": "escape \x1b sign"}, 400, "malformed", "/description"),
        ({"name": "\u202e"}, 400, "malformed", "/name"),
        ({"preferredMoments": ["nul \0 sign"]}, 400, "malformed", "/preferredMoments/0"),
        ({"id": "not-an-id"}, 400, "malformed", "/id"),
        ({"phone": 612345678}, 400, "malformed", "/phone"),
        ({"preferredMoments": ["morning"] * 15}, 400, "malformed", "/preferredMoments"),
        ({"preferredMoments": ["hahaha", "<b>"]}, 400, "malformed", "/preferredMoments/0"),
        ({"preferredMoments": ["morning", "<b>"]}, 400, "malformed", "/preferredMoments/1"),
        ({"email": "nope"}, 400, "malformed", "/email"),
        ({"email": "rosa@huis"}, 400, "malformed", "/email"),
        ({"email": ""}, 400, "malformed", "/email"),
        ({"language": "xx"}, 400, "malformed", "/language"),
        ({"room": "moon"}, 400, "malformed", "/room"),
    ],
)
async def test_what_makes_no_sense_is_refused_by_field_and_leaves_nothing(
    nobody: AsyncClient, wrong: dict[str, Any], status: int, slug: str, pointer: str
) -> None:
    refused = await nobody.post(REPORT, json=given.a_report(**wrong))
    problem = refused.json()
    assert (refused.status_code, problem["type"]) == (status, f"/problems/{slug}")
    assert [error["pointer"] for error in problem["errors"]] == [pointer]
    assert refused.headers["content-type"] == "application/problem+json"
    assert await RepairRequest.count() == 0


async def test_what_the_form_offers_is_kept_as_it_was_sent(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    told = {"email": "rosa@huis.example", "language": "en", "preferredMoments": ["evening"]}
    repair = await given.repair(rosa, room="kitchen", **told)
    file = (await vera.get(f"{REPORT}/{repair.id}")).json()
    assert {name: file[name] for name in told} == told


@pytest.mark.parametrize(
    "typed",
    [
        *("06-1234 5012", "+31 6 12345012", "0031612345012"),
        *(given.with_arabic_digits("06 1234 5012"), "06" + given.with_arabic_digits("12345012")),
    ],
)
async def test_a_number_is_kept_as_it_is_dialled(
    rosa: AsyncClient, vera: AsyncClient, typed: str
) -> None:
    repair = await given.repair(rosa, phone=typed)
    assert (await vera.get(f"{REPORT}/{repair.id}")).json()["phone"] == "+31612345012"


@pytest.mark.parametrize(
    ("postcode", "house_number"),
    [
        ("3698kl", "12"),
        ("3698 KL ", " 12"),
        ("3698-Kl", "12"),
        (given.with_arabic_digits("3698 KL"), given.with_arabic_digits("12")),
    ],
)
async def test_an_address_is_found_however_it_is_typed(
    rosa: AsyncClient, postcode: str, house_number: str
) -> None:
    assert await given.repair(rosa, postcode=postcode, houseNumber=house_number)


async def test_the_desk_finds_a_repair_by_words_of_the_tenant_the_street_and_the_fault(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    await given.repair(henk, HENK, fault="CVK3", description="Verwarming koud")
    title = (await vera.get(f"{REPORT}/{repair.id}")).json()["title"]
    for words in ("rosa de", repair.number, "DRUPPELT", "Lindelaan 12", title):
        found = (await vera.get(REPORT, params={"q": words})).json()["items"]
        assert [row["id"] for row in found] == [repair.id], words
    assert (await vera.get(REPORT, params={"q": "nul \0 sign"})).status_code == 200


async def test_pages_of_the_work_list_follow_on_without_gap_or_double(
    nobody: AsyncClient, vera: AsyncClient
) -> None:
    made = [(await given.repair(nobody)).id for _ in range(5)]
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        query = {"limit": 2, **({"after": after} if after else {})}
        page = (await vera.get(REPORT, params=query)).json()
        seen += [row["id"] for row in page["items"]]
        after = page["nextCursor"]
    assert seen == made[::-1]


@pytest.mark.parametrize(
    "query",
    [
        {"after": "nonsense"},
        {"after": A_POSITION_WITHOUT_TIME_ZONE},
        {"limit": "0"},
        {"limit": "many"},
        {"state": "nowhere"},
    ],
)
async def test_a_question_to_the_work_list_that_makes_no_sense_is_refused(
    vera: AsyncClient, query: dict[str, str]
) -> None:
    refused = await vera.get(REPORT, params=query)
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["pointer"] == "/" + next(iter(query))


async def test_a_cancelled_repair_tells_the_tenant_and_takes_no_more_jobs(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    reason = {"reason": "Zelf opgelost"}
    for _ in range(2):
        answer = await vera.post(f"{REPORT}/{repair.id}/cancel", json=reason)
        assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
    assert (await rosa.get("/api/case")).json()["next"]["key"] == "cancelled"
    refused = await vera.post(
        f"{REPORT}/{repair.id}/jobs",
        json={"id": given.fresh_id(), "technicianId": given.fresh_id()},
    )
    assert refused.json()["type"] == "/problems/request-is-closed"


async def test_only_technicians_of_ones_own_get_a_job(
    rosa: AsyncClient, vera: AsyncClient, carla: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    for person in (vera, carla):
        her = (await person.get("/api/me")).json()["id"]
        facts = {"id": given.fresh_id(), "technicianId": her}
        refused = await vera.post(f"{REPORT}/{repair.id}/jobs", json=facts)
        assert (refused.status_code, refused.json()["type"]) == (
            422,
            "/problems/technician-unknown",
        )


async def test_otto_sees_his_own_repairs_and_none_of_veras(
    rosa: AsyncClient, vera: AsyncClient, otto: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    listed = (await otto.get(REPORT)).json()
    assert listed["items"] == []
    assert set(listed["counts"].values()) == {0}
    reason = {"reason": "Niet van mij"}
    assert (await otto.post(f"{REPORT}/{repair.id}/cancel", json=reason)).status_code == 404
    assert (await otto.get(REPORT, params={"q": "Rosa"})).json()["items"] == []
