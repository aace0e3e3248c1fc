"""A technician is on his way: she is told when to expect him, and nothing is kept of it.

Only the expected time is stored, until he is at the door: no place, no trail. Sent late, after he
should have been there or is inside, it tells nobody anything any more and changes nothing.
"""

from datetime import datetime, timedelta
from uuid import UUID

from server.actors import Technician, Tenant
from server.appointments import keeping
from server.appointments.tables import AppointmentState, Because
from server.clock import now
from server.database import change, few, one, select, transaction
from server.jobs.access import job_as_of, lock_job_itself
from server.jobs.service import about
from server.jobs.tables import OVER
from server.journal.service import append
from server.repair_requests.moving import lock
from server.visits.errors import NobodyOnTheWay
from server.visits.moving import advance
from server.visits.schemas import ApproachFacts, AtDoor, SetOut, TurnedBack
from server.visits.tables import Approach
from server.visits.times import refuse_before_given, refuse_future

LASTS = timedelta(hours=2)
"""From setting out: whoever forgets to say more is not on his way for ever."""


async def set_out(actor: Technician, job_id: UUID, told: SetOut) -> None:
    """He is on his way; the last word counts. Sent twice, she is told once."""
    async with transaction():
        job = await job_as_of(actor, job_id, told.set_out_at)
        refuse_future(told.set_out_at, "/setOutAt")
        refuse_before_given(told.set_out_at, job.given_at, "/setOutAt")
        expected_at = told.set_out_at + timedelta(minutes=told.minutes)
        if job.state in OVER or expected_at <= now() or await _came_since(job_id, told.set_out_at):
            return
        known = await one(Approach, "id = {}", job_id)
        if known and (known.expected_at == expected_at or known.at_door_at):
            return
        await advance(job, "set_out")
        await change(
            "INSERT INTO approach (id, expected_at, lapses_at) VALUES ({}, {}, {})"
            " ON CONFLICT (id) DO UPDATE SET expected_at = excluded.expected_at,"
            " called_off_at = NULL, lapses_at = excluded.lapses_at",
            *(job_id, expected_at, told.set_out_at + LASTS),
        )
        await append("visit.set_out", about(job), actor)


async def turn_back(actor: Technician, job_id: UUID, told: TurnedBack) -> None:
    """He does not come after all. Twice changes nothing."""
    async with transaction():
        job = await job_as_of(actor, job_id, told.turned_back_at)
        refuse_future(told.turned_back_at, "/turnedBackAt")
        if await one(Approach, "id = {}", job_id) is None:
            return
        await forget(job_id)
        await advance(job, "turned_back")
        await append("visit.turned_back", about(job), actor)


async def stand_at_door(actor: Technician, job_id: UUID, told: AtDoor) -> None:
    """He rings; she is told at once. From here the waiting counts, for when nobody opens."""
    async with transaction():
        job = await job_as_of(actor, job_id, told.at_door_at)
        refuse_future(told.at_door_at, "/atDoorAt")
        refuse_before_given(told.at_door_at, job.given_at, "/atDoorAt")
        is_over = job.state in OVER or told.at_door_at + LASTS <= now()
        if is_over or await _came_since(job_id, told.at_door_at):
            return
        known = await one(Approach, "id = {}", job_id)
        if known and known.at_door_at == told.at_door_at:
            return
        await advance(job, "at_door")
        await change(
            "INSERT INTO approach (id, at_door_at, lapses_at) VALUES ({}, {}, {})"
            " ON CONFLICT (id) DO UPDATE SET expected_at = NULL,"
            " at_door_at = excluded.at_door_at, lapses_at = excluded.lapses_at",
            *(job_id, told.at_door_at, told.at_door_at + LASTS),
        )
        await append("visit.at_door", about(job), actor)


async def call_off(tenant: Tenant) -> None:
    """She is not at home; his phone hears it, and a new moment is needed. Twice changes nothing.

    Raises NobodyOnTheWay.
    """
    async with transaction():
        request = await lock(tenant.request_id)
        found = await few(
            lambda job_id: job_id,
            "SELECT a.id FROM approach a JOIN job j ON j.id = a.id"
            " WHERE j.request = {} AND a.lapses_at > {} ORDER BY a.lapses_at DESC LIMIT 1",
            *(request.id, now()),
        )
        if not found:
            raise NobodyOnTheWay
        job = await lock_job_itself(found[0])
        known = await one(Approach, "id = {}", job.id)
        if known is None:
            raise NobodyOnTheWay
        if known.called_off_at:
            return
        await advance(job, "called_off")
        await keeping.did_not_happen(job.id, AppointmentState.CALLED_OFF, Because.TENANT_ASKED)
        await change(
            "UPDATE approach SET expected_at = NULL, called_off_at = {} WHERE id = {}",
            *(now(), job.id),
        )
        await append("visit.called_off", about(job), tenant)


async def forget(job_id: UUID) -> None:
    """He is inside, gave up or turned back: nothing is kept of how he came."""
    await change("DELETE FROM approach WHERE id = {}", job_id)


async def lapse() -> None:
    """Two hours are over."""
    async with transaction():
        await change("DELETE FROM approach WHERE lapses_at <= {}", now())


async def approaches_to(job_ids: list[UUID]) -> dict[UUID, ApproachFacts]:
    """By job, of those to which somebody is on his way now."""
    if not job_ids:
        return {}
    places = ", ".join("{}" for _ in job_ids)
    found = await select(
        lambda job_id, *facts: (job_id, ApproachFacts(*facts)),
        "SELECT id, expected_at, at_door_at, called_off_at FROM approach"  # noqa: S608 - places only
        f" WHERE lapses_at > {{}} AND id IN ({places})",
        *(now(), *job_ids),
    )
    return dict(found)


async def _came_since(job_id: UUID, moment: datetime) -> bool:
    """What is told only now was overtaken: he has been inside, or gave up at the door."""
    return bool(
        await few(
            lambda found: found,
            "SELECT id FROM visit WHERE job = {} AND arrived_at >= {}"
            " UNION SELECT id FROM no_access WHERE job = {} AND gave_up_at >= {}",
            *(job_id, moment, job_id, moment),
        )
    )
