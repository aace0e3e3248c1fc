"""What the desk decides about a repair: whether it is ours, when, and what to ask the tenant."""

from uuid import UUID

from litestar import Router, post

from server.actors import Coordinator, Technician
from server.case_files.job_details import job_detail
from server.case_files.schemas import JobDetail, RequestDetail
from server.case_files.whole_file import request_detail
from server.database import transaction
from server.jobs.access import job_to_work_on
from server.repair_requests import finishing, moving, priority, self_help
from server.triage import asking, judging, postponing, together
from server.triage.schemas import (
    DoneOrNot,
    DuplicateOf,
    NewPriority,
    NewQuestion,
    NotOurs,
    Postponement,
    ReopenReason,
    Several,
    SeveralGiven,
    SeveralPostponed,
    SeveralStepped,
)
from storage.objects import ObjectStore

_OF = "/repair-requests/{request_id:uuid}"
_TOGETHER = "/repair-requests/together"


@post(f"{_OF}/question", summary="Ask the tenant something", status_code=200)
async def ask_tenant(
    request_id: UUID,
    data: NewQuestion,
    corporation: Coordinator,
    language: str,
    objects: ObjectStore,
) -> RequestDetail:
    """She answers on her page. The clock goes on; silence brings it back to the desk."""
    await asking.ask_as_office(corporation, request_id, data)
    return await request_detail(corporation, request_id, language, objects)


@post(f"{_OF}/take-on", summary="It is ours to do", status_code=200)
async def take_on(
    request_id: UUID, corporation: Coordinator, language: str, objects: ObjectStore
) -> RequestDetail:
    """After a doubt: it waits for a technician again."""
    await judging.take_on(corporation, request_id)
    return await request_detail(corporation, request_id, language, objects)


@post(f"{_OF}/doubt", summary="Look at it first", status_code=200)
async def doubt(
    request_id: UUID, corporation: Coordinator, language: str, objects: ObjectStore
) -> RequestDetail:
    """Somebody decides first whether and how we do it."""
    await judging.doubt(corporation, request_id)
    return await request_detail(corporation, request_id, language, objects)


@post(f"{_OF}/not-ours", summary="It is not ours to do", status_code=200)
async def refuse(
    request_id: UUID,
    data: NotOurs,
    corporation: Coordinator,
    language: str,
    objects: ObjectStore,
) -> RequestDetail:
    """The tenant reads why, and may disagree."""
    await judging.refuse(corporation, request_id, data)
    return await request_detail(corporation, request_id, language, objects)


@post(f"{_OF}/duplicate", summary="It was reported already", status_code=200)
async def join(
    request_id: UUID,
    data: DuplicateOf,
    corporation: Coordinator,
    language: str,
    objects: ObjectStore,
) -> RequestDetail:
    """The other one goes on for both, from the older date."""
    await judging.join(corporation, request_id, data)
    return await request_detail(corporation, request_id, language, objects)


@post(f"{_OF}/postpone", summary="Let it wait until a date", status_code=200)
async def postpone(
    request_id: UUID,
    data: Postponement,
    corporation: Coordinator,
    language: str,
    objects: ObjectStore,
) -> RequestDetail:
    """Within 30 days, and never what is urgent."""
    await postponing.postpone(corporation, request_id, data)
    return await request_detail(corporation, request_id, language, objects)


@post(f"{_OF}/resume", summary="Let it wait no longer", status_code=200)
async def resume(
    request_id: UUID, corporation: Coordinator, language: str, objects: ObjectStore
) -> RequestDetail:
    """Before its date."""
    await postponing.resume(corporation, request_id)
    return await request_detail(corporation, request_id, language, objects)


@post(f"{_OF}/priority", summary="More or less urgent", status_code=200)
async def change_priority(
    request_id: UUID,
    data: NewPriority,
    corporation: Coordinator,
    language: str,
    objects: ObjectStore,
) -> RequestDetail:
    """With the reason why. What becomes urgent waits for a date no longer."""
    await priority.change_priority(corporation, request_id, data.priority, data.reason)
    return await request_detail(corporation, request_id, language, objects)


@post(f"{_OF}/take-over", summary="She does not repair it herself", status_code=200)
async def take_over(
    request_id: UUID, corporation: Coordinator, language: str, objects: ObjectStore
) -> RequestDetail:
    """It did not work, she said on the phone: it waits in its old place."""
    await self_help.take_over(corporation, request_id)
    return await request_detail(corporation, request_id, language, objects)


@post(f"{_OF}/reopen", summary="It is not right yet", status_code=200)
async def reopen(
    request_id: UUID,
    data: ReopenReason,
    corporation: Coordinator,
    language: str,
    objects: ObjectStore,
) -> RequestDetail:
    """Within 30 days after the end; the number stays."""
    await finishing.reopen(corporation, request_id, data.words)
    return await request_detail(corporation, request_id, language, objects)


@post("/jobs/{job_id:uuid}/question", summary="Ask the tenant about a job", status_code=200)
async def ask_about_job(
    job_id: UUID, data: NewQuestion, technician: Technician, language: str, objects: ObjectStore
) -> JobDetail:
    """The technician who has it asks; the job stays his."""
    async with transaction():
        job = await job_to_work_on(technician, job_id)
        await asking.ask(technician, await moving.lock(job.request), data)
    return await job_detail(technician, job_id, language, objects)


@post(f"{_TOGETHER}/postpone", summary="Let several wait until a date", status_code=200)
async def postpone_several(data: SeveralPostponed, corporation: Coordinator) -> list[DoneOrNot]:
    """Each for itself: what is urgent is refused and holds up no other."""
    return await together.postpone(corporation, data)


@post(f"{_TOGETHER}/resume", summary="Let several wait no longer", status_code=200)
async def resume_several(data: Several, corporation: Coordinator) -> list[DoneOrNot]:
    """What does not wait stays as it is."""
    return await together.resume(corporation, data)


@post(f"{_TOGETHER}/priority", summary="Several, one step more or less urgent", status_code=200)
async def step_several(data: SeveralStepped, corporation: Coordinator) -> list[DoneOrNot]:
    """From what the screen showed, so that sending it twice is one step. Between P1 and P4."""
    return await together.step(corporation, data)


@post(f"{_TOGETHER}/give", summary="Give several to a technician", status_code=200)
async def give_several(data: SeveralGiven, corporation: Coordinator) -> list[DoneOrNot]:
    """Those that nobody has yet."""
    return await together.give(corporation, data)


router = Router(
    path="/",
    route_handlers=[
        *(ask_tenant, ask_about_job, take_on, doubt, refuse, join, postpone, resume),
        *(take_over, reopen, change_priority),
        *(postpone_several, resume_several, step_several, give_several),
    ],
    tags=["Triage"],
)
