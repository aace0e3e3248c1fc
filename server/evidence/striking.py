"""Pictures of a call that the tenant takes back while it lasts: it is her home."""

from uuid import UUID

from server.actors import Tenant
from server.clock import now
from server.database import select, transaction
from server.errors import NotFound
from server.evidence import access
from server.evidence.disposal import dispose, doom, every_key, fresh_key
from server.evidence.errors import CallIsOver
from server.evidence.tables import EvidencePhoto, PhotoState, Source
from server.journal.service import append
from server.legal_holds.access import refuse_held
from server.previsits.tables import PrevisitState
from storage.objects import ObjectStore


async def strike_still(actor: Tenant, photo_id: UUID, objects: ObjectStore) -> None:
    """Erase a picture of her call, whoever kept it. Striking it twice changes nothing."""
    async with transaction():
        photo = await access.photo_to_change(actor, photo_id)
        if photo.source != Source.CALL:
            raise NotFound
        if photo.state == PhotoState.STRUCK:
            return
        if not await _is_call_open(photo):
            raise CallIsOver(photo=str(photo_id))
        await refuse_held(photo.request)
        doomed = every_key(photo)
        for key in doomed:
            await doom(key)
        photo.state = PhotoState.STRUCK
        photo.object_key = fresh_key(photo)
        photo.swept_at = now()
        await photo.save()
        await append("photo.struck", await access.about_photo(photo), actor)
    await dispose(objects, doomed)


async def _is_call_open(photo: EvidencePhoto) -> bool:
    return bool(
        await select(
            lambda previsit: previsit,
            "SELECT id FROM previsit WHERE job = {} AND state = {} LIMIT 1",
            photo.job,
            PrevisitState.OPEN,
        )
    )
