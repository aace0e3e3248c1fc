"""A job with everything around it, for the technician's phone and the desk."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from server.actors import Actor, Coordinator, Technician
from server.appointments.schemas import AppointmentFacts
from server.case_files.schemas import (
    DwellingFacts,
    JobDetail,
    JobFacts,
    JobHolder,
    JobPrevisit,
    OutcomeFacts,
    TenantContact,
)
from server.clock import now, today
from server.database import select
from server.evidence.reading import photos_for_staff
from server.evidence.slots import door_slot, slots_for
from server.evidence.tables import Moment
from server.extra_work.schemas import ExtraWorkFacts
from server.extra_work.service import extra_work_of
from server.follow_ons.schemas import FollowOnFacts
from server.follow_ons.service import follow_ons_of
from server.guides.guide import address_for, steps_of
from server.jobs.access import job_to_see
from server.move_outs.reading import move_outs_of, rooms_of
from server.move_outs.schemas import MoveOutFacts
from server.needs.schemas import JobNeed
from server.needs.service import needs_of_jobs
from server.previsits.call_report import reports_of
from server.previsits.choices import CAN_BE_CHOSEN
from server.previsits.schemas import CallReport, MomentAsked
from server.previsits.tables import MOST_CALLS_MISSED, PrevisitState, absent, state_at
from server.recordings.reading import recordings_of
from server.recordings.schemas import RecordingFacts
from server.repair_requests.faults import FAULTS, title_of
from server.repair_requests.questions import AboutFault, AboutHome
from server.visit_levels.reading import levels_for
from server.visit_levels.schemas import LevelNow
from server.visit_protocol.reading import agreed_for
from server.visit_protocol.schemas import ProtocolFacts
from server.visits.approaching import approaches_to
from server.visits.no_access import no_access_of
from server.visits.reading import COLUMNS, VISIT, used_parts_of, visit_facts
from server.visits.schemas import ApproachFacts, NoAccessFacts, UsedPartFacts
from storage.objects import ObjectStore

_JOB = f"""
SELECT j.id, j.request, r.number, j.state, r.fault, r.description, r.reported_at,
  r.tenant_name, r.phone, d.id, d.street, d.house_number, d.postcode, d.town, d.neighbourhood,
  r.access_notes, t.id, t.name, t.deactivated_at IS NOT NULL,
  j.note, j.closed_at, a.id, a.begins_at, a.ends_at, a.planned_by,
  pv.id, pv.state, pv.planned_at, pv.opened_at, pv.tenant_joined_at, pv.ended_at,
  o.fault, o.finding, o.parts, o.tools, o.minutes_promised, o.access_notes, o.noted_at,
  o.stopcock, o.fuse_box, o.parking, o.pets,
  {VISIT},
  (SELECT sum(minutes) FROM visit WHERE job = j.id), r.room, k.name, r.about_fault, r.about_home,
  mc.asked_at, mc.reminded_at, mc.none_suits_at,
  (SELECT count(*) FROM previsit WHERE job = j.id AND state = 'missed')
FROM job j
LEFT JOIN organisation k ON k.id = j.contractor
JOIN repair_request r ON r.id = j.request
JOIN dwelling d ON d.id = r.dwelling
JOIN person t ON t.id = j.assigned_to
LEFT JOIN previsit pv ON pv.id = (SELECT id FROM previsit WHERE job = j.id
  AND state <> 'cancelled' ORDER BY planned_at DESC, id DESC LIMIT 1)
LEFT JOIN moment_choice mc ON mc.job = j.id AND {CAN_BE_CHOSEN}
LEFT JOIN appointment a ON a.job = j.id AND a.state = 'planned'
LEFT JOIN outcome o ON o.job = j.id
LEFT JOIN visit v ON v.id = (SELECT id FROM visit WHERE job = j.id
  ORDER BY arrived_at DESC, id DESC LIMIT 1)
"""  # noqa: S608 - fixed text


async def job_detail(actor: Actor, job_id: UUID, language: str, objects: ObjectStore) -> JobDetail:
    """One job, when the actor may see it."""
    job = await job_to_see(actor, job_id)
    jobs = await _jobs("j.id = {}", [job.id], language, objects)
    return (await _with_photos(jobs, objects))[0]


async def jobs_of_request(request_id: UUID, language: str, objects: ObjectStore) -> list[JobFacts]:
    """Every job given for a repair; who may see the repair is decided before."""
    return await _jobs("j.request = {}", [request_id], language, objects)


async def jobs_for_desk(
    actor: Coordinator, request_id: UUID, language: str, objects: ObjectStore
) -> list[JobFacts]:
    """The same; a contractor reads its own."""
    if not actor.is_contractor:
        return await jobs_of_request(request_id, language, objects)
    theirs = [request_id, actor.organisation_id]
    return await _jobs("j.request = {} AND j.contractor = {}", theirs, language, objects)


async def jobs_of(actor: Technician, language: str, objects: ObjectStore) -> list[JobDetail]:
    """His open jobs and those done today, the next moment first."""
    begin, _ = today()
    jobs = await _jobs(
        "j.assigned_to = {} AND (j.state NOT IN ('done', 'cancelled') OR j.closed_at >= {})",
        [actor.person_id, begin],
        language,
        objects,
    )
    return sorted(await _with_photos(jobs, objects), key=_next_moment)


def _next_moment(job: JobFacts) -> datetime:
    if job.previsit and job.previsit.state in ("planned", "open"):
        return job.previsit.planned_at
    return job.appointment.begins_at if job.appointment else job.reported_at + timedelta(days=3650)


async def _jobs(
    condition: str, args: Sequence[Any], language: str, objects: ObjectStore
) -> list[JobFacts]:
    rows = await select(lambda *row: row, f"{_JOB} WHERE {condition} ORDER BY j.given_at", *args)
    ids = [row[0] for row in rows]
    beside = _Beside(
        await reports_of(ids),
        await recordings_of(ids, objects),
        await extra_work_of(ids),
        await needs_of_jobs(ids),
        await levels_for(ids),
        await agreed_for(ids),
        await approaches_to(ids),
        await no_access_of(ids),
        await used_parts_of(ids, language),
        await follow_ons_of(ids, language),
        await move_outs_of([row[1] for row in rows], language),
    )
    return [_job(language, beside)(*row) for row in rows]


class _Beside(NamedTuple):
    """What comes with jobs, by job, from other tables."""

    calls: dict[UUID, list[CallReport]]
    recordings: dict[UUID, list[RecordingFacts]]
    extra_work: dict[UUID, list[ExtraWorkFacts]]
    needs: dict[UUID, list[JobNeed]]
    levels: dict[UUID, LevelNow]
    agreed: dict[UUID, ProtocolFacts]
    approaches: dict[UUID, ApproachFacts]
    no_access: dict[UUID, list[NoAccessFacts]]
    parts_used: dict[UUID, list[UsedPartFacts]]
    follow_ons: dict[UUID, list[FollowOnFacts]]
    move_outs: dict[UUID, MoveOutFacts]  # by case


async def _with_photos(jobs: Sequence[JobFacts], objects: ObjectStore) -> list[JobDetail]:
    photos = await photos_for_staff(list({job.request_id for job in jobs}), objects)
    return [
        JobDetail(
            **msgspec.structs.asdict(job),
            photos=[
                photo
                for photo in photos[job.request_id]
                if photo.job_id in (None, job.id)
                # A final inspection is held against the photos of the first.
                or (job.move_out and photo.moment == Moment.BEFORE)
            ],
        )
        for job in jobs
    ]


def _job(language: str, beside: _Beside) -> Callable[..., JobFacts]:
    def job(*columns: Any) -> JobFacts:
        (job_id, request_id, number, state, fault, description, reported_at) = columns[:7]
        tenant, dwelling, access_notes = columns[7:9], columns[9:15], columns[15]
        holder, (note, closed_at), planned = columns[16:19], columns[19:21], columns[21:25]
        previsit, outcome = columns[25:31], _outcome(columns[31:42])
        visit, rest = columns[42 : 42 + COLUMNS], columns[42 + COLUMNS :]
        (minutes, room, contractor), (about_fault, about_home) = rest[:3], rest[3:5]
        asked, missed = rest[5:8], rest[8]
        known = FAULTS.get(outcome.fault if outcome else fault)
        move_out = beside.move_outs.get(request_id)
        return JobFacts(
            id=job_id,
            request_id=request_id,
            number=number,
            state=state,
            fault=fault,
            title=title_of(fault, room, language),
            description=description,
            reported_at=reported_at,
            tenant=TenantContact(*tenant),
            dwelling=DwellingFacts(*dwelling),
            access_notes=access_notes,
            about_fault=msgspec.json.decode(about_fault, type=AboutFault),
            about_home=msgspec.json.decode(about_home, type=AboutHome),
            needs=beside.needs[job_id],
            technician=JobHolder(holder[0], holder[1], bool(holder[2])),
            contractor=contractor,
            note=note,
            appointment=AppointmentFacts(*planned) if planned[0] else None,
            level=beside.levels.get(job_id),
            agreed=beside.agreed.get(job_id),
            closed_at=closed_at,
            previsit=_previsit(previsit, outcome, missed),
            moment_asked=MomentAsked(*asked) if asked[0] else None,
            outcome=outcome,
            calls=beside.calls[job_id],
            recordings=beside.recordings[job_id],
            visit=visit_facts(visit),
            approach=beside.approaches.get(job_id),
            no_access=beside.no_access[job_id],
            parts_used=beside.parts_used[job_id],
            follow_ons=beside.follow_ons[job_id],
            move_out=move_out,
            slots=[
                *(
                    rooms_of(move_out, job_id, language)
                    if move_out
                    else slots_for(outcome.fault if outcome else fault, language)
                ),
                door_slot(language),
            ],
            suggested_parts=list(known.words(language).parts) if known else [],
            guide=address_for(outcome.fault if outcome else fault),
            guide_steps=steps_of(outcome.fault if outcome else fault, language),
            extra_work=beside.extra_work[job_id],
            minutes_promised=outcome.minutes_promised if outcome else None,
            minutes_in_home=minutes,
        )

    return job


def _previsit(
    columns: Sequence[Any], outcome: OutcomeFacts | None, missed: int
) -> JobPrevisit | None:
    previsit_id, stored, planned_at, opened_at, joined_at, ended_at = columns
    if previsit_id is None:
        return None
    state = state_at(stored, planned_at, now())
    return JobPrevisit(
        id=previsit_id,
        state=state,
        planned_at=planned_at,
        opened_at=opened_at,
        tenant_joined_at=joined_at,
        ended_at=ended_at,
        outcome=outcome,
        absent=absent(opened_at, joined_at) if state == PrevisitState.MISSED else None,
        missed_so_often=missed >= MOST_CALLS_MISSED,
    )


def _outcome(columns: Sequence[Any]) -> OutcomeFacts | None:
    fault, finding, parts, tools, minutes, access_notes, noted_at = columns[:7]
    if fault is None:
        return None
    as_list = msgspec.json.decode
    return OutcomeFacts(
        fault,
        finding,
        as_list(parts),
        as_list(tools),
        minutes,
        access_notes,
        noted_at,
        *columns[7:],
    )
