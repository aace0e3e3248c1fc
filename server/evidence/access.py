"""Whose photo is it?"""

from uuid import UUID

from server.actors import Coordinator, Helper, Outsider, Sender, Technician, Tenant
from server.contractors.access import has_accepted
from server.database import change, few, one
from server.errors import NotFound
from server.evidence.tables import EvidencePhoto
from server.journal.service import About
from server.repair_requests.access import organisation_of


async def photo_to_see(actor: Sender, photo_id: UUID) -> EvidencePhoto:
    """The photo when this actor may see it, else 404."""
    return await _if_visible(actor, await _read(photo_id))


async def photo_to_change(actor: Sender, photo_id: UUID) -> EvidencePhoto:
    """The same, locked until the transaction ends."""
    # Lock first: two coordinators may judge the same photo.
    return await _if_visible(actor, await lock_photo(photo_id))


async def lock_photo(photo_id: UUID) -> EvidencePhoto | None:
    """The photo for the server itself, locked until the transaction ends: it saves what it read."""
    await change("UPDATE evidence_photo SET state = state WHERE id = {}", photo_id)
    return await _read(photo_id)


async def _read(photo_id: UUID) -> EvidencePhoto | None:
    return await one(EvidencePhoto, "id = {}", photo_id)


async def _if_visible(actor: Sender, photo: EvidencePhoto | None) -> EvidencePhoto:
    if photo is None or not await _is_visible(actor, photo):
        raise NotFound
    return photo


async def _is_visible(actor: Sender, photo: EvidencePhoto) -> bool:
    match actor:
        case Tenant():
            return photo.request == actor.request_id
        case Technician():
            given = await few(
                lambda job: job,
                "SELECT id FROM job WHERE request = {} AND assigned_to = {} LIMIT 1",
                photo.request,
                actor.person_id,
            )
            return bool(given)
        case Helper():
            return photo.helper_link == actor.link_id
        case Outsider():
            return photo.outsider_link == actor.link_id
        case Coordinator(is_contractor=True):
            return await has_accepted(actor.organisation_id, photo.request)
        case Coordinator():
            return await organisation_of(photo.request) == actor.organisation_id


async def owner_of(request_id: UUID) -> UUID:
    """The corporation: photos of its repairs are its own, whoever took them."""
    organisation_id = await organisation_of(request_id)
    if organisation_id is None:
        raise NotFound
    return organisation_id


async def about_photo(photo: EvidencePhoto) -> About:
    """What a journal entry about this photo is about."""
    return About(await owner_of(photo.request), photo.request, photo.job, photo.id)
