"""Everybody there is, each in a browser of their own, and one repair that they try to get at."""

from dataclasses import dataclass

import pytest
from httpx import AsyncClient
from litestar import Litestar

from server.clock import now
from tests.support import given
from tests.support.asgi_client import browser, signed_in
from tests.support.cast import ARJAN, CARLA, FATIMA, INGRID, KEES, OTTO, TOM, VERA

ACTORS = (
    "nobody",
    "expired",
    "revoked",
    "henk",
    "helper",
    "guest",
    "outsider",
    "arjan",
    "carla",
    "kees",
    "otto",
    "fatima",
    "rosa",
    "tom",
    "vera",
    "ingrid",
)
"""In the order they try: who is refused comes before who changes something. `expired` and `revoked`
are Vera in browsers where her sign-in is over."""


@dataclass(frozen=True)
class Scene:
    """Rosa's repair: Tom opened the call with a guest, is inside, one after photo of his waits."""

    repair: given.Repair
    job: str
    call: str
    visit: str
    photo: str
    guest: str
    secret: str
    outsider: str
    outsider_secret: str
    contract: str
    order: str
    invitation: str

    def address(self, path: str) -> str:
        return path.format(
            request_id=self.repair.id,
            job_id=self.job,
            previsit_id=self.call,
            wanted_id=self.call,
            tenancy_id=self.call,
            recording_id=self.call,
            visit_id=self.visit,
            photo_id=self.photo,
            guest_id=self.guest,
            link_id=self.outsider,
            contract_id=self.contract,
            order_id=self.order,
            extra_id=self.call,
            line=1,
            invitation_id=self.invitation,
            sign_in_id=self.call,
            passkey_id=self.call,
            view_id=self.call,
            person_id=FATIMA.id,
            message_id=self.call,
            parcel_id=self.call,
            absence_id=self.call,
            secret="nobody-s",  # noqa: S106 - of no calendar feed
            incident_id=self.call,
            level_id=self.call,
            no_access_id=self.call,
            follow_on_id=self.call,
            move_out_id=self.repair.id,  # which is a repair
            slug="not-found",
        )


STAFF = (ARJAN, CARLA, KEES, OTTO, FATIMA, TOM, VERA, INGRID)


@pytest.fixture
async def people(app: Litestar) -> dict[str, AsyncClient]:
    staff = {who.key: await signed_in(app, who) for who in STAFF}
    over = {name: await signed_in(app, VERA) for name in ("expired", "revoked")}
    await given.sign_in_over(over["expired"], expires_at=now())
    await given.sign_in_over(over["revoked"], revoked_at=now())
    unsigned = ("nobody", "henk", "rosa", "helper", "guest", "outsider")
    return staff | over | {name: browser(app) for name in unsigned}


@pytest.fixture
async def scene(people: dict[str, AsyncClient]) -> Scene:
    rosa, vera, tom = people["rosa"], people["vera"], people["tom"]
    next_door = await given.repair(people["henk"], name="Henk Jansen")
    repair = await given.repair(rosa)
    job = await given.job(vera, repair)
    call = await given.previsit(vera, job)
    await tom.post(f"/api/previsits/{call}/open")
    visit = await given.arrival(tom, job)
    photo = await given.photo(tom, given.photos_of(job), visitId=visit)
    invited = await given.guest(tom, rosa, call)
    await given.guest_signed_in(people["guest"], invited)
    link = await given.outsider(vera, job, "add")
    await given.outsider_signed_in(people["outsider"], link)
    await given.helper_signed_in(people["helper"], await given.helper(vera, repair))
    contract = await given.contract(people["ingrid"])
    order = await given.offer(vera, next_door, contract)
    invitation = await given.invitation(people["arjan"])
    return Scene(
        repair,
        job,
        call,
        visit,
        photo,
        invited.id,
        invited.secret,
        link.id,
        link.secret,
        contract,
        order,
        invitation,
    )
