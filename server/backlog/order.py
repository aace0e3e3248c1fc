"""What comes first: emergencies by their hour, then promises and backlog in turns.

The backlog gets its share of the places (30 of a hundred, unless the corporation chose otherwise),
by the fair score; the others go to promises, by deadline. A repair's score is a line, and those of
the same pace keep their order whatever the day: each pace is one walk through an index, and a page
is the merge of those walks, so nothing is sorted that is not shown. A page ends with how far each
walk came, and the next one goes on there while others change the list.

What a person put before another (`pins.py`) stands there wherever both are in the list, so a page
may be longer than asked by what was put into it.
"""

import heapq
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Annotated, Any, NamedTuple
from uuid import UUID

import msgspec

from server.backlog.pins import Pin, pins_in_force
from server.clock import now
from server.database import select
from server.repair_requests.place import settings_of
from server.repair_requests.tables import Lane
from server.urgency.clocks import day_number
from server.urgency.score import Line

_PACES = """WITH RECURSIVE known (pace) AS (
  SELECT min(pace) FROM repair_request WHERE organisation = {} AND lane = 'backlog'
  UNION ALL SELECT (SELECT min(pace) FROM repair_request
    WHERE organisation = {} AND lane = 'backlog' AND pace > known.pace)
  FROM known WHERE known.pace IS NOT NULL
) SELECT pace FROM known WHERE pace IS NOT NULL"""
"""From one pace to the next through the index: there are few, whatever the number of repairs."""

_WALK = (
    "SELECT {number} AS walk, r.id, r.reported_at, r.rank FROM repair_request r{joined}"
    " WHERE r.organisation = {{}} AND r.lane = {{}} AND r.pace = {{}}{after}{condition}"
    " ORDER BY r.rank, r.reported_at, r.id LIMIT {{}}"
)
_AFTER = " AND (r.rank, r.reported_at, r.id) > ({}, {}, {})"


@dataclass(frozen=True)
class Narrowed:
    """Conditions on `repair_request r`, each beginning with AND; `joined` is what they also use.
    Of another lane than `lane` no walk is begun: it would be walked to its end for nothing."""

    condition: str = ""
    args: Sequence[Any] = ()
    joined: str = ""
    lane: Lane | None = None


class Mark(msgspec.Struct, frozen=True, array_like=True):
    """How far one walk came."""

    rank: float
    reported_at: Annotated[datetime, msgspec.Meta(tz=True)]
    id: UUID


class Reached(msgspec.Struct, frozen=True, array_like=True):
    """Where a page ended. The day is that of the first page, so that midnight moves nothing."""

    day: int
    promises: int
    backlog: int
    marks: dict[str, Mark]


class Waiting(NamedTuple):
    """One repair in a walk."""

    walk: int
    id: UUID
    reported_at: datetime
    rank: float


@dataclass
class _Walk:
    lane: Lane
    pace: float
    rows: deque[Waiting] = field(default_factory=deque[Waiting])

    @property
    def key(self) -> str:
        return f"{self.lane}:{self.pace!r}"


async def page_of(
    organisation_id: UUID, narrowed: Narrowed, after: Reached | None, limit: int
) -> tuple[list[UUID], Reached | None]:
    """Ids of a page in their order, and where it ended when there is more."""
    settings = await settings_of(organisation_id)
    reached = after or Reached(day_number(now()), 0, 0, {})
    pins = await _pins_within(organisation_id, narrowed)
    walks = await _walks(organisation_id, narrowed, reached.marks, limit + 1 + len(pins))
    moved = {pin.request for pin in pins}
    for walk in walks:
        walk.rows = deque(row for row in walk.rows if row.id not in moved)
    turns = _Turns(walks, reached, settings.backlog_percent)
    page = [
        request_id
        for waiting in islice(turns, limit)
        for request_id in (*_put_before(waiting.id, pins), waiting.id)
    ]
    return page, turns.reached() if turns.is_more() else None


def _put_before(request_id: UUID, pins: Sequence[Pin]) -> Iterator[UUID]:
    """Whoever was put before it, with whoever was put before those; the last one stands closest."""
    for pin in pins:
        if pin.before == request_id:
            yield from (*_put_before(pin.request, pins), pin.request)


async def _pins_within(organisation_id: UUID, narrowed: Narrowed) -> list[Pin]:
    """Those of which both are in the list that was asked for."""
    pins = await pins_in_force(organisation_id)
    if not pins:
        return []
    ids = list({request_id for pin in pins for request_id in (pin.request, pin.before)})
    places = ", ".join(["{}"] * len(ids))
    listed = await select(
        lambda found: found,
        f"SELECT r.id FROM repair_request r{narrowed.joined}"  # noqa: S608 - fixed text
        f" WHERE r.id IN ({places}){narrowed.condition}",
        *ids,
        *narrowed.args,
    )
    return [pin for pin in pins if pin.request in listed and pin.before in listed]


async def _walks(
    organisation_id: UUID, narrowed: Narrowed, marks: Mapping[str, Mark], count: int
) -> list[_Walk]:
    paces = await select(float, _PACES, organisation_id, organisation_id)
    walks = [_Walk(Lane.URGENT, 0.0), _Walk(Lane.PROMISE, 0.0)]
    walks += [_Walk(Lane.BACKLOG, pace) for pace in paces]
    parts: list[str] = []
    args: list[Any] = []
    for number, walk in enumerate(walks):
        if narrowed.lane not in (None, walk.lane):
            continue
        mark = marks.get(walk.key)
        sql = _WALK.format(
            number=number,
            after=_AFTER if mark else "",
            condition=narrowed.condition,
            joined=narrowed.joined,
        )
        parts.append(f"SELECT * FROM ({sql}) w{number}")  # noqa: S608 - fixed text
        args += [organisation_id, walk.lane.value, walk.pace]
        args += [mark.rank, mark.reported_at, mark.id] if mark else []
        args += [*narrowed.args, count]
    rows = await select(Waiting, " UNION ALL ".join(parts), *args) if parts else []
    for waiting in rows:
        walks[waiting.walk].rows.append(waiting)
    return walks


class _Turns:
    """Takes the next repair from the walk whose turn it is."""

    def __init__(self, walks: list[_Walk], reached: Reached, percent: int) -> None:
        self._walks = walks
        self._marks = dict(reached.marks)
        self._day = reached.day
        self._promises, self._backlog = reached.promises, reached.backlog
        self._percent = percent
        self._scored: list[tuple[float, datetime, UUID, int]] = []
        for number in range(len(walks)):
            self._offer(number)

    def __iter__(self) -> Iterator[Waiting]:
        while self.is_more():
            yield self._next()

    def is_more(self) -> bool:
        return any(walk.rows for walk in self._walks)

    def reached(self) -> Reached:
        return Reached(self._day, self._promises, self._backlog, self._marks)

    def _next(self) -> Waiting:
        urgent, promises, *_ = self._walks
        if urgent.rows:
            return self._take(urgent)
        if not promises.rows or (self._scored and self._is_turn_of_backlog()):
            self._backlog += 1
            number = heapq.heappop(self._scored)[-1]
            taken = self._take(self._walks[number])
            self._offer(number)
            return taken
        self._promises += 1
        return self._take(promises)

    def _is_turn_of_backlog(self) -> bool:
        places = self._promises + self._backlog + 1
        return (self._backlog + 1) * 100 <= places * self._percent

    def _take(self, walk: _Walk) -> Waiting:
        waiting = walk.rows.popleft()
        self._marks[walk.key] = Mark(waiting.rank, waiting.reported_at, waiting.id)
        return waiting

    def _offer(self, number: int) -> None:
        walk = self._walks[number]
        if walk.lane == Lane.BACKLOG and walk.rows:
            first = walk.rows[0]
            score = Line(walk.pace, -first.rank).at(self._day)
            heapq.heappush(self._scored, (-score, first.reported_at, first.id, number))
