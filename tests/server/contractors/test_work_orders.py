"""A repair is offered to a contractor: they answer, do it with their own people, see no more."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from litestar import Litestar

from server.clock import HOME, clock_at, now
from server.contractors.service import sound_alarms
from server.contractors.working_days import a_working_day_after
from server.journal.verify import first_break
from tests.support import given
from tests.support.asgi_client import streaming
from tests.support.cast import CARLA, DE_LINDE, HENK, ROSA, TOM, VAN_DIJK


async def listed(desk: AsyncClient) -> list[str]:
    return [row["id"] for row in (await desk.get("/api/repair-requests")).json()["items"]]


async def offers(kees: AsyncClient) -> list[dict[str, Any]]:
    return (await kees.get("/api/work-orders")).json()


async def state_of(vera: AsyncClient, repair: given.Repair) -> str:
    return (await vera.get(f"/api/repair-requests/{repair.id}")).json()["state"]


async def test_a_contractor_does_the_work_with_its_own_people_and_the_corporation_judges(
    rosa: AsyncClient, vera: AsyncClient, ingrid: AsyncClient, kees: AsyncClient, carla: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    order = await given.offer(vera, repair, await given.contract(ingrid), note="Graag deze week")
    assert await state_of(vera, repair) == "underway"

    (offer,) = await offers(kees)
    assert (offer["number"], offer["postcodeArea"], offer["hourlyCents"]) == (
        repair.number,
        ROSA.home.postcode[:4],
        6500,
    )
    assert await listed(kees) == []

    await given.accepted(kees, order)
    assert await listed(kees) == [repair.id]
    file = (await kees.get(f"/api/repair-requests/{repair.id}")).json()
    assert (file["tenantName"], file["corporation"]) == (ROSA.name, DE_LINDE.name)
    job = await given.job(kees, repair, CARLA)
    shown = (await carla.get(f"/api/jobs/{job}")).json()
    assert (shown["contractor"], shown["technician"]["name"]) == (VAN_DIJK.name, CARLA.name)

    visit = await given.arrival(carla, job)
    photo = await given.photo(carla, given.photos_of(job), visitId=visit)
    await given.departure(carla, visit, [photo])
    for desk in (kees, vera):
        (waiting,) = (await desk.get("/api/photos/to-review")).json()["items"]
        assert waiting["photo"]["id"] == photo
    refused = await kees.post(f"/api/photos/{photo}/accept")
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/not-allowed")
    back = await kees.post(f"/api/photos/{photo}/send-back", json={"reason": "blurred"})
    assert back.status_code == 200
    again = await given.photo(carla, given.photos_of(job), retakeOf=photo, visitId=visit)
    assert (await vera.post(f"/api/photos/{again}/accept")).status_code == 200
    assert await state_of(vera, repair) == "done"
    turned = await kees.post(f"/api/photos/{again}/send-back", json={"reason": "blurred"})
    assert turned.status_code == 403  # what the corporation accepted stays so
    assert await listed(kees) == [repair.id]  # what they did they still see


async def test_before_the_yes_a_contractor_reads_nothing_that_the_tenant_wrote(
    rosa: AsyncClient, vera: AsyncClient, ingrid: AsyncClient, kees: AsyncClient
) -> None:
    told = f"{ROSA.name}, {ROSA.phone}. Ik ben slecht ter been."
    repair = await given.repair(
        rosa, description=told, room="kitchen", fault="KRA1", accessNotes="Bel bij de buren"
    )
    photo = await given.report_photo(rosa)
    await given.ready(vera, photo)
    order = await given.offer(vera, repair, await given.contract(ingrid), note="Graag deze week")
    (offer,) = await offers(kees)
    assert (offer["title"], offer["place"]) == ("De kraan druppelt, keuken", "Keuken")
    assert offer["note"] == "Graag deze week"
    home = ROSA.home
    for hers in (ROSA.name, ROSA.phone, "been", "buren", home.street, home.postcode, photo):
        assert hers not in str(offer)
    assert (await kees.get(f"/api/photos/{photo}")).status_code == 404
    await given.accepted(kees, order)
    file = (await kees.get(f"/api/repair-requests/{repair.id}")).json()
    assert (file["description"], file["accessNotes"]) == (told, "Bel bij de buren")
    assert [each["id"] for each in file["photos"]] == [photo]


async def test_a_contractor_sees_exactly_what_it_accepted(
    rosa: AsyncClient,
    henk: AsyncClient,
    vera: AsyncClient,
    ingrid: AsyncClient,
    kees: AsyncClient,
    carla: AsyncClient,
) -> None:
    contract = await given.contract(ingrid)
    theirs, other = await given.repair(rosa), await given.repair(henk, HENK)
    photo = await given.photo(henk, given.CASE_PHOTOS, moment="report", source="gallery")
    job = await given.job(vera, other)
    order = await given.offer(vera, theirs, contract)
    for each in (theirs, other):
        assert (await kees.get(f"/api/repair-requests/{each.id}")).status_code == 404
    await given.accepted(kees, order)
    for stranger in (kees, carla):
        for path in (f"/api/jobs/{job}", f"/api/photos/{photo}", f"/api/jobs/{job}/seals"):
            assert (await stranger.get(path)).status_code == 404, path
    assert (await kees.get(f"/api/repair-requests/{other.id}")).status_code == 404
    answer = await kees.post(
        f"/api/repair-requests/{other.id}/jobs",
        json={"id": given.fresh_id(), "technicianId": str(CARLA.id)},
    )
    assert answer.status_code == 404
    facts = {"id": given.fresh_id(), "technicianId": str(TOM.id)}  # its own people alone do it
    answer = await kees.post(f"/api/repair-requests/{theirs.id}/jobs", json=facts)
    assert answer.json()["type"] == "/problems/technician-unknown"
    timeline = (await kees.get(f"/api/repair-requests/{theirs.id}")).json()["timeline"]
    assert [entry["event"] for entry in timeline] == [
        "request.reported",
        "work_order.offered",
        "work_order.accepted",
    ]


async def test_declining_needs_a_reason_and_gives_the_repair_back(
    rosa: AsyncClient, vera: AsyncClient, ingrid: AsyncClient, kees: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    contract = await given.contract(ingrid)
    order = await given.offer(vera, repair, contract)
    decline = f"/api/work-orders/{order}/decline"
    assert (await kees.post(decline, json={"reason": "  "})).status_code == 400
    for _ in range(2):
        assert (await kees.post(decline, json={"reason": "Geen tijd"})).status_code == 204
    assert await offers(kees) == []
    assert (await kees.get(f"/api/repair-requests/{repair.id}")).status_code == 404
    file = (await vera.get(f"/api/repair-requests/{repair.id}")).json()
    assert (file["state"], file["orders"][0]["declineReason"]) == ("reported", "Geen tijd")
    late = await kees.post(f"/api/work-orders/{order}/accept")
    assert (late.status_code, late.json()["type"]) == (409, "/problems/work-order-over")

    # Accepted and not planned yet, it may still be given back; planned, it may not.
    again = await given.offer(vera, repair, contract)
    await given.accepted(kees, again)
    back = await kees.post(f"/api/work-orders/{again}/decline", json={"reason": "Kees is ziek"})
    assert back.status_code == 204
    third = await given.offer(vera, repair, contract)
    await given.accepted(kees, third)
    await given.job(kees, repair, CARLA)
    for client, path in ((kees, "decline"), (vera, "withdraw")):
        answer = await client.post(f"/api/work-orders/{third}/{path}", json={"reason": "Nee"})
        assert answer.json()["type"] == "/problems/work-planned-already", path


async def test_her_page_says_who_is_asked_and_that_somebody_else_is_sought(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient, ingrid: AsyncClient, kees: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    await given.helper_signed_in(henk, await given.helper(vera, repair))
    contract = await given.contract(ingrid)
    order = await given.offer(vera, repair, contract)
    for reader in (rosa, henk):
        page = (await reader.get("/r")).text
        assert f"Wij vragen {VAN_DIJK.name} om" in page
        assert "kiezen een vakman" not in page
    await given.accepted(kees, order)
    page = (await rosa.get("/r")).text
    assert f"{VAN_DIJK.name} gaat uw reparatie doen" in page
    reason = {"reason": "Bij deze mevrouw komen wij niet meer"}
    assert (await kees.post(f"/api/work-orders/{order}/decline", json=reason)).status_code == 204
    for reader in (rosa, henk):
        page = (await reader.get("/r")).text
        assert "Wij zoeken een andere vakman" in page
        assert VAN_DIJK.name not in page
        assert reason["reason"] not in page
    await given.job(vera, repair)
    assert "Tom gaat uw reparatie doen" in (await rosa.get("/r")).text


async def test_a_withdrawn_offer_is_not_there_any_more(
    rosa: AsyncClient, vera: AsyncClient, ingrid: AsyncClient, kees: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    order = await given.offer(vera, repair, await given.contract(ingrid))
    for _ in range(2):
        assert (await vera.post(f"/api/work-orders/{order}/withdraw")).status_code == 200
    assert await offers(kees) == []
    assert (await kees.post(f"/api/work-orders/{order}/accept")).status_code == 404
    assert await state_of(vera, repair) == "reported"
    await given.job(vera, repair)  # own people may do it now


async def test_cancelling_a_repair_withdraws_its_offer(
    rosa: AsyncClient, vera: AsyncClient, ingrid: AsyncClient, kees: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    order = await given.offer(vera, repair, await given.contract(ingrid))
    answer = await vera.post(
        f"/api/repair-requests/{repair.id}/cancel", json={"reason": "Opgelost"}
    )
    assert answer.status_code == 200
    assert await offers(kees) == []
    assert (await kees.post(f"/api/work-orders/{order}/accept")).status_code == 404


async def test_an_offer_that_nobody_answers_is_an_alarm_once(
    rosa: AsyncClient, vera: AsyncClient, ingrid: AsyncClient, kees: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    await given.offer(vera, repair, await given.contract(ingrid))
    await sound_alarms()
    due = a_working_day_after(now())
    with clock_at(due - timedelta(minutes=5)):
        await sound_alarms()
    assert "work_order.unanswered" not in await events_of(vera, repair)
    with clock_at(due + timedelta(minutes=5)):
        await sound_alarms()
        await sound_alarms()
        listing = (await vera.get("/api/repair-requests")).json()
    assert (await events_of(vera, repair)).count("work_order.unanswered") == 1
    assert listing["counts"]["unanswered"] == 1
    assert listing["items"][0]["order"]["isLate"] is True
    (offer,) = await offers(kees)  # late is better than never
    await given.accepted(kees, offer["id"])


async def events_of(vera: AsyncClient, repair: given.Repair) -> list[str]:
    file = (await vera.get(f"/api/repair-requests/{repair.id}")).json()
    return [entry["event"] for entry in file["timeline"]]


@pytest.mark.parametrize(
    ("offered", "due"),
    [
        ("2026-11-24T10:00", "2026-11-25T10:00"),  # a Tuesday
        ("2026-11-27T15:30", "2026-11-30T15:30"),  # over the weekend
        ("2026-11-28T11:00", "2026-12-01T00:00"),  # a Saturday counts from Monday
        ("2026-12-24T09:00", "2026-12-28T09:00"),  # over Christmas, a Friday and a Saturday
        ("2027-03-26T16:00", "2027-03-30T16:00"),  # over Easter and into summer time
        ("2027-04-26T12:00", "2027-04-28T12:00"),  # over the King's day
        ("2027-05-05T12:00", "2027-05-07T12:00"),  # over Ascension; the fifth of May is worked
        ("2025-12-31T08:00", "2026-01-02T08:00"),  # over New Year
    ],
)
def test_a_working_day(offered: str, due: str) -> None:
    moment = datetime.fromisoformat(offered).replace(tzinfo=HOME)
    assert a_working_day_after(moment) == datetime.fromisoformat(due).replace(tzinfo=HOME)


async def test_more_than_was_agreed_for_a_week_must_be_said(
    rosa: AsyncClient, vera: AsyncClient, ingrid: AsyncClient
) -> None:
    one_a_week = {"trade": "LOA", "jobsPerWeek": 1, "callOutCents": 4500, "hourlyCents": 6500}
    contract = await given.contract(ingrid, trades=[one_a_week])
    await given.offer(vera, await given.repair(rosa), contract)
    second = await given.repair(rosa)
    address = f"/api/repair-requests/{second.id}/work-orders"
    facts = {"id": given.fresh_id(), "contractId": contract}
    full = await vera.post(address, json=facts)
    assert (full.status_code, full.json()["type"]) == (409, "/problems/capacity-taken")
    said = await vera.post(address, json={**facts, "isAboveCapacity": True})
    assert said.status_code == 201
    (known,) = (await vera.get("/api/contracts")).json()
    assert known["trades"][0]["takenThisWeek"] == 2
    with clock_at(now() + timedelta(days=7)):  # a new week
        (known,) = (await vera.get("/api/contracts")).json()
        assert known["trades"][0]["takenThisWeek"] == 0


async def test_only_agreed_trades_of_a_contract_in_force_are_offered(
    rosa: AsyncClient, vera: AsyncClient, ingrid: AsyncClient, otto: AsyncClient
) -> None:
    roofs = {"trade": "DAK", "jobsPerWeek": 5, "callOutCents": 0, "hourlyCents": 7000}
    contract = await given.contract(ingrid, trades=[roofs])
    repair = await given.repair(rosa)
    address = f"/api/repair-requests/{repair.id}/work-orders"
    facts = {"id": given.fresh_id(), "contractId": contract}
    answer = await vera.post(address, json=facts)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/trade-not-agreed")
    assert (await ingrid.post(f"/api/contracts/{contract}/end")).status_code == 200
    answer = await vera.post(address, json=facts)
    assert answer.json()["type"] == "/problems/contract-over"
    again = await given.contract(ingrid)  # the same firm, a new contract
    await given.offer(vera, repair, again)
    assert (await otto.get("/api/contracts")).json() == []


async def test_when_a_contract_has_ended_offers_are_gone_and_what_is_finished_is_out_of_sight(
    rosa: AsyncClient,
    henk: AsyncClient,
    vera: AsyncClient,
    ingrid: AsyncClient,
    kees: AsyncClient,
    carla: AsyncClient,
) -> None:
    contract = await given.contract(ingrid)
    done, under_way, offered = [
        await given.repair(rosa),
        await given.repair(rosa),
        await given.repair(henk, HENK),
    ]
    jobs = []
    for repair in (done, under_way):
        await given.accepted(kees, await given.offer(vera, repair, contract))
        jobs.append(await given.job(kees, repair, CARLA))
    order = await given.offer(vera, offered, contract)
    visit = await given.arrival(carla, jobs[0])
    photo = await given.photo(carla, given.photos_of(jobs[0]), visitId=visit)
    await given.departure(carla, visit, [photo])
    await vera.post(f"/api/photos/{photo}/accept")
    assert await state_of(vera, done) == "done"

    await ingrid.post(f"/api/contracts/{contract}/end")
    assert await offers(kees) == []
    assert (await kees.post(f"/api/work-orders/{order}/accept")).status_code == 404
    assert await state_of(vera, offered) == "reported"
    assert await listed(kees) == [under_way.id]
    for path in (
        f"/api/repair-requests/{done.id}",
        f"/api/jobs/{jobs[0]}",
        f"/api/photos/{photo}",
        f"/api/jobs/{jobs[0]}/seals",
    ):
        assert (await kees.get(path)).status_code == 404, path
    assert (await kees.get(f"/api/jobs/{jobs[1]}")).status_code == 200


async def test_terms_are_refused_when_they_make_no_sense(ingrid: AsyncClient) -> None:
    contract = await given.contract(ingrid)
    address = f"/api/contracts/{contract}/terms"
    tap = {"trade": "LOA", "jobsPerWeek": 5, "callOutCents": 4500, "hourlyCents": 6500}
    for wrong in (
        {"trades": [tap, tap]},
        {"trades": [{**tap, "trade": "XYZ"}]},
        {"trades": [{**tap, "hourlyCents": -1}]},
        {"extraUnaskedCents": 300, "extraCoordinatorCents": 200},
    ):
        answer = await ingrid.put(address, json=given.terms(**wrong))
        assert answer.status_code in (400, 422), wrong
    (kept,) = (await ingrid.get("/api/contracts")).json()
    assert kept["extraCoordinatorCents"] == 25_000
    twice = await ingrid.post(
        "/api/contracts",
        json={
            "id": given.fresh_id(),
            "name": "Onder een andere naam",
            "phone": VAN_DIJK.phone,
            "registrationNumber": VAN_DIJK.registration_number,
        },
    )
    assert twice.json()["type"] == "/problems/contract-in-force"


async def test_prices_stay_what_they_were_when_it_was_offered(
    rosa: AsyncClient, vera: AsyncClient, ingrid: AsyncClient, kees: AsyncClient
) -> None:
    contract = await given.contract(ingrid)
    await given.offer(vera, await given.repair(rosa), contract)
    dearer = {"trade": "LOA", "jobsPerWeek": 5, "callOutCents": 9900, "hourlyCents": 9900}
    await ingrid.put(f"/api/contracts/{contract}/terms", json=given.terms(trades=[dearer]))
    (offer,) = await offers(kees)
    assert offer["hourlyCents"] == 6500


async def test_the_contractors_own_journal_carries_the_news_and_stays_whole(
    app: Litestar,
    rosa: AsyncClient,
    vera: AsyncClient,
    ingrid: AsyncClient,
    kees: AsyncClient,
    carla: AsyncClient,
) -> None:
    repair = await given.repair(rosa)
    contract = await given.contract(ingrid)
    fresh = (await kees.get("/api/repair-requests")).headers["etag"]
    async with streaming(app, kees, "/api/journal/feed") as feed:
        assert (await feed.event())[0] == "hello"
        order = await given.offer(vera, repair, contract)
        await given.accepted(kees, order)
        job = await given.job(kees, repair, CARLA)
        told = [event["event"] for event in await feed.events(3)]
    assert told == ["work_order.offered", "work_order.accepted", "job.given"]
    stale = await kees.get("/api/repair-requests", headers={"If-None-Match": fresh})
    assert stale.status_code == 200
    before = (await carla.get("/api/jobs")).headers["etag"]
    await given.arrival(carla, job)  # and what she did herself she reads at once
    after = await carla.get("/api/jobs", headers={"If-None-Match": before})
    assert after.status_code == 200
    happened = (await carla.get("/api/journal?after=0")).json()["entries"]
    assert [each["event"] for each in happened] == ["job.given", "visit.arrived"]
    assert {each["jobId"] for each in happened} == {job}
    for firm in (DE_LINDE, VAN_DIJK):
        assert await first_break(UUID(str(firm.id))) is None
