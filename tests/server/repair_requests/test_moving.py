"""The states of a repair: every move of the sector's table, allowed and refused."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient

from server.clock import clock_at, now
from server.database import change, transaction
from server.repair_requests import finishing, self_help
from server.repair_requests.errors import MoveRefused
from server.repair_requests.moving import MOVES, OVER, lock, put
from server.repair_requests.tables import RequestState
from tests.support import given

S = RequestState
MAKES_SENSE = {
    ("doubted", S.REPORTED): S.TO_JUDGE,
    ("taken_on", S.TO_JUDGE): S.REPORTED,
    ("asked", S.REPORTED): S.ASKED,
    ("asked", S.TO_JUDGE): S.ASKED,
    ("asked", S.REOPENED): S.ASKED,
    ("asked", S.UNDERWAY): S.ASKED,
    ("answered", S.ASKED): S.REPORTED,
    ("unanswered", S.ASKED): S.TO_JUDGE,
    ("lapsed", S.ASKED): S.REPORTED,
    ("tried", S.REPORTED): S.SELF_HELP,
    ("solved", S.SELF_HELP): S.SOLVED_BY_TENANT,
    ("not_solved", S.SELF_HELP): S.REPORTED,
    ("given", S.REPORTED): S.UNDERWAY,
    ("given", S.TO_JUDGE): S.UNDERWAY,
    ("given", S.REOPENED): S.UNDERWAY,
    ("given", S.ASKED): S.UNDERWAY,
    ("given", S.SELF_HELP): S.UNDERWAY,
    ("given", S.POSTPONED): S.UNDERWAY,
    ("given_back", S.UNDERWAY): S.REPORTED,
    ("given_back", S.ASKED): S.REPORTED,
    ("given_back", S.POSTPONED): S.REPORTED,
    ("postponed", S.REPORTED): S.POSTPONED,
    ("postponed", S.TO_JUDGE): S.POSTPONED,
    ("postponed", S.REOPENED): S.POSTPONED,
    ("postponed", S.UNDERWAY): S.POSTPONED,
    ("resumed", S.POSTPONED): S.REPORTED,
    ("done", S.UNDERWAY): S.DONE,
    ("done", S.ASKED): S.DONE,
    ("done", S.POSTPONED): S.DONE,
    ("closed", S.DONE): S.CLOSED,
    ("closed", S.SOLVED_BY_TENANT): S.CLOSED,
    ("reopened", S.DONE): S.REOPENED,
    ("reopened", S.SOLVED_BY_TENANT): S.REOPENED,
    ("reopened", S.CLOSED): S.REOPENED,
    ("not_ours", S.TO_JUDGE): S.NOT_OURS,
    ("perhaps_duplicate", S.REPORTED): S.TO_JUDGE,
    **{
        ("cause_solved", state): S.DONE
        for state in (S.REPORTED, S.TO_JUDGE, S.REOPENED, S.ASKED, S.SELF_HELP, S.POSTPONED)
    },
    ("payer_disputed", S.REPORTED): S.TO_JUDGE,
    ("disputed", S.NOT_OURS): S.TO_JUDGE,
    **{
        ("duplicate", state): S.DUPLICATE
        for state in (S.REPORTED, S.TO_JUDGE, S.REOPENED, S.ASKED, S.SELF_HELP, S.POSTPONED)
    },
    **{
        ("cancelled", state): S.CANCELLED
        for state in (
            *(S.REPORTED, S.TO_JUDGE, S.REOPENED, S.ASKED, S.SELF_HELP, S.POSTPONED),
            S.UNDERWAY,
        )
    },
}


async def test_every_move_goes_where_it_should_and_from_nowhere_else(rosa: AsyncClient) -> None:
    repair = await given.repair(rosa)
    for name in MOVES:
        for state in S:
            expected = MAKES_SENSE.get((name, state))
            async with transaction():
                await change(
                    "UPDATE repair_request SET state = {}, state_before = 'reported',"
                    " closed_at = {}, postponed_until = {}, postponed_because = 'capacity'"
                    " WHERE id = {}",
                    state.value,
                    now() if state in OVER else None,
                    now() + timedelta(days=7),
                    repair.id,
                )
                request = await lock(UUID(repair.id))
                if expected is None:
                    with pytest.raises(MoveRefused):
                        await put(request, name)
                    continue
                await put(request, name)
                after = await lock(request.id)
            assert (name, state, after.state) == (name, state, expected)
            assert (after.closed_at is not None) == (expected in OVER), (name, state)


async def test_she_tries_it_herself_keeps_her_place_and_steps_back(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa, fault="KRA1")
    before = await file_of(vera, repair)
    await says(rosa, "try")
    assert (await file_of(vera, repair))["state"] == "self_help"
    assert await can(rosa) == ["solved", "not_solved", "cancel"]
    await says(rosa, "not-solved")
    after = await file_of(vera, repair)
    assert (after["state"], after["reportedAt"]) == ("reported", before["reportedAt"])


async def test_what_nobody_without_training_should_touch_is_not_tried(rosa: AsyncClient) -> None:
    await given.repair(rosa, fault="ELE4")
    assert "try" not in await can(rosa)
    assert (await rosa.post("/r/say/try")).status_code == 409
    assert (await rosa.get("/api/case")).json()["state"] == "reported"


async def test_what_works_again_is_asked_about_once_and_closes_by_itself(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa, fault="KRA1")
    await says(rosa, "try")
    await says(rosa, "solved")
    assert (await file_of(vera, repair))["state"] == "solved_by_tenant"
    with clock_at(now() + finishing.CHECKS_BACK_AFTER + timedelta(minutes=1)):
        await finishing.check_back()
        await finishing.check_back()
    assert (await events(vera, repair)).count("request.checked_back") == 1
    with clock_at(now() + finishing.CLOSES_AFTER + timedelta(minutes=1)):
        await finishing.close_silent()
    assert (await file_of(vera, repair))["state"] == "closed"


async def test_silence_for_days_brings_us(rosa: AsyncClient, vera: AsyncClient) -> None:
    repair = await given.repair(rosa, fault="KRA1")
    await says(rosa, "try")
    with clock_at(now() + self_help.SILENCE_ENDS_AFTER - timedelta(minutes=1)):
        await self_help.end_silence()
    assert (await file_of(vera, repair))["state"] == "self_help"
    with clock_at(now() + self_help.SILENCE_ENDS_AFTER + timedelta(minutes=1)):
        await self_help.end_silence()
    assert (await file_of(vera, repair))["state"] == "reported"


async def test_work_that_is_done_is_confirmed_or_reopened_under_the_same_number(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom)
    await vera.post(f"/api/photos/{review.photos[0]}/accept")
    assert await can(rosa) == ["confirm", "reopen"]
    await says(rosa, "reopen", words="Hij druppelt nog steeds")
    file = await file_of(vera, review.repair)
    assert (file["state"], file["number"], file["reopenings"], file["closedAt"]) == (
        "reopened",
        review.repair.number,
        1,
        None,
    )
    again = await given.job(vera, review.repair)
    assert again != review.job
    assert (await file_of(vera, review.repair))["state"] == "underway"


async def test_confirmed_work_may_be_reopened_for_thirty_days(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    review = await given.review(rosa, vera, tom)
    await vera.post(f"/api/photos/{review.photos[0]}/accept")
    await says(rosa, "confirm")
    assert (await file_of(vera, review.repair))["state"] == "closed"
    reopen = f"/api/repair-requests/{review.repair.id}/reopen"
    await closed(review.repair, now() - finishing.MAY_REOPEN_FOR - timedelta(minutes=1))
    assert await can(rosa) == []
    late = await vera.post(reopen, json={"words": "Weer kapot"})
    assert (late.status_code, late.json()["type"]) == (409, "/problems/too-late-to-reopen")
    await closed(review.repair, now() - finishing.MAY_REOPEN_FOR + timedelta(minutes=1))
    assert (await vera.post(reopen, json={"words": "Weer kapot"})).status_code == 200


async def test_she_calls_it_off_until_somebody_has_been_inside(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    job = await given.job(vera, repair)
    await given.arrival(tom, job)
    assert "cancel" not in await can(rosa)
    assert (await rosa.post("/r/say/cancel", data={"words": "Niet nodig"})).status_code == 409
    assert (await file_of(vera, repair))["state"] == "underway"

    other = await given.repair(rosa)
    await says(rosa, "cancel", words="Het was de wasmachine")
    file = await file_of(vera, other)
    assert file["state"] == "cancelled"
    reasons = [e["detail"] for e in file["timeline"] if e["event"] == "request.cancelled"]
    assert reasons == [{"reason": "Het was de wasmachine"}]


async def test_what_was_typed_stays_and_says_what_is_missing(rosa: AsyncClient) -> None:
    await given.repair(rosa)
    for words, sentence in (("a", "Schrijf een paar woorden"), ("x" * 501, "Dit is te lang")):
        page = await rosa.post("/r/say/cancel", data={"words": words})
        assert page.status_code == 422
        assert sentence in page.text
        assert f">{words}</textarea>" in page.text
    for unreadable in ({"data": {"words": "\u202e\x00ab"}}, {"files": {"words": b"Niet nodig"}}):
        page = await rosa.post("/r/say/cancel", **unreadable)  # pyright: ignore[reportArgumentType]
        assert (page.status_code, "\u202e" in page.text) == (422, False)
    assert (await rosa.get("/api/case")).json()["state"] == "reported"


async def closed(repair: given.Repair, moment: datetime) -> None:
    async with transaction():
        await change("UPDATE repair_request SET closed_at = {} WHERE id = {}", moment, repair.id)


async def says(tenant: AsyncClient, what: str, **form: str) -> None:
    answer = await tenant.post(f"/r/say/{what}", data=form)
    assert answer.status_code == 303, answer.text


async def can(tenant: AsyncClient) -> list[str]:
    return (await tenant.get("/api/case")).json()["can"]


async def file_of(vera: AsyncClient, repair: given.Repair) -> Any:
    return (await vera.get(f"/api/repair-requests/{repair.id}")).json()


async def events(vera: AsyncClient, repair: given.Repair) -> list[str]:
    return [entry["event"] for entry in (await file_of(vera, repair))["timeline"]]
