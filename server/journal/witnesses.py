"""What else in the database tells of lines of the journal. Whoever shortens a chain together with
its head has to change all of this as well."""

from collections.abc import Sequence
from uuid import UUID

from server.database import select
from server.journal.chain import Break, Head
from server.journal.service import NOTED

_STRAY = (
    "SELECT j.seq FROM journal j JOIN organisation o ON o.id = j.organisation"
    " WHERE o.id = {} AND (j.seq < 1 OR j.seq > o.journal_seq) ORDER BY j.seq LIMIT 1"
)
_READ = (
    "SELECT c.seq FROM journal_cursor c JOIN organisation o ON o.id = {}"
    " WHERE c.id LIKE {} AND c.seq > o.journal_seq ORDER BY c.seq LIMIT 1"
)
_POINTING = (
    "SELECT n.seq FROM journal n LEFT JOIN journal o ON o.id = n.subject_id"  # noqa: S608 - fixed text
    f" WHERE n.organisation = {{}} AND n.event = '{NOTED}' AND o.id IS NULL ORDER BY n.seq LIMIT 1"
)
_OF_NOBODY = (
    "SELECT j.organisation, j.seq FROM journal j LEFT JOIN organisation o ON o.id = j.organisation"
    " WHERE o.id IS NULL ORDER BY j.organisation, j.seq"
)


async def contradiction(organisation_id: UUID) -> Break | None:
    """What does not fit a chain that is whole by itself. Each is one statement, so that others may
    go on writing."""
    for seq in await select(int, _STRAY, organisation_id):
        return Break(seq, "it stands outside the chain")
    for seq in await select(int, _READ, organisation_id, f"%:{organisation_id}"):
        return Break(seq, "it was read by a consumer, and is not there")
    for seq in await select(int, _POINTING, organisation_id):
        return Break(seq, "the entry of another organisation that it tells of is not there")
    return None


async def of_nobody() -> dict[UUID, Break]:
    """By organisation that does not exist (any more): its first line, or what read its lines."""
    cursors = await select(
        lambda cursor_id, seq: (UUID(cursor_id.rpartition(":")[2]), seq),
        "SELECT id, seq FROM journal_cursor WHERE seq > 0",
    )
    known = set(await select(lambda known: known, "SELECT id FROM organisation"))
    found = {
        organisation_id: Break(seq, "a consumer read so far, and there is no such organisation")
        for organisation_id, seq in cursors
        if organisation_id not in known
    }
    lines: Sequence[tuple[UUID, int]] = await select(lambda *line: line, _OF_NOBODY)
    for organisation_id, seq in reversed(lines):
        found[organisation_id] = Break(seq, "there is no such organisation")
    return found


async def is_still_there(head: Head) -> bool:
    """Whether the chain still goes through a head that was noted elsewhere. It has to be whole:
    that is checked apart."""
    if head.seq == 0:
        return head.hash == ""
    hashes = await select(
        str,
        "SELECT hash FROM journal WHERE organisation = {} AND seq = {}",
        head.organisation_id,
        head.seq,
    )
    return hashes == [head.hash]
