"""A third person in the call: invited, allowed by the tenant, and kept to that one call."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from httpx import AsyncClient, Response
from litestar import Litestar

from server.clock import clock_at
from server.guests.admission import StillWelcome
from server.guests.tables import GuestInvitation, GuestSignIn
from server.journal.tables import JournalEntry
from signalling.admission import SignedTokens
from signalling.errors import NotAdmitted
from tests.support import given
from tests.support.asgi_client import browser
from tests.support.cast import ROSA, TOM

OWN = "/api/case/previsit/guests"


@pytest.fixture
async def call(rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient) -> str:
    """Tom has opened the call."""
    previsit = await given.previsit(vera, await given.job(vera, await given.repair(rosa)))
    await tom.post(f"/api/previsits/{previsit}/open")
    return previsit


@pytest.fixture
def ahmed(app: Litestar) -> AsyncClient:
    """The phone of somebody who was sent a link."""
    return browser(app)


def problem(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


async def told_of(event: str) -> list[dict[str, str]]:
    entries = await JournalEntry.objects().where(JournalEntry.event == f"previsit.{event}")
    return [msgspec.json.decode(entry.payload or "{}") for entry in entries]


async def admitted(app: Litestar, token: str) -> None:
    await StillWelcome(app.state.parts.tokens).admit(token)


async def test_people_who_work_elsewhere_see_nothing_of_a_guest(
    otto: AsyncClient, carla: AsyncClient, fatima: AsyncClient, tom: AsyncClient, call: str
) -> None:
    guest = await given.guest(tom, None, call)
    for client in (carla, fatima):
        assert (await client.get(given.guests_of(call))).status_code == 404
        withdrawn = await client.post(f"{given.guests_of(call)}/{guest.id}/revoke")
        assert withdrawn.status_code == 404
    assert (await otto.get(given.guests_of(call))).status_code == 404
    assert (await tom.get(given.guests_of(call))).json()[0]["state"] == "asked"


async def test_a_guest_waits_until_the_tenant_says_yes(
    app: Litestar, rosa: AsyncClient, tom: AsyncClient, ahmed: AsyncClient, call: str
) -> None:
    guest = await given.guest(tom, None, call)
    await given.guest_signed_in(ahmed, guest)
    assert (await ahmed.get("/api/guest")).json() == {
        "name": "Ahmed van Van Dijk",
        "organisation": TOM.firm.name,
        "inviterName": TOM.name,
        "state": "asked",
    }
    assert problem(await ahmed.post("/api/guest/join")) == (409, "consent-missing")
    assert [each["state"] for each in (await rosa.get(OWN)).json()] == ["asked"]

    await given.answered(rosa, guest.id)

    ticket = (await ahmed.post("/api/guest/join")).json()
    assert (ticket["room"], ticket["otherName"]) == (call, ROSA.name)
    place = await StillWelcome(app.state.parts.tokens).admit(ticket["token"])
    assert (place.participant, place.role, place.precedence) == (guest.id, "guest", 20)
    asked = {"guestId": guest.id, "guest": "Ahmed van Van Dijk", "kind": "contractor"}
    assert await told_of("guest_invited") == [asked]
    assert await told_of("guest_allowed") == [{**asked, "textVersion": "1"}]
    assert len(await told_of("guest_joined")) == 1


async def test_a_no_closes_the_invitation_and_is_written_down(
    rosa: AsyncClient, tom: AsyncClient, ahmed: AsyncClient, call: str
) -> None:
    guest = await given.guest(tom, None, call)
    await given.guest_signed_in(ahmed, guest)
    await given.answered(rosa, guest.id, allows=False)
    await given.answered(rosa, guest.id, allows=False)

    assert (await ahmed.get("/api/guest")).json()["state"] == "refused"
    assert problem(await ahmed.post("/api/guest/join")) == (410, "guest-link-expired")
    late = await rosa.post(f"{OWN}/{guest.id}/answer", json={"allows": True, "textVersion": "1"})
    assert problem(late) == (410, "guest-link-expired")
    told = await told_of("guest_refused")
    assert [each["textVersion"] for each in told] == ["1"]


async def test_a_yes_can_be_taken_back_and_the_ticket_is_worth_nothing_then(
    app: Litestar, rosa: AsyncClient, tom: AsyncClient, ahmed: AsyncClient, call: str
) -> None:
    guest = await given.guest(tom, rosa, call)
    await given.guest_signed_in(ahmed, guest)
    ticket = (await ahmed.post("/api/guest/join")).json()["token"]
    await admitted(app, ticket)

    await given.answered(rosa, guest.id, allows=False)

    with pytest.raises(NotAdmitted, match="not yours"):
        await admitted(app, ticket)
    assert (await ahmed.post("/api/guest/join")).status_code == 410


async def test_who_the_tenant_invites_herself_is_allowed_at_once(
    rosa: AsyncClient, tom: AsyncClient, ahmed: AsyncClient, call: str
) -> None:
    helper = {"id": given.fresh_id(), "name": "Mina", "textVersion": "1"}
    told = (await rosa.post(OWN, json=helper)).json()
    await given.guest_signed_in(ahmed, given.Guest(told["guest"]["id"], told["link"]))

    assert (await ahmed.post("/api/guest/join")).status_code == 200
    assert [each["textVersion"] for each in await told_of("guest_allowed")] == ["1"]
    seen = (await tom.get(given.guests_of(call))).json()[0]
    assert (seen["name"], seen["kind"], seen["isMine"]) == ("Mina", "helper", False)
    withdrawn = await tom.post(f"{given.guests_of(call)}/{helper['id']}/revoke")
    assert withdrawn.status_code == 403


async def test_only_a_hash_of_the_secrets_is_kept(
    tom: AsyncClient, ahmed: AsyncClient, call: str
) -> None:
    guest = await given.guest(tom, None, call)
    await given.guest_signed_in(ahmed, guest)
    kept = await GuestInvitation.select(GuestInvitation.secret_hash).first()
    cookie = await GuestSignIn.select(GuestSignIn.secret_hash).first()
    assert len(guest.secret) == 22  # 128 bits
    assert kept
    assert cookie
    assert guest.secret not in kept["secret_hash"]
    assert ahmed.cookies["vooraf_guest"] not in cookie["secret_hash"]


async def test_inviting_twice_makes_one_guest_with_a_link_that_works(
    tom: AsyncClient, ahmed: AsyncClient, call: str
) -> None:
    facts = given.a_guest()
    first = (await tom.post(given.guests_of(call), json=facts)).json()
    second = (await tom.post(given.guests_of(call), json=facts)).json()
    assert first["guest"] == second["guest"]
    lost = await ahmed.post("/api/guest/sign-in", json={"secret": first["link"].split("#")[1]})
    assert problem(lost) == (404, "guest-link-unknown")
    await given.guest_signed_in(ahmed, given.Guest(facts["id"], second["link"]))
    assert len(await told_of("guest_invited")) == 1


async def test_a_link_is_for_one_person(
    app: Litestar, rosa: AsyncClient, tom: AsyncClient, ahmed: AsyncClient, call: str
) -> None:
    guest = await given.guest(tom, rosa, call)
    other, late = browser(app), browser(app)
    for client in (ahmed, other, ahmed):
        await given.guest_signed_in(client, guest)
    assert (await ahmed.post("/api/guest/join")).status_code == 200

    assert (await other.get("/api/guest")).status_code == 401
    assert (await other.post("/api/guest/join")).status_code == 401
    used = await late.post("/api/guest/sign-in", json={"secret": guest.secret})
    assert problem(used) == (409, "guest-link-used")
    await given.guest_signed_in(ahmed, guest)  # her own browser may open it again
    assert (await ahmed.post("/api/guest/join")).status_code == 200
    assert len(await told_of("guest_joined")) == 1


async def test_an_invitation_that_was_withdrawn_is_worth_nothing(
    app: Litestar, rosa: AsyncClient, tom: AsyncClient, ahmed: AsyncClient, call: str
) -> None:
    guest = await given.guest(tom, rosa, call)
    await given.guest_signed_in(ahmed, guest)
    for _ in range(2):
        withdrawn = await tom.post(f"{given.guests_of(call)}/{guest.id}/revoke")
        assert [each["state"] for each in withdrawn.json()] == ["revoked"]

    assert (await ahmed.get("/api/guest")).json()["state"] == "revoked"
    assert (await ahmed.post("/api/guest/join")).status_code == 410
    again = await browser(app).post("/api/guest/sign-in", json={"secret": guest.secret})
    assert problem(again) == (410, "guest-link-expired")
    assert len(await told_of("guest_revoked")) == 1


@pytest.mark.parametrize(
    ("made_at", "ends_at"),
    [
        ("2026-11-24 10:00", "2026-11-25 00:00"),
        ("2026-11-24 23:30", "2026-11-25 00:30"),  # never within the hour
        ("2026-11-21 10:00", "2026-11-22 10:00"),  # never more than a day ahead
    ],
)
async def test_an_invitation_ends_with_the_day_of_the_call(
    rosa: AsyncClient,
    vera: AsyncClient,
    tom: AsyncClient,
    ahmed: AsyncClient,
    made_at: str,
    ends_at: str,
) -> None:
    home = ZoneInfo("Europe/Amsterdam")
    made, ends = (datetime.fromisoformat(each).replace(tzinfo=home) for each in (made_at, ends_at))
    with clock_at(made):
        planned = datetime(2026, 11, 24, 23, 30, tzinfo=home).isoformat()
        job = await given.job(vera, await given.repair(rosa))
        guest = await given.guest(tom, rosa, await given.previsit(vera, job, planned))
    with clock_at(ends - timedelta(seconds=1)):
        await given.guest_signed_in(ahmed, guest)
        assert (await ahmed.get("/api/guest")).status_code == 200
    with clock_at(ends):
        assert (await ahmed.get("/api/guest")).status_code == 401
        again = await ahmed.post("/api/guest/sign-in", json={"secret": guest.secret})
        assert problem(again) == (410, "guest-link-expired")


async def test_a_ticket_for_another_call_or_made_by_somebody_else_admits_nobody(
    app: Litestar, rosa: AsyncClient, tom: AsyncClient, ahmed: AsyncClient, call: str
) -> None:
    guest = await given.guest(tom, rosa, call)
    await given.guest_signed_in(ahmed, guest)
    tokens = SignedTokens(app.state.parts.settings.secret)
    place = await tokens.admit((await ahmed.post("/api/guest/join")).json()["token"])
    stranger = msgspec.structs.replace(place, participant=given.fresh_id())
    foreign = SignedTokens("a secret of somebody else, and long enough")
    elsewhere = msgspec.structs.replace(place, room=given.fresh_id())
    for token in (tokens.issue(stranger), tokens.issue(elsewhere), foreign.issue(place)):
        with pytest.raises(NotAdmitted) as refusal:
            await admitted(app, token)
        assert refusal.value.code == "token-invalid"


async def test_a_guest_of_one_call_is_no_guest_of_another(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, call: str
) -> None:
    guest = await given.guest(tom, None, call)
    other = await given.previsit(vera, await given.job(vera, await given.repair(rosa)))
    assert (await tom.post(f"{given.guests_of(other)}/{guest.id}/revoke")).status_code == 404
    again = await tom.post(given.guests_of(other), json=given.a_guest(id=guest.id))
    assert again.status_code == 404
    said = {"allows": True, "textVersion": "1"}
    assert (await rosa.post(f"{OWN}/{guest.id}/answer", json=said)).status_code == 404


async def test_a_call_that_is_over_has_no_guests_any_more(
    rosa: AsyncClient, tom: AsyncClient, ahmed: AsyncClient, call: str
) -> None:
    guest = await given.guest(tom, rosa, call)
    await given.guest_signed_in(ahmed, guest)
    await tom.post(f"/api/previsits/{call}/end")
    assert (await ahmed.get("/api/guest")).json()["state"] == "over"
    assert problem(await ahmed.post("/api/guest/join")) == (409, "no-previsit-now")
    more = await tom.post(given.guests_of(call), json=given.a_guest())
    assert problem(more) == (409, "no-previsit-now")


async def test_a_room_for_six_takes_four_guests(tom: AsyncClient, call: str) -> None:
    guests = [await given.guest(tom, None, call) for _ in range(4)]
    fifth = await tom.post(given.guests_of(call), json=given.a_guest())
    assert problem(fifth) == (409, "too-many-guests")
    await tom.post(f"{given.guests_of(call)}/{guests[0].id}/revoke")
    await given.guest(tom, None, call)


async def test_a_guest_comes_no_earlier_than_the_tenant(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, ahmed: AsyncClient
) -> None:
    later = (datetime.now(UTC) + timedelta(minutes=45)).isoformat()
    job = await given.job(vera, await given.repair(rosa))
    guest = await given.guest(tom, rosa, await given.previsit(vera, job, later))
    await given.guest_signed_in(ahmed, guest)
    assert problem(await ahmed.post("/api/guest/join")) == (409, "too-early")
