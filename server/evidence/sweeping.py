"""Photos that were announced and never came: their places are cleared, with whatever lies there.

The device still has the picture. When it comes back it announces again, and gets a fresh place.
"""

from datetime import datetime
from uuid import UUID

from server.clock import now
from server.database import select, transaction
from server.evidence import access
from server.evidence.disposal import NOTHING_COMES_AFTER, dispose_all, doom, fresh_key
from server.evidence.tables import PhotoState
from server.journal.service import About, append
from storage.objects import ObjectStore

_BATCH = 200


async def sweep(objects: ObjectStore) -> None:
    """Let go of what never came, and delete what nobody needs. Twice does no harm."""
    before = now() - NOTHING_COMES_AFTER
    while overdue := await _overdue(before):
        for organisation_id, photo_ids in overdue.items():
            await _let_go(organisation_id, photo_ids, before)
    await dispose_all(objects)


async def _overdue(before: datetime) -> dict[UUID, list[UUID]]:
    """By organisation, because each has a journal of its own."""
    found = await select(
        lambda organisation_id, photo_id: (organisation_id, photo_id),
        "SELECT r.organisation, p.id FROM evidence_photo p"  # noqa: S608 - fixed text
        " JOIN repair_request r ON r.id = p.request"
        " WHERE p.state = {} AND p.swept_at IS NULL AND p.announced_at < {}"
        f" ORDER BY p.announced_at LIMIT {_BATCH}",
        PhotoState.ANNOUNCED,
        before,
    )
    photos: dict[UUID, list[UUID]] = {}
    for organisation_id, photo_id in found:
        photos.setdefault(organisation_id, []).append(photo_id)
    return photos


async def _let_go(organisation_id: UUID, photo_ids: list[UUID], before: datetime) -> None:
    async with transaction():
        swept = 0
        # In one order everywhere: two who lock the same photos must not wait for each other.
        for photo_id in sorted(photo_ids):
            photo = await access.lock_photo(photo_id)
            # It may have come, or been announced again, while we looked.
            if photo and photo.state == PhotoState.ANNOUNCED and photo.announced_at < before:
                await doom(photo.object_key)
                photo.object_key = fresh_key(photo)
                photo.swept_at = now()
                await photo.save()
                swept += 1
        if swept:
            await append("photo.swept", About(organisation_id), None, {"count": swept})
