"""Who works here: an administrator decides, of her own organisation, and is never the last."""

import asyncio

import pytest
from httpx import AsyncClient
from litestar import Litestar

from server.accounts.tables import Person, Role
from server.clock import now
from server.database import insert, one, transaction
from server.identifiers import new_id
from server.jobs.tables import Job, JobState
from server.journal.tables import JournalEntry
from server.people.tables import Invitation
from server.signing_in.tables import Passkey, SignInCode
from tests.support import given
from tests.support.asgi_client import browser, signed_in, streaming
from tests.support.cast import ARJAN, FATIMA, INGRID, LOTTE, MARIJKE, OTTO, TOM, VERA


@pytest.fixture
async def arjan(app: Litestar) -> AsyncClient:
    return await signed_in(app, ARJAN)


async def test_it_lists_her_own_people_and_nobody_elses(arjan: AsyncClient) -> None:
    rows = (await arjan.get("/api/people")).json()["people"]
    names = [row["name"] for row in rows]
    assert names == sorted(names)
    assert {VERA.name, TOM.name, INGRID.name} <= set(names)
    assert OTTO.name not in names
    assert LOTTE.name not in names


async def test_another_role_counts_from_the_next_request(app: Litestar, arjan: AsyncClient) -> None:
    marijke = await signed_in(app, MARIJKE)
    assert (await marijke.get("/api/repair-requests")).status_code == 200
    answer = await arjan.post(f"/api/people/{MARIJKE.id}/role", json={"role": "technician"})
    assert {row["role"] for row in answer.json()["people"] if row["name"] == MARIJKE.name} == {
        "technician"
    }
    assert (await marijke.get("/api/me")).json()["role"] == "technician"
    assert (await marijke.get("/api/repair-requests")).status_code == 403


async def test_a_live_feed_ends_with_the_role_it_was_opened_with(
    app: Litestar, arjan: AsyncClient
) -> None:
    marijke = await signed_in(app, MARIJKE)
    async with streaming(app, marijke, "/api/journal/feed") as feed:
        await feed.event()
        await arjan.post(f"/api/people/{MARIJKE.id}/role", json={"role": "technician"})
        async with asyncio.timeout(5):
            while await feed.chunk():
                pass


async def test_deactivated_she_is_signed_out_everywhere_and_gets_no_jobs(
    app: Litestar, arjan: AsyncClient, rosa: AsyncClient, vera: AsyncClient
) -> None:
    phones = [await signed_in(app, FATIMA) for _ in range(2)]
    await arjan.post(f"/api/people/{FATIMA.id}/deactivate")
    answer = await arjan.post(f"/api/people/{FATIMA.id}/deactivate")  # changes nothing more
    (row,) = [row for row in answer.json()["people"] if row["id"] == str(FATIMA.id)]
    assert row["deactivatedAt"]
    assert [(await phone.get("/api/me")).status_code for phone in phones] == [401, 401]
    names = [row["name"] for row in (await vera.get("/api/technicians")).json()]
    assert FATIMA.name not in names
    repair = await given.repair(rosa)
    facts = {"id": given.fresh_id(), "technicianId": str(FATIMA.id)}
    refused = await vera.post(f"/api/repair-requests/{repair.id}/jobs", json=facts)
    assert refused.json()["type"] == "/problems/technician-unknown"
    await arjan.post(f"/api/people/{FATIMA.id}/reactivate")
    # Her old sign-ins stay over; a new one works.
    assert (await phones[0].get("/api/me")).status_code == 401
    assert (await (await signed_in(app, FATIMA)).get("/api/me")).status_code == 200


async def test_with_her_goes_everything_she_could_come_in_with(
    app: Litestar, arjan: AsyncClient
) -> None:
    fatima = await one(Person, "id = {}", FATIMA.id)
    assert fatima
    await given.invitation(arjan, email="fatima@elsewhere.test")
    async with transaction():
        key = Passkey(
            id=new_id(),
            person=FATIMA.id,
            credential_id="key",
            public_key="",
            name="Telefoon",
            created_at=now(),
        )
        await insert(key)
        hers = {Invitation.email: fatima.email, Invitation.person: FATIMA.id}
        await Invitation.update(hers).where(Invitation.email == "fatima@elsewhere.test")  # pyright: ignore
    code = {"email": fatima.email}
    assert (await browser(app).post("/api/sign-in/code/begin", json=code)).status_code == 204
    assert await SignInCode.exists().where(SignInCode.person == FATIMA.id)
    await arjan.post(f"/api/people/{FATIMA.id}/deactivate")
    assert await Passkey.count() == 0
    assert await Invitation.count() == 0
    assert not await SignInCode.exists().where(SignInCode.person == FATIMA.id)


async def test_who_could_not_sign_in_is_not_let_in_again(arjan: AsyncClient) -> None:
    await arjan.post(f"/api/people/{FATIMA.id}/deactivate")
    async with transaction():
        await Person.update({Person.email: None}).where(Person.id == FATIMA.id)
    answer = await arjan.post(f"/api/people/{FATIMA.id}/reactivate")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/no-way-in")


async def test_before_she_is_let_in_no_more_it_is_told_what_she_leaves(
    app: Litestar, arjan: AsyncClient, rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    done = await given.job(vera, await given.repair(rosa))
    await given.departure(tom, await given.arrival(tom, job), [given.fresh_id()])
    async with transaction():
        await Job.update({Job.state: JobState.DONE}).where(Job.id == done)
    told = await arjan.get(f"/api/people/{TOM.id}/leaving")
    assert told.json() == {"openJobs": 1, "photosOnPhone": 1, "signIns": 1}
    assert (await arjan.get(f"/api/people/{OTTO.id}/leaving")).status_code == 404
    assert (await vera.get(f"/api/people/{TOM.id}/leaving")).status_code == 403


async def test_the_last_administrator_stays(app: Litestar, arjan: AsyncClient) -> None:
    for refused in (
        await arjan.post(f"/api/people/{ARJAN.id}/role", json={"role": "manager"}),
        await arjan.post(f"/api/people/{ARJAN.id}/deactivate"),
    ):
        assert (refused.status_code, refused.json()["type"]) == (
            409,
            "/problems/last-administrator",
        )
    await arjan.post(f"/api/people/{INGRID.id}/role", json={"role": "administrator"})
    assert (await arjan.post(f"/api/people/{ARJAN.id}/deactivate")).status_code == 200


async def test_two_administrators_who_remove_each_other_leave_one(
    app: Litestar, arjan: AsyncClient
) -> None:
    await arjan.post(f"/api/people/{INGRID.id}/role", json={"role": "administrator"})
    ingrid = await signed_in(app, INGRID)
    answers = await asyncio.gather(
        arjan.post(f"/api/people/{INGRID.id}/deactivate"),
        ingrid.post(f"/api/people/{ARJAN.id}/deactivate"),
    )
    assert [answer.status_code for answer in answers].count(200) == 1


@pytest.mark.parametrize("what", ["role", "deactivate", "reactivate"])
async def test_somebody_elsewhere_is_not_there(arjan: AsyncClient, what: str) -> None:
    body = {"role": "administrator"} if what == "role" else {}
    for person in (OTTO.id, given.fresh_id()):
        answer = await arjan.post(f"/api/people/{person}/{what}", json=body)
        assert answer.status_code == 404


async def test_an_invitation_elsewhere_is_not_there(app: Litestar, arjan: AsyncClient) -> None:
    invitation = await given.invitation(arjan)
    lotte = await signed_in(app, LOTTE)
    for what in ("send-again", "revoke"):
        answer = await lotte.post(f"/api/people/invitations/{invitation}/{what}")
        assert answer.status_code == 404
    # Nor does an id that is taken open somebody else's, or tell of it.
    facts = {"id": invitation, "name": "X", "email": "x@dijk.test", "role": "technician"}
    assert (await lotte.post("/api/people/invitations", json=facts)).status_code == 404


async def test_nobody_gives_herself_a_role(app: Litestar, vera: AsyncClient) -> None:
    refused = await vera.post(f"/api/people/{VERA.id}/role", json={"role": "administrator"})
    assert refused.status_code == 403
    for more in ({"organisationId": str(given.fresh_id())}, {"name": "X"}):
        arjan = await signed_in(app, ARJAN)
        body = {"role": "manager", **more}
        answer = await arjan.post(f"/api/people/{VERA.id}/role", json=body)
        assert answer.status_code == 400
    assert (await vera.get("/api/me")).json()["role"] == Role.COORDINATOR


async def test_every_change_is_in_the_journal(arjan: AsyncClient) -> None:
    await given.invitation(arjan)
    await arjan.post(f"/api/people/{FATIMA.id}/role", json={"role": "manager"})
    await arjan.post(f"/api/people/{FATIMA.id}/deactivate")
    await arjan.post(f"/api/people/{FATIMA.id}/reactivate")
    lines = await JournalEntry.select(
        JournalEntry.event, JournalEntry.actor_id, JournalEntry.actor_kind
    ).order_by(JournalEntry.seq)
    assert [line["event"] for line in lines] == [
        "person.invited",
        "person.role_changed",
        "person.deactivated",
        "person.reactivated",
    ]
    assert {(line["actor_id"], line["actor_kind"]) for line in lines} == {
        (ARJAN.id, "administrator")
    }
