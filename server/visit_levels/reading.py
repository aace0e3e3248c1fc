"""Which level holds for a home, and on which days."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from server.clock import now
from server.database import select
from server.urgency.clocks import DAMP_FAULTS, day_of, is_urgent
from server.visit_levels.schemas import LevelNow
from server.visit_levels.tables import Level, VisitLevel

_DIGITS = 4
_OF_HOME = "FROM repair_request r JOIN dwelling d ON d.id = r.dwelling"


def today() -> date:
    """At the homes."""
    return day_of(now())


def _goes_on(priority: str, fault: str) -> bool:
    """What is urgent is done on any day, and damp keeps to the days of its own track."""
    return is_urgent(priority) or fault in DAMP_FAULTS


async def levels_of(organisation: UUID) -> list[VisitLevel]:
    """Those that hold today or later, the first to begin first."""
    return (
        await VisitLevel.objects()
        .where(
            (VisitLevel.organisation == organisation)
            & (VisitLevel.until_on >= today())
            & VisitLevel.taken_back_at.is_null()
        )
        .order_by(VisitLevel.from_on, VisitLevel.first_postcode, VisitLevel.id)
    )


def level_on(levels: Sequence[VisitLevel], postcode: str, day: date) -> LevelNow | None:
    """There, on that day; None: as usual. At most one holds."""
    return next(
        (
            LevelNow(Level(each.level), each.until_on)
            for each in levels
            if _is_there(each, postcode) and each.from_on <= day <= each.until_on
        ),
        None,
    )


def _is_there(level: VisitLevel, postcode: str) -> bool:
    return level.first_postcode <= postcode[:_DIGITS] <= level.last_postcode


async def _levels_by_firm(organisations: Iterable[UUID]) -> dict[UUID, list[VisitLevel]]:
    return {each: await levels_of(each) for each in set(organisations)}


async def closed_days(request_id: UUID) -> list[tuple[date, date]]:
    """On which nobody comes for this repair, each span with both its days; none for what goes on
    on any day."""
    ((organisation, postcode, priority, fault),) = await select(
        lambda *row: row,
        f"SELECT r.organisation, d.postcode, r.priority, r.fault {_OF_HOME} WHERE r.id = {{}}",
        request_id,
    )
    if _goes_on(priority, fault):
        return []
    return [
        (each.from_on, each.until_on)
        for each in await levels_of(organisation)
        if each.level == Level.EMERGENCIES_ONLY and _is_there(each, postcode)
    ]


async def closed_on(day: date, request_ids: Sequence[UUID]) -> set[UUID]:
    """Those of these repairs for which nobody comes on that day."""
    if not request_ids:
        return set()
    places = ", ".join("{}" for _ in request_ids)
    homes = await select(
        lambda *row: row,
        f"SELECT r.id, r.organisation, d.postcode, r.priority, r.fault {_OF_HOME}"
        f" WHERE r.id IN ({places})",
        *request_ids,
    )
    levels = await _levels_by_firm(organisation for _, organisation, *_ in homes)
    return {
        request
        for request, organisation, postcode, priority, fault in homes
        if not _goes_on(priority, fault)
        and (found := level_on(levels[organisation], postcode, day))
        and found.level == Level.EMERGENCIES_ONLY
    }


async def levels_for(job_ids: Sequence[UUID]) -> dict[UUID, LevelNow]:
    """By job: what holds at its home on the day of its visit, or today while none is planned."""
    if not job_ids:
        return {}
    places = ", ".join("{}" for _ in job_ids)
    homes = await select(
        lambda *row: row,
        "SELECT j.id, j.organisation, d.postcode, a.begins_at FROM job j"  # noqa: S608 - places only
        " JOIN repair_request r ON r.id = j.request JOIN dwelling d ON d.id = r.dwelling"
        " LEFT JOIN appointment a ON a.job = j.id AND a.state = 'planned'"
        f" WHERE j.id IN ({places})",
        *job_ids,
    )
    levels = await _levels_by_firm(organisation for _, organisation, *_ in homes)
    found = {
        job: level_on(levels[organisation], postcode, day_of(begins_at) if begins_at else today())
        for job, organisation, postcode, begins_at in homes
    }
    return {job: level for job, level in found.items() if level}
