"""Erasing photos, films and voice notes: every object of them goes, and a line without a person
stays, because sealed manifests tell of it.
"""

from collections.abc import Sequence
from uuid import UUID

from server.clock import now
from server.database import change, few
from server.evidence import access
from server.evidence.disposal import doom, every_key, fresh_key
from server.evidence.tables import EvidencePhoto, Kind
from server.privacy.kinds import PHOTO

AT_ONCE = 25
"""In one transaction: others write too."""

_WORDS = {Kind.PHOTO: "photos", Kind.FILM: "films", Kind.VOICE: "voices"}


async def erase_some(request_id: UUID, counts: dict[str, int]) -> tuple[list[str], bool]:
    """Erase some, inside a transaction; what to dispose of, and whether there are more."""
    found = await few(
        lambda photo_id: photo_id,
        f"SELECT id FROM evidence_photo WHERE request = {{}} AND state <> 'erased'"  # noqa: S608
        f" ORDER BY id LIMIT {AT_ONCE}",
        request_id,
    )
    keys: list[str] = []
    for photo_id in found:
        photo = await access.lock_photo(photo_id)
        if photo is None:
            continue
        keys += await _erase(photo)
        word = _WORDS[Kind(photo.kind)]
        counts[word] = counts.get(word, 0) + 1
    await _forget_what_was_said(found)
    return keys, len(found) == AT_ONCE


async def _erase(photo: EvidencePhoto) -> Sequence[str]:
    keys = every_key(photo)
    for key in keys:
        await doom(key)
    emptied = {**PHOTO, "object_key": fresh_key(photo), "swept_at": now()}
    columns = ", ".join(f"{column} = {{}}" for column in emptied)
    await change(
        f"UPDATE evidence_photo SET {columns} WHERE id = {{}}",  # noqa: S608 - names of our own
        *emptied.values(),
        photo.id,
    )
    return keys


async def _forget_what_was_said(photo_ids: Sequence[UUID]) -> None:
    for table, column in (
        ("judgement", "photo"),
        ("photo_comment", "photo"),
        ("photo_tag", "photo"),
        ("photo_band", "photo"),
        ("resemblance", "photo"),
        ("resemblance", "earlier"),
    ):
        for photo_id in photo_ids:
            await change(f"DELETE FROM {table} WHERE {column} = {{}}", photo_id)  # noqa: S608
