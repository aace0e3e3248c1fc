"""A tenant agrees to what happens at the visit, and says what is ready."""

from datetime import date, timedelta

from msgspec import json

from server.actors import Tenant
from server.appointments import keeping
from server.appointments.tables import Because
from server.case_chat.access import job_of
from server.case_chat.schemas import NewMessage
from server.case_chat.service import say
from server.clock import now
from server.database import change, one, transaction
from server.identifiers import new_id
from server.jobs.service import about
from server.jobs.tables import Job, JobState
from server.journal.service import append
from server.planning.division import division_of
from server.repair_requests.moving import lock
from server.repair_requests.tables import Priority
from server.sentences import sentences
from server.urgency.clocks import day_of
from server.visit_levels.reading import levels_for
from server.visit_protocol.blocks import version_for
from server.visit_protocol.errors import CannotWait, NoVisitAhead, ProtocolRevised
from server.visit_protocol.schemas import NewAcceptance
from server.visit_protocol.tables import Arrangement, ProtocolAcceptance, Readiness


def is_ahead(job_state: str) -> bool:
    """Whether somebody is still going to come: then there is something to agree to."""
    return job_state in (JobState.GIVEN, JobState.PREPARED, JobState.INTERRUPTED)


def may_wait(priority: str) -> bool:
    """Water, heating, power, toilet and danger are not put off because somebody is ill."""
    return priority in (Priority.P3, Priority.P4)


async def agree(tenant: Tenant, given: NewAcceptance) -> None:
    """Keep it; the same again changes nothing, and something else replaces it.

    Raises NoVisitAhead, ProtocolRevised and CannotWait.
    """
    async with transaction():
        request = await lock(tenant.request_id)
        job = await job_of(request.id)
        if job is None or not is_ahead(job.state):
            raise NoVisitAhead
        version = version_for(job.id in await levels_for([job.id]))
        if given.version != version:
            raise ProtocolRevised(version=version)
        if given.arrangement == Arrangement.LATER and not may_wait(request.priority):
            raise CannotWait(priority=request.priority)
        earlier = await one(ProtocolAcceptance, "id = {}", job.id)
        is_later = given.arrangement == Arrangement.LATER
        # With a visit ahead it is asked anew, though it was before for another one.
        is_new = is_later and (
            earlier is None
            or not earlier.later_from
            or await keeping.planned_of(job.id) is not None
        )
        if is_new or earlier is None or _told(earlier) != _content(given):
            before = earlier.later_from if earlier and is_later else None
            await _keep(tenant, job, given, await _put_off(job) if is_new else before)
        if is_new:
            await _ask_later(tenant, job)


def _content(given: NewAcceptance) -> tuple[str, ...]:
    return (given.version, given.name.strip(), _as_json(given.ready), given.arrangement)


def _told(kept: ProtocolAcceptance) -> tuple[str, ...]:
    return (kept.version, kept.name, kept.ready, kept.arrangement)


def _as_json(ready: list[Readiness]) -> str:
    return json.encode([each for each in Readiness if each in ready]).decode()


async def _put_off(job: Job) -> date:
    """By the rule of whoever plans the visit."""
    division = await division_of(job.contractor or job.organisation)
    return day_of(now()) + timedelta(days=division.illness_days)


async def _keep(tenant: Tenant, job: Job, given: NewAcceptance, later_from: date | None) -> None:
    version, name, ready, arrangement = _content(given)
    await change(
        "INSERT INTO protocol_acceptance"
        " (id, version, language, name, ready, arrangement, accepted_at, later_from)"
        " VALUES ({}, {}, {}, {}, {}, {}, {}, {}) ON CONFLICT (id) DO UPDATE SET"
        " version = excluded.version, language = excluded.language, name = excluded.name,"
        " ready = excluded.ready, arrangement = excluded.arrangement,"
        " accepted_at = excluded.accepted_at, later_from = excluded.later_from",
        *(job.id, version, tenant.language, name, ready, arrangement, now(), later_from),
    )
    await append("protocol.accepted", about(job), tenant, {"version": version})


async def _ask_later(tenant: Tenant, job: Job) -> None:
    """Why is nobody's business but hers."""
    await keeping.call_off(job.id, Because.ASKED_LATER, tenant)
    await append("protocol.later_asked", about(job), tenant)
    # Where the desk answers.
    words = sentences(tenant.language, "protocol")("page.laterWords")
    await say(tenant, job.request, NewMessage(new_id(), words))
