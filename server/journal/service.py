"""The spine: every change of state appends one entry here, in the same transaction."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from server.actors import (
    Actor,
    Administrator,
    Author,
    Coordinator,
    Guest,
    Helper,
    Outsider,
    Technician,
    Tenant,
)
from server.clock import now
from server.database import change, few, insert, on_commit, select
from server.identifiers import new_id
from server.journal import bell
from server.journal.chain import Link, digest, hash_of, name_digest
from server.journal.schemas import Happening, Happenings
from server.journal.tables import JournalEntry


@dataclass(frozen=True)
class About:
    """What an entry is about. `subject_id` is the photo, pre-visit or visit itself."""

    organisation_id: UUID
    request_id: UUID | None = None
    job_id: UUID | None = None
    subject_id: UUID | None = None


NOTED = "work.noted"
"""In the journal of a contractor: something happened to a repair that was offered to them or that
they accepted. What it was stands in the corporation's journal, in the entry that is the subject:
so their feed, their "changed since" and how fresh their reads are work as everybody's."""

_TOLD_TOO = (
    "SELECT contractor FROM work_order WHERE request = {} AND state IN ('offered', 'accepted')"
)


async def append(
    event: str, about: About, actor: Author | None = None, payload: Mapping[str, Any] | None = None
) -> int:
    """Write down that `event` happened; its `seq`. Must run inside the transaction it records.

    `actor` None means the server did it by itself.
    """
    entry = await _write(event, about, actor, payload)
    if about.request_id:
        for contractor in await few(lambda firm: firm, _TOLD_TOO, about.request_id):
            told = About(contractor, subject_id=entry.id)
            await _write(NOTED, told, None, {"event": event})
    return entry.seq


async def lock_journal(organisation_id: UUID) -> None:
    """Nobody else writes a line until the running transaction ends: what it reads is then all that
    has a line before its own."""
    await change("UPDATE organisation SET journal_seq = journal_seq WHERE id = {}", organisation_id)


async def _write(
    event: str, about: About, actor: Author | None, payload: Mapping[str, Any] | None
) -> JournalEntry:
    ((seq, head),) = await change(
        "UPDATE organisation SET journal_seq = journal_seq + 1 WHERE id = {}"
        " RETURNING journal_seq, journal_head",
        about.organisation_id,
    )
    text = msgspec.json.encode(payload or {}, order="sorted").decode()
    salt = secrets.token_hex(16)
    kind, actor_id, name = _who(actor)
    name_salt = secrets.token_hex(16)
    link = Link(
        organisation_id=about.organisation_id,
        seq=seq,
        at=now(),
        event=event,
        actor_kind=kind,
        actor_id=actor_id,
        request_id=about.request_id,
        job_id=about.job_id,
        subject_id=about.subject_id,
        payload_digest=digest(salt, text),
        previous_hash=head,
        actor_name_digest=None if name is None else name_digest(name_salt, name),
        id=new_id(),
    )
    entry = JournalEntry(
        id=link.id,
        organisation=about.organisation_id,
        seq=seq,
        at=link.at,
        event=event,
        actor_kind=kind,
        actor_id=actor_id,
        actor_name=name,
        actor_name_digest=link.actor_name_digest,
        name_salt=None if name is None else name_salt,
        request_id=about.request_id,
        job_id=about.job_id,
        subject_id=about.subject_id,
        payload=text,
        salt=salt,
        payload_digest=link.payload_digest,
        previous_hash=head,
        hash=hash_of(link),
    )
    await insert(entry)
    await change(
        "UPDATE organisation SET journal_head = {} WHERE id = {}",
        entry.hash,
        about.organisation_id,
    )
    on_commit(lambda: bell.ring(about.organisation_id, event))
    return entry


def _who(actor: Author | None) -> tuple[str, UUID | None, str | None]:
    match actor:
        case Coordinator(is_manager=True):
            return "manager", actor.person_id, actor.name
        case Coordinator() | Technician() | Administrator():
            return type(actor).__name__.lower(), actor.person_id, actor.name
        case Tenant():
            return "tenant", actor.request_id, actor.name
        case Guest():
            return "guest", actor.invitation_id, actor.name
        case Helper():
            return "helper", actor.link_id, actor.name
        case Outsider():
            return "outsider", actor.link_id, actor.name
        case None:
            return "server", None, None


async def position(organisation_id: UUID) -> int:
    """The `seq` of the newest entry; every read of the organisation is as fresh as this."""
    rows = await few(
        lambda seq: seq, "SELECT journal_seq FROM organisation WHERE id = {}", organisation_id
    )
    return rows[0] if rows else 0


_OWN = (
    "SELECT j.seq, j.at, j.event, j.request_id, j.job_id, j.subject_id FROM journal j"
    " WHERE j.organisation = {} AND j.seq > {}"
)
_OF_CONTRACTOR = (
    "SELECT j.seq, j.at, o.event, o.request_id, o.job_id, o.subject_id FROM journal j"  # noqa: S608 - fixed text
    f" JOIN journal o ON o.id = CASE j.event WHEN '{NOTED}' THEN j.subject_id ELSE j.id END"
    " WHERE j.organisation = {} AND j.seq > {}"
)


async def entries_for(actor: Actor, after: int, limit: int = 200) -> list[Happening]:
    """What this actor may know of what happened after `after`, oldest first."""
    sql = _OWN
    args: list[Any] = [actor.organisation_id, after]
    match actor:
        case Coordinator(is_contractor=True):
            sql = _OF_CONTRACTOR
        case Coordinator():
            pass
        case Technician():
            sql = f"{_OF_CONTRACTOR if actor.is_contractor else _OWN} AND"
            job = "o.job_id" if actor.is_contractor else "j.job_id"
            sql += f" {job} IN (SELECT id FROM job WHERE assigned_to = {{}})"  # noqa: S608 - fixed text
            args.append(actor.person_id)
        case Tenant():
            sql += " AND j.request_id = {}"
            args.append(actor.request_id)
    return await select(_happening, f"{sql} ORDER BY j.seq LIMIT {{}}", *args, limit)


async def happenings(actor: Actor, after: int, limit: int) -> Happenings:
    """A page of the same, and the position to go on from."""
    # The position first: what is written in between must not be skipped.
    newest = await position(actor.organisation_id)
    entries = await entries_for(actor, after, limit)
    is_all = len(entries) < limit
    last = entries[-1].seq if entries else after
    return Happenings(entries, max(newest, last) if is_all else last)


def _happening(
    seq: int,
    at: datetime,
    event: str,
    request_id: UUID | None,
    job_id: UUID | None,
    subject_id: UUID | None,
) -> Happening:
    return Happening(
        seq=seq,
        at=at,
        event=event,
        request_id=request_id,
        job_id=job_id,
        photo_id=subject_id if event.startswith("photo.") else None,
        previsit_id=subject_id if event.startswith("previsit.") else None,
    )
