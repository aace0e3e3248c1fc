"""What both engines promise: nothing is lost, everything comes back, all or nothing."""

import asyncio
import sqlite3
from collections.abc import Awaitable
from pathlib import Path

import pytest

from server.accounts.tables import Organisation, Person, Role
from server.database import on_commit, select, transaction
from server.database.sqlite import PooledSQLiteEngine
from server.identifiers import new_id
from tests.support import cast

WRITERS, EACH = 32, 20

pytestmark = pytest.mark.usefixtures("connected")


def a_person(name: str = "Somebody") -> Person:
    return Person(id=new_id(), organisation=cast.DE_LINDE.id, name=name, role=Role.TECHNICIAN)


async def people_called(name: str) -> int:
    return await Person.count().where(Person.name == name)


@pytest.mark.parametrize("way", ["alone", "in a transaction"])
async def test_many_writers_at_once_lose_nothing(way: str) -> None:
    async def write() -> None:
        for _ in range(EACH):
            if way == "alone":
                await Person.insert(a_person())
            else:
                async with transaction():
                    await Person.insert(a_person())

    await asyncio.gather(*[write() for _ in range(WRITERS)])
    assert await people_called("Somebody") == WRITERS * EACH


async def test_an_error_undoes_everything_since_the_transaction_began() -> None:
    async def fail() -> None:
        async with transaction():
            await Person.insert(a_person())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await people_called("Somebody") == 0


async def test_a_transaction_inside_another_joins_it() -> None:
    async def fail() -> None:
        async with transaction():
            async with transaction():
                await Person.insert(a_person("inner"))
            assert await people_called("inner") == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await people_called("inner") == 0
    async with transaction():
        async with transaction():
            await Person.insert(a_person("inner"))
        await Person.insert(a_person("outer"))
    assert (await people_called("inner"), await people_called("outer")) == (1, 1)


async def test_nobody_else_sees_what_is_not_committed() -> None:
    written, may_commit = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        async with transaction():
            await Person.insert(a_person())
            written.set()
            await may_commit.wait()

    writing = asyncio.create_task(write())
    await written.wait()
    assert await people_called("Somebody") == 0
    may_commit.set()
    await writing
    assert await people_called("Somebody") == 1


async def test_what_waits_for_the_commit_happens_after_it_and_only_then() -> None:
    told: list[str] = []

    async def fail() -> None:
        async with transaction():
            on_commit(lambda: told.append("never"))
            raise ZeroDivisionError

    async with transaction():
        on_commit(lambda: told.append("outer"))
        async with transaction():
            on_commit(lambda: told.append("inner"))
        assert told == []
    assert told == ["outer", "inner"]
    with pytest.raises(ZeroDivisionError):
        await fail()
    assert told == ["outer", "inner"]


async def test_waiting_for_a_commit_outside_a_transaction_is_a_mistake() -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        on_commit(lambda: None)


async def test_a_task_that_is_cancelled_in_a_transaction_leaves_the_engine_usable() -> None:
    async def write(begun: asyncio.Event) -> None:
        async with transaction():
            begun.set()
            for _ in range(20):
                await Person.insert(a_person("cancelled"))

    for step in range(40):  # more than any pool has connections
        begun = asyncio.Event()
        writing = asyncio.create_task(write(begun))
        if step % 2:
            await begun.wait()
        for _ in range(step % 7):
            await asyncio.sleep(0)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
    async with asyncio.timeout(5), transaction():
        await Person.insert(a_person("after"))
    assert (await people_called("cancelled"), await people_called("after")) == (0, 1)


async def test_a_reader_that_is_cancelled_gives_its_connection_back() -> None:
    for _ in range(40):
        reading = asyncio.create_task(people_called("nobody"))
        await asyncio.sleep(0)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
    async with asyncio.timeout(5):
        await asyncio.gather(*[people_called("nobody") for _ in range(20)])


async def test_a_commit_that_fails_gives_the_connection_back(connected: str) -> None:
    """A constraint that is only looked at when committing."""
    await a_deferred_constraint(connected)
    for _ in range(20):
        with pytest.raises(Exception, match=r"(?i)foreign key"):
            async with transaction():
                await Person.raw("INSERT INTO late_look (person) VALUES ({})", new_id())
    async with asyncio.timeout(5), transaction():
        await Person.insert(a_person("after"))
    assert await people_called("after") == 1
    assert await select(int, "SELECT count(*) FROM late_look") == [0]


async def a_deferred_constraint(url: str) -> None:
    kind = "uuid" if url.startswith("postgresql") else "UUID"
    await Person.raw(
        f"CREATE TABLE late_look (person {kind} REFERENCES person (id)"
        " DEFERRABLE INITIALLY DEFERRED)"
    )


async def test_a_refused_row_does_not_hurt_the_next_transaction() -> None:
    person = a_person()
    await Person.insert(person)
    for _ in range(20):
        with pytest.raises(Exception, match=r"(?i)unique"):
            async with transaction():
                await Person.insert(
                    Person(
                        id=person.id,
                        organisation=cast.DE_LINDE.id,
                        name="double",
                        role=Role.TECHNICIAN,
                    )
                )
    async with transaction():
        await Person.insert(a_person("after"))
    assert await people_called("after") == 1


async def test_times_and_ids_come_back_as_they_went_in() -> None:
    rows = await select(
        lambda *row: row, "SELECT id, name FROM organisation WHERE id = {}", cast.DE_LINDE.id
    )
    assert rows == [(cast.DE_LINDE.id, cast.DE_LINDE.name)]


async def test_reads_inside_a_transaction_see_its_own_writes() -> None:
    async with transaction():
        await Organisation.update({Organisation.name: "New"}).where(
            Organisation.id == cast.DE_LINDE.id
        )
        names = await select(str, "SELECT name FROM organisation WHERE id = {}", cast.DE_LINDE.id)
    assert names == ["New"]


async def test_a_connection_is_used_by_one_thread_at_a_time(tmp_path: Path) -> None:
    """Two end the whole process, as happened while one was being closed."""
    engine = PooledSQLiteEngine(tmp_path / "database.sqlite")
    await engine.start_connection_pool()
    done: list[str] = []

    async def ask(name: str, work: Awaitable[object]) -> None:
        await work
        done.append(name)

    async with engine.transaction():
        slow = asyncio.create_task(ask("slow", engine.fetch(_COUNTS_FOR_A_WHILE, [])))
        await asyncio.sleep(0)
        assert engine.writer.is_busy
        await ask("quick", engine.fetch_few("SELECT 1", []))
        await slow
    assert done == ["slow", "quick"]

    async def ask_for_ever() -> None:
        while True:
            await engine.fetch_few("SELECT 1", [])
            await asyncio.sleep(0)

    closing = asyncio.create_task(engine.close_connection_pool())
    with pytest.raises((sqlite3.ProgrammingError, RuntimeError)):
        await ask_for_ever()
    await closing


_COUNTS_FOR_A_WHILE = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000)"
    " SELECT count(*) FROM n"
)
