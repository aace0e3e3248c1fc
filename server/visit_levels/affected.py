"""Which repairs a level for emergencies only falls on, and what becomes of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from server.clock import at_home, now
from server.database import select
from server.jobs.service import BEEN_INSIDE
from server.repair_requests.moving import MOVES
from server.repair_requests.tables import RequestState
from server.urgency.clocks import DAMP_FAULTS, URGENT
from server.visit_levels.reading import today
from server.visit_levels.tables import VisitLevel

_COMES_BACK_AT = time(8)


@dataclass(frozen=True)
class Visit:
    """An appointment that is planned."""

    job_id: UUID
    begins_at: datetime


@dataclass(frozen=True)
class Open:
    """An open repair there that may wait, and that nobody is at."""

    request_id: UUID
    state: RequestState
    postponed_until: datetime | None
    is_decided: bool
    """This level postponed it before: what a person did with it since, stays."""
    visits: Sequence[Visit]


@dataclass(frozen=True)
class Affected:
    """What has to be done with a repair."""

    request_id: UUID
    ends: Sequence[UUID]
    """Jobs whose appointments fall in those days."""
    is_postponed: bool
    """Else only the appointments end: it waits already, or for something else."""


def begins_at(level: VisitLevel) -> datetime:
    return at_home(level.from_on)


def ends_at(level: VisitLevel) -> datetime:
    return at_home(level.until_on + timedelta(days=1))


def comes_back_at(level: VisitLevel) -> datetime:
    """The morning after: when what it postponed is looked at again."""
    return at_home(level.until_on + timedelta(days=1), _COMES_BACK_AT)


def what_becomes_of(repair: Open, level: VisitLevel) -> Affected | None:
    """None when the level changes nothing for it. What has an appointment before or after those
    days keeps it, and so needs no other date; what has none waits from when the level begins."""
    begins, ends = begins_at(level), ends_at(level)
    during = [each.job_id for each in repair.visits if begins <= each.begins_at < ends]
    comes_later = any(each.begins_at >= ends for each in repair.visits)
    if repair.state == RequestState.POSTPONED:
        until = repair.postponed_until
        waits = until is not None and begins <= until < ends
    else:
        is_its_turn = bool(during) or level.from_on <= today()
        waits = repair.state in MOVES["postponed"].sources and is_its_turn
    waits = waits and not comes_later and not repair.is_decided
    return Affected(repair.request_id, during, waits) if during or waits else None


def _places(values: Sequence[object]) -> str:
    return ", ".join(["{}"] * len(values))


IN_REGION = (
    "FROM repair_request r JOIN dwelling d ON d.id = r.dwelling WHERE r.organisation = {}"
    " AND r.closed_at IS NULL AND substr(d.postcode, 1, 4) BETWEEN {} AND {}"
)
_MAY_WAIT = f"""
AND r.priority NOT IN ({_places(URGENT)}) AND r.fault NOT IN ({_places(tuple(DAMP_FAULTS))})
AND NOT EXISTS (SELECT 1 FROM job j WHERE j.request = r.id
  AND j.state IN ({_places(BEEN_INSIDE)}))
AND NOT EXISTS (SELECT 1 FROM job j JOIN approach w ON w.id = j.id WHERE j.request = r.id
  AND w.called_off_at IS NULL AND w.lapses_at > {{}})
"""  # noqa: S608 - fixed text
_REPAIRS = f"""
SELECT r.id, r.state, r.postponed_until,
  EXISTS (SELECT 1 FROM level_postponement p WHERE p.level = {{}} AND p.request = r.id)
{IN_REGION} {_MAY_WAIT}
"""  # noqa: S608 - fixed text
_VISITS = """
SELECT j.request, a.job, a.begins_at FROM appointment a JOIN job j ON j.id = a.job
WHERE a.state = 'planned' AND j.request IN
"""


def region_of(level: VisitLevel) -> tuple[UUID, str, str]:
    """What `IN_REGION` asks for."""
    return level.organisation, level.first_postcode, level.last_postcode


async def affected_by(level: VisitLevel, only: UUID | None = None) -> list[Affected]:
    """By how things stand now; of all repairs, or of one."""
    which, args = (" AND r.id = {}", [only]) if only else ("", [])
    arguments = [*region_of(level), *URGENT, *DAMP_FAULTS, *BEEN_INSIDE, now(), *args]
    found = await select(lambda *row: row, _REPAIRS + which, level.id, *arguments)
    visits: dict[UUID, list[Visit]] = defaultdict(list)
    for request, job, moment in await select(
        lambda *row: row,
        f"{_VISITS} (SELECT r.id {IN_REGION} {_MAY_WAIT}{which})",
        *arguments,
    ):
        visits[request].append(Visit(job, moment))
    repairs = [
        Open(request, RequestState(state), until, bool(is_decided), visits[request])
        for request, state, until, is_decided in found
    ]
    return [each for repair in repairs if (each := what_becomes_of(repair, level))]
