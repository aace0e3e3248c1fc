"""The planning board: each technician's days, and the jobs that nobody comes for yet."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from server.actors import Coordinator
from server.appointments.tables import AppointmentState
from server.clock import HOME, at_home
from server.database import few, select
from server.day_plan.contractors import contractors_on
from server.day_plan.ordering import shortest_way
from server.day_plan.schemas import (
    Board,
    BoardCall,
    BoardDay,
    BoardJob,
    BoardPerson,
    BoardVisit,
)
from server.day_plan.technicians import AtWork, technicians_at_work
from server.errors import InvalidInput
from server.jobs.tables import OVER, JobState
from server.planning.agreeing import VISIT_AHEAD
from server.planning.division import division_of
from server.planning.free import blocks_of
from server.previsits.tables import PrevisitState
from server.repair_requests.faults import FAULTS
from server.repair_requests.tables import Priority

MOST_DAYS = 14
SHOWN = 100
_CALLS = (PrevisitState.PLANNED, PrevisitState.OPEN, PrevisitState.HELD)
_SHOWN_STATES = (
    AppointmentState.PLANNED,
    AppointmentState.KEPT,
    AppointmentState.NO_ACCESS,
    AppointmentState.NOT_SHOWN,
)

_JOB = (
    "j.id, r.id, r.number, coalesce(o.fault, r.fault), d.street, d.house_number, d.postcode,"
    " r.priority, r.reported_at, r.due_at, j.state, o.minutes_promised, j.assigned_to"
)
_OF_JOB = (
    "job j JOIN repair_request r ON r.id = j.request JOIN dwelling d ON d.id = r.dwelling"
    " LEFT JOIN outcome o ON o.job = j.id"
)
_UNPLANNED = f"""FROM {_OF_JOB}
WHERE j.assigned_to IN (SELECT id FROM person WHERE organisation = {{}} AND deactivated_at IS NULL)
  AND j.state IN ({", ".join(["{}"] * len(VISIT_AHEAD))})
  AND NOT EXISTS (SELECT 1 FROM appointment a WHERE a.job = j.id AND a.state = 'planned')
"""  # noqa: S608 - fixed text
_VISITS = f"""
SELECT a.technician, a.id, a.begins_at, a.ends_at, a.state, {_JOB}
FROM appointment a JOIN ({_OF_JOB}) ON j.id = a.job JOIN person p ON p.id = a.technician
WHERE p.organisation = {{}} AND a.begins_at >= {{}} AND a.begins_at < {{}}
  AND a.state IN ({{}}, {{}}, {{}}, {{}})
ORDER BY a.begins_at, a.id
"""  # noqa: S608 - as above
_PLANNED_CALLS = """
SELECT j.assigned_to, j.id, r.id, r.number, r.fault, v.planned_at
FROM previsit v JOIN job j ON j.id = v.job JOIN repair_request r ON r.id = j.request
JOIN person p ON p.id = j.assigned_to
WHERE p.organisation = {} AND v.planned_at >= {} AND v.planned_at < {}
  AND v.state IN ({}, {}, {}) AND j.state NOT IN ({}, {})
ORDER BY v.planned_at, v.id
"""


class Reader:
    """Makes jobs of rows, in one language, with what is counted where nobody told the minutes."""

    def __init__(self, language: str, visit_minutes: int) -> None:
        self._language, self._minutes = language, visit_minutes

    def job(self, *row: Any) -> BoardJob:
        job, request, number, code, street, house_number, postcode = row[:7]
        priority, reported_at, due_at, state, minutes, technician = row[7:]
        fault = FAULTS[code]
        return BoardJob(
            job,
            request,
            number,
            fault.words(self._language).title,
            street,
            house_number,
            postcode,
            Priority(priority),
            reported_at,
            due_at,
            JobState(state),
            minutes or self._minutes,
            fault.trade,
            technician,
        )

    def visit(self, *row: Any) -> tuple[UUID, BoardVisit]:
        technician, appointment, begins_at, ends_at, state, *job = row
        told = AppointmentState(state)
        return technician, BoardVisit(appointment, begins_at, ends_at, told, self.job(*job))

    def call(self, *row: Any) -> tuple[UUID, BoardCall]:
        technician, job, request, number, code, planned_at = row
        title = FAULTS[code].words(self._language).title
        return technician, BoardCall(job, request, number, title, planned_at)


async def board(actor: Coordinator, first: date, days: int, language: str) -> Board:
    """Of the actor's own technicians, from `first` on.

    Raises InvalidInput for more days than a screen shows.
    """
    if not 1 <= days <= MOST_DAYS:
        raise InvalidInput("/days", f"A board shows one to {MOST_DAYS} days.")
    shown = [first + timedelta(days=ahead) for ahead in range(days)]
    division = await division_of(actor.organisation_id)
    reader = Reader(language, division.visit_minutes)
    span = _span(shown[0], shown[-1])
    visits = _by_person_and_day(await _visits(actor, reader, span), lambda each: each.begins_at)
    calls = _by_person_and_day(await _calls(actor, reader, span), lambda each: each.planned_at)
    return Board(
        days=shown,
        blocks=[list(blocks_of(division, day)) for day in shown],
        people=[
            BoardPerson(
                person.id,
                person.name,
                list(person.trades),
                [_day(person, day, visits[person.id, day], calls[person.id, day]) for day in shown],
            )
            for person in await technicians_at_work(actor.organisation_id, shown[0], shown[-1])
        ],
        contractors=await contractors_on(actor, shown, language),
        unplanned=await unplanned(actor, reader),
        unplanned_count=await _count_unplanned(actor),
    )


def _day(
    person: AtWork, day: date, visits: Sequence[BoardVisit], calls: Sequence[BoardCall]
) -> BoardDay:
    ordered, travel = shortest_way(visits)
    return BoardDay(
        day, person.works(day), person.away(day), person.away_in(day), ordered, list(calls), travel
    )


async def unplanned(actor: Coordinator, reader: Reader) -> list[BoardJob]:
    """Jobs of the actor's own people for which nobody comes yet, oldest first."""
    return await select(
        reader.job,
        f"SELECT {_JOB} {_UNPLANNED} ORDER BY r.reported_at, j.id LIMIT {{}}",
        actor.organisation_id,
        *VISIT_AHEAD,
        SHOWN,
    )


async def visits_of(actor: Coordinator, day: date, reader: Reader) -> list[BoardVisit]:
    """What is agreed for that day."""
    found = [visit for _, visit in await _visits(actor, reader, _span(day, day))]
    return [visit for visit in found if visit.state == AppointmentState.PLANNED]


async def calls_of(actor: Coordinator, day: date, reader: Reader) -> list[tuple[UUID, BoardCall]]:
    """Each with its technician."""
    return await _calls(actor, reader, _span(day, day))


def _span(first: date, last: date) -> tuple[datetime, datetime]:
    return at_home(first), at_home(last + timedelta(days=1))


async def _count_unplanned(actor: Coordinator) -> int:
    (count,) = await few(int, f"SELECT count(*) {_UNPLANNED}", actor.organisation_id, *VISIT_AHEAD)
    return count


async def _visits(
    actor: Coordinator, reader: Reader, span: tuple[datetime, datetime]
) -> list[tuple[UUID, BoardVisit]]:
    return await select(reader.visit, _VISITS, actor.organisation_id, *span, *_SHOWN_STATES)


async def _calls(
    actor: Coordinator, reader: Reader, span: tuple[datetime, datetime]
) -> list[tuple[UUID, BoardCall]]:
    return await select(reader.call, _PLANNED_CALLS, actor.organisation_id, *span, *_CALLS, *OVER)


def _by_person_and_day(found: Iterable[tuple[UUID, Any]], moment: Any) -> dict[Any, list[Any]]:
    sorted_out: dict[tuple[UUID, date], list[Any]] = defaultdict(list)
    for person, each in found:
        sorted_out[person, moment(each).astimezone(HOME).date()].append(each)
    return sorted_out
