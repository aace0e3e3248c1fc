"""What the pre-visit told: the fault, the parts, and the minutes promised to the tenant."""

from typing import Any
from uuid import UUID

import msgspec
from piccolo.columns import Column

from server.actors import Technician
from server.clock import now
from server.damp.keeping import note_looked
from server.database import transaction
from server.identifiers import new_id
from server.jobs.access import job_to_work_on
from server.jobs.service import about, move
from server.jobs.tables import JobState
from server.journal.service import append
from server.previsits import access
from server.previsits.schemas import NotedOutcome
from server.previsits.tables import Outcome
from server.repair_requests.errors import FaultUnknown
from server.repair_requests.faults import FAULTS


async def note_outcome(actor: Technician, previsit_id: UUID, noted: NotedOutcome) -> UUID:
    """Keep what the technician noted; the id of the job.

    A note that was made earlier than the one we have changes nothing: phones send late.
    """
    if noted.fault not in FAULTS:
        raise FaultUnknown(errors=[{"pointer": "/fault", "detail": "It is not on the list."}])
    async with transaction():
        previsit, job = await access.previsit_to_hold(actor, previsit_id)
        kept = await Outcome.objects().get(Outcome.job == job.id)
        # A phone that runs ahead must not silence later notes.
        noted_at = min(noted.noted_at, now())
        if kept and kept.noted_at >= noted_at:
            return job.id
        job = await job_to_work_on(actor, job.id)
        facts: dict[Column, Any] = {
            Outcome.previsit: previsit.id,
            Outcome.fault: noted.fault,
            Outcome.finding: noted.finding.strip(),
            Outcome.parts: _as_json(noted.parts),
            Outcome.tools: _as_json(noted.tools),
            Outcome.minutes_promised: noted.minutes_promised,
            Outcome.access_notes: noted.access_notes.strip(),
            Outcome.stopcock: noted.stopcock.strip(),
            Outcome.fuse_box: noted.fuse_box.strip(),
            Outcome.parking: noted.parking.strip(),
            Outcome.pets: noted.pets.strip(),
            Outcome.noted_at: noted_at,
        }
        if kept:
            await Outcome.update({**facts}).where(Outcome.id == kept.id)
        else:
            await Outcome.insert(Outcome({Outcome.id: new_id(), Outcome.job: job.id, **facts}))
        if job.state == JobState.GIVEN:
            await move(job, JobState.PREPARED)
        told = {"fault": noted.fault, "minutesPromised": noted.minutes_promised}
        await append("previsit.outcome_noted", about(job, previsit.id), actor, told)
        await note_looked(job.request, noted_at, actor)
    return job.id


def _as_json(words: list[str]) -> str:
    return msgspec.json.encode([word.strip() for word in words]).decode()
