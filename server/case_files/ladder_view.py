"""The ladder of one pre-visit, as each of the two sees it."""

from uuid import UUID

from server.accounts.tables import Organisation, Person
from server.actors import Staff, Tenant
from server.case_files.schemas import Ladder, PhotoSuggestion, WantedPhotoFacts
from server.clock import now
from server.database import transaction
from server.evidence.reading import photos_where
from server.evidence.schemas import Photo
from server.evidence.slots import JobSlot, SlotCount, slot_named, slots_for
from server.evidence.tables import PhotoState
from server.jobs.tables import Job
from server.previsits import access
from server.previsits.ladder import wanted_photos
from server.previsits.tables import Previsit, Rung, WantedPhoto, state_at
from server.repair_requests.faults import Fault, find, photo_called
from server.repair_requests.tables import RepairRequest
from storage.objects import ObjectStore

_OF_OWN_WORDS = SlotCount(minimum=1, maximum=3)


async def ladder_of(actor: Staff, previsit_id: UUID, language: str, objects: ObjectStore) -> Ladder:
    """Technician and desk read the tenant's number, and what could be asked for."""
    async with transaction():
        previsit, job = await access.previsit_to_hold(actor, previsit_id)
    request = await RepairRequest.objects().get(RepairRequest.id == job.request)
    return await _ladder(
        previsit,
        job,
        request,
        language,
        objects,
        phone=request.phone if request else "",
        suggestions=_suggestions(request, language) if request else [],
    )


async def ladder_for_tenant(actor: Tenant, language: str, objects: ObjectStore) -> Ladder:
    """The tenant reads the number of the corporation: she knows her own."""
    async with transaction():
        previsit, job = await access.previsit_to_join(actor)
    request = await RepairRequest.objects().get(RepairRequest.id == job.request)
    organisation = await Organisation.objects().get(Organisation.id == actor.organisation_id)
    phone = organisation.phone if organisation else ""
    return await _ladder(previsit, job, request, language, objects, phone=phone, suggestions=[])


def _suggestions(request: RepairRequest, language: str) -> list[PhotoSuggestion]:
    """First the spots that we can explain, then what the fault asks for. She reads them in hers."""
    fault = find(request.fault)
    slots = [slot for slot in slots_for(request.fault, language) if slot.before]
    words = fault.words(language).photos if fault else ()
    return [
        *(PhotoSuggestion(slot.name, slot.key) for slot in slots),
        *(PhotoSuggestion(each, "") for each in words),
    ]


async def _ladder(
    previsit: Previsit,
    job: Job,
    request: RepairRequest | None,
    language: str,
    objects: ObjectStore,
    *,
    phone: str,
    suggestions: list[PhotoSuggestion],
) -> Ladder:
    fault = find(request.fault) if request else None
    slots = {slot.key: slot for slot in slots_for(fault.code if fault else "", language)}
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
        photos=[
            _facts(each, fault, slots, photos.get(str(each.id), []), language) for each in wanted
        ],
        suggestions=suggestions,
    )


async def _answers(
    request_id: UUID, wanted: list[WantedPhoto], objects: ObjectStore
) -> dict[str, list[Photo]]:
    """Hers for each, the newest last; one that was refused is asked for again."""
    if not wanted:
        return {}
    places = ", ".join(["{}"] * len(wanted))
    found = await photos_where(
        f"p.request = {{}} AND p.slot IN ({places}) AND p.state <> 'refused'"
        " AND p.swept_at IS NULL",
        [request_id, *(str(each.id) for each in wanted)],
        objects,
    )
    by_wish: dict[str, list[Photo]] = {}
    for photo in found:
        by_wish.setdefault(photo.slot, []).append(photo)
    return by_wish


def _facts(
    wanted: WantedPhoto,
    fault: Fault | None,
    slots: dict[str, JobSlot],
    photos: list[Photo],
    language: str,
) -> WantedPhotoFacts:
    slot = slots.get(wanted.slot)
    count = (slot and slot.before) or _OF_OWN_WORDS
    newest = photos[-1] if photos else None
    if newest and len(photos) >= count.minimum:
        state = "coming" if newest.state == PhotoState.ANNOUNCED else "here"
    else:
        state = "skipped" if wanted.skipped_at else "wanted"
    return WantedPhotoFacts(
        wanted.id,
        photo_called(fault, wanted.words, language) if fault else wanted.words,
        slot=slot_named(wanted.slot, language),
        minimum=count.minimum,
        maximum=count.maximum,
        count=len(photos),
        state=state,
        photo_id=newest.id if newest else None,
        thumbnail_url=newest.thumbnail_url if newest else None,
        screen_url=newest.screen_url if newest else None,
    )
