"""A tenant leaves: looked at with her, agreed, looked at again, closed."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from httpx import AsyncClient

from server.accounts.secrets import new_secret
from server.database import few, transaction
from server.move_outs.amounts import amounts_of
from server.move_outs.moving import MOVES
from server.move_outs.schemas import WorkFacts
from server.move_outs.tables import Because, MoveOutState, Side, WorkOutcome
from server.repair_requests import tenant_link
from tests.support import given
from tests.support.cast import FATIMA, NEL, ROSA


async def started(vera: AsyncClient, **changed: Any) -> str:
    body = given.a_move_out(**changed)
    answer = await vera.post("/api/move-outs", json=body)
    assert answer.status_code == 201, answer.text
    assert answer.json()["state"] == "asked"
    return body["id"]


async def planned(vera: AsyncClient, move_out: str, which: str = "pre", **changed: Any) -> str:
    body = given.an_inspection(**changed)
    answer = await vera.post(f"/api/move-outs/{move_out}/{which}-inspection", json=body)
    assert answer.status_code == 200, answer.text
    return body["jobId"]


async def inspected(vera: AsyncClient, tom: AsyncClient, **changed: Any) -> tuple[str, str]:
    """The move-out and its one work."""
    move_out = await started(vera)
    job = await planned(vera, move_out)
    body = given.a_finding(**changed)
    answer = await tom.post(f"/api/jobs/{job}/pre-inspection", json=body)
    assert answer.status_code == 200, answer.text
    return move_out, body["works"][0]["id"]


async def let_in(rosa: AsyncClient, move_out: str) -> AsyncClient:
    """By the link that her messages carry."""
    secret = new_secret()
    async with transaction():
        await tenant_link.make_link(UUID(move_out), secret, ROSA.name)
    answer = await rosa.post("/api/case/sign-in", json={"secret": secret})
    assert answer.is_success, answer.text
    return rosa


async def facts(vera: AsyncClient, move_out: str) -> dict[str, Any]:
    return (await vera.get(f"/api/move-outs/{move_out}")).json()


def problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rpartition("/")[2]


async def reported_inside(
    vera: AsyncClient, tom: AsyncClient, job: str, works: list[dict[str, Any]]
) -> str:
    """He is inside, photographs the living room, reports and leaves; the photo."""
    visit = await given.arrival(tom, job)
    of: dict[str, Any] = {"slot": "room_living", "visitId": visit}
    photo = await given.photo(tom, given.photos_of(job), moment="before", **of)
    report = given.a_finding(works=works)
    path = f"/api/jobs/{job}/pre-inspection"
    # A phone sends again what it heard no answer to.
    answers = [await tom.post(path, json=report) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200], answers[0].text
    assert answers[1].json()["state"] == "in_progress"
    await given.departure(tom, visit)
    await given.until(lambda: has_state(vera, job, "done"))
    return photo


async def test_the_inspector_finds_and_the_tenant_agrees(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    move_out = await started(vera)
    await let_in(rosa, move_out)
    job = await planned(vera, move_out)
    [told] = (await tom.get("/api/jobs")).json()["jobs"]
    assert (told["moveOut"]["id"], told["title"]) == (move_out, "De woning opleveren")
    wanted = {slot["key"]: slot for slot in told["slots"]}
    assert wanted["room_kitchen"]["before"]["minimum"] == 1
    assert wanted["room_kitchen"]["after"] is None
    hers, ours = given.a_work(), given.a_work(paidBy="corporation", because="wear")
    await reported_inside(vera, tom, job, [hers, {**ours, "doneBy": "corporation"}])

    page = (await rosa.get("/r/move-out")).text
    assert "Zes gaten van pluggen" in page
    assert "Gaten in de muur dichten" in page
    said = {"version": "1", "answer": "agree", "name": "Rosa de Wit"}
    assert (await rosa.post("/r/move-out/answer", data=said)).status_code == 303
    assert (await facts(vera, move_out))["state"] == "agreed"
    await rosa.post("/r/move-out/done", data={"done": hers["id"]})
    read = await facts(vera, move_out)
    assert [bool(work["toldDoneAt"]) for work in read["works"]] == [True, False]
    assert read["amounts"] == {"sureCents": 0, "atMostCents": 8_500}


async def test_the_final_inspection_is_held_against_it_and_the_desk_closes_it(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, fatima: AsyncClient
) -> None:
    move_out = await started(vera)
    hers = given.a_work()
    photo = await reported_inside(vera, tom, await planned(vera, move_out), [hers])
    final = await planned(vera, move_out, "final", technician=str(FATIMA.id))
    [mine] = (await fatima.get("/api/jobs")).json()["jobs"]
    assert {slot["key"] for slot in mine["slots"] if slot["before"]} == {"front_door"}
    assert photo in [each["id"] for each in mine["photos"]]
    visit = await given.arrival(fatima, final)
    of: dict[str, Any] = {"slot": "room_living", "beforePhotoId": photo, "visitId": visit}
    await given.photo(fatima, given.photos_of(final), **of)
    path, body = f"/api/jobs/{final}/final-inspection", {"id": given.fresh_id()}
    checked = {**body, "inspectedAt": given.moment(), "works": []}
    assert problem(await fatima.post(path, json=checked)) == (422, "work-impossible")
    checked["works"] = [{"id": hers["id"], "outcome": "by_us"}]
    for _ in range(2):
        assert (await fatima.post(path, json=checked)).status_code == 200
    closing = f"/api/move-outs/{move_out}/close"
    assert problem(await vera.post(closing, json={})) == (409, "inspection-goes-on")
    await given.departure(fatima, visit)
    await given.until(lambda: has_state(vera, final, "done"))
    assert (await vera.get(f"/api/repair-requests/{move_out}")).json()["state"] == "underway"
    words = {"words": "Bedankt, en veel woonplezier"}
    closed = [await vera.post(closing, json=words) for _ in range(2)]
    assert [answer.status_code for answer in closed] == [200, 200], closed[0].text
    assert closed[1].json()["amounts"] == {"sureCents": 8_500, "atMostCents": 8_500}
    await is_over(rosa, vera, move_out)


async def is_over(rosa: AsyncClient, vera: AsyncClient, move_out: str) -> None:
    """For the desk, the tenant and the journal."""
    assert (await vera.get(f"/api/repair-requests/{move_out}")).json()["state"] == "closed"
    page = (await (await let_in(rosa, move_out)).get("/r/move-out")).text
    assert "veel woonplezier" in page
    assert "85,00" in page
    listed = (await vera.get("/api/move-outs")).json()
    assert (listed["open"], [row["id"] for row in listed["closed"]]) == ([], [move_out])
    events = await few(
        str,
        "SELECT event FROM journal WHERE request_id = {} AND event LIKE 'move_out.%' ORDER BY seq",
        UUID(move_out),
    )
    names = [event.removeprefix("move_out.") for event in events]
    assert names == ["started", "planned", "inspected", "final_planned", "checked", "closed"]


async def has_state(vera: AsyncClient, job: str, state: str) -> bool:
    return (await vera.get(f"/api/jobs/{job}")).json()["state"] == state


async def test_looked_at_by_video_and_signed_on_the_phone(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    move_out = await started(vera)
    job = await planned(vera, move_out, momentChoiceId=given.fresh_id())
    await let_in(rosa, move_out)
    assert "Kies" in (await rosa.get("/r")).text  # when the call is
    report = given.a_finding(signedBy="Rosa de Wit")
    told = await tom.post(f"/api/jobs/{job}/pre-inspection", json=report)
    assert (told.status_code, told.json()["state"]) == (200, "done"), told.text
    read = await facts(vera, move_out)
    assert (read["state"], read["answeredBy"], read["isSigned"]) == ("agreed", ROSA.name, True)


async def test_she_does_not_agree_and_the_desk_changes_it(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    move_out, work = await inspected(vera, tom)
    await let_in(rosa, move_out)
    path = "/r/move-out/answer"
    silent = await rosa.post(path, data={"version": "1", "answer": "dispute", "name": "Rosa"})
    assert silent.status_code == 422
    said = {"version": "1", "answer": "dispute", "name": "Rosa", "words": "Die gaten waren er al"}
    assert (await rosa.post(path, data=said)).status_code == 303
    read = await facts(vera, move_out)
    assert (read["state"], read["answerWords"]) == ("disputed", "Die gaten waren er al")

    await rosa.post("/r/move-out/done", data={"done": work})
    revised = {
        "version": 1,
        "reason": "Dat was zo bij het begin",
        "works": [
            given.a_work(id=work, doneBy="corporation", paidBy="corporation", because="wear")
        ],
    }
    answer = await vera.post(f"/api/move-outs/{move_out}/works", json=revised)
    assert (answer.status_code, answer.json()["state"]) == (200, "inspected"), answer.text
    assert answer.json()["works"][0]["toldDoneAt"]
    again = await vera.post(f"/api/move-outs/{move_out}/works", json=revised)
    assert problem(again) == (409, "agreement-revised")
    late = await rosa.post(path, data={**said, "words": "Ik blijf erbij"})
    assert late.status_code == 422
    assert "Ik blijf erbij" in late.text  # she loses no word
    assert (await facts(vera, move_out))["state"] == "inspected"


@pytest.mark.parametrize(
    ("changed", "status", "slug"),
    [
        ({"houseNumber": "999"}, 422, "address-unknown"),
        ({"postcode": NEL.home.postcode, "houseNumber": "3"}, 422, "address-unknown"),
        ({"phone": "12"}, 422, "phone-impossible"),
        ({"lastDayOn": "2020-01-01"}, 422, "last-day-impossible"),
        ({"name": "  "}, 400, "malformed"),
    ],
)
async def test_a_beginning_that_cannot_be(
    vera: AsyncClient, changed: dict[str, Any], status: int, slug: str
) -> None:
    answer = await vera.post("/api/move-outs", json=given.a_move_out(**changed))
    assert problem(answer) == (status, slug)


async def test_one_at_a_time_and_twice_the_same_is_one(vera: AsyncClient) -> None:
    body = given.a_move_out()
    answers = [await vera.post("/api/move-outs", json=body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert problem(await vera.post("/api/move-outs", json=given.a_move_out())) == (
        409,
        "move-out-underway",
    )
    assert len((await vera.get("/api/move-outs")).json()["open"]) == 1


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"rooms": [{"room": "tap", "condition": "good"}]}, "/rooms/0/room"),
        ({"rooms": [{"room": "room_hall", "condition": "good"}] * 2}, "/rooms/1/room"),
        ({"works": [given.a_work(room="attic")]}, "/works/0/room"),
        ({"works": [given.a_work(because="wear")]}, "/works/0/paidBy"),
        ({"works": [given.a_work(id="0198c0de-0000-7000-8000-000000000001")] * 2}, "/works/1/id"),
    ],
)
async def test_a_report_that_cannot_be_says_what_would(
    vera: AsyncClient, tom: AsyncClient, changed: dict[str, Any], pointer: str
) -> None:
    job = await planned(vera, await started(vera))
    answer = await tom.post(f"/api/jobs/{job}/pre-inspection", json=given.a_finding(**changed))
    assert problem(answer) == (422, "work-impossible")
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_nobody_else_sees_or_moves_it(
    rosa: AsyncClient,
    henk: AsyncClient,
    vera: AsyncClient,
    tom: AsyncClient,
    fatima: AsyncClient,
    otto: AsyncClient,
) -> None:
    move_out = await started(vera)
    job = await planned(vera, move_out)
    assert (await otto.get(f"/api/move-outs/{move_out}")).status_code == 404
    assert (await otto.get("/api/move-outs")).json() == {"open": [], "closed": []}
    path = f"/api/move-outs/{move_out}/pre-inspection"
    assert (await otto.post(path, json=given.an_inspection())).status_code == 404
    own = f"/api/jobs/{job}/pre-inspection"
    assert (await fatima.post(own, json=given.a_finding())).status_code == 404
    await given.repair(henk)  # a repair is no move-out
    answer = await henk.get("/r/move-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/r")
    repair = await given.repair(rosa, fault="WAT1")
    its_job = await given.job(vera, repair)
    told = await tom.post(f"/api/jobs/{its_job}/pre-inspection", json=given.a_finding())
    assert told.status_code == 404
    sent = given.a_report(fault="VER1")
    assert problem(await rosa.post("/api/repair-requests", json=sent)) == (422, "fault-unknown")


async def put(move_out: str, state: MoveOutState) -> None:
    async with transaction():
        await few(
            str, "UPDATE move_out SET state = {} WHERE id = {} RETURNING id", state, UUID(move_out)
        )


@pytest.mark.parametrize("name", sorted(set(MOVES) - {"work_told_done"}))
async def test_each_move_is_made_from_where_the_table_says_and_from_nowhere_else(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, name: str
) -> None:
    """What is already so is no move, so a state that it leads to answers as before."""
    move_out = await started(vera)
    job = given.fresh_id()
    if name != "planned":
        job = await planned(vera, move_out)
    await let_in(rosa, move_out)
    for state in MoveOutState:
        if state in (MOVES[name].sources | {MOVES[name].to}):
            continue
        await put(move_out, state)
        assert await tried(rosa, vera, tom, name, move_out, job) == (409, "move-out-elsewhere")
        assert (await facts(vera, move_out))["state"] == state


async def tried(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, name: str, move_out: str, job: str
) -> tuple[int, str]:
    at = f"/api/move-outs/{move_out}"
    match name:
        case "planned":
            answer = await vera.post(f"{at}/pre-inspection", json=given.an_inspection())
        case "final_planned":
            answer = await vera.post(f"{at}/final-inspection", json=given.an_inspection())
        case "inspected":
            answer = await tom.post(f"/api/jobs/{job}/pre-inspection", json=given.a_finding())
        case "checked":
            await few_final(move_out, job)
            body = {"id": given.fresh_id(), "inspectedAt": given.moment(), "works": []}
            answer = await tom.post(f"/api/jobs/{job}/final-inspection", json=body)
        case "revised":
            body = {"version": 0, "works": [], "reason": "Zo is het beter"}
            answer = await vera.post(f"{at}/works", json=body)
        case "closed":
            answer = await vera.post(f"{at}/close", json={})
        case _:
            words = {"version": "0", "name": "Rosa", "words": "Zo niet"}
            kind = "agree" if name == "agreed" else "dispute"
            page = await rosa.post("/r/move-out/answer", data={**words, "answer": kind})
            assert "niet meer" in page.text
            return 409 if page.status_code == 422 else page.status_code, "move-out-elsewhere"
    return problem(answer)


async def few_final(move_out: str, job: str) -> None:
    """The same job as the final inspection, to try it too early and too late."""
    async with transaction():
        await few(
            str,
            "UPDATE move_out SET final_inspection = {} WHERE id = {} RETURNING id",
            *(UUID(job), UUID(move_out)),
        )


def a_fact(
    done_by: Side, paid_by: Side, outcome: WorkOutcome | None, cents: int = 1_000
) -> WorkFacts:
    work_id = UUID(given.fresh_id())
    because = Because.DAMAGE
    return WorkFacts(
        work_id, "room_hall", "Hal", "x", done_by, paid_by, because, cents, None, outcome, ""
    )


T, C = Side.TENANT, Side.CORPORATION


@pytest.mark.parametrize(
    ("works", "sure", "at_most"),
    [
        ([], 0, 0),
        ([a_fact(T, T, None)], 0, 1_000),  # nothing, if she does it
        ([a_fact(C, T, None)], 1_000, 1_000),
        ([a_fact(C, C, None), a_fact(T, C, None)], 0, 0),
        ([a_fact(T, T, WorkOutcome.DONE)], 0, 0),
        ([a_fact(T, T, WorkOutcome.BY_US)], 1_000, 1_000),
        ([a_fact(C, T, WorkOutcome.DONE)], 1_000, 1_000),
        ([a_fact(C, T, WorkOutcome.NOT_DONE)], 0, 0),
    ],
)
def test_who_pays_how_much(works: list[WorkFacts], sure: int, at_most: int) -> None:
    told = amounts_of(works)
    assert (told.sure_cents, told.at_most_cents) == (sure, at_most)


async def test_who_stays_after_all_is_asked_nothing_more(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    move_out, _ = await inspected(vera, tom)
    await let_in(rosa, move_out)
    cancelled = await vera.post(
        f"/api/repair-requests/{move_out}/cancel", json={"reason": "Zij blijft wonen"}
    )
    assert cancelled.is_success, cancelled.text
    answer = await vera.post(
        f"/api/move-outs/{move_out}/final-inspection", json=given.an_inspection()
    )
    assert problem(answer) == (409, "request-is-closed")
    assert (await vera.get("/api/move-outs")).json()["open"] == []
    assert (await vera.post("/api/move-outs", json=given.a_move_out())).status_code == 201
