"""Photos that were announced and never came: their places are cleared, with whatever lies there.

The device still has the picture. When it comes back it announces again, and gets a fresh place.
"""

from datetime import timedelta
from uuid import UUID

from server.clock import now
from server.database import select, transaction
from server.evidence import access
from server.evidence.disposal import NOTHING_COMES_AFTER, dispose_all, doom_places, fresh_key
from server.evidence.parts import part_keys
from server.evidence.tables import EvidencePhoto, PhotoState
from server.journal.service import About, append
from storage.objects import ObjectStore

_BATCH = 200

PARTS_WAIT = timedelta(days=7)
"""Days without a network must not cost the parts of a film that are here already."""


async def sweep(objects: ObjectStore) -> None:
    """Let go of what never came, and delete what nobody needs. Twice does no harm."""
    while overdue := await _overdue():
        for organisation_id, photo_ids in overdue.items():
            await _let_go(organisation_id, photo_ids)
    await dispose_all(objects)


async def _overdue() -> dict[UUID, list[UUID]]:
    """By organisation, because each has a journal of its own."""
    found = await select(
        lambda organisation_id, photo_id: (organisation_id, photo_id),
        "SELECT r.organisation, p.id FROM evidence_photo p"  # noqa: S608 - fixed text
        " JOIN repair_request r ON r.id = p.request"
        " WHERE p.state = {} AND p.swept_at IS NULL"
        " AND (p.part_hashes = '[]' AND p.announced_at < {} OR p.announced_at < {})"
        f" ORDER BY p.announced_at LIMIT {_BATCH}",
        PhotoState.ANNOUNCED,
        now() - NOTHING_COMES_AFTER,
        now() - PARTS_WAIT,
    )
    photos: dict[UUID, list[UUID]] = {}
    for organisation_id, photo_id in found:
        photos.setdefault(organisation_id, []).append(photo_id)
    return photos


async def _let_go(organisation_id: UUID, photo_ids: list[UUID]) -> None:
    async with transaction():
        swept = 0
        # In one order everywhere: two who lock the same photos must not wait for each other.
        for photo_id in sorted(photo_ids):
            photo = await access.lock_photo(photo_id)
            # It may have come, or been announced again, while we looked.
            if photo and photo.state == PhotoState.ANNOUNCED and _is_overdue(photo):
                await doom_places(photo)
                photo.object_key = fresh_key(photo)
                photo.swept_at = now()
                await photo.save()
                swept += 1
        if swept:
            await append("photo.swept", About(organisation_id), None, {"count": swept})


def _is_overdue(photo: EvidencePhoto) -> bool:
    patience = PARTS_WAIT if part_keys(photo) else NOTHING_COMES_AFTER
    return photo.announced_at < now() - patience
