"""How many jobs a contractor has on one day, and whether it takes one more."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from server.clock import at_home, now
from server.contractors.errors import ContractorDayFull, ContractorTakesNone, NoDayForWork
from server.contractors.tables import Contract
from server.database import select
from server.urgency.clocks import day_of
from server.working_days import is_working_day, next_working_day

_DAYS_NAMED = 5
"""So many days with room a refusal names, of as many weeks at most."""

_VISITS = """
SELECT w.contract, w.request, a.begins_at
FROM appointment a JOIN job j ON j.id = a.job
JOIN work_order w ON w.request = j.request AND w.contractor = j.contractor
JOIN contract c ON c.id = w.contract
WHERE c.corporation = {} AND a.begins_at >= {} AND a.begins_at < {}
  AND w.state = 'accepted' AND a.state IN ('planned', 'kept', 'no_access', 'not_shown')
"""
_ASKED = """
SELECT w.contract, w.request, w.asked_on
FROM work_order w JOIN contract c ON c.id = w.contract
JOIN repair_request r ON r.id = w.request
WHERE c.corporation = {} AND w.asked_on >= {} AND w.asked_on <= {}
  AND w.state IN ('offered', 'accepted') AND r.state <> 'cancelled'
  AND NOT EXISTS (SELECT 1 FROM job j JOIN appointment a ON a.job = j.id
    WHERE j.request = w.request AND j.contractor = w.contractor
      AND a.state IN ('planned', 'kept', 'no_access', 'not_shown'))
"""

Given = Mapping[tuple[UUID, date], int]
"""By contract and day."""


async def given_on(corporation: UUID, first: date, last: date) -> Given:
    """How many jobs each contractor has on these days: those for which it agreed on a visit then,
    and those it was asked for then and has not agreed on any. A repair counts once a day."""
    found: dict[tuple[UUID, date], set[UUID]] = defaultdict(set)

    def visit(contract: UUID, request: UUID, begins_at: datetime) -> None:
        found[contract, day_of(begins_at)].add(request)

    def asked(contract: UUID, request: UUID, day: date) -> None:
        found[contract, day].add(request)

    await select(visit, _VISITS, corporation, at_home(first), at_home(last + timedelta(days=1)))
    await select(asked, _ASKED, corporation, first, last)
    return {place: len(requests) for place, requests in found.items()}


def may_be_asked_for(day: date) -> bool:
    """Nobody is asked for a weekend, a holiday, or a day that is over."""
    return is_working_day(day) and day >= _today()


def _today() -> date:
    return day_of(now())


async def refuse_without_room(contract: Contract, day: date | None) -> None:
    """One more job for that day, of a contract that is locked: whoever comes second counts what the
    first one gave. Without a day only a contractor who takes none now is full.

    Raises ContractorTakesNone, NoDayForWork or ContractorDayFull.
    """
    takes = contract.jobs_per_day
    if takes == 0:
        raise ContractorTakesNone
    if day is None:
        return
    coming = _coming_days(day)
    given = await given_on(contract.corporation, min(day, coming[0]), coming[-1])
    counts = {each: given.get((contract.id, each), 0) for each in {day, *coming}}
    room = [each for each in coming if _has_room(takes, counts[each])][:_DAYS_NAMED]
    if not may_be_asked_for(day):
        raise NoDayForWork(room=room)
    if not _has_room(takes, counts[day]):
        raise ContractorDayFull(takes=takes, given=counts[day], room=room)


def _has_room(takes: int | None, given: int) -> bool:
    return takes is None or given < takes


def _coming_days(day: date) -> Sequence[date]:
    """The working days from this one on, or from today: enough to find some with room."""
    first = max(day, _today())
    days = [first if is_working_day(first) else next_working_day(first)]
    while len(days) < _DAYS_NAMED * 5:
        days.append(next_working_day(days[-1]))
    return days
