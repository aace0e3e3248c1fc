"""What comes first among a million repair requests, beside the same among ten thousand.

One in ten is open, as at a corporation with years of history and a backlog; of those a third is
urgent or promised. Pages are read by the function behind the desk's list, with its numbers,
and without the constant cost of HTTP, which would only flatter the ratio.
"""

import asyncio
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import asyncpg

from bench.lines import Line
from bench.measuring import WORK, Effort, NotMeasured, percentile, say
from server import database
from server.actors import Coordinator
from server.case_files.list_filter import ListFilter
from server.case_files.work_list import work_list
from server.piccolo_app import APP_CONFIG
from server.repair_requests.faults import FAULTS
from server.repair_requests.tables import Lane, Priority
from server.urgency.clocks import day_number, deadline, is_urgent
from server.urgency.score import Waiting, line_of
from server.urgency.tables import UrgencySettings
from storage.objects import ObjectStore
from tests.support import postgres_server, programs
from tests.support.cast import DE_LINDE, VERA, move_in

_SMALL, _LARGE = 10_000, 1_000_000
_LOOKS = 40
_HOMES = 2_000
_AT_ONCE = 20_000
_OPEN_EVERY = 10
_NOW = datetime.now(UTC)
_SETTINGS = UrgencySettings(id=DE_LINDE.id, changed_at=_NOW)
_VERA = Coordinator(VERA.id, DE_LINDE.id, VERA.name, "nl")
_REPORTED = [fault for fault in FAULTS.values() if not fault.is_emergency]
_QUESTIONS = {
    "first": ListFilter(which="open", order="first"),
    "filtered": ListFilter(which="open", order="first", priority=Priority.P3, trade="LOA"),
    "late": ListFilter(which="reported", order="first", late=True, lane=Lane.BACKLOG),
}
_COLUMNS = (
    *("id", "organisation", "number", "dwelling", "state", "priority", "fault", "description"),
    *("tenant_name", "phone", "reported_at", "closed_at", "lane", "pace", "rank", "due_at"),
    *("need_count", "postponed_days", "room", "access_notes", "preferred_moments"),
    *("about_fault", "about_home", "reporter_name", "reporter_phone", "language", "told_by"),
    *("state_before", "reopenings", "postponed_because", "is_raised_for_need", "failed_visits"),
)
_CONSTANT = ("", "", "[]", "{}", "{}", "", "", "nl", "", "", 0, "", False, 0)


@dataclass(frozen=True)
class Pages:
    """Milliseconds of each look, by question."""

    looks: dict[str, list[float]]

    def p50(self, question: str) -> float:
        return statistics.median(self.looks[question])


def measure(effort: Effort) -> list[Line]:
    """Both databases, both sizes; the worst ratio carries the name that has a mark."""
    sizes = (1_000, 10_000) if effort.is_quick else (_SMALL, _LARGE)
    lines: list[Line] = []
    for kind, databases_of in (("sqlite", _sqlite), ("postgresql", _postgresql)):
        small, large = databases_of(sizes)
        lines += [_line(f"backlog.{kind}.{name}", small, large, name) for name in _QUESTIONS]
    worst = max(lines, key=lambda line: line.ratio or 0)
    return [Line("backlog.growth", *_rest(worst)), *lines]


def _rest(line: Line) -> tuple[Any, ...]:
    return line.value, line.unit, line.peer, line.peer_value, line.ratio, line.better


def _line(name: str, small: Pages, large: Pages, question: str) -> Line:
    ours, theirs = large.p50(question), small.p50(question)
    say(f"{name}: p95 {percentile(large.looks[question], 0.95):.3g} ms")
    return Line(
        name,
        *(float(f"{ours:.4g}"), "ms", "the same, of a hundredth", float(f"{theirs:.4g}")),
        *(float(f"{ours / theirs:.4g}"), "lower"),
    )


def _sqlite(sizes: Sequence[int]) -> tuple[Pages, Pages]:
    with tempfile.TemporaryDirectory(dir=WORK, prefix="backlog-") as folder:
        urls: list[str] = []
        for size in sizes:
            file = Path(folder) / f"{size}.sqlite"
            urls.append(f"sqlite:///{file}")
            homes = asyncio.run(_prepared(urls[-1]))
            _fill_sqlite(file, _batches(size, homes))
        return asyncio.run(_look_in_turn(urls))


def _fill_sqlite(file: Path, batches: Iterator[list[tuple[Any, ...]]]) -> None:
    """Indexes afterwards: a million keys in no order cost an hour where each finds its place."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA synchronous = off")
        connection.execute("PRAGMA cache_size = -600000")
        indexes = connection.execute(
            "SELECT name, sql FROM sqlite_master"
            " WHERE type = 'index' AND tbl_name = 'repair_request' AND sql IS NOT NULL"
        ).fetchall()
        for name, _sql in indexes:
            connection.execute(f'DROP INDEX "{name}"')
        for rows in batches:
            connection.executemany(
                f"INSERT INTO repair_request ({', '.join(_COLUMNS)})"  # noqa: S608 - ours
                f" VALUES ({', '.join('?' * len(_COLUMNS))})",
                [[_for_sqlite(value) for value in row] for row in rows],
            )
        for _name, sql in indexes:
            connection.execute(sql)
        connection.commit()


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return str(value) if isinstance(value, UUID) else value


def _postgresql(sizes: Sequence[int]) -> tuple[Pages, Pages]:
    folder = Path(tempfile.gettempdir()) / f"vooraf-bench-{random.getrandbits(32):x}"
    server = postgres_server.start(_programs(), folder)
    try:
        urls: list[str] = []
        for size in sizes:
            urls.append(server.create_database(f"backlog-{size}"))
            homes = asyncio.run(_prepared(urls[-1]))
            asyncio.run(_copy(urls[-1], _batches(size, homes)))
        return asyncio.run(_look_in_turn(urls))
    finally:
        server.stop()


def _programs() -> Path:
    found = programs.POSTGRESQL.find()
    if found is None:
        raise NotMeasured(programs.POSTGRESQL.absence)
    return found


async def _copy(url: str, batches: Iterator[list[tuple[Any, ...]]]) -> None:
    connection = await asyncpg.connect(url)
    try:
        # What every row points to is known to be there; asking for each is most of the time.
        await connection.execute("SET session_replication_role = replica")
        indexes = await connection.fetch(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'repair_request'"
            " AND indexname NOT IN (SELECT conname FROM pg_constraint)"
        )
        for index in indexes:
            await connection.execute(f'DROP INDEX "{index["indexname"]}"')
        for rows in batches:
            await connection.copy_records_to_table("repair_request", records=rows, columns=_COLUMNS)
        for index in indexes:
            await connection.execute(index["indexdef"])
        await connection.execute("VACUUM ANALYZE")  # as it does by itself within minutes
    finally:
        await connection.close()


async def _prepared(url: str) -> list[UUID]:
    """Migrated, with the cast and homes."""
    await database.connect(url, APP_CONFIG.table_classes)
    try:
        await database.migrate()
        await move_in()
        async with database.transaction():
            for number in range(_HOMES):
                await database.change(
                    "INSERT INTO dwelling (id, organisation, street, house_number, postcode,"
                    " address_key, town, neighbourhood) VALUES ({}, {}, {}, {}, {}, {}, {}, {})",
                    UUID(int=number + 1),
                    DE_LINDE.id,
                    *("Meetlaan", str(number), "9999 ZZ", f"9999ZZ/{number}", "Meetdorp", "Noord"),
                )
    finally:
        await database.disconnect()
    return [UUID(int=number + 1) for number in range(_HOMES)]


def _batches(count: int, homes: list[UUID]) -> Iterator[list[tuple[Any, ...]]]:
    chance = random.Random(1)  # noqa: S311 - the same every time
    for begin in range(0, count, _AT_ONCE):
        end = min(begin + _AT_ONCE, count)
        yield [_request(number, homes, chance) for number in range(begin, end)]


def _request(number: int, homes: list[UUID], chance: random.Random) -> tuple[Any, ...]:
    fault = chance.choice(_REPORTED)
    is_open = chance.randrange(_OPEN_EVERY) == 0
    days = chance.expovariate(1 / 40) if is_open else chance.uniform(40, 3_000)
    reported_at = _NOW - timedelta(days=days, seconds=chance.uniform(0, 86_400))
    state = chance.choice(["reported", "reported", "underway", "asked"]) if is_open else "closed"
    closed_at = None if is_open else reported_at + timedelta(days=20)
    postponed_days = chance.choice([0, 0, 0, 5, 20]) if is_open else 0
    needs = chance.choice([0] * 8 + [1, 2]) if is_open else 0
    place = _place(fault.priority, fault.code, reported_at, postponed_days, needs)
    return (
        *(
            UUID(int=(number << 64) + chance.getrandbits(64)),
            DE_LINDE.id,
            f"B{number:09}",
            chance.choice(homes),
        ),
        *(state, fault.priority, fault.code, "De kraan druppelt al een tijd", "Rosa de Wit"),
        *("+31612345678", reported_at, closed_at),
        *(place if is_open else (None, 0.0, 0.0, None)),
        *(needs, postponed_days, *_CONSTANT),
    )


def _place(
    priority: str, fault: str, reported_at: datetime, postponed: int, needs: int
) -> tuple[str, float, float, datetime]:
    due_at = deadline(reported_at, priority, fault, _SETTINGS)
    if is_urgent(priority):
        return Lane.URGENT.value, 0.0, due_at.timestamp(), due_at
    if postponed == 0 and due_at > _NOW:
        return Lane.PROMISE.value, 0.0, due_at.timestamp(), due_at
    reported_on = day_number(reported_at)
    target = day_number(due_at) - reported_on
    line = line_of(Waiting(reported_on, target, postponed, needs=needs))
    return Lane.BACKLOG.value, line.pace, -line.base, due_at


async def _look_in_turn(urls: Sequence[str]) -> tuple[Pages, Pages]:
    """Both sizes, by turns of a few looks, so that a busy moment of the machine meets both."""
    found = [Pages({name: [] for name in _QUESTIONS}) for _ in urls]
    for _turn in range(4):
        for url, pages in zip(urls, found, strict=True):
            await database.connect(url, APP_CONFIG.table_classes)
            try:
                for name, wanted in _QUESTIONS.items():
                    pages.looks[name] += await _timed(lambda wanted=wanted: _page(wanted))
            finally:
                await database.disconnect()
    return found[0], found[1]


async def _page(wanted: ListFilter) -> None:
    # No request here has a photo, so no address is asked of the store.
    page = await work_list(_VERA, "nl", cast("ObjectStore", None), wanted)
    if not page.items:
        raise RuntimeError("a page without a line measures nothing")


async def _timed(look: Callable[[], Awaitable[None]]) -> list[float]:
    for _warm in range(3):
        await look()
    looks: list[float] = []
    for _look in range(_LOOKS):
        begin = time.perf_counter()
        await look()
        looks.append((time.perf_counter() - begin) * 1000)
    return looks
