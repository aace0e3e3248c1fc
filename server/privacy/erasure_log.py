"""What was erased, kept apart from the database: an object for each erasure, with ids only.

A backup of the database that is put back knows nothing of what was erased after it was made. So at
every start the log is compared with the database, and what is missing there is erased again.
"""

from datetime import datetime
from uuid import UUID

import msgspec

from server.database import select
from storage.keys import validate_key
from storage.objects import ObjectStore

PREFIX = "erasures/"
_PEOPLE = f"{PREFIX}people/"
"""Of colleagues who left; the others are of cases."""

_BATCH = 500


class Erasure(msgspec.Struct, frozen=True, rename="camel"):
    """These kinds of one case, as decided at this moment. Names nobody."""

    id: UUID
    organisation_id: UUID
    request_id: UUID
    kinds: list[str]
    before: datetime
    at: datetime
    tenancy_id: UUID | None = None
    """Of a tenancy that went along with it."""
    need_id: UUID | None = None
    """Of a need that she took back herself: then there are no kinds."""


class PersonErasure(msgspec.Struct, frozen=True, rename="camel"):
    """Somebody who left before a moment, as decided at this one. Names nobody."""

    id: UUID
    organisation_id: UUID
    person_id: UUID
    before: datetime
    at: datetime


async def write(erasure: Erasure | PersonErasure, objects: ObjectStore) -> None:
    """Before anything is erased: a kill in between has it done at the next start."""
    await objects.put(_key(erasure), msgspec.json.encode(erasure), media_type="application/json")


async def forget(erasure: Erasure | PersonErasure, objects: ObjectStore) -> None:
    """It did not come to it."""
    await objects.delete([_key(erasure)])


def _key(erasure: Erasure | PersonErasure) -> str:
    folder = _PEOPLE if isinstance(erasure, PersonErasure) else PREFIX
    return validate_key(f"{folder}{erasure.at:%Y}/{erasure.at:%m}/{erasure.id}.json")


async def not_done_here(objects: ObjectStore) -> list[Erasure | PersonErasure]:
    """Those of which this database knows nothing, oldest first."""
    by_id = {_id_in(key): key for key in await objects.keys(PREFIX)}
    ids = sorted(by_id)
    missing: list[UUID] = []
    for begin in range(0, len(ids), _BATCH):
        batch = ids[begin : begin + _BATCH]
        places = ", ".join(["{}"] * len(batch))
        known = await select(
            lambda done: done,
            f"SELECT id FROM erasure_done WHERE id IN ({places})",  # noqa: S608 - places only
            *batch,
        )
        missing += sorted(set(batch) - set(known))
    return [await _read(by_id[each], objects) for each in missing]


async def _read(key: str, objects: ObjectStore) -> Erasure | PersonErasure:
    kind = PersonErasure if key.startswith(_PEOPLE) else Erasure
    return msgspec.json.decode(await objects.read(key), type=kind)


def _id_in(key: str) -> UUID:
    return UUID(key.rpartition("/")[2].removesuffix(".json"))
