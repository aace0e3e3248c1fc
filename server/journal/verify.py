"""Checks an organisation's chain from its first entry to its head."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from server.database import select
from server.journal.chain import Link, digest, hash_of

_COLUMNS = (
    "organisation, seq, at, event, actor_kind, actor_id, request_id, job_id, subject_id,"
    " payload_digest, previous_hash, hash, payload, salt"
)


@dataclass(frozen=True)
class Break:
    """The first entry that is not as it was written."""

    seq: int
    what: str


async def first_break(organisation_id: UUID, *, batch: int = 1000) -> Break | None:
    """None when every entry is where and what it was; erased payloads are fine."""
    # Where it ends first: others go on writing while we read.
    last, last_head = await _end_of_chain(organisation_id)
    expected, head = 1, ""
    while expected <= last:
        rows = await select(
            _row,
            f"SELECT {_COLUMNS} FROM journal"  # noqa: S608 - fixed text
            " WHERE organisation = {} AND seq BETWEEN {} AND {} ORDER BY seq",
            organisation_id,
            expected,
            min(expected + batch - 1, last),
        )
        for link, written_hash, payload, salt in rows:
            fault = _fault(link, expected, head, written_hash, payload, salt)
            if fault:
                return Break(expected, fault)
            expected, head = expected + 1, written_hash
        if not rows:
            return Break(expected, "entries are missing at the end")
    return None if head == last_head else Break(expected, "entries are missing at the end")


async def _end_of_chain(organisation_id: UUID) -> tuple[int, str]:
    found = await select(
        lambda seq, head: (seq, head),
        "SELECT journal_seq, journal_head FROM organisation WHERE id = {}",
        organisation_id,
    )
    return found[0] if found else (0, "")


def _row(*columns: Any) -> tuple[Link, str, str | None, str | None]:
    organisation_id, seq, at = columns[:3]
    link = Link(organisation_id, seq, at, *columns[3:11])
    return link, columns[11], columns[12], columns[13]


def _fault(
    link: Link,
    expected: int,
    head: str,
    written_hash: str,
    payload: str | None,
    salt: str | None,
) -> str | None:
    if link.seq != expected:
        return "an entry is missing"
    if link.previous_hash != head:
        return "it does not follow the entry before it"
    if hash_of(link) != written_hash:
        return "its facts were changed"
    if payload is not None and digest(salt or "", payload) != link.payload_digest:
        return "its payload was changed"
    return None
