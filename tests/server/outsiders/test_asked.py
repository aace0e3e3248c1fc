"""Somebody outside is asked by a link to do a job: answers first, or an alarm goes off."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from litestar import Litestar

from server.clock import clock_at, now
from server.contractors.working_days import a_working_day_after
from server.outsiders.answering import sound_alarms
from tests.support import given, pictures
from tests.support.asgi_client import browser
from tests.support.cast import CARLA, ROSA

PHOTOS = "/api/outside/photos"
AFTER = {"source": "link", "slot": "tap", "moment": "after"}


@pytest.fixture
async def repair(rosa: AsyncClient) -> given.Repair:
    told = f"{ROSA.name}, {ROSA.phone}. Ik ben slecht ter been."
    return await given.repair(rosa, description=told, room="kitchen", accessNotes="Bel bij Jan")


@pytest.fixture
async def job(vera: AsyncClient, repair: given.Repair) -> str:
    return await given.job(vera, repair)


@pytest.fixture
async def link(vera: AsyncClient, job: str) -> given.Outsider:
    return await given.asked(vera, job)


@pytest.fixture
async def outsider(app: Litestar, link: given.Outsider) -> AsyncClient:
    """In whose browser the link was opened."""
    client = browser(app)
    await given.outsider_signed_in(client, link)
    return client


async def answers(
    outsider: AsyncClient, link: given.Outsider, answer: str, reason: str = ""
) -> Response:
    typed = {"link": link.id, "reason": reason}
    return await outsider.post(f"/o/{answer}", data=typed)


async def row(vera: AsyncClient, job: str) -> dict[str, Any]:
    (found,) = (await vera.get(f"/api/jobs/{job}/outsiders")).json()
    return found


async def events_of(vera: AsyncClient, repair: given.Repair) -> list[str]:
    file = (await vera.get(f"/api/repair-requests/{repair.id}")).json()
    return [each["event"] for each in file["timeline"] if each["event"].startswith("outsider.")]


async def test_before_the_yes_there_is_what_is_wanted_and_nothing_of_the_tenant(
    outsider: AsyncClient, link: given.Outsider
) -> None:
    page = (await outsider.get("/o")).text
    for wanted in ("De kraan druppelt, keuken", "De wartel vervangen", ROSA.home.postcode[:4]):
        assert wanted in page
    home = ROSA.home
    for hers in (ROSA.name, ROSA.phone, "been", "Jan", home.street, home.postcode):
        assert hers not in page
    refused = await outsider.post(PHOTOS, json=given.an_announcement(b"x", **AFTER))
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/answer-first")

    for _ in range(2):
        assert (await answers(outsider, link, "accept")).status_code == 303
    page = (await outsider.get("/o")).text
    assert home.street in page
    assert "De wartel vervangen" in page
    for hers in (ROSA.name, ROSA.phone, "been"):
        assert hers not in page


async def test_who_says_yes_adds_photos_and_the_desk_reads_it_once(
    outsider: AsyncClient, link: given.Outsider, vera: AsyncClient, repair: given.Repair, job: str
) -> None:
    asked = await row(vera, job)
    assert (asked["answer"], asked["isLate"], asked["note"]) == (
        None,
        False,
        "De wartel vervangen",
    )
    for _ in range(2):
        await answers(outsider, link, "accept")
    said = await row(vera, job)
    assert (said["answer"], said["state"]) == ("accepted", "live")
    assert await events_of(vera, repair) == ["outsider.asked", "outsider.accepted"]
    data = pictures.jpeg(9)
    ticket = await given.announced(outsider, PHOTOS, data, **AFTER)
    await given.upload(ticket, data)
    assert (await outsider.post(f"{PHOTOS}/{ticket['id']}/confirm")).is_success

    begun = await answers(outsider, link, "decline", "Toch geen tijd")  # agreed by telephone now
    assert begun.status_code == 200
    assert "Er zijn al foto&#39;s van u" in begun.text
    assert (await row(vera, job))["answer"] == "accepted"


async def test_the_tenant_reads_who_is_asked_and_not_why_they_said_no(
    rosa: AsyncClient, outsider: AsyncClient, link: given.Outsider
) -> None:
    assert "Wij vragen Bouwbedrijf Özgür om" in (await rosa.get("/r")).text
    await answers(outsider, link, "accept")
    assert "Bouwbedrijf Özgür gaat uw reparatie doen" in (await rosa.get("/r")).text
    await answers(outsider, link, "decline", "Te ver rijden")
    page = (await rosa.get("/r")).text
    assert "Tom gaat uw reparatie doen" in page
    assert "Te ver rijden" not in page


@pytest.mark.parametrize("changes_her_mind", [False, True])
async def test_a_no_has_a_reason_and_ends_the_link(
    app: Litestar,
    outsider: AsyncClient,
    link: given.Outsider,
    vera: AsyncClient,
    job: str,
    changes_her_mind: bool,
) -> None:
    if changes_her_mind:
        await answers(outsider, link, "accept")
    without = await answers(outsider, link, "decline", " . ")
    assert (without.status_code, (await row(vera, job))["state"]) == (200, "live")
    assert "Vertel in een paar woorden waarom niet." in without.text
    assert (await answers(outsider, link, "decline", "Geen <tijd>")).status_code == 303
    for page in (await answers(outsider, link, "decline", "Nee!"), await outsider.get("/o")):
        assert "U doet deze klus niet" in page.text
        assert "JavaScript" not in page.text  # there is nothing left to open
    said = await row(vera, job)
    assert (said["state"], said["declineReason"]) == ("declined", "Geen <tijd>")
    assert said["answeredAt"]
    refused = await outsider.post(PHOTOS, json=given.an_announcement(b"x", **AFTER))
    assert refused.status_code == 401
    again = await browser(app).post("/api/outside/sign-in", json={"secret": link.secret})
    assert again.json()["type"] == "/problems/outsider-link-over"


async def test_nobodys_answer_is_an_alarm_once_until_there_is_one(
    outsider: AsyncClient, link: given.Outsider, vera: AsyncClient, repair: given.Repair, job: str
) -> None:
    due = a_working_day_after(now())
    with clock_at(due - timedelta(minutes=5)):
        await sound_alarms()
    assert "outsider.unanswered" not in await events_of(vera, repair)
    with clock_at(due + timedelta(minutes=5)):
        await sound_alarms()
        await sound_alarms()
        assert (await row(vera, job))["isLate"] is True
        page = (await outsider.get("/o")).text
    assert "Laat het nu nog weten." in page
    assert (await events_of(vera, repair)).count("outsider.unanswered") == 1
    listing = (await vera.get("/api/repair-requests?state=unanswered")).json()
    assert listing["counts"]["unanswered"] == 1
    (line,) = listing["items"]
    assert (line["id"], line["unansweredLink"]) == (repair.id, "Bouwbedrijf Özgür")

    await answers(outsider, link, "accept")  # late is better than never
    listing = (await vera.get("/api/repair-requests?state=unanswered")).json()
    assert (listing["counts"]["unanswered"], listing["items"]) == (0, [])


async def test_an_alarm_is_over_when_the_link_is_withdrawn_or_the_repair_called_off(
    vera: AsyncClient, rosa: AsyncClient, link: given.Outsider, job: str
) -> None:
    other = await given.repair(rosa)
    await given.asked(vera, await given.job(vera, other))
    with clock_at(now() + timedelta(days=9)):
        await sound_alarms()
    await vera.post(f"/api/jobs/{job}/outsiders/{link.id}/revoke")
    called_off = {"reason": "Opgelost"}
    await vera.post(f"/api/repair-requests/{other.id}/cancel", json=called_off)
    listing = (await vera.get("/api/repair-requests?state=unanswered")).json()
    assert (listing["counts"]["unanswered"], listing["items"]) == (0, [])


async def test_what_nobody_waits_for_any_more_is_no_alarm(
    outsider: AsyncClient, link: given.Outsider, vera: AsyncClient, repair: given.Repair, job: str
) -> None:
    await answers(outsider, link, "decline", "Geen tijd")
    await given.outsider(vera, job, "add")  # simply given
    withdrawn = await given.asked(vera, job)
    await vera.post(f"/api/jobs/{job}/outsiders/{withdrawn.id}/revoke")
    with clock_at(now() + timedelta(days=9)):
        await sound_alarms()
    assert "outsider.unanswered" not in await events_of(vera, repair)


async def test_an_answer_counts_for_the_link_that_stood_on_the_page(
    outsider: AsyncClient, link: given.Outsider, vera: AsyncClient, job: str, rosa: AsyncClient
) -> None:
    """Another link was opened in this browser since."""
    other_job = await given.job(vera, await given.repair(rosa))
    await given.outsider_signed_in(outsider, await given.asked(vera, other_job))
    for answer in ("accept", "decline"):
        page = await answers(outsider, link, answer, "Geen tijd")
        assert "Open de link die u" in page.text
    for each in (job, other_job):
        assert (await row(vera, each))["answer"] is None


async def test_nobody_else_answers(
    app: Litestar, link: given.Outsider, vera: AsyncClient, otto: AsyncClient, job: str
) -> None:
    for answer in ("accept", "decline"):
        for stranger in (browser(app), vera, otto):
            page = await answers(stranger, link, answer, "Geen tijd")
            assert "Open de link die u" in page.text
    assert (await row(vera, job))["answer"] is None


async def test_a_link_that_was_simply_given_asks_nothing(
    app: Litestar, vera: AsyncClient, job: str
) -> None:
    given_away, client = await given.outsider(vera, job, "add"), browser(app)
    await given.outsider_signed_in(client, given_away)
    page = (await client.get("/o")).text
    assert ROSA.home.street in page
    assert "Ik doe het" not in page
    for answer in ("accept", "decline"):
        assert (await answers(client, given_away, answer, "Geen tijd")).status_code == 404
    assert (await row(vera, job))["answer"] is None


async def test_a_job_that_is_over_needs_no_answer(
    outsider: AsyncClient, link: given.Outsider, vera: AsyncClient, repair: given.Repair, job: str
) -> None:
    called_off = {"reason": "Opgelost"}
    await vera.post(f"/api/repair-requests/{repair.id}/cancel", json=called_off)
    page = (await outsider.get("/o")).text
    assert "Deze klus hoeft niet meer." in page
    assert "/o/accept" not in page
    for answer in ("accept", "decline"):
        assert (await answers(outsider, link, answer, "Geen tijd")).status_code == 303
    assert (await row(vera, job))["answer"] is None


async def test_who_is_asked_may_add_and_reads_what_there_is_to_do(
    vera: AsyncClient, job: str
) -> None:
    facts = {"id": given.fresh_id(), "name": "Demir", "may": "add", "isAsked": True}
    for wrong, pointer in (({"may": "view", "note": "Kijk"}, "/isAsked"), ({"note": " "}, "/note")):
        answer = await vera.post(f"/api/jobs/{job}/outsiders", json={**facts, **wrong})
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["pointer"] == pointer
    friday = now() + timedelta(days=(4 - now().weekday()) % 7)
    with clock_at(friday):  # the link of one day outlives the time to answer
        made = await given.outsider(vera, job, "add", isAsked=True, note="Wartel", days=1)
    (listed,) = (await vera.get(f"/api/jobs/{job}/outsiders")).json()
    assert listed["id"] == made.id
    assert listed["answerBy"] <= listed["expiresAt"]


async def test_a_contractor_is_told_nothing_of_links(
    rosa: AsyncClient, vera: AsyncClient, ingrid: AsyncClient, kees: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    await given.accepted(kees, await given.offer(vera, repair, await given.contract(ingrid)))
    await given.asked(vera, await given.job(kees, repair, CARLA))
    with clock_at(now() + timedelta(days=9)):
        await sound_alarms()
    assert (await vera.get("/api/repair-requests")).json()["counts"]["unanswered"] == 1
    listing = (await kees.get("/api/repair-requests")).json()
    assert (listing["counts"]["unanswered"], listing["items"][0]["unansweredLink"]) == (0, None)
    assert (await kees.get("/api/repair-requests?state=unanswered")).json()["items"] == []
