"""Whose recording is it? Whose the pre-visit is."""

from dataclasses import dataclass
from uuid import UUID

from server.actors import Actor, Guest, Technician, Tenant
from server.database import change, one, select
from server.errors import NotFound
from server.guests.access import call_to_join
from server.jobs.access import job_to_see
from server.journal.service import About
from server.previsits.access import previsit_to_hold, previsit_to_join
from server.previsits.tables import Previsit
from server.recordings.errors import NoRecordingNow
from server.recordings.tables import UNDER_WAY, Recording


@dataclass(frozen=True)
class Party:
    """Somebody in the room: a name at signalling, and what to call them."""

    participant: str
    role: str
    name: str


InCall = Technician | Tenant | Guest
"""Who may say yes or no: whoever is in the call."""


def party_of(actor: InCall) -> Party:
    match actor:
        case Technician():
            return Party(str(actor.person_id), "technician", actor.name)
        case Tenant():
            return Party(str(actor.request_id), "tenant", actor.name)
        case Guest():
            return Party(str(actor.invitation_id), "guest", actor.name)


async def call_of(actor: Actor | Guest, previsit_id: UUID | None) -> Previsit:
    """The pre-visit that this actor names, that the tenant's case has, or that the guest was
    invited to; locked until the end."""
    if isinstance(actor, Guest):
        return await _call_of_guest(actor)
    if isinstance(actor, Tenant):
        return (await previsit_to_join(actor))[0]
    if previsit_id is None:
        raise NotFound
    return (await previsit_to_hold(actor, previsit_id))[0]


async def _call_of_guest(guest: Guest) -> Previsit:
    """After the tenant's yes, and for who came in: a link alone says nothing about a recording."""
    await change("UPDATE previsit SET state = state WHERE id = {}", guest.previsit_id)
    invitation, previsit, _ = await call_to_join(guest)
    if not invitation.joined_at:
        raise NotFound
    return previsit


async def recording_of(actor: InCall, previsit_id: UUID | None, recording_id: UUID) -> Recording:
    """A recording of that call, locked until the transaction ends."""
    previsit = await call_of(actor, previsit_id)
    recording = await lock_recording(recording_id)
    if recording is None or recording.previsit != previsit.id:
        raise NotFound
    return recording


async def recording_to_leave(
    actor: InCall, previsit_id: UUID | None, recording_id: UUID
) -> Recording:
    """One that this person agreed to be in, whoever holds the call now; or any of a call of theirs,
    in which there is nothing to take back."""
    recording = await lock_recording(recording_id)
    agreed = await select(
        lambda consent: consent,
        "SELECT id FROM recording_consent WHERE recording = {} AND participant = {}"
        " AND given_at IS NOT NULL",
        recording_id,
        party_of(actor).participant,
    )
    if recording is None or not agreed:
        return await recording_of(actor, previsit_id, recording_id)
    if previsit_id not in (None, recording.previsit):
        raise NotFound
    return recording


async def recording_to_decide(
    actor: InCall, previsit_id: UUID | None, recording_id: UUID
) -> Recording:
    """The same, while there is something to decide."""
    recording = await recording_of(actor, previsit_id, recording_id)
    if recording.state not in UNDER_WAY:
        raise NoRecordingNow
    return recording


async def recording_to_erase(actor: Actor, recording_id: UUID) -> Recording:
    """One of a repair that the actor may see, also long after the call."""
    recording = await lock_recording(recording_id)
    if recording is None:
        raise NotFound
    jobs = await select(
        lambda job: job, "SELECT job FROM previsit WHERE id = {}", recording.previsit
    )
    for job_id in jobs:
        await job_to_see(actor, job_id)
    return recording


async def lock_recording(recording_id: UUID) -> Recording | None:
    """For the server itself: it saves what it read."""
    await change("UPDATE recording SET state = state WHERE id = {}", recording_id)
    return await one(Recording, "id = {}", recording_id)


async def lock_recording_under_way(previsit_id: UUID) -> Recording | None:
    found = await select(
        lambda recording: recording,
        "SELECT id FROM recording WHERE previsit = {} AND state IN ({}, {}, {})",
        previsit_id,
        *UNDER_WAY,
    )
    recording = await lock_recording(found[0]) if found else None
    # It may have ended while we waited for the lock.
    return recording if recording and recording.state in UNDER_WAY else None


async def about_recording(recording: Recording) -> About:
    """What a journal entry about this recording is about."""
    (about,) = await select(
        lambda *facts: About(*facts, subject_id=recording.id),
        "SELECT j.organisation, j.request, j.id FROM previsit p JOIN job j ON j.id = p.job"
        " WHERE p.id = {}",
        recording.previsit,
    )
    return about
