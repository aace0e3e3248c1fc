"""The ladder of one pre-visit, as each of the two sees it."""

from uuid import UUID

from server.accounts.tables import Organisation, Person
from server.actors import Staff, Tenant
from server.case_files.schemas import Ladder, WantedPhotoFacts
from server.clock import now
from server.database import transaction
from server.evidence.reading import photos_where
from server.evidence.schemas import Photo
from server.evidence.tables import PhotoState
from server.jobs.tables import Job
from server.previsits import access
from server.previsits.ladder import wanted_photos
from server.previsits.tables import Previsit, Rung, WantedPhoto, state_at
from server.repair_requests.faults import find
from server.repair_requests.tables import RepairRequest
from storage.objects import ObjectStore


async def ladder_of(actor: Staff, previsit_id: UUID, objects: ObjectStore) -> Ladder:
    """Technician and desk read the tenant's number, and what could be asked for."""
    async with transaction():
        previsit, job = await access.previsit_to_hold(actor, previsit_id)
    request = await RepairRequest.objects().get(RepairRequest.id == job.request)
    # Tenants read it in their own language.
    fault = find(request.fault) if request else None
    return await _ladder(
        previsit,
        job,
        objects,
        phone=request.phone if request else "",
        suggestions=list(fault.words(request.language).photos) if request and fault else [],
    )


async def ladder_for_tenant(actor: Tenant, objects: ObjectStore) -> Ladder:
    """The tenant reads the number of the corporation: she knows her own."""
    async with transaction():
        previsit, job = await access.previsit_to_join(actor)
    organisation = await Organisation.objects().get(Organisation.id == actor.organisation_id)
    phone = organisation.phone if organisation else ""
    return await _ladder(previsit, job, objects, phone=phone, suggestions=[])


async def _ladder(
    previsit: Previsit, job: Job, objects: ObjectStore, *, phone: str, suggestions: list[str]
) -> Ladder:
    wanted = await wanted_photos(previsit.id)
    technician = await Person.objects().get(Person.id == job.assigned_to)
    photos = await _answers(job.request, wanted, objects)
    return Ladder(
        rung=Rung(previsit.rung),
        rung_since=previsit.rung_since,
        state=state_at(previsit.state, previsit.planned_at, now()),
        planned_at=previsit.planned_at,
        opened_at=previsit.opened_at,
        tenant_joined_at=previsit.tenant_joined_at,
        technician_name=technician.name if technician else "",
        phone=phone,
        photos=[_facts(each, photos.get(str(each.id))) for each in wanted],
        suggestions=suggestions,
    )


async def _answers(
    request_id: UUID, wanted: list[WantedPhoto], objects: ObjectStore
) -> dict[str, Photo]:
    """The newest photo for each; one that was refused is asked for again."""
    if not wanted:
        return {}
    places = ", ".join(["{}"] * len(wanted))
    found = await photos_where(
        f"p.request = {{}} AND p.slot IN ({places}) AND p.state <> 'refused'"
        " AND p.swept_at IS NULL",
        [request_id, *(str(each.id) for each in wanted)],
        objects,
    )
    return {photo.slot: photo for photo in found}


def _facts(wanted: WantedPhoto, photo: Photo | None) -> WantedPhotoFacts:
    if photo is None:
        state = "skipped" if wanted.skipped_at else "wanted"
        return WantedPhotoFacts(wanted.id, wanted.words, state, None, None, None)
    return WantedPhotoFacts(
        wanted.id,
        wanted.words,
        "coming" if photo.state == PhotoState.ANNOUNCED else "here",
        photo.id,
        photo.thumbnail_url,
        photo.screen_url,
    )
