"""One cause behind several reports of one building: seen, confirmed, told once, closed."""

import asyncio
from typing import Any
from uuid import UUID, uuid5

import pytest
from httpx import AsyncClient
from litestar import Litestar

from server.database import few, transaction
from server.dwellings.address import address_key
from server.dwellings.tables import Dwelling
from server.incidents import background
from server.incidents.noticing import notice
from server.incidents.tables import Incident
from server.journal.consumers import catch_up
from server.journal.entries import Consumer
from server.journal.verify import first_break
from server.messages.wording import put_into_words
from server.repair_requests.moving import lock
from server.sentences import sentences
from tests.support import given
from tests.support.cast import DE_LINDE, HENK, ROSA, Home, Resident

MINA = Resident("Mina Kaya", "06-1234 5301", Home("Lindelaan", "10", "3698 KL", DE_LINDE))
FAR = Resident("Piet Smit", "06-1234 5302", Home("Dorpsweg", "1", "3698 AA", DE_LINDE))
BY_HAND = Consumer("incidents", frozenset({"request.reported"}), notice)


@pytest.fixture(autouse=True)
def nothing_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "consumers", list)


@pytest.fixture(autouse=True)
async def neighbours(nothing_by_itself: None, rosa: AsyncClient) -> None:
    for home in (MINA.home, FAR.home):
        async with transaction():
            await Dwelling.insert(
                Dwelling(
                    id=uuid5(UUID(int=0), f"{home.street} {home.house_number}"),
                    organisation=DE_LINDE.id,
                    street=home.street,
                    house_number=home.house_number,
                    postcode=home.postcode,
                    address_key=address_key(home.postcode, home.house_number),
                    town="Lindeveen",
                )
            )


async def no_water(client: AsyncClient, *residents: Resident) -> list[given.Repair]:
    repairs = [await given.repair(client, each, fault="WAT1") for each in residents]
    await catch_up(BY_HAND, "by hand")
    return repairs


async def incidents(desk: AsyncClient) -> list[Any]:
    return (await desk.get("/api/incidents")).json()


async def told(event: str) -> int:
    (count,) = await few(int, "SELECT count(*) FROM journal WHERE event = {}", event)
    return count


async def test_the_third_home_of_a_street_makes_an_incident(
    nobody: AsyncClient, vera: AsyncClient, otto: AsyncClient
) -> None:
    await no_water(nobody, ROSA, HENK)
    await no_water(nobody, ROSA)  # the same home again says nothing new
    await no_water(nobody, FAR)
    assert await incidents(vera) == []
    await no_water(nobody, MINA)
    (found,) = await incidents(vera)
    assert (found["street"], found["state"], found["words"]) == ("Lindelaan", "suspected", "")
    assert {each["houseNumber"] for each in found["reports"]} == {"8", "10", "12"}
    assert await incidents(otto) == []
    assert await told("incident.told") == 0  # nobody is told before a person has looked
    await catch_up(Consumer("again", BY_HAND.events, notice), "by hand")
    assert len(await incidents(vera)) == 1
    assert await first_break(DE_LINDE.id) is None


async def test_reports_that_come_at_once_make_one_incident(
    nobody: AsyncClient, vera: AsyncClient
) -> None:
    await asyncio.gather(*(given.repair(nobody, each, fault="WAT1") for each in (ROSA, HENK, MINA)))
    again = [Consumer(name, BY_HAND.events, notice) for name in ("one", "other")]
    await asyncio.gather(*(catch_up(each, "by hand") for each in again))
    (found,) = await incidents(vera)
    assert len(found["reports"]) == 3
    assert await Incident.count() == 1
    assert await told("incident.joined") == 3


async def test_everybody_is_told_once_and_who_comes_reads_it_before_the_form(
    nobody: AsyncClient, vera: AsyncClient, rosa: AsyncClient, otto: AsyncClient
) -> None:
    await no_water(nobody, HENK, MINA)
    await no_water(rosa, ROSA)
    (found,) = await incidents(vera)
    address = f"/api/incidents/{found['id']}"
    words = {"words": "De leiding is stuk. Om drie uur is er weer water."}
    assert (await otto.post(f"{address}/confirm", json=words)).status_code == 404
    for _ in range(2):
        assert (await vera.post(f"{address}/confirm", json=words)).status_code == 200
    assert await told("incident.told") == 3
    other = await vera.post(f"{address}/confirm", json={"words": "Toch iets anders"})
    assert (other.status_code, other.json()["type"]) == (409, "/problems/incident-moved")
    assert words["words"] in (await rosa.get("/r")).text
    form = (await nobody.get("/report/water/WAT1")).text
    assert words["words"] in form
    assert "Lindelaan" in form
    assert words["words"] not in (await nobody.get("/report/power/ELE1")).text
    await no_water(nobody, HENK)
    assert await told("incident.told") == 4


async def test_the_message_says_what_the_coordinator_wrote(
    app: Litestar, nobody: AsyncClient, vera: AsyncClient
) -> None:
    (first, *_) = await no_water(nobody, ROSA, HENK, MINA)
    (found,) = await incidents(vera)
    words = {"words": "De leiding is stuk."}
    await vera.post(f"/api/incidents/{found['id']}/confirm", json=words)
    async with transaction():
        request = await lock(UUID(first.id))
    said = await put_into_words(request, ["incident.told"], app.state.parts.objects)
    assert said.headline == "Uw buren hebben dit ook"
    assert said.lines[0] == words["words"]
    assert "U hoeft niets te doen" in said.letter(None)
    both = await put_into_words(request, ["incident.told", "job.given"], app.state.parts.objects)
    assert both.lines[-2:] == said.lines  # what was overtaken, and is still true
    await vera.post(f"/api/incidents/{found['id']}/close")
    over = await put_into_words(request, ["incident.told", "job.given"], app.state.parts.objects)
    assert words["words"] not in over.letter(None)


async def test_her_page_offers_no_repair_of_her_own_and_promises_no_technician(
    nobody: AsyncClient, vera: AsyncClient, rosa: AsyncClient
) -> None:
    await no_water(nobody, HENK, MINA)
    await no_water(rosa, ROSA)
    (found,) = await incidents(vera)
    await vera.post(f"/api/incidents/{found['id']}/confirm", json={"words": "De leiding is stuk."})
    case = (await rosa.get("/api/case")).json()
    assert (case["next"]["key"], case["guide"]) == ("known_cause", None)
    assert "try" not in case["can"]
    page = (await rosa.get("/r")).text
    assert "kiezen een vakman" not in page
    assert page.count("De leiding is stuk.") == 1


async def test_what_the_desk_wrote_itself_is_dutch_and_what_it_chose_is_hers(
    app: Litestar, nobody: AsyncClient, vera: AsyncClient, rosa: AsyncClient
) -> None:
    await no_water(nobody, HENK, MINA)
    hers = await given.repair(rosa, ROSA, fault="WAT1", language="pl")
    await catch_up(BY_HAND, "by hand")
    (found,) = await incidents(vera)
    words = {"words": "Er is een storing in de waterleiding. Er wordt aan gewerkt."}
    await vera.post(f"/api/incidents/{found['id']}/confirm", json=words)
    page = (await rosa.get("/r")).text
    assert 'lang="pl" dir="auto">Jest awaria wodociągu.' in page
    question = {"id": given.fresh_id(), "question": "Staat de hoofdkraan open?"}
    asked = await vera.post(f"/api/repair-requests/{hers.id}/question", json=question)
    assert asked.is_success, asked.text
    page = (await rosa.get("/r")).text
    assert 'lang="nl" dir="auto">Staat de hoofdkraan open?' in page
    assert sentences("pl")("page.inDutch") in page
    async with transaction():
        request = await lock(UUID(hers.id))
    said = await put_into_words(request, ["request.asked"], app.state.parts.objects)
    assert said.lines[:2] == (question["question"], sentences("pl")("page.inDutch"))


@pytest.mark.parametrize("is_hers", [False, True])
async def test_why_it_was_called_off_is_dutch_when_the_desk_wrote_it(
    app: Litestar, vera: AsyncClient, rosa: AsyncClient, *, is_hers: bool
) -> None:
    repair = await given.repair(rosa, language="pl")
    reason = "Naprawiłem sam" if is_hers else "Dubbel gemeld"
    if is_hers:
        await rosa.post("/r/say/cancel", data={"words": reason})
    else:
        await vera.post(f"/api/repair-requests/{repair.id}/cancel", json={"reason": reason})
    page = (await rosa.get("/r")).text
    assert reason in page
    assert (sentences("pl")("page.inDutch") in page) is not is_hers
    assert (f'lang="nl" dir="auto">{reason}' in page) is not is_hers
    async with transaction():
        request = await lock(UUID(repair.id))
    told = await put_into_words(request, ["request.cancelled"], app.state.parts.objects)
    assert any(reason in line for line in told.lines)
    assert (sentences("pl")("page.inDutch") in told.lines) is not is_hers


async def test_who_still_waits_is_asked_whether_it_works_again(
    nobody: AsyncClient, vera: AsyncClient, rosa: AsyncClient
) -> None:
    await no_water(nobody, HENK, MINA)
    (hers,) = await no_water(rosa, ROSA)
    (found,) = await incidents(vera)
    address = f"/api/incidents/{found['id']}"
    early = await vera.post(f"{address}/close")
    assert early.status_code == 409
    await vera.post(f"{address}/confirm", json={"words": "De leiding is stuk"})
    await given.job(vera, given.Repair(**_repair(found, "8")))
    for _ in range(2):
        assert (await vera.post(f"{address}/close")).status_code == 200
    assert await incidents(vera) == []
    assert await told("request.cause_solved") == 2  # what a technician has goes its own way
    file = (await vera.get(f"/api/repair-requests/{hers.id}")).json()
    assert file["state"] == "done"
    assert 'action="/r/say/confirm"' in (await rosa.get("/r")).text
    assert (await rosa.post("/r/say/reopen", data={"words": "Nog geen water"})).status_code == 303


async def test_different_causes_go_on_by_themselves(nobody: AsyncClient, vera: AsyncClient) -> None:
    repairs = await no_water(nobody, ROSA, HENK, MINA)
    (found,) = await incidents(vera)
    assert (await vera.post(f"/api/incidents/{found['id']}/dismiss")).json() == []
    file = (await vera.get(f"/api/repair-requests/{repairs[0].id}")).json()
    assert file["state"] == "reported"


def _repair(found: Any, house_number: str) -> dict[str, str]:
    (report,) = [each for each in found["reports"] if each["houseNumber"] == house_number]
    return {"id": report["id"], "number": report["number"], "link": ""}
