"""The coordinator judges after photos; the last good one closes the case."""

from collections.abc import Sequence
from uuid import UUID

from server.actors import Coordinator
from server.database import few, transaction
from server.errors import NotAllowed
from server.evidence import access
from server.evidence.errors import NothingToJudge, ReasonNeeded, WorkNotFinished
from server.evidence.judgements import judge, kept_marks, newest_marks
from server.evidence.on_phones import photos_on_phone
from server.evidence.schemas import SendBack
from server.evidence.tables import (
    EvidencePhoto,
    Moment,
    PhotoState,
    RetakeReason,
    SendBackReason,
    Verdict,
)
from server.follow_ons.errors import TemporaryNeedsFollowOn
from server.follow_ons.service import lacks_follow_on
from server.jobs.access import job_itself, job_to_work_on, lock_job, lock_job_itself
from server.jobs.service import about, finish, move
from server.jobs.tables import Job, JobState
from server.journal.service import append
from server.visits.service import is_everyone_out, minutes_in_home

_TO_SETTLE = (JobState.IN_REVIEW, JobState.SENT_BACK)
_ARRIVED = [PhotoState.RECEIVED, PhotoState.READY]


async def accept_evidence(actor: Coordinator, photo_ids: Sequence[UUID], because: str = "") -> None:
    """All of these prove the work, or nothing is written: each with its own line in the journal.

    With the last photo that was missing, its case closes.
    """
    async with transaction():
        # Every photo is locked before any job: so two requests never wait for each other.
        found = [await _photo_to_judge(actor, photo_id) for photo_id in sorted(set(photo_ids))]
        waiting = [(photo, job_id) for photo, job_id in found if photo.verdict != Verdict.ACCEPTED]
        for photo, _ in waiting:
            if photo.verdict == Verdict.SENT_BACK and not because.strip():
                raise ReasonNeeded.to_turn_round(photo.id)
        jobs = {
            job_id: await job_to_work_on(actor, job_id)
            for job_id in sorted({job_id for _, job_id in waiting})
        }
        for photo, job_id in waiting:
            await judge(actor, jobs[job_id], photo, Verdict.ACCEPTED, because=because.strip())
        for job in jobs.values():
            await _settle(job, actor)


async def reconsider_evidence(actor: Coordinator, photo_id: UUID, because: str) -> None:
    """Take a judgement back: the photo waits again, and the judgement stays to be read."""
    async with transaction():
        photo, job_id = await _photo_to_judge(actor, photo_id)
        if photo.verdict == Verdict.PENDING:
            return
        await _refuse_taken_again(photo_id)
        job = await job_to_work_on(actor, job_id)
        await judge(actor, job, photo, Verdict.PENDING, because=because.strip())
        await _settle(job, actor)


async def send_back_evidence(actor: Coordinator, photo_id: UUID, verdict: SendBack) -> None:
    """This photo must be taken again, for this reason."""
    note = verdict.note.strip()
    if verdict.reason == SendBackReason.OTHER and not note:
        raise ReasonNeeded(errors=[{"pointer": "/note", "detail": "Say it in a few words."}])
    async with transaction():
        photo, job_id = await _photo_to_judge(actor, photo_id)
        if actor.is_contractor and photo.verdict == Verdict.ACCEPTED:
            raise NotAllowed("The corporation accepted it.")
        if photo.verdict == Verdict.SENT_BACK:
            told = (photo.reason, photo.verdict_note, await newest_marks(photo_id))
            if told == (verdict.reason, note, kept_marks(verdict.marks)):
                return
            await _refuse_taken_again(photo_id)
        job = await job_to_work_on(actor, job_id)
        reason = RetakeReason(verdict.reason)
        await judge(actor, job, photo, Verdict.SENT_BACK, reason, note, verdict.marks)
        await _settle(job, actor)


async def _refuse_taken_again(photo_id: UUID) -> None:
    if await EvidencePhoto.exists().where(EvidencePhoto.retake_of == photo_id):
        raise NothingToJudge("It has been taken again.", photo=str(photo_id))


async def close_without_proof(actor: Coordinator, job_id: UUID, reason: str) -> None:
    """The work is done, but a photo is missing for good; the reason stands in the journal."""
    async with transaction():
        job = await lock_job(actor, job_id)
        if job.state == JobState.DONE:
            return
        job = await job_to_work_on(actor, job_id)
        if job.state == JobState.INTERRUPTED or not await is_everyone_out(job_id):
            raise WorkNotFinished(job=str(job_id))
        if await lacks_follow_on(job_id):
            raise TemporaryNeedsFollowOn(job=str(job_id))
        await append("job.closed_without_proof", about(job), actor, {"reason": reason.strip()})
        await finish(job, actor, await minutes_in_home(job.id))


async def _photo_to_judge(actor: Coordinator, photo_id: UUID) -> tuple[EvidencePhoto, UUID]:
    photo = await access.photo_to_change(actor, photo_id)
    if photo.moment != Moment.AFTER or photo.state not in _ARRIVED or photo.job is None:
        raise NothingToJudge(photo=str(photo_id))
    return photo, photo.job


async def settle(job_id: UUID) -> None:
    """Look again where the job stands: somebody left, or a photo came in."""
    if (await job_itself(job_id)).state not in _TO_SETTLE:
        return  # whatever brings it there has a line of its own
    async with transaction():
        job = await lock_job_itself(job_id)
        if job.state in _TO_SETTLE:
            before = job.state
            await _settle(job, None)
            if job.state != before:  # a line of its own: what led to it was written long ago
                await append("job.moved", about(job), None, {"state": job.state})


async def _settle(job: Job, actor: Coordinator | None) -> None:
    """Where the job stands after a verdict."""
    if job.state == JobState.INTERRUPTED or not await is_everyone_out(job.id):
        return  # somebody comes again, or is still inside; leaving will move the job
    if await _sent_back(job.id):
        await move(job, JobState.SENT_BACK)
    elif await _is_reported(job.id) or (
        await _is_proven(job.id) and not await lacks_follow_on(job.id)
    ):
        await finish(job, actor, await minutes_in_home(job.id))
    else:
        await move(job, JobState.IN_REVIEW)


async def _sent_back(job_id: UUID) -> list[UUID]:
    """Photos that were sent back and not taken again yet."""
    current = await _current_after_photos(job_id)
    return [photo.id for photo in current if photo.verdict == Verdict.SENT_BACK]


async def _is_reported(job_id: UUID) -> bool:
    """An inspection of a home that is handed over proves by its report, whose photos the tenant
    sees too. Move-outs are a feature of their own, which stands on this one."""
    return bool(
        await few(
            lambda found: found,
            "SELECT id FROM move_out WHERE (pre_inspection = {} AND inspected_at IS NOT NULL)"
            " OR (final_inspection = {} AND checked_at IS NOT NULL)",
            *(job_id, job_id),
        )
    )


async def _is_proven(job_id: UUID) -> bool:
    """Everything counted on the phone has arrived, and every after photo is accepted."""
    current = await _current_after_photos(job_id)
    if not current or any(photo.verdict != Verdict.ACCEPTED for photo in current):
        return False
    return await photos_on_phone(job_id) == 0


async def _current_after_photos(job_id: UUID) -> list[EvidencePhoto]:
    # Sent back by the server itself: damaged, so it is in neither of these states.
    arrived = await EvidencePhoto.objects().where(
        (EvidencePhoto.job == job_id)
        & (EvidencePhoto.moment == Moment.AFTER)
        & (EvidencePhoto.state.is_in(list(_ARRIVED)) | (EvidencePhoto.verdict == Verdict.SENT_BACK))
    )
    retaken = {photo.retake_of for photo in arrived}
    return [photo for photo in arrived if photo.id not in retaken]
