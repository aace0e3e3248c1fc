"""A new contractor comes in by its own administrator, whom a manager invites once."""

from httpx import AsyncClient
from litestar import Litestar

from server.accounts.tables import Organisation, Person, Role
from server.database import transaction
from server.people.tables import Invitation
from tests.support import given
from tests.support.asgi_client import signed_in
from tests.support.cast import OTTO, VAN_DIJK, Colleague, Firm

BOS = Firm("Bos Dakwerken", VAN_DIJK.kind, "020 555 0400", "90000041")


def an_administrator(**changed: str) -> dict[str, str]:
    return {"id": given.fresh_id(), "name": "Els Bos", "email": "Els@bos.test", **changed}


async def test_a_manager_invites_the_first_administrator_of_a_new_contractor(
    ingrid: AsyncClient,
) -> None:
    contract = await given.contract(ingrid, BOS)
    address = f"/api/contracts/{contract}/administrator"
    wanted = an_administrator()
    for _ in range(2):
        answer = await ingrid.post(address, json=wanted)
        assert (answer.status_code, answer.json()[0]["hasPeople"]) == (201, False)
    firm = await Organisation.objects().get(Organisation.registration_number == "90000041")
    assert firm
    (made,) = await Invitation.objects().where(Invitation.organisation == firm.id)
    assert (made.role, made.email) == (Role.ADMINISTRATOR, "els@bos.test")

    # A letter that was lost is written again, to somebody else too: the first link is over.
    other = an_administrator(name="Bas Bos", email="bas@bos.test")
    assert (await ingrid.post(address, json=other)).status_code == 201
    live = await Invitation.objects().where(
        (Invitation.organisation == firm.id) & Invitation.revoked_at.is_null()
    )
    assert [each.email for each in live] == ["bas@bos.test"]


async def test_nobody_is_let_in_to_a_firm_that_has_people(ingrid: AsyncClient) -> None:
    """Knowing its number at the chamber of commerce must not open a contractor."""
    contract = await given.contract(ingrid)
    answer = await ingrid.post(f"/api/contracts/{contract}/administrator", json=an_administrator())
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/firm-has-people")
    assert not await Invitation.exists().where(Invitation.organisation == VAN_DIJK.id)


async def test_what_one_corporation_began_another_does_not_take_over(
    app: Litestar, ingrid: AsyncClient
) -> None:
    """Both know the firm's number; whoever it is, comes by the first letter."""
    contract = await given.contract(ingrid, BOS)
    wanted = an_administrator()
    await ingrid.post(f"/api/contracts/{contract}/administrator", json=wanted)
    await _make_manager(OTTO)
    otto = await signed_in(app, OTTO)
    theirs = await given.contract(otto, BOS)
    mallory = an_administrator(name="Mallory", email="mallory@evil.test")
    answer = await otto.post(f"/api/contracts/{theirs}/administrator", json=mallory)
    assert (answer.status_code, answer.json()["type"]) == (
        409,
        "/problems/firm-invited-by-others",
    )
    (made,) = await Invitation.objects().where(Invitation.revoked_at.is_null())
    assert made.email == "els@bos.test"


async def _make_manager(person: Colleague) -> None:
    async with transaction():
        await Person.update({Person.role: Role.MANAGER}).where(Person.id == person.id)


async def test_the_manager_reads_who_lets_people_in(ingrid: AsyncClient) -> None:
    await given.contract(ingrid)
    (known,) = (await ingrid.get("/api/contracts")).json()
    assert known["administrators"] == ["Lotte van Dijk, lotte.van.dijk@cast.test"]


async def test_a_corporation_is_no_contractor(ingrid: AsyncClient, otto: AsyncClient) -> None:
    for client, status in ((otto, 403), (ingrid, 400)):
        answer = await client.post(
            "/api/contracts",
            json={
                "id": given.fresh_id(),
                "name": "Bos",
                "phone": "020 555 0400",
                "registrationNumber": "nummer",
            },
        )
        assert answer.status_code == status
