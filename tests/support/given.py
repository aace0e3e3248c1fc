"""What a test begins with, made over the API as people make it: `await given.job(vera, repair)`.

Each builder sends what the real screens send; a test names only what it is about.
"""

import asyncio
import hashlib
import itertools
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar
from uuid import UUID

import httpx

from server.accounts.cookies import SIGN_IN
from server.accounts.secrets import hash_of
from server.accounts.tables import SignIn
from server.database import transaction
from server.identifiers import new_id
from server.journal import bell
from tests.support import pictures
from tests.support.cast import ROSA, TOM, VAN_DIJK, Firm, Resident

T = TypeVar("T")
PATIENCE_SECONDS = 20
_shades = itertools.cycle(range(16, 256))  # the first are those that tests choose themselves


@dataclass(frozen=True)
class Repair:
    """What was reported, as the tenant knows it."""

    id: str
    number: str
    link: str

    @property
    def secret(self) -> str:
        return self.link.partition("#")[2]


@dataclass(frozen=True)
class Review:
    """A job whose technician has left; its after photos wait for a verdict."""

    repair: Repair
    job: str
    visit: str
    photos: list[str]
    on_phone: list[str] = field(default_factory=list)


def fresh_id() -> str:
    return str(new_id())


def with_arabic_digits(text: str) -> str:
    """As a telephone types it that is set to Arabic."""
    return text.translate({ord(str(digit)): 0x660 + digit for digit in range(10)})


def moment(**ago: float) -> str:
    """So long ago, as the wire writes it: `moment(minutes=5)`."""
    return (datetime.now(UTC) - timedelta(**ago)).isoformat()


def a_report(resident: Resident = ROSA, **changed: Any) -> dict[str, Any]:
    return {
        "id": fresh_id(),
        "retrySecret": f"as a phone would make {fresh_id()}"[:64],
        "fault": "KRA1",
        "description": "De keukenkraan druppelt",
        "postcode": resident.home.postcode,
        "houseNumber": resident.home.house_number,
        "name": resident.name,
        "phone": resident.phone,
        **changed,
    }


async def repair(client: httpx.AsyncClient, resident: Resident = ROSA, **changed: Any) -> Repair:
    """Somebody reports; her browser follows the case from then on."""
    answer = await client.post("/api/repair-requests", json=a_report(resident, **changed))
    return Repair(**_json(answer, 201))


class Technician(Protocol):
    """Of the cast of tests or of the demo."""

    @property
    def id(self) -> UUID: ...


async def job(
    vera: httpx.AsyncClient, repair: Repair, technician: Technician = TOM, **changed: Any
) -> str:
    facts = {"id": fresh_id(), "technicianId": str(technician.id), **changed}
    answer = await vera.post(f"/api/repair-requests/{repair.id}/jobs", json=facts)
    return _json(answer, 201)["id"]


async def previsit(vera: httpx.AsyncClient, job: str, planned_at: str | None = None) -> str:
    facts = {"id": fresh_id(), "plannedAt": planned_at or moment()}
    _json(await vera.post(f"/api/jobs/{job}/previsits", json=facts), 201)
    return facts["id"]


async def moment_asked(vera: httpx.AsyncClient, job: str) -> str:
    """The tenant is asked to choose when the call is."""
    facts = {"id": fresh_id()}
    _json(await vera.post(f"/api/jobs/{job}/moment-choices", json=facts), 201)
    return facts["id"]


async def visit_blocks(vera: httpx.AsyncClient, job: str) -> list[dict[str, str]]:
    """The free blocks of its technician."""
    return _json(await vera.get(f"/api/jobs/{job}/visit-blocks"), 200)["free"]


def an_appointment(block: dict[str, str], instead_of: str | None = None) -> dict[str, Any]:
    return {"id": fresh_id(), **block, "insteadOf": instead_of}


async def appointment(vera: httpx.AsyncClient, job: str, block: dict[str, str]) -> str:
    """The desk plans the first visit of a job."""
    facts = an_appointment(block)
    _json(await vera.post(f"/api/jobs/{job}/appointments", json=facts), 201)
    return facts["id"]


def an_outcome(**changed: Any) -> dict[str, Any]:
    return {
        "fault": "KRA1",
        "finding": "Het leertje is versleten",
        "parts": ["Kraanleertje 1/2 inch"],
        "tools": ["Waterpomptang"],
        "minutesPromised": 20,
        "accessNotes": "Bel doet het niet",
        "notedAt": moment(),
        **changed,
    }


async def arrival(tom: httpx.AsyncClient, job: str, minutes_ago: float = 20) -> str:
    facts = {"id": fresh_id(), "arrivedAt": moment(minutes=minutes_ago)}
    _json(await tom.post(f"/api/jobs/{job}/visits", json=facts), 201)
    return facts["id"]


async def departure(tom: httpx.AsyncClient, visit: str, photos: Sequence[str] = ()) -> None:
    """With the photos that his phone counts, here or not."""
    facts = {"leftAt": moment(), "photosTaken": len(photos), "photos": list(photos)}
    _json(await tom.post(f"/api/visits/{visit}/leave", json=facts), 200)


def nobody_opened(minutes_ago: float = 0, **changed: Any) -> dict[str, Any]:
    """Rang and phoned, waited eleven minutes, and gave up."""
    return {
        "id": fresh_id(),
        "atDoorAt": moment(minutes=minutes_ago + 11),
        "gaveUpAt": moment(minutes=minutes_ago),
        "attempts": [
            {"way": "rang", "at": moment(minutes=minutes_ago + 10.5)},
            {"way": "phoned", "at": moment(minutes=minutes_ago + 5)},
        ],
        "photo": fresh_id(),
        **changed,
    }


async def no_access(tom: httpx.AsyncClient, job: str, minutes_ago: float = 0) -> str:
    facts = nobody_opened(minutes_ago)
    _json(await tom.post(f"/api/jobs/{job}/no-access", json=facts), 201)
    return facts["id"]


def a_follow_on(**changed: Any) -> dict[str, Any]:
    return {
        "id": fresh_id(),
        "words": "De leiding achter de tegels moet vervangen",
        "trades": ["LOO", "TEG"],
        "people": 2,
        "stockParts": ["Kraanleertje"],
        "otherParts": ["Tegels 15x15 wit"],
        "isEmergency": True,
        **changed,
    }


def a_move_out(**changed: Any) -> dict[str, Any]:
    return {
        "id": fresh_id(),
        "postcode": ROSA.home.postcode,
        "houseNumber": ROSA.home.house_number,
        "name": ROSA.name,
        "phone": ROSA.phone,
        "lastDayOn": (datetime.now(UTC).date() + timedelta(days=30)).isoformat(),
        **changed,
    }


def a_work(**changed: Any) -> dict[str, Any]:
    return {
        "id": fresh_id(),
        "room": "room_living",
        "words": "Gaten in de muur dichten",
        "doneBy": "tenant",
        "paidBy": "tenant",
        "because": "damage",
        "costCents": 8_500,
        **changed,
    }


def a_finding(**changed: Any) -> dict[str, Any]:
    rooms = [
        {"room": "room_living", "condition": "attention", "words": "Zes gaten van pluggen"},
        {"room": "room_hall", "condition": "good"},
    ]
    return {
        "id": fresh_id(),
        "inspectedAt": moment(),
        "rooms": rooms,
        "works": [a_work()],
        "words": "De woning is netjes",
        **changed,
    }


def an_inspection(technician: str = str(TOM.id), **changed: Any) -> dict[str, Any]:
    return {"jobId": fresh_id(), "technicianId": technician, **changed}


def an_announcement(data: bytes, **changed: Any) -> dict[str, Any]:
    return {
        "id": fresh_id(),
        "moment": "after",
        "source": "camera",
        "takenAt": moment(),
        "byteCount": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "mediaType": "image/jpeg",
        **changed,
    }


def photos_of(job: str) -> str:
    return f"/api/jobs/{job}/photos"


CASE_PHOTOS = "/api/case/photos"


async def announced(
    client: httpx.AsyncClient, path: str, data: bytes, **changed: Any
) -> dict[str, Any]:
    """The ticket of an announced photo."""
    return _json(await client.post(path, json=an_announcement(data, **changed)), 201)


async def upload(ticket: dict[str, Any], data: bytes, server: str = "") -> httpx.Response:
    """PUT the bytes where the ticket says, straight to the store; an embedded one is reached by way
    of the `server`."""
    async with httpx.AsyncClient(verify=False, trust_env=False) as store:  # noqa: S501 - loopback
        place = ticket["upload"]
        url = httpx.URL(server).join(place["url"])
        return await store.put(url, content=data, headers=place["headers"])


async def photo(
    client: httpx.AsyncClient, path: str, data: bytes | None = None, **changed: Any
) -> str:
    """A photo that the server has read back. Each looks another way unless `data` says which."""
    shot = data or pictures.jpeg(shade=next(_shades))
    ticket = await announced(client, path, shot, **changed)
    assert (await upload(ticket, shot, str(client.base_url))).status_code == 200
    await confirmed(client, ticket["id"])
    return ticket["id"]


async def report_photo(rosa: httpx.AsyncClient, data: bytes | None = None) -> str:
    return await photo(rosa, CASE_PHOTOS, data, moment="report", source="gallery")


async def call_under_way(rosa: httpx.AsyncClient, tom: httpx.AsyncClient, previsit: str) -> None:
    """Both have come in."""
    _json(await tom.post(f"/api/previsits/{previsit}/open"), 200)
    _json(await rosa.post("/api/case/previsit/join"), 200)


@dataclass(frozen=True)
class Guest:
    """Somebody with a link into a call."""

    id: str
    link: str

    @property
    def secret(self) -> str:
        return self.link.partition("#")[2]


def a_guest(**changed: Any) -> dict[str, Any]:
    return {"id": fresh_id(), "kind": "contractor", "name": "Ahmed van Van Dijk", **changed}


async def guest(
    tom: httpx.AsyncClient,
    rosa: httpx.AsyncClient | None,
    previsit: str,
    **changed: Any,
) -> Guest:
    """Tom invites somebody; with `rosa`, she has said yes."""
    told = _json(await tom.post(guests_of(previsit), json=a_guest(**changed)), 201)
    if rosa:
        await answered(rosa, told["guest"]["id"])
    return Guest(told["guest"]["id"], told["link"])


def guests_of(previsit: str) -> str:
    return f"/api/previsits/{previsit}/guests"


async def answered(rosa: httpx.AsyncClient, guest: str, *, allows: bool = True) -> None:
    said = {"allows": allows, "textVersion": "1"}
    _json(await rosa.post(f"/api/case/previsit/guests/{guest}/answer", json=said), 200)


async def guest_signed_in(client: httpx.AsyncClient, guest: Guest) -> None:
    """The guest opens the link in this browser."""
    answer = await client.post("/api/guest/sign-in", json={"secret": guest.secret})
    assert answer.status_code == 204, answer.text


def a_still(**changed: Any) -> dict[str, Any]:
    return {"moment": "before", "source": "call", "stillId": fresh_id(), **changed}


async def still(rosa: httpx.AsyncClient, **changed: Any) -> str:
    """A photo from her own camera, taken on request during the call."""
    return await photo(rosa, CASE_PHOTOS, **a_still(**changed))


async def confirmed(client: httpx.AsyncClient, photo: str) -> dict[str, Any]:
    return _json(await client.post(f"/api/photos/{photo}/confirm"), 200)


async def review(
    rosa: httpx.AsyncClient,
    vera: httpx.AsyncClient,
    tom: httpx.AsyncClient,
    photos: int = 1,
    on_phone: int = 0,
) -> Review:
    """Reported, given, visited for twenty minutes; some photos are still on his phone."""
    reported = await repair(rosa)
    given = await job(vera, reported)
    visit = await arrival(tom, given)
    taken = [await photo(tom, photos_of(given), visitId=visit) for _ in range(photos)]
    waiting = [fresh_id() for _ in range(on_phone)]
    await departure(tom, visit, [*taken, *waiting])
    return Review(reported, given, visit, taken, waiting)


async def until(told: Callable[[], Awaitable[T]]) -> T:
    """Ask again at each new line of the journal, until the answer is yes; then that answer."""
    async with bell.listening() as rung, asyncio.timeout(PATIENCE_SECONDS):
        while True:
            rung.clear()
            answer = await told()
            if answer:
                return answer
            await rung.wait()


@dataclass(frozen=True)
class Outsider:
    """Somebody outside the organisation with a link into one job."""

    id: str
    secret: str


async def outsider(
    vera: httpx.AsyncClient, job: str, may: str, name: str = "Bouwbedrijf Özgür", **changed: Any
) -> Outsider:
    facts = {"id": fresh_id(), "name": name, "may": may, **changed}
    made = _json(await vera.post(f"/api/jobs/{job}/outsiders", json=facts), 201)
    return Outsider(facts["id"], made["link"].split("#")[1])


async def asked(vera: httpx.AsyncClient, job: str) -> Outsider:
    """Somebody outside who is asked to do the job, and has to answer first."""
    return await outsider(vera, job, "add", isAsked=True, note="De wartel vervangen")


async def outsider_signed_in(client: httpx.AsyncClient, link: Outsider) -> None:
    answer = await client.post("/api/outside/sign-in", json={"secret": link.secret})
    assert answer.status_code == 204, answer.text


@dataclass(frozen=True)
class Helper:
    """Somebody with a link to help a tenant."""

    id: str
    secret: str


async def helper(
    vera: httpx.AsyncClient, repair: Repair, name: str = "Mina de Wit", **changed: Any
) -> Helper:
    facts = {"id": fresh_id(), "name": name, **changed}
    made = _json(await vera.post(f"/api/repair-requests/{repair.id}/helpers", json=facts), 201)
    return Helper(facts["id"], made["link"].partition("#")[2])


async def helper_of_hers(
    rosa: httpx.AsyncClient, name: str = "Mina de Wit", days: int = 14
) -> Helper:
    """She lets somebody in herself, by the form of her page."""
    facts = {"id": fresh_id(), "name": name, "days": str(days)}
    page = await rosa.post("/r/helpers", data=facts)
    assert page.status_code == 200, page.text
    return Helper(facts["id"], page.text.partition("/r#")[2].partition("<")[0])


async def helper_signed_in(client: httpx.AsyncClient, link: Helper) -> None:
    answer = await client.post("/api/case/sign-in", json={"secret": link.secret})
    assert answer.status_code == 204, answer.text


async def invitation(arjan: httpx.AsyncClient, **changed: Any) -> str:
    """Somebody who was invited to work here; the letter waits to be sent."""
    facts = {
        "id": fresh_id(),
        "name": "Nora Vos",
        "email": f"nora-{fresh_id()}@linde.test",
        "role": "technician",
        **changed,
    }
    _json(await arjan.post("/api/people/invitations", json=facts), 201)
    return facts["id"]


async def ready(client: httpx.AsyncClient, photo: str) -> dict[str, Any]:
    """The photo, once its smaller copies exist."""

    async def told() -> dict[str, Any] | None:
        facts = _json(await client.get(f"/api/photos/{photo}"), 200)
        return facts if facts["state"] == "ready" else None

    found = await until(told)
    assert found is not None
    return found


async def in_state(client: httpx.AsyncClient, job: str, state: str) -> dict[str, Any]:
    """The job, once it is in this state."""

    async def told() -> dict[str, Any] | None:
        facts = _json(await client.get(f"/api/jobs/{job}"), 200)
        return facts if facts["state"] == state else None

    found = await until(told)
    assert found is not None
    return found


def id_of(text: str) -> UUID:
    return UUID(text)


def _json(answer: httpx.Response, status: int) -> Any:
    assert answer.status_code == status, f"{answer.status_code}: {answer.text}"
    return answer.json()


def terms(**changed: Any) -> dict[str, Any]:
    """What a manager agrees with a contractor, in cents: enough for a week of taps."""
    trade = {"trade": "LOA", "jobsPerWeek": 5, "callOutCents": 4500, "hourlyCents": 6500}
    return {
        "trades": [trade],
        "extraUnaskedCents": 5_000,
        "extraCoordinatorCents": 25_000,
        **changed,
    }


async def contract(ingrid: httpx.AsyncClient, firm: Firm = VAN_DIJK, **changed: Any) -> str:
    """A contract of her corporation with a firm, and its terms."""
    facts = {
        "id": fresh_id(),
        "name": firm.name,
        "phone": firm.phone,
        "registrationNumber": firm.registration_number,
    }
    _json(await ingrid.post("/api/contracts", json=facts), 201)
    _json(await ingrid.put(f"/api/contracts/{facts['id']}/terms", json=terms(**changed)), 200)
    return facts["id"]


async def offer(vera: httpx.AsyncClient, repair: Repair, contract: str, **changed: Any) -> str:
    facts = {"id": fresh_id(), "contractId": contract, **changed}
    address = f"/api/repair-requests/{repair.id}/work-orders"
    _json(await vera.post(address, json=facts), 201)
    return facts["id"]


async def accepted(kees: httpx.AsyncClient, order: str) -> None:
    _json(await kees.post(f"/api/work-orders/{order}/accept"), 200)


async def extra_work(carla: httpx.AsyncClient, job: str, cents: int) -> str:
    facts = {"id": fresh_id(), "words": "Afvoer is ook verstopt", "amountCents": cents}
    _json(await carla.post(f"/api/jobs/{job}/extra-work", json=facts), 201)
    return facts["id"]


async def sign_in_over(client: httpx.AsyncClient, **change: Any) -> None:
    """A browser that still carries its cookie, of a sign-in that is over."""
    secret_hash = hash_of(client.cookies[SIGN_IN])
    async with transaction():
        await SignIn.update(**change).where(SignIn.secret_hash == secret_hash)
