"""Whoever takes lines away together with the head contradicts what else tells of them: the rest of
the database, and a head that somebody noted elsewhere."""

import argparse
from pathlib import Path
from uuid import UUID

import pytest

from server.database import transaction
from server.identifiers import new_id
from server.journal import consumers
from server.journal.chain import Break, Head
from server.journal.entries import Consumer, Entry
from server.journal.service import NOTED, About, append
from server.journal.tables import JournalEntry
from server.journal.verify import checked, first_break
from server.journal_check import check, noted_heads
from tests.support import by_hand
from tests.support.cast import DE_LINDE, VECHT_EN_VELDEN


async def write(lines: int, organisation_id: UUID = DE_LINDE.id) -> Head:
    async with transaction():
        for _ in range(lines):
            await append("test.happened", About(organisation_id))
    return (await checked(organisation_id)).head


async def shorten(url: str, seq: int, head: str) -> None:
    """Take away what comes after a line, and have the chain end there."""
    of_it = f"organisation = '{DE_LINDE.id}'"
    end = f"journal_seq = {seq}, journal_head = '{head}'"
    await by_hand.write(
        url,
        f"DELETE FROM journal WHERE {of_it} AND seq > {seq}",  # noqa: S608
        f"UPDATE organisation SET {end} WHERE id = '{DE_LINDE.id}'",  # noqa: S608
    )


async def read_by_a_consumer() -> None:
    async def handle(entry: Entry) -> None:
        pass

    await consumers.catch_up(Consumer("reader", frozenset({"test.happened"}), handle), "node")


async def said(capsys: pytest.CaptureFixture[str], *noted: Head) -> tuple[int, str]:
    capsys.readouterr()
    code = await check(None, noted)
    return code, capsys.readouterr().out


@pytest.mark.parametrize("left", [0, 2])
async def test_a_noted_head_is_missed_when_lines_go_with_the_head(
    connected: str, capsys: pytest.CaptureFixture[str], left: int
) -> None:
    kept = await write(left) if left else Head(DE_LINDE.id, 0, "")
    noted = await write(1)
    assert await said(capsys, kept, noted) == (0, (await said(capsys))[1])
    await shorten(connected, kept.seq, kept.hash)
    assert (await said(capsys))[0] == 0  # nothing here tells of it any more
    code, words = await said(capsys, kept, noted)
    assert code == 1
    assert words.endswith(f"journal {DE_LINDE.id}: its chain does not go through {noted}\n")


async def test_a_chain_made_anew_does_not_go_through_a_noted_head(
    connected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    noted = await write(2)
    await shorten(connected, 0, "")
    assert (await write(2)).hash != noted.hash
    assert [(await said(capsys))[0], (await said(capsys, noted))[0]] == [0, 1]


async def test_what_a_check_prints_is_a_file_of_heads(
    connected: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    head = await write(3)
    (file := tmp_path / "heads").write_text((await said(capsys))[1])
    assert head in noted_heads(str(file))
    assert noted_heads(str(head)) == [head]
    await write(1)
    assert (await said(capsys, *noted_heads(str(file))))[0] == 0


@pytest.mark.parametrize(
    "told", ["nonsense", "", f"{DE_LINDE.id}:1", f"{DE_LINDE.id}:x:{'0' * 64}"]
)
def test_what_is_no_head_is_refused(told: str, tmp_path: Path) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        noted_heads(told)
    (file := tmp_path / "heads").write_text(f"journal {told}: broken at 3")
    with pytest.raises(argparse.ArgumentTypeError):
        noted_heads(str(file))


@pytest.mark.parametrize("left", [0, 2])
async def test_what_a_consumer_has_read_is_missed(connected: str, left: int) -> None:
    kept = await write(left) if left else Head(DE_LINDE.id, 0, "")
    await write(1)
    await read_by_a_consumer()
    await shorten(connected, kept.seq, kept.hash)
    missed = Break(left + 1, "it was read by a consumer, and is not there")
    assert await first_break(DE_LINDE.id) == missed


async def test_what_another_organisation_was_told_of_is_missed(connected: str) -> None:
    await write(1)
    (line,) = await JournalEntry.select(JournalEntry.id)
    async with transaction():
        await append(NOTED, About(VECHT_EN_VELDEN.id, subject_id=line["id"]))
    assert await first_break(VECHT_EN_VELDEN.id) is None
    await shorten(connected, 0, "")
    told_of = "the entry of another organisation that it tells of is not there"
    assert await first_break(VECHT_EN_VELDEN.id) == Break(1, told_of)


@pytest.mark.parametrize("seq", [-1, 0, 3])
async def test_a_line_outside_the_chain_is_found(connected: str, seq: int) -> None:
    head = await write(2)
    async with transaction():
        await append("test.happened", About(VECHT_EN_VELDEN.id))
    await by_hand.write(
        connected,
        f"UPDATE journal SET organisation = '{head.organisation_id}', seq = {seq}"  # noqa: S608
        f" WHERE organisation = '{VECHT_EN_VELDEN.id}'",
    )
    assert await first_break(DE_LINDE.id) == Break(seq, "it stands outside the chain")


@pytest.mark.parametrize("with_lines", [False, True])
async def test_an_organisation_that_was_taken_away_is_missed(
    connected: str, capsys: pytest.CaptureFixture[str], *, with_lines: bool
) -> None:
    head = await write(2)
    if with_lines:
        await read_by_a_consumer()
        await by_hand.write(connected, "DELETE FROM journal")
    await by_hand.write(connected, f"DELETE FROM organisation WHERE id = '{DE_LINDE.id}'")  # noqa: S608
    code, words = await said(capsys)
    assert code == 1
    assert f"journal {DE_LINDE.id}: broken at {2 if with_lines else 1}" in words
    assert "there is no such organisation" in words
    assert f"{DE_LINDE.id}: gone, and {head} was noted" in (await said(capsys, head))[1]


async def test_one_organisation_is_checked_by_itself_and_has_to_be_there(
    connected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    head = await write(1)
    assert await check(DE_LINDE.id, []) == 0
    assert capsys.readouterr().out == f"journal {DE_LINDE.id}: whole, 1 entries, head {head}\n"
    assert await check(new_id(), []) == 1
    assert "there is no such organisation" in capsys.readouterr().out
