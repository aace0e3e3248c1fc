"""Objects that nobody needs any more: written down in the transaction that lets go of them, then
deleted from storage. A kill in between, or a store that does not answer, leaves no orphan.

An upload address that was given out before works until it expires, and nobody can take it back. So
a place stays written down until then, and is cleared again: what was put there meanwhile goes too.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from server.clock import now
from server.database import select
from server.evidence.parts import part_keys
from server.evidence.tables import DoomedObject, EvidencePhoto, Kind
from storage.derivatives import SCREEN_EDGE, THUMBNAIL_EDGE
from storage.keys import derivative_key, evidence_key, play_key, poster_key
from storage.objects import ObjectStore

NOTHING_COMES_AFTER = timedelta(hours=2)
"""An address works for an hour; an upload that began in its last minute gets another."""

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


async def doom_places(photo: EvidencePhoto) -> list[str]:
    """The same for all that an upload of this photo may have left; what to dispose of."""
    keys = [photo.object_key, *part_keys(photo)]
    if photo.kind == Kind.FILM:
        keys.append(poster_key(photo.object_key))
    for key in keys:
        await doom(key)
    return keys


def every_key(photo: EvidencePhoto) -> list[str]:
    """Wherever something of this photo may lie, the original first."""
    key = photo.object_key
    copies = [derivative_key(key, edge) for edge in (SCREEN_EDGE, THUMBNAIL_EDGE)]
    if photo.kind != Kind.PHOTO:
        copies += [play_key(key), poster_key(key), *part_keys(photo)]
    return [key, *copies]


async def dispose(objects: ObjectStore, object_keys: Sequence[str]) -> None:
    """Delete doomed objects, after the transaction that doomed them."""
    if object_keys:
        await objects.delete(object_keys)


async def dispose_all(objects: ObjectStore) -> None:
    """Delete every doomed object that is there, and forget the places where nothing can come."""
    before = now() - NOTHING_COMES_AFTER
    key = ""
    while doomed := await select(
        lambda object_key, doomed_at: (object_key, doomed_at < before),
        "SELECT object_key, doomed_at FROM doomed_object WHERE object_key > {}"  # noqa: S608
        f" ORDER BY object_key LIMIT {_BATCH}",
        key,
    ):
        await objects.delete([object_key for object_key, _ in doomed])
        over = [object_key for object_key, is_over in doomed if is_over]
        if over:
            await DoomedObject.delete().where(DoomedObject.object_key.is_in(over))
        key = doomed[-1][0]
