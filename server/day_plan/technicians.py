"""Who of an organisation works on which days."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec

from server.case_chat.office_hours import Day, OfficeHours
from server.case_chat.reading import settings_of
from server.clock import at_home
from server.database import select
from server.planning.free import Away, away_between, span_of
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
    absences: Sequence[tuple[Away, AwayBecause]]

    def works(self, day: date) -> FreeBlock | None:
        """From when until when, also when he is away."""
        span = span_of(self.hours, day)
        return FreeBlock(*span) if span else None

    def away(self, day: date) -> AwayBecause | None:
        """Why he does not come at all on a day on which he works, where it is noted."""
        works = self.works(day) or FreeBlock(at_home(day), at_home(day + timedelta(days=1)))
        return next(
            (
                because
                for away, because in self.absences
                if away.begins_at <= works.begins_at and away.ends_at >= works.ends_at
            ),
            None,
        )

    def away_in(self, day: date) -> list[FreeBlock]:
        """The parts of that day in which he is away."""
        begins, ends = at_home(day), at_home(day + timedelta(days=1))
        return [
            FreeBlock(max(away.begins_at, begins), min(away.ends_at, ends))
            for away, _ in self.absences
            if away.begins_at < ends and away.ends_at > begins
        ]


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
) -> Mapping[UUID, list[tuple[Away, AwayBecause]]]:
    found: dict[UUID, list[tuple[Away, AwayBecause]]] = defaultdict(list)

    def absence(person: UUID, because: str, *between: Any) -> None:
        found[person].append((away_between(*between), AwayBecause(because)))

    await select(
        absence,
        "SELECT x.person, x.because, x.from_on, x.from_clock, x.until_on, x.until_clock"
        " FROM absence x JOIN person p ON p.id = x.person WHERE p.organisation = {}"
        " AND x.until_on >= {} AND x.from_on <= {} ORDER BY x.from_on, x.id",
        organisation,
        first,
        last,
    )
    return found
