"""Reads what planning knows of a technician, and what he would come for."""

from datetime import datetime
from uuid import UUID

import msgspec

from server.case_chat.office_hours import Day, OfficeHours
from server.case_chat.reading import settings_of
from server.clock import now, today
from server.database import few, one, select
from server.jobs.tables import OVER, Job
from server.planning.division import division_of
from server.planning.free import Away, Diary, Taken, Work, away_between
from server.planning.schemas import DivisionOfDays
from server.planning.tables import WorkingTime
from server.previsits.tables import CALL_TAKES, WAITING
from server.repair_requests.faults import FAULTS
from server.visit_levels.reading import closed_days


async def diary_of(technician: UUID, besides: UUID, *, with_its_visit: bool = False) -> Diary:
    """His, without what is planned for the job `besides`: that would make way. Its visit stays
    where only its call does."""
    ((organisation, deactivated_at),) = await few(
        lambda *row: row,
        "SELECT organisation, deactivated_at FROM person WHERE id = {}",
        technician,
    )
    division = await division_of(organisation)
    trades, hours = await working_time(technician, organisation)
    return Diary(
        works_here=deactivated_at is None,
        trades=trades,
        hours=hours,
        away=await _away(technician),
        taken=[
            *await _visits(technician, None if with_its_visit else besides, division),
            *await _calls(technician, besides),
        ],
        division=division,
    )


async def work_of(job: Job, division: DivisionOfDays) -> Work:
    """By what the pre-visit told, else by what was reported."""
    ((reported, seen, minutes, later_from),) = await few(
        lambda *row: row,
        "SELECT r.fault, o.fault, o.minutes_promised, p.later_from FROM repair_request r"
        " LEFT JOIN outcome o ON o.job = {} LEFT JOIN protocol_acceptance p ON p.id = {}"
        " WHERE r.id = {}",
        job.id,
        job.id,
        job.request,
    )
    fault = FAULTS[seen if seen in FAULTS else reported]
    closed = await closed_days(job.request)
    return Work(fault.trade, minutes or division.visit_minutes, closed, later_from)


async def working_time(technician: UUID, organisation: UUID) -> tuple[list[str], OfficeHours]:
    """His trades, and his week with the days on which his office is closed."""
    office, _ = await settings_of(organisation)
    kept = await one(WorkingTime, "id = {}", technician)
    if kept is None:
        return [], office
    week = msgspec.json.decode(kept.week, type=list[Day]) if kept.week else office.days
    trades = msgspec.json.decode(kept.trades, type=list[str])
    return trades, OfficeHours(week, office.closed_on)


async def _away(technician: UUID) -> list[Away]:
    return await select(
        away_between,
        "SELECT from_on, from_clock, until_on, until_clock FROM absence"
        " WHERE person = {} AND until_on >= {}",
        technician,
        now().date(),
    )


async def _visits(technician: UUID, besides: UUID | None, division: DivisionOfDays) -> list[Taken]:
    def taken(begins_at: datetime, ends_at: datetime, minutes: int | None) -> Taken:
        counted = (minutes or division.visit_minutes) + division.travel_minutes
        return Taken(begins_at, ends_at, counted)

    return await select(
        taken,
        "SELECT a.begins_at, a.ends_at, o.minutes_promised FROM appointment a"
        " LEFT JOIN outcome o ON o.job = a.job WHERE a.technician = {} AND a.state = 'planned'"
        " AND a.job <> {} AND a.ends_at > {}",
        technician,
        besides or _NO_JOB,
        today()[0],
    )


_NO_JOB = UUID(int=0)


async def _calls(technician: UUID, besides: UUID) -> list[Taken]:
    def taken(planned_at: datetime) -> Taken:
        return Taken(planned_at, planned_at + CALL_TAKES, CALL_TAKES.seconds // 60)

    return await select(
        taken,
        "SELECT v.planned_at FROM previsit v JOIN job j ON j.id = v.job WHERE j.assigned_to = {}"
        " AND v.state IN ({}, {}) AND j.state NOT IN ({}, {}) AND j.id <> {}"
        " AND v.planned_at > {}",
        technician,
        *WAITING,
        *OVER,
        besides,
        today()[0],
    )
