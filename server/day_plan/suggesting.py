"""A suggested day: what is agreed stays, and what nobody comes for yet finds a place."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from server.actors import Coordinator
from server.clock import HOME, at_home, now
from server.day_plan import solver
from server.day_plan.board import Reader, calls_of, unplanned, visits_of
from server.day_plan.errors import DayIsOver
from server.day_plan.problem import Problem, Span, Stop, Task, Worker, travel_of
from server.day_plan.schemas import BoardCall, BoardJob, BoardVisit, SuggestedDay, SuggestedStop
from server.day_plan.technicians import AtWork, technicians_at_work
from server.errors import InvalidInput
from server.jobs.tables import JobState
from server.planning.division import division_of
from server.planning.free import AHEAD, ANYBODY_DOES, blocks_of, with_plain_trades
from server.planning.schemas import FreeBlock
from server.previsits.tables import CALL_TAKES
from server.urgency.clocks import is_urgent
from server.visit_levels.reading import closed_on

_AGREED = 100
"""As urgent as can be: somebody counts on it."""
_EMERGENCY = 95
_ON_TIME = 45
"""When its deadline is now; twice as long after the report it is twice as urgent."""
_LONGEST = 90


class _Clock:
    """Minutes after midnight of one day, and back."""

    def __init__(self, day: date) -> None:
        self._begins = at_home(day)

    def minutes(self, moment: datetime) -> int:
        return (moment - self._begins) // timedelta(minutes=1)

    def span(self, block: FreeBlock) -> Span:
        return self.minutes(block.begins_at), self.minutes(block.ends_at)

    def moment(self, minutes: int) -> datetime:
        return self._begins + timedelta(minutes=minutes)


async def suggest(actor: Coordinator, day: date, language: str) -> SuggestedDay:
    """Changes nothing.

    Raises DayIsOver, InvalidInput for a day too far ahead, and NoSuggestion.
    """
    _refuse_other_days(day)
    clock = _Clock(day)
    division = await division_of(actor.organisation_id)
    blocks = list(blocks_of(division, day))
    reader = Reader(language, division.visit_minutes)
    agreed = {str(visit.job.job_id): visit for visit in await visits_of(actor, day, reader)}
    without_visit = await unplanned(actor, reader)
    closed = await closed_on(day, [job.request_id for job in without_visit])
    waiting = {str(job.job_id): job for job in without_visit if job.request_id not in closed}
    people = await technicians_at_work(actor.organisation_id, day, day)
    calls = await calls_of(actor, day, reader)
    problem = Problem(
        [worker for person in people if (worker := _worker(person, day, clock, blocks, calls))],
        [
            *(_agreed(clock, visit) for visit in agreed.values()),
            *(_wanted(clock, job, blocks) for job in waiting.values()),
        ],
    )
    plan = await solver.planned(problem)
    jobs = {**{key: visit.job for key, visit in agreed.items()}, **waiting}
    return SuggestedDay(
        day,
        [_suggested(clock, stop, jobs, agreed, blocks) for stop in plan.stops],
        [jobs[key] for key in plan.left],
        travel_of(plan),
    )


def _refuse_other_days(day: date) -> None:
    today = now().astimezone(HOME).date()
    if day < today:
        raise DayIsOver
    if day > today + AHEAD:
        raise InvalidInput("/day", "This is more than a year ahead.")


def _worker(
    person: AtWork,
    day: date,
    clock: _Clock,
    blocks: Sequence[FreeBlock],
    calls: Sequence[tuple[UUID, BoardCall]],
) -> Worker | None:
    works = person.works(day)
    if works is None or person.away(day):
        return None
    opens, closes = clock.span(works)
    opens = max(opens, clock.minutes(now()))
    if opens >= closes:
        return None
    pauses = [
        (clock.minutes(one.ends_at), clock.minutes(other.begins_at))
        for one, other in pairwise(blocks)
    ]
    own = [clock.minutes(call.planned_at) for who, call in calls if who == person.id]
    takes = CALL_TAKES // timedelta(minutes=1)
    return Worker(
        id=str(person.id),
        works=(opens, closes),
        trades=sorted(with_plain_trades(person.trades)),
        busy=[
            *(span for span in pauses if span[0] < span[1]),
            *(clock.span(away) for away in person.away_in(day)),
            *((begins, begins + takes) for begins in own),
        ],
    )


def _agreed(clock: _Clock, visit: BoardVisit) -> Task:
    """Of whoever comes, in its block. When he is away now, nobody can make it."""
    return Task(
        id=str(visit.job.job_id),
        place=visit.job.postcode,
        minutes=visit.job.minutes,
        only=str(visit.job.technician_id),
        begins=[clock.span(FreeBlock(visit.begins_at, visit.ends_at))],
        urgency=_AGREED,
    )


def _wanted(clock: _Clock, job: BoardJob, blocks: Sequence[FreeBlock]) -> Task:
    """Begins in a block, and ends in it where it can. Who looked by video comes himself."""
    is_known_to_one = job.state != JobState.GIVEN
    return Task(
        id=str(job.job_id),
        place=job.postcode,
        minutes=job.minutes,
        trade="" if job.trade == ANYBODY_DOES else job.trade,
        only=str(job.technician_id) if is_known_to_one else "",
        begins=[
            (begins, max(begins, ends - job.minutes)) for begins, ends in map(clock.span, blocks)
        ],
        urgency=_urgency(job),
    )


def _urgency(job: BoardJob) -> int:
    """By how late it is for what it is: a week late is little for a door, and much for heating."""
    if is_urgent(job.priority) or job.due_at is None:
        return _EMERGENCY
    share = (now() - job.reported_at) / (job.due_at - job.reported_at)
    return min(round(_ON_TIME * share), _LONGEST)


def _suggested(
    clock: _Clock,
    stop: Stop,
    jobs: Mapping[str, BoardJob],
    agreed: Mapping[str, BoardVisit],
    blocks: Sequence[FreeBlock],
) -> SuggestedStop:
    visit = agreed.get(stop.task)
    begins_at = clock.moment(stop.begins)
    if visit:
        block = FreeBlock(visit.begins_at, visit.ends_at)
    else:
        block = next(each for each in reversed(blocks) if each.begins_at <= begins_at)
    return SuggestedStop(
        jobs[stop.task],
        UUID(stop.worker),
        block,
        begins_at,
        stop.travel,
        visit.appointment_id if visit else None,
    )
