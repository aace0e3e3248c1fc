"""When who works and does what, as coordinators note it."""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import msgspec

from server.actors import Coordinator
from server.case_chat.office_hours import Day, OfficeHours, refuse_impossible
from server.case_chat.reading import settings_of
from server.clock import now
from server.contractors.trades import TRADES, TradeName, trade_called
from server.database import change, insert, one, select, transaction
from server.errors import InvalidInput, NotFound
from server.journal.service import About, append
from server.planning import access
from server.planning.division import divide, division_of
from server.planning.free import away_between
from server.planning.schemas import (
    AbsenceFacts,
    ChosenWorkingTime,
    DivisionOfDays,
    NewAbsence,
    PlannedPerson,
    Planning,
)
from server.planning.tables import Absence, AwayBecause
from server.urgency.clocks import day_of

_LONGEST_ABSENCE = timedelta(days=731)
_SHOWN_SINCE = timedelta(days=1)


async def planning_of(actor: Coordinator, language: str) -> Planning:
    """Everybody of the organisation who does repairs, by name."""
    office, _ = await settings_of(actor.organisation_id)
    absences = await _absences(actor.organisation_id)

    def person(person_id: UUID, name: str, trades: str | None, week: str | None) -> PlannedPerson:
        return PlannedPerson(
            person_id,
            name,
            msgspec.json.decode(trades or "[]", type=list[str]),
            msgspec.json.decode(week, type=list[Day]) if week else None,
            absences[person_id],
        )

    return Planning(
        division=await division_of(actor.organisation_id),
        office_week=office.days,
        trades=[TradeName(code, trade_called(code, language)) for code in TRADES],
        people=await select(
            person,
            "SELECT p.id, p.name, w.trades, w.week FROM person p"
            " LEFT JOIN working_time w ON w.id = p.id WHERE p.organisation = {}"
            " AND p.role = 'technician' AND p.deactivated_at IS NULL ORDER BY p.name, p.id",
            actor.organisation_id,
        ),
    )


async def _absences(organisation: UUID) -> dict[UUID, list[AbsenceFacts]]:
    """By person; those that are over are no longer of use."""
    visits = await select(
        lambda technician, begins_at, ends_at: (technician, begins_at, ends_at),
        "SELECT a.technician, a.begins_at, a.ends_at FROM appointment a"
        " JOIN person p ON p.id = a.technician WHERE p.organisation = {} AND a.state = 'planned'",
        organisation,
    )
    found: dict[UUID, list[AbsenceFacts]] = defaultdict(list)

    def absence(
        absence_id: UUID, person: UUID, since: date, until: date, because: str, *clocks: str
    ) -> None:
        away = away_between(since, clocks[0], until, clocks[1])
        lost = sum(
            who == person and away.begins_at < ends_at and away.ends_at > begins_at
            for who, begins_at, ends_at in visits
        )
        begins, ends = (clock or None for clock in clocks)
        facts = AbsenceFacts(absence_id, since, until, AwayBecause(because), begins, ends, lost)
        found[person].append(facts)

    await select(
        absence,
        "SELECT x.id, x.person, x.from_on, x.until_on, x.because, x.from_clock, x.until_clock"
        " FROM absence x"
        " JOIN person p ON p.id = x.person WHERE p.organisation = {} AND x.until_on >= {}"
        " ORDER BY x.from_on, x.id",
        organisation,
        day_of(now() - _SHOWN_SINCE),
    )
    return found


async def choose_division(actor: Coordinator, chosen: DivisionOfDays) -> None:
    """How this organisation divides its days."""
    async with transaction():
        await divide(actor, chosen)
        await append("planning.divided", About(actor.organisation_id), actor)


async def choose_working_time(
    actor: Coordinator, person_id: UUID, chosen: ChosenWorkingTime
) -> None:
    """What a technician does, and when, from now on."""
    for place, trade in enumerate(chosen.trades):
        if trade not in TRADES:
            raise InvalidInput(f"/trades/{place}", "There is no such trade.")
    if chosen.week is not None:
        refuse_impossible(OfficeHours(chosen.week))
    async with transaction():
        person = await access.technician_of(actor, person_id)
        await change(
            "INSERT INTO working_time (id, organisation, trades, week) VALUES ({}, {}, {}, {})"
            " ON CONFLICT (id) DO UPDATE SET trades = excluded.trades, week = excluded.week",
            person.id,
            actor.organisation_id,
            msgspec.json.encode(sorted(set(chosen.trades))).decode(),
            "" if chosen.week is None else msgspec.json.encode(chosen.week).decode(),
        )
        about = About(actor.organisation_id, subject_id=person.id)
        await append("planning.working_time", about, actor)


async def note_absence(actor: Coordinator, person_id: UUID, noted: NewAbsence) -> None:
    """He does not come in that time. What is planned stays until somebody moves it or passes it
    on: `visits` counts it. The same again changes nothing."""
    if noted.until_on < noted.from_on:
        raise InvalidInput("/untilOn", "It ends on the day it begins, or later.")
    if noted.until_on - noted.from_on > _LONGEST_ABSENCE or _is_far(noted.until_on):
        raise InvalidInput("/untilOn", "An absence ends within two years.")
    begins, ends = noted.from_clock or "", noted.until_clock or ""
    if noted.from_on == noted.until_on and begins and ends and ends <= begins:
        raise InvalidInput("/untilClock", "It ends later on that day than it begins.")
    async with transaction():
        person = await access.technician_of(actor, person_id)
        earlier = await one(Absence, "id = {}", noted.id)
        if earlier and earlier.person != person.id:
            raise NotFound
        if earlier:
            return
        await insert(
            Absence(
                id=noted.id,
                person=person.id,
                from_on=noted.from_on,
                until_on=noted.until_on,
                from_clock=begins,
                until_clock=ends,
                because=noted.because,
            )
        )
        about = About(actor.organisation_id, subject_id=person.id)
        await append("planning.absence_noted", about, actor)


def _is_far(day: date) -> bool:
    return datetime.combine(day, time.min, UTC) > now() + _LONGEST_ABSENCE


async def end_absence(actor: Coordinator, absence_id: UUID) -> None:
    """He comes after all."""
    async with transaction():
        absence = await one(Absence, "id = {}", absence_id)
        if absence is None:
            raise NotFound
        person = await access.technician_of(actor, absence.person)
        await change("DELETE FROM absence WHERE id = {}", absence_id)
        about = About(actor.organisation_id, subject_id=person.id)
        await append("planning.absence_ended", about, actor)
