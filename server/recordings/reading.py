"""Recordings as screens show them: in the call, and afterwards in the case file."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from server.actors import Actor, Guest
from server.database import select, transaction
from server.recordings import access
from server.recordings.keeping import MEDIA_TYPE
from server.recordings.schemas import CallRecording, ConsentFacts, RecordingFacts
from server.recordings.studio import Studio
from server.recordings.tables import KEPT_FOR, KIND, TEXT_VERSION
from server.retention.periods import days_kept
from storage.objects import ObjectStore


async def recording_in_call(
    actor: Actor | Guest, previsit_id: UUID | None, studio: Studio
) -> CallRecording:
    """How the newest recording of this call stands."""
    async with transaction():
        previsit = await access.call_of(actor, previsit_id)
    return CallRecording(await studio.now(previsit.id), TEXT_VERSION, studio.is_available)


async def recording_left(recording_id: UUID, previsit_id: UUID, studio: Studio) -> CallRecording:
    """That one, for who took a yes back and may have no more to do with the call."""
    newest = await studio.now(previsit_id)
    left = newest if newest and newest.id == recording_id else None
    return CallRecording(left, TEXT_VERSION, studio.is_available)


async def recordings_of(
    job_ids: Sequence[UUID], objects: ObjectStore
) -> dict[UUID, list[RecordingFacts]]:
    """Every recording that was begun for these jobs, oldest first."""
    by_job: dict[UUID, list[RecordingFacts]] = {job_id: [] for job_id in job_ids}
    if not job_ids:
        return by_job
    marks = ", ".join("{}" for _ in job_ids)
    begun = f"p.job IN ({marks}) AND r.started_at IS NOT NULL"
    consents = await select(
        lambda recording, *facts: (recording, ConsentFacts(*facts)),
        "SELECT c.recording, c.name, c.role, c.text_version, c.given_at, c.withdrawn_at"  # noqa: S608 - marks only
        " FROM recording_consent c JOIN recording r ON r.id = c.recording"
        " JOIN previsit p ON p.id = r.previsit"
        f" WHERE {begun} AND c.given_at IS NOT NULL ORDER BY c.given_at, c.id",
        *job_ids,
    )
    agreed: dict[UUID, list[ConsentFacts]] = {}
    for recording_id, facts in consents:
        agreed.setdefault(recording_id, []).append(facts)
    kept_for = await _kept_for(job_ids[0])
    recordings = await select(
        lambda job_id, *columns: (job_id, _facts(objects, agreed, kept_for)(*columns)),
        "SELECT p.job, r.id, r.previsit, r.state, r.because, r.asked_by, r.started_at, r.ended_at,"  # noqa: S608 - marks only
        " r.milliseconds, r.byte_count, r.object_key, r.stored_at, r.deleted_at"
        " FROM recording r JOIN previsit p ON p.id = r.previsit"
        f" WHERE {begun} ORDER BY r.started_at, r.id",
        *job_ids,
    )
    for job_id, facts in recordings:
        by_job[job_id].append(facts)
    return by_job


async def _kept_for(job_id: UUID) -> timedelta:
    """What the organisation chose; jobs that are read together are of one."""
    (organisation_id,) = await select(
        lambda organisation: organisation, "SELECT organisation FROM job WHERE id = {}", job_id
    )
    return timedelta(days=await days_kept(organisation_id, KIND, KEPT_FOR.days))


def _facts(
    objects: ObjectStore, agreed: dict[UUID, list[ConsentFacts]], kept_for: timedelta
) -> Callable[..., RecordingFacts]:
    def facts(*columns: Any) -> RecordingFacts:
        *told, object_key, stored_at, deleted_at = columns
        recording_id, ended_at, byte_count = columns[0], columns[6], columns[8]
        can_be_played = stored_at and byte_count and not deleted_at
        return RecordingFacts(
            *told,
            is_stored=stored_at is not None,
            url=objects.presign_download(object_key, media_type=MEDIA_TYPE)
            if can_be_played
            else None,
            kept_until=ended_at + kept_for if ended_at and can_be_played else None,
            deleted_at=deleted_at,
            consents=agreed.get(recording_id, []),
        )

    return facts
