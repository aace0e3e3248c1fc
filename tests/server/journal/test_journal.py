"""The journal is gapless, in the order of commits, and tells when somebody touched it."""

import asyncio
from datetime import UTC, datetime

import pytest

from server.accounts.tables import Organisation
from server.actors import Coordinator
from server.clock import clock_at
from server.database import transaction
from server.identifiers import new_id
from server.journal.service import About, append, position
from server.journal.tables import JournalEntry
from server.journal.verify import first_break
from tests.support.cast import DE_LINDE, VECHT_EN_VELDEN, VERA

pytestmark = pytest.mark.usefixtures("connected")

WRITERS = 32
ACTOR = Coordinator(VERA.id, DE_LINDE.id, VERA.name, "nl")


async def write(event: str = "test.happened", **payload: object) -> int:
    async with transaction():
        return await append(event, About(DE_LINDE.id, request_id=new_id()), None, payload)


async def fail_to_write() -> None:
    async with transaction():
        await append("test.happened", About(DE_LINDE.id))
        raise ZeroDivisionError


async def seqs() -> list[int]:
    rows = await JournalEntry.select(JournalEntry.seq).order_by(JournalEntry.seq)
    return [row["seq"] for row in rows]


async def change(column: str, value: str | None, seq: int) -> None:
    """By hand, as somebody who reached the database."""
    if column == "payload":
        await JournalEntry.update({JournalEntry.payload: value}).where(JournalEntry.seq == seq)
        return
    written = "NULL" if value is None else f"'{value}'"
    await JournalEntry.raw(f"UPDATE journal SET {column} = {written} WHERE seq = {{}}", seq)  # noqa: S608


async def test_many_writers_at_once_leave_no_gap_and_no_double() -> None:
    async def write_five() -> None:
        for _ in range(5):
            await write()

    await asyncio.gather(*[write_five() for _ in range(WRITERS)])
    assert await seqs() == list(range(1, 5 * WRITERS + 1))
    assert await first_break(DE_LINDE.id) is None


async def test_the_order_is_that_of_the_commits() -> None:
    committed: list[int] = []

    async def write_slowly(pause: float) -> None:
        async with transaction():
            seq = await append("test.happened", About(DE_LINDE.id))
            await asyncio.sleep(pause)
        committed.append(seq)

    await asyncio.gather(*[write_slowly(0.02 - step / 1000) for step in range(8)])
    assert committed == sorted(committed)


async def test_a_transaction_that_is_rolled_back_leaves_no_hole() -> None:
    await write()
    with pytest.raises(ZeroDivisionError):
        await fail_to_write()
    assert await write() == 2
    assert await seqs() == [1, 2]


async def test_a_failed_writer_among_many_leaves_no_hole() -> None:
    writers = [write() if step % 3 else fail_to_write() for step in range(WRITERS)]
    await asyncio.gather(*writers, return_exceptions=True)
    assert await seqs() == list(range(1, len(await seqs()) + 1))
    assert await first_break(DE_LINDE.id) is None


async def test_every_organisation_counts_for_itself() -> None:
    await write()
    async with transaction():
        assert await append("test.happened", About(VECHT_EN_VELDEN.id)) == 1
    assert (await position(DE_LINDE.id), await position(VECHT_EN_VELDEN.id)) == (1, 1)


async def test_appending_outside_a_transaction_is_a_mistake_in_the_program() -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        await append("test.happened", About(DE_LINDE.id))


CHANGES: list[tuple[str, str | None]] = [
    ("id", "018f0000-0000-7000-8000-000000000000"),
    ("organisation", str(VECHT_EN_VELDEN.id)),
    ("seq", "30"),
    ("event", "test.never_happened"),
    ("actor_kind", "tenant"),
    ("actor_id", "018f0000-0000-7000-8000-000000000000"),
    ("actor_name", "Somebody else"),
    ("actor_name", None),
    ("actor_name_digest", "0" * 64),
    ("actor_name_digest", None),
    ("request_id", "018f0000-0000-7000-8000-000000000000"),
    ("job_id", "018f0000-0000-7000-8000-000000000000"),
    ("subject_id", "018f0000-0000-7000-8000-000000000000"),
    ("salt", "0" * 32),
    ("name_salt", "0" * 32),
    ("name_salt", None),
    ("payload", None),
    ("payload", '{"minutesInHome":1}'),
    ("payload_digest", "0" * 64),
    ("previous_hash", "0" * 64),
    ("hash", "0" * 64),
]


@pytest.mark.parametrize(("column", "value"), CHANGES)
async def test_a_line_that_was_changed_is_found(column: str, value: str | None) -> None:
    for minutes in range(5):
        async with transaction():
            about = About(DE_LINDE.id, request_id=new_id())
            await append("test.happened", about, ACTOR, {"minutesInHome": minutes})
    await change(column, value, 3)
    found = await first_break(DE_LINDE.id)
    assert found is not None
    assert found.seq in (3, 4)


def test_every_column_is_among_those_that_were_tried() -> None:
    columns = {column._meta.db_column_name for column in JournalEntry.all_columns()}
    # Times have a test of their own.
    assert columns - {"at"} == {column for column, _ in CHANGES}


async def test_a_line_whose_time_was_changed_is_found() -> None:
    for _ in range(3):
        await write()
    moment = datetime(2020, 1, 1, tzinfo=UTC)
    await JournalEntry.update({JournalEntry.at: moment}).where(JournalEntry.seq == 2)
    assert (await first_break(DE_LINDE.id)).seq == 2  # pyright: ignore[reportOptionalMemberAccess]


@pytest.mark.parametrize("gone", [1, 2, 3])
async def test_a_line_that_was_taken_out_is_found(gone: int) -> None:
    for _ in range(3):
        await write()
    await JournalEntry.delete().where(JournalEntry.seq == gone)
    found = await first_break(DE_LINDE.id)
    assert found is not None
    assert (found.seq, "missing" in found.what) == (gone, True)


async def test_the_newest_lines_cannot_be_taken_out_together_with_the_count() -> None:
    for _ in range(3):
        await write()
    await JournalEntry.delete().where(JournalEntry.seq == 3)
    await Organisation.update({Organisation.journal_seq: 2}).where(Organisation.id == DE_LINDE.id)
    assert await first_break(DE_LINDE.id) is not None


async def test_times_in_the_chain_are_those_of_the_clock() -> None:
    moment = datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC)
    with clock_at(moment):
        await write()
    assert (await JournalEntry.select(JournalEntry.at))[0]["at"] == moment
    assert await first_break(DE_LINDE.id) is None


async def test_a_chain_longer_than_one_batch_of_the_check_is_checked_to_its_end() -> None:
    for _ in range(9):
        await write()
    assert await first_break(DE_LINDE.id, batch=4) is None
    await change("event", "test.never_happened", 9)
    assert (await first_break(DE_LINDE.id, batch=4)).seq == 9  # pyright: ignore[reportOptionalMemberAccess]
    await JournalEntry.delete().where(JournalEntry.seq.is_in([4, 5]))
    assert (await first_break(DE_LINDE.id, batch=4)).seq == 4  # pyright: ignore[reportOptionalMemberAccess]
