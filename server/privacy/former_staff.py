"""Colleagues who left long ago: what stays of each is a row without a person in it.

As for a case it is written down outside the database first, so that a backup that is put back does
not bring them back. No case is about them, so no hold stops it.
"""

from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from server.accounts.tables import Person
from server.clock import now
from server.database import change, insert, one, select, transaction
from server.identifiers import new_id
from server.journal.erased import ERASED
from server.journal.service import About, append
from server.people.leaving import end_every_way_in
from server.privacy import erasure_log
from server.privacy.erasure_log import PersonErasure
from server.privacy.kinds import Kind
from server.privacy.tables import ErasureDone
from storage.objects import ObjectStore


async def empty_due(
    organisation_id: UUID, kind: Kind, before: datetime, objects: ObjectStore
) -> None:
    """Everybody of the organisation who left before that moment."""
    (holding,) = kind.holdings
    people = await select(
        _itself,
        f"SELECT id FROM person WHERE id IN ({holding.of_organisation})"  # noqa: S608 - our own
        f" AND {holding.left} ORDER BY id",
        organisation_id,
        before,
    )
    for person_id in people:
        erasure = PersonErasure(new_id(), organisation_id, person_id, before, now())
        await erasure_log.write(erasure, objects)
        if not await empty(erasure, kind, "period"):
            await erasure_log.forget(erasure, objects)


async def empty(erasure: PersonErasure, kind: Kind, because: str) -> bool:
    """Do what was written down; False when there is nothing to do: she was let in again."""
    async with transaction():
        if not await _empty(erasure, kind):
            return False
        about = About(erasure.organisation_id, subject_id=erasure.id)
        told = {"kind": kind.word, "because": because, "counts": {"rows": 1}}
        await append(ERASED, about, None, told)
        await insert(ErasureDone(id=erasure.id, done_at=now()))
    return True


async def empty_again(erasure: PersonErasure, kind: Kind) -> None:
    """In a backup that was put back. It may be of when she still worked here: she has left all the
    same, and comes in no more."""
    async with transaction():
        person = await one(Person, "id = {}", erasure.person_id)
        if person:
            await end_every_way_in(person)
            await change(
                "UPDATE person SET deactivated_at = {} WHERE id = {} AND deactivated_at IS NULL",
                erasure.before,
                person.id,
            )
    if not await empty(replace(erasure, before=erasure.at), kind, "restored"):
        async with transaction():  # from before she came
            await insert(ErasureDone(id=erasure.id, done_at=now()))


async def _empty(erasure: PersonErasure, kind: Kind) -> bool:
    (holding,) = kind.holdings
    emptied = holding.empties or {}
    columns = ", ".join(f"{column} = {{}}" for column in emptied)
    gone = await change(
        f"UPDATE person SET {columns} WHERE id = {{}} AND deactivated_at < {{}}"  # noqa: S608 - our own
        f" AND {holding.left} RETURNING role",
        *emptied.values(),
        erasure.person_id,
        erasure.before,
    )
    return bool(gone)


def _itself(value: UUID) -> UUID:
    return value
