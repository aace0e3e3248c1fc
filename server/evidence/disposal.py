"""Objects that nobody needs any more: written down in the transaction that lets go of them, then
deleted from storage. A kill in between, or a store that does not answer, leaves no orphan."""

from collections.abc import Sequence
from uuid import UUID

from server.clock import now
from server.database import select
from server.evidence.tables import DoomedObject, EvidencePhoto
from storage.keys import evidence_key
from storage.objects import ObjectStore

_BATCH = 200


def fresh_key(photo: EvidencePhoto) -> str:
    """Another place for the same photo: a key is never used twice."""
    organisation_id = UUID(photo.object_key.split("/")[1])
    extension = photo.object_key.rpartition(".")[2]
    return evidence_key(organisation_id, photo.id, extension, at=now())


async def doom(object_key: str) -> None:
    """Nobody will ask for this object again. Runs inside the transaction that makes it so."""
    await DoomedObject.raw(
        "INSERT INTO doomed_object (object_key, doomed_at) VALUES ({}, {})"
        " ON CONFLICT (object_key) DO NOTHING",
        object_key,
        now(),
    )


async def dispose(objects: ObjectStore, object_keys: Sequence[str]) -> None:
    """Delete doomed objects, after the transaction that doomed them."""
    if not object_keys:
        return
    await objects.delete(object_keys)
    await DoomedObject.delete().where(DoomedObject.object_key.is_in(list(object_keys)))


async def dispose_all(objects: ObjectStore) -> None:
    """Delete every doomed object that is still there."""
    while doomed := await select(
        str,
        f"SELECT object_key FROM doomed_object ORDER BY doomed_at LIMIT {_BATCH}",  # noqa: S608
    ):
        await dispose(objects, doomed)
