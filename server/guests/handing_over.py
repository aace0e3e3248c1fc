"""Handing a call to a colleague. The job goes along: who looks with the tenant, does the work.

It is given at once, as the desk would: the colleague has it in the app, opens the call, and whoever
handed it over leaves when both are in. The room, and the tenant's media, go on.
"""

from datetime import timedelta
from uuid import UUID

from server.accounts.tables import Person, Role
from server.actors import Staff, Technician
from server.clock import now
from server.database import select, transaction
from server.errors import NotFound
from server.guests.access import previsit_to_invite_to
from server.guests.errors import CannotHandOver
from server.guests.schemas import Colleague
from server.jobs.service import about
from server.jobs.tables import Job, JobState
from server.journal.service import append
from server.previsits.access import previsit_to_hold

_BEFORE_THE_VISIT = (JobState.GIVEN, JobState.PREPARED)

SEES_OUT_FOR = timedelta(minutes=10)
"""How long who handed a call over may stay with the tenant while the colleague does not come."""


async def colleagues(actor: Staff, previsit_id: UUID) -> list[Colleague]:
    """To whom this call can be handed, by name."""
    async with transaction():
        _, job = await previsit_to_hold(actor, previsit_id)
    return await select(
        Colleague,
        "SELECT id, name FROM person WHERE organisation = {} AND role = {} AND id <> {}"
        " ORDER BY name",
        actor.organisation_id,
        Role.TECHNICIAN,
        job.assigned_to,
    )


async def hand_over(actor: Technician, previsit_id: UUID, to: UUID) -> Colleague:
    """Give call and job to a colleague. Sent again, it has already happened."""
    async with transaction():
        colleague = await _colleague(actor, to)
        if colleague and await _has_handed_over(actor, previsit_id, to):
            return colleague
        previsit, job = await previsit_to_invite_to(actor, previsit_id)
        if colleague is None or job.state not in _BEFORE_THE_VISIT:
            raise CannotHandOver
        await Job.update({Job.assigned_to: to}).where(Job.id == job.id)
        told = {"from": actor.name, "to": colleague.name}
        await append("previsit.handed_over", about(job, previsit.id), actor, told)
    return colleague


async def _colleague(actor: Technician, person_id: UUID) -> Colleague | None:
    person = await Person.objects().get(
        (Person.id == person_id)
        & (Person.organisation == actor.organisation_id)
        & (Person.role == Role.TECHNICIAN)
        & (Person.id != actor.person_id)
    )
    return Colleague(person.id, person.name) if person else None


async def _has_handed_over(actor: Technician, previsit_id: UUID, to: UUID) -> bool:
    """It is the colleague's now, by this person's own doing."""
    done = await select(
        lambda seq: seq,
        "SELECT h.seq FROM journal h JOIN previsit p ON p.id = h.subject_id"
        " JOIN job j ON j.id = p.job WHERE h.subject_id = {} AND h.actor_id = {}"
        " AND h.event = 'previsit.handed_over' AND j.assigned_to = {} LIMIT 1",
        previsit_id,
        actor.person_id,
        to,
    )
    return bool(done)


async def successor_of(person_id: UUID, previsit_id: UUID) -> UUID | None:
    """Whose call it is now, when this person was the last to hand it over and just did so."""
    found = await select(
        lambda handed_by, holder: holder if handed_by == person_id else None,
        "SELECT h.actor_id, j.assigned_to FROM journal h JOIN previsit p ON p.id = h.subject_id"
        " JOIN job j ON j.id = p.job WHERE h.subject_id = {} AND h.event = 'previsit.handed_over'"
        " AND h.at > {} ORDER BY h.seq DESC LIMIT 1",
        previsit_id,
        now() - SEES_OUT_FOR,
    )
    return found[0] if found else None


async def holder_of(previsit_id: UUID) -> Colleague:
    """The technician whose call it is now."""
    found = await select(
        Colleague,
        "SELECT t.id, t.name FROM previsit p JOIN job j ON j.id = p.job"
        " JOIN person t ON t.id = j.assigned_to WHERE p.id = {}",
        previsit_id,
    )
    if not found:
        raise NotFound
    return found[0]
