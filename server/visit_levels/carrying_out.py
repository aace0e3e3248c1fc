"""What a level does to repairs, one by one, each in a transaction of its own: a kill at any point
is made good by doing it again, and nobody is told twice."""

from datetime import datetime
from uuid import UUID

from server.appointments import keeping
from server.appointments.tables import Because
from server.clock import now
from server.database import change, few, insert, one, select, transaction
from server.identifiers import new_id
from server.jobs.access import lock_job_itself
from server.journal.entries import Entry
from server.repair_requests.moving import lock, move, put
from server.repair_requests.tables import RepairRequest, RequestState
from server.visit_levels.affected import affected_by, comes_back_at
from server.visit_levels.reading import levels_of, today
from server.visit_levels.tables import Level, LevelPostponement, VisitLevel

BECAUSE = "emergencies_only"
"""What she reads why it waits."""


async def follow(entry: Entry) -> None:
    """A level was set or taken back."""
    if entry.event == "visit_level.set":
        level = await one(VisitLevel, "id = {}", entry.subject_id)
        if level:
            await carry_out(level)
    else:
        await bring_back_all()


async def carry_out_all() -> None:
    """Of each level that holds or will: what was reported, answered or became less urgent since
    it was set comes along, and what has no appointment when it begins."""
    for organisation in await few(
        lambda found: found,
        "SELECT DISTINCT organisation FROM visit_level"
        " WHERE taken_back_at IS NULL AND until_on >= {}",
        today(),
    ):
        for level in await levels_of(organisation):
            await carry_out(level)


async def carry_out(level: VisitLevel) -> None:
    """Careful changes no repair."""
    if level.level == Level.EMERGENCIES_ONLY:
        for each in await affected_by(level):
            await _apply(level.id, each.request_id)


async def carry_out_for(request_id: UUID) -> None:
    """For a repair that was reported just now."""
    request = await one(RepairRequest, "id = {}", request_id)
    if request:
        for level in await levels_of(request.organisation):
            if level.level == Level.EMERGENCIES_ONLY:
                await _apply(level.id, request_id)


async def _apply(level_id: UUID, request_id: UUID) -> None:
    async with transaction():
        request = await lock(request_id)
        level = await one(VisitLevel, "id = {} AND taken_back_at IS NULL", level_id)
        # By how it stands now that nobody else changes it.
        for found in await affected_by(level, request_id) if level else []:
            for job_id in found.ends:
                await lock_job_itself(job_id)
                await keeping.call_off(job_id, Because.EMERGENCIES_ONLY, None)
            if level and found.is_postponed:
                await _postpone(request, level)


async def _postpone(request: RepairRequest, level: VisitLevel) -> None:
    until = comes_back_at(level)
    await insert(
        LevelPostponement(
            id=new_id(),
            level=level.id,
            request=request.id,
            until=until,
            before_until=request.postponed_until,
            before_because=request.postponed_because,
            undone_at=None,
        )
    )
    await _let_wait(request, until, BECAUSE)


async def _let_wait(request: RepairRequest, until: datetime, because: str) -> None:
    """Of what waits already only the date moves: she is told of the new one alone."""
    if request.state == RequestState.POSTPONED:
        await put(request, "resumed")
    request.postponed_until, request.postponed_because = until, because
    told = {"because": because, "until": until.date().isoformat()}
    await move(request, "postponed", None, told)


async def bring_back_all() -> None:
    """What levels postponed that were taken back."""
    for postponement in await select(
        lambda found: found,
        "SELECT p.id FROM level_postponement p JOIN visit_level l ON l.id = p.level"
        " WHERE p.undone_at IS NULL AND l.taken_back_at IS NOT NULL",
    ):
        async with transaction():
            await _bring_back(postponement)


async def _bring_back(postponement_id: UUID) -> None:
    ((request_id,),) = await few(
        lambda *row: row, "SELECT request FROM level_postponement WHERE id = {}", postponement_id
    )
    request = await lock(request_id)
    kept = await one(LevelPostponement, "id = {} AND undone_at IS NULL", postponement_id)
    if kept is None:
        return
    await change(
        "UPDATE level_postponement SET undone_at = {} WHERE id = {}", now(), postponement_id
    )
    if not _waits_by(request, kept):
        return  # a person decided otherwise since
    if kept.before_until and kept.before_until > now():
        await _let_wait(request, kept.before_until, kept.before_because)
    else:
        await move(request, "resumed", None)


def _waits_by(request: RepairRequest, kept: LevelPostponement) -> bool:
    is_its_reason = request.postponed_because == BECAUSE
    return is_its_reason and request.postponed_until == kept.until


async def has_a_date(request_id: UUID) -> None:
    """A visit was planned, outside the days of any level: what waited for a level waits no more.
    The journal says so by the visit."""
    request = await lock(request_id)
    kept = await one(
        LevelPostponement,
        "request = {} AND undone_at IS NULL ORDER BY until DESC LIMIT 1",
        request_id,
    )
    if kept and _waits_by(request, kept):
        await put(request, "resumed")
