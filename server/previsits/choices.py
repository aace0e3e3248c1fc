"""The tenant is asked to choose when the video call is: asking, reminding, and what ends it.

Which moments are free, and choosing one, is `server/moments`.
"""

from datetime import datetime
from uuid import UUID

from server.actors import Coordinator
from server.clock import now
from server.contractors.working_days import a_working_day_after
from server.database import change, insert, one, select, transaction
from server.errors import NotFound
from server.identifiers import new_id
from server.jobs.access import job_to_work_on, lock_job, lock_job_itself
from server.jobs.service import about
from server.jobs.tables import Job, JobState
from server.journal.service import append
from server.previsits.errors import NoMomentToChoose
from server.previsits.tables import WAITING, MomentChoice, Previsit, PrevisitState

CAN_BE_CHOSEN = f"j.state = '{JobState.GIVEN}' AND mc.over_at IS NULL"
"""In SQL, of a choice `mc` and its job `j`: once somebody knows what is wrong, nothing is left to
choose."""


async def ask_for_moment(actor: Coordinator, job_id: UUID, choice_id: UUID) -> None:
    """Have the tenant choose. Takes the place of a call that was not held yet. The same again
    changes nothing."""
    async with transaction():
        await lock_job(actor, job_id)
        earlier = await one(MomentChoice, "id = {}", choice_id)
        if earlier and earlier.job != job_id:
            raise NotFound  # knowing an id must not open another's
        if earlier:
            return
        job = await job_to_work_on(actor, job_id)
        if job.state != JobState.GIVEN:
            raise NoMomentToChoose
        await make_way(job_id)
        await _ask(job_id, choice_id)
        await append("previsit.moment_asked", about(job, choice_id), actor)


async def have_her_choose(job: Job) -> None:
    """What follows by itself from a call that was missed, of which she is told. Of a job that is
    locked. Who was asked already still is."""
    if await open_choice(job.id) is None:
        await _ask(job.id, new_id())


async def _ask(job_id: UUID, choice_id: UUID) -> None:
    asked_at = now()
    remind_at = _two_working_days(asked_at)
    await insert(MomentChoice(id=choice_id, job=job_id, asked_at=asked_at, remind_at=remind_at))


def _two_working_days(moment: datetime) -> datetime:
    return a_working_day_after(a_working_day_after(moment))


async def make_way(job_id: UUID) -> None:
    """What was planned or asked before gives way to what is planned or asked now. Of a job that is
    locked."""
    await Previsit.update({Previsit.state: PrevisitState.CANCELLED}).where(
        (Previsit.job == job_id) & Previsit.state.is_in(list(WAITING))
    )
    await end_choice(job_id)


async def end_choice(job_id: UUID) -> None:
    """There is nothing left to choose."""
    await change(
        "UPDATE moment_choice SET over_at = {} WHERE job = {} AND over_at IS NULL", now(), job_id
    )


async def open_choice(job_id: UUID) -> MomentChoice | None:
    """What the tenant may choose of this job now."""
    return await one(
        MomentChoice,
        f"id = (SELECT mc.id FROM moment_choice mc JOIN job j ON j.id = mc.job"  # noqa: S608 - fixed text
        f" WHERE j.id = {{}} AND {CAN_BE_CHOSEN})",
        job_id,
    )


async def remind() -> None:
    """Whoever was asked two working days ago and said nothing is reminded, once."""
    for job_id in await select(
        _id,
        "SELECT j.id FROM moment_choice mc JOIN job j ON j.id = mc.job"  # noqa: S608 - fixed text
        f" WHERE {CAN_BE_CHOSEN} AND {_SAID_NOTHING} AND mc.remind_at <= {{}}",
        now(),
    ):
        async with transaction():
            job = await lock_job_itself(job_id)
            choice = await open_choice(job_id)
            if choice is None or choice.reminded_at or choice.none_suits_at:
                continue
            await change(
                "UPDATE moment_choice SET reminded_at = {} WHERE id = {}", now(), choice.id
            )
            await append("previsit.moment_reminded", about(job, choice.id), None)


_SAID_NOTHING = "mc.reminded_at IS NULL AND mc.none_suits_at IS NULL"


def _id(job_id: UUID) -> UUID:
    return job_id
