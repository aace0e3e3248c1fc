"""Checks an organisation's chain from its first entry to its head."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from server.database import select
from server.journal.chain import Break, Head, Link, digest, has_hash, name_digest
from server.journal.erased import ERASED, EmptyLines
from server.journal.witnesses import contradiction

_COLUMNS = (
    "organisation, seq, at, event, actor_kind, actor_id, request_id, job_id, subject_id,"
    " payload_digest, previous_hash, actor_name_digest, id, hash, payload, salt, actor_name,"
    " name_salt"
)


@dataclass(frozen=True)
class Checked:
    """How far a chain was read, and what is wrong with it."""

    head: Head
    found: Break | None


@dataclass(frozen=True)
class _Written:
    """What stands beside the facts of an entry."""

    hash: str
    payload: str | None
    salt: str | None
    actor_name: str | None
    name_salt: str | None


async def first_break(organisation_id: UUID, *, batch: int = 1000) -> Break | None:
    """None when every entry is where and what it was; what an erasure tells of may be empty."""
    return (await checked(organisation_id, batch=batch)).found


async def checked(organisation_id: UUID, *, batch: int = 1000) -> Checked:
    """The same with the head, to be noted where nobody can write who can write here."""
    # Where it ends first: others go on writing while we read.
    reading = _Reading(organisation_id, batch)
    found = await reading.go_on(*await _end_of_chain(organisation_id))
    if found is None and reading.empty.first_untold() is not None:
        # Something may have been erased meanwhile: it is told of behind where we stopped.
        found = await reading.go_on(*await _end_of_chain(organisation_id))
    untold = reading.empty.first_untold()
    if found is None and untold is not None:
        found = Break(untold, "it was emptied, and no erasure tells of it")
    head = Head(organisation_id, reading.expected - 1, reading.head)
    return Checked(head, found or await contradiction(organisation_id))


@dataclass
class _Reading:
    """How far a chain was read."""

    organisation_id: UUID
    batch: int
    expected: int = 1
    head: str = ""
    empty: EmptyLines = field(default_factory=EmptyLines)

    async def go_on(self, last: int, last_head: str) -> Break | None:
        while self.expected <= last:
            rows = await select(
                _row,
                f"SELECT {_COLUMNS} FROM journal"  # noqa: S608 - fixed text
                " WHERE organisation = {} AND seq BETWEEN {} AND {} ORDER BY seq",
                self.organisation_id,
                self.expected,
                min(self.expected + self.batch - 1, last),
            )
            for link, written in rows:
                fault = _fault(link, self.expected, self.head, written)
                if fault:
                    return Break(self.expected, fault)
                self._account_for(link, written)
                self.expected, self.head = self.expected + 1, written.hash
            if not rows:
                break
        is_whole = self.expected > last and self.head == last_head
        return None if is_whole else Break(self.expected, "entries are missing at the end")

    def _account_for(self, link: Link, written: _Written) -> None:
        if written.payload is None:
            self.empty.lines[link.seq] = link.request_id
        elif link.event == ERASED:
            self.empty.told_of(link.seq, link.request_id, written.payload)
        if written.actor_name is None and link.actor_name_digest is not None:
            self.empty.names[link.seq] = link.request_id


async def _end_of_chain(organisation_id: UUID) -> tuple[int, str]:
    found = await select(
        lambda seq, head: (seq, head),
        "SELECT journal_seq, journal_head FROM organisation WHERE id = {}",
        organisation_id,
    )
    return found[0] if found else (0, "")


def _row(*columns: Any) -> tuple[Link, _Written]:
    return Link(*columns[:13]), _Written(*columns[13:])


def _fault(link: Link, expected: int, head: str, written: _Written) -> str | None:
    if link.seq != expected:
        return "an entry is missing"
    if link.previous_hash != head:
        return "it does not follow the entry before it"
    if not has_hash(link, written.hash):
        return "its facts were changed"
    salt = written.salt or ""
    if written.payload is not None and digest(salt, written.payload) != link.payload_digest:
        return "its payload was changed"
    if written.payload is None and written.salt is not None:
        return "its payload was taken out, and not as erasing does it"
    if not _is_name_right(link, written):
        return "the name of its actor was changed"
    return None


def _is_name_right(link: Link, written: _Written) -> bool:
    """A name stands there only as long as something proves it: a salt of its own, or in older lines
    that of the payload. Lines from before names were covered prove none, and lose it with the
    payload; the server has none."""
    name = written.actor_name
    if name is None:
        is_erased = written.salt is None or link.actor_name_digest is None
        return is_erased and written.name_salt is None
    if link.actor_name_digest is None:
        is_older = written.salt is not None and link.actor_kind != "server"
        return is_older and written.name_salt is None
    salt = written.name_salt or written.salt
    return salt is not None and name_digest(salt, name) == link.actor_name_digest
