"""Photos and manifests miss the lines that are taken away with the head, and lines miss them."""

import pytest
from httpx import AsyncClient

from server.journal.chain import Break
from server.journal.tables import JournalEntry
from server.journal.verify import first_break
from server.journal_check import check
from server.proof.witnesses import contradiction
from tests.support import by_hand, given
from tests.support.cast import DE_LINDE


@pytest.fixture
async def lines(rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient) -> dict[str, int]:
    """The newest line of each event, once a job was sealed."""
    await given.review(rosa, vera, tom, photos=2)

    async def sealed() -> dict[str, int]:
        rows = await JournalEntry.select(JournalEntry.event, JournalEntry.seq)
        found = {row["event"]: row["seq"] for row in sorted(rows, key=lambda row: row["seq"])}
        return found if "manifest.sealed" in found else {}

    return await given.until(sealed)


async def test_nothing_is_missed_when_nothing_was_taken(lines: dict[str, int]) -> None:
    assert lines
    assert await first_break(DE_LINDE.id) is None
    assert await contradiction(DE_LINDE.id) is None


@pytest.mark.parametrize("event", ["photo.received", "manifest.sealed"])
async def test_what_a_line_vouched_for_misses_it(
    lines: dict[str, int], database_url: str, event: str
) -> None:
    await by_hand.write(
        database_url,
        f"DELETE FROM journal WHERE seq >= {lines[event]}",  # noqa: S608
        f"UPDATE organisation SET journal_seq = {lines[event] - 1}, journal_head = (SELECT hash"  # noqa: S608
        f" FROM journal WHERE organisation = organisation.id AND seq = {lines[event] - 1})"
        f" WHERE id = '{DE_LINDE.id}'",
    )
    found = await contradiction(DE_LINDE.id)
    assert found is not None
    assert found.seq == lines[event]


@pytest.mark.parametrize(
    ("forged", "what"),
    [
        ("DELETE FROM sealed_manifest", "the manifest that it seals is not there"),
        (
            "UPDATE sealed_manifest SET document = replace(document, 'after', 'before')",
            "a manifest says that it seals it, and it does not",
        ),
        (
            f"UPDATE sealed_manifest SET sha256 = '{'0' * 64}'",  # noqa: S608
            "a manifest says that it seals it, and it does not",
        ),
    ],
)
async def test_a_line_misses_the_manifest_that_it_seals(
    lines: dict[str, int],
    database_url: str,
    capsys: pytest.CaptureFixture[str],
    forged: str,
    what: str,
) -> None:
    await by_hand.write(database_url, forged)
    assert await contradiction(DE_LINDE.id) == Break(lines["manifest.sealed"], what)
    assert await check(None, []) == 1
    assert f"broken at {lines['manifest.sealed']}: {what}" in capsys.readouterr().out


async def test_a_manifest_that_no_line_names_is_found(
    lines: dict[str, int], database_url: str
) -> None:
    columns = "job, document, sha256, sealed_at, seq"
    await by_hand.write(
        database_url,
        f"INSERT INTO sealed_manifest (id, number, {columns})"  # noqa: S608
        f" SELECT '{given.fresh_id()}', 7, {columns} FROM sealed_manifest",
    )
    told = "a manifest says that it seals it, and it does not"
    assert await contradiction(DE_LINDE.id) == Break(lines["manifest.sealed"], told)


async def test_a_photo_that_was_taken_away_is_missed(
    lines: dict[str, int], database_url: str
) -> None:
    await by_hand.write(
        database_url,
        f"DELETE FROM evidence_photo WHERE received_seq = {lines['photo.received']}",  # noqa: S608
    )
    found = Break(lines["photo.received"], "the photo that it tells of is not there")
    assert await contradiction(DE_LINDE.id) == found
