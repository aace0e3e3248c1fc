"""The desk sets a level for a region and some days, reads beforehand what that does, and takes it
back."""

from datetime import date, timedelta
from uuid import UUID

from server.actors import Coordinator
from server.clock import now
from server.database import change, few, insert, one, select, transaction
from server.errors import NotFound
from server.journal.service import About, append
from server.urgency.clocks import URGENT
from server.visit_levels.affected import IN_REGION, affected_by, begins_at, ends_at, region_of
from server.visit_levels.errors import LevelDatesRefused, LevelOverlaps, RegionRefused
from server.visit_levels.reading import levels_of, today
from server.visit_levels.schemas import LevelFacts, LevelPreview, NewLevel
from server.visit_levels.tables import Level, LevelBecause, VisitLevel

_DAYS = {Level.EMERGENCIES_ONLY: 29, Level.CAREFUL: 365}
"""How far ahead the last day may be: what waits for the day after has a date within thirty."""

_HOMES = "FROM dwelling d WHERE d.organisation = {} AND substr(d.postcode, 1, 4) BETWEEN {} AND {}"


async def levels(actor: Coordinator) -> list[LevelFacts]:
    """Those that hold today or later."""
    waiting = dict(
        await select(
            lambda level, count: (level, count),
            "SELECT p.level, count(*) FROM level_postponement p"
            " JOIN visit_level l ON l.id = p.level JOIN repair_request r ON r.id = p.request"
            " WHERE l.organisation = {}"
            " AND p.undone_at IS NULL AND r.state = 'postponed' AND r.postponed_until = p.until"
            " GROUP BY p.level",
            actor.organisation_id,
        )
    )
    return [
        LevelFacts(
            each.id,
            Level(each.level),
            each.first_postcode,
            each.last_postcode,
            each.from_on,
            each.until_on,
            LevelBecause(each.because),
            waiting.get(each.id, 0),
        )
        for each in await levels_of(actor.organisation_id)
    ]


async def preview(actor: Coordinator, wanted: NewLevel) -> LevelPreview:
    """What setting it would do now; refused for what setting it would be refused for."""
    level = _as_row(actor, wanted)
    await _refuse_impossible(level)
    is_strict = level.level == Level.EMERGENCIES_ONLY
    affected = await affected_by(level) if is_strict else []
    (urgent,) = await select(
        int,
        f"SELECT count(*) {IN_REGION} AND r.priority IN ({', '.join('{}' for _ in URGENT)})",
        *region_of(level),
        *URGENT,
    )
    return LevelPreview(
        homes=await _homes(level),
        neighbourhoods=await select(
            str,
            f"SELECT DISTINCT d.neighbourhood {_HOMES} AND d.neighbourhood <> ''"
            " ORDER BY d.neighbourhood",
            *region_of(level),
        ),
        repairs_postponed=sum(each.is_postponed for each in affected),
        visits_ended=sum(len(each.ends) for each in affected),
        tenants_told=len(affected),
        urgent_kept=urgent,
        visits_careful=0 if is_strict else await _visits_during(level),
    )


async def set_level(actor: Coordinator, wanted: NewLevel) -> None:
    """From now on, or from its first day. What it postpones follows at once, repair by repair
    (`carrying_out.py`). The same again changes nothing."""
    level = _as_row(actor, wanted)
    async with transaction():
        # One by one: of two that overlap, the second finds the first.
        await change(
            "UPDATE organisation SET last_number = last_number WHERE id = {}", level.organisation
        )
        earlier = await one(VisitLevel, "id = {}", level.id)
        if earlier and earlier.organisation != level.organisation:
            raise NotFound  # knowing an id must not open another's
        if earlier:
            return
        await _refuse_impossible(level)
        await insert(level)
        told = {
            "level": str(level.level),
            "postcodes": f"{level.first_postcode}-{level.last_postcode}",
            "fromOn": level.from_on.isoformat(),
            "untilOn": level.until_on.isoformat(),
            "because": str(level.because),
        }
        await append("visit_level.set", _about(level), actor, told)


async def take_back(actor: Coordinator, level_id: UUID) -> None:
    """As usual again. What it postponed comes back, and only that. Twice changes nothing."""
    async with transaction():
        await change("UPDATE visit_level SET level = level WHERE id = {}", level_id)
        level = await one(
            VisitLevel, "id = {} AND organisation = {}", level_id, actor.organisation_id
        )
        if level is None:
            raise NotFound
        if level.taken_back_at:
            return
        await change("UPDATE visit_level SET taken_back_at = {} WHERE id = {}", now(), level.id)
        await append("visit_level.taken_back", _about(level), actor)


def _as_row(actor: Coordinator, wanted: NewLevel) -> VisitLevel:
    return VisitLevel(
        id=wanted.id,
        organisation=actor.organisation_id,
        level=wanted.level,
        first_postcode=wanted.first_postcode,
        last_postcode=wanted.last_postcode,
        from_on=wanted.from_on,
        until_on=wanted.until_on,
        because=wanted.because,
        set_on=today(),
        taken_back_at=None,
    )


async def _refuse_impossible(level: VisitLevel) -> None:
    latest = today() + timedelta(days=_DAYS[Level(level.level)])
    if level.from_on < today():
        raise _dates("/fromOn", "It begins today or later.", latest)
    if not level.from_on <= level.until_on <= latest:
        raise _dates("/untilOn", f"It ends on its first day or later, by {latest}.", latest)
    if level.first_postcode > level.last_postcode:
        raise RegionRefused(errors=[_wrong("/lastPostcode", "The lower postcode comes first.")])
    if not await _homes(level):
        raise RegionRefused(errors=[_wrong("/firstPostcode", "No home of ours is there.")])
    for other in await levels_of(level.organisation):
        if other.id != level.id and _overlap(level, other):
            raise LevelOverlaps(
                other={
                    "level": other.level,
                    "firstPostcode": other.first_postcode,
                    "lastPostcode": other.last_postcode,
                    "fromOn": other.from_on,
                    "untilOn": other.until_on,
                }
            )


def _overlap(one: VisitLevel, other: VisitLevel) -> bool:
    is_there = (
        one.first_postcode <= other.last_postcode and other.first_postcode <= one.last_postcode
    )
    return is_there and one.from_on <= other.until_on and other.from_on <= one.until_on


def _dates(pointer: str, detail: str, latest: date) -> LevelDatesRefused:
    return LevelDatesRefused(errors=[_wrong(pointer, detail)], latest=latest)


def _wrong(pointer: str, detail: str) -> dict[str, str]:
    return {"pointer": pointer, "detail": detail}


async def _homes(level: VisitLevel) -> int:
    (homes,) = await few(int, f"SELECT count(*) {_HOMES}", *region_of(level))
    return homes


async def _visits_during(level: VisitLevel) -> int:
    (visits,) = await select(
        int,
        "SELECT count(*) FROM appointment a JOIN job j ON j.id = a.job"  # noqa: S608 - fixed text
        f" WHERE a.state = 'planned' AND j.request IN (SELECT r.id {IN_REGION})"
        " AND a.begins_at >= {} AND a.begins_at < {}",
        *region_of(level),
        begins_at(level),
        ends_at(level),
    )
    return visits


def _about(level: VisitLevel) -> About:
    return About(level.organisation, subject_id=level.id)
