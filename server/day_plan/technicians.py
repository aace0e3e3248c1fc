"""Who of an organisation works on which days."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import msgspec

from server.case_chat.office_hours import Day, OfficeHours
from server.case_chat.reading import settings_of
from server.database import select
from server.planning.free import span_of
from server.planning.schemas import FreeBlock
from server.planning.tables import AwayBecause


@dataclass(frozen=True)
class AtWork:
    """One technician, as far as a board needs to know."""

    id: UUID
    name: str
    trades: Sequence[str]
    """None: every trade."""
    hours: OfficeHours
    absences: Sequence[tuple[date, date, AwayBecause]]

    def works(self, day: date) -> FreeBlock | None:
        """From when until when, also when he is away."""
        span = span_of(self.hours, day)
        return FreeBlock(*span) if span else None

    def away(self, day: date) -> AwayBecause | None:
        """Why he does not come, where it is noted."""
        found = (because for since, until, because in self.absences if since <= day <= until)
        return next(found, None)


async def technicians_at_work(organisation: UUID, first: date, last: date) -> list[AtWork]:
    """Everybody who does repairs there, by name."""
    office, _ = await settings_of(organisation)
    absences = await _absences(organisation, first, last)

    def person(person_id: UUID, name: str, trades: str | None, week: str | None) -> AtWork:
        days = msgspec.json.decode(week, type=list[Day]) if week else office.days
        return AtWork(
            person_id,
            name,
            msgspec.json.decode(trades or "[]", type=list[str]),
            OfficeHours(days, office.closed_on),
            absences.get(person_id, []),
        )

    return await select(
        person,
        "SELECT p.id, p.name, w.trades, w.week FROM person p"
        " LEFT JOIN working_time w ON w.id = p.id WHERE p.organisation = {}"
        " AND p.role = 'technician' AND p.deactivated_at IS NULL ORDER BY p.name, p.id",
        organisation,
    )


async def _absences(
    organisation: UUID, first: date, last: date
) -> Mapping[UUID, list[tuple[date, date, AwayBecause]]]:
    found: dict[UUID, list[tuple[date, date, AwayBecause]]] = defaultdict(list)

    def absence(person: UUID, since: date, until: date, because: str) -> None:
        found[person].append((since, until, AwayBecause(because)))

    await select(
        absence,
        "SELECT x.person, x.from_on, x.until_on, x.because FROM absence x"
        " JOIN person p ON p.id = x.person WHERE p.organisation = {}"
        " AND x.until_on >= {} AND x.from_on <= {} ORDER BY x.from_on, x.id",
        organisation,
        first,
        last,
    )
    return found
