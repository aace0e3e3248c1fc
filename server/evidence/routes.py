"""Photos over HTTP. The bytes themselves go straight to storage."""

from uuid import UUID

from litestar import Router, get, post, put

from server.actors import Actor, CaseVisitor, Coordinator, Outsider, Staff, Technician, Tenant
from server.caller import refuse_other
from server.case_files.job_details import job_detail
from server.case_files.schemas import JobDetail
from server.evidence import (
    announcing,
    commenting,
    on_phones,
    reading,
    receiving,
    review,
    striking,
    tagging,
    viewing,
)
from server.evidence.schemas import (
    Acceptance,
    Announcement,
    ChosenPhotos,
    CloseReason,
    Comment,
    Discarded,
    Photo,
    PhotoLook,
    Receipt,
    Reconsidering,
    SendBack,
    Tags,
    UploadTicket,
)
from server.evidence.tables import Why
from server.settings import Settings
from storage.objects import ObjectStore


@post("/jobs/{job_id:uuid}/photos", summary="Announce a photo of a job")
async def announce_photo(
    job_id: UUID,
    data: Announcement,
    technician: Technician,
    objects: ObjectStore,
    settings: Settings,
) -> UploadTicket:
    """The phone then PUTs the bytes straight to storage, and confirms."""
    return await announcing.announce_photo(
        technician, job_id, data, objects, limit_bytes=settings.picture_limit_bytes
    )


@post("/case/photos", summary="Announce a tenant's photo")
async def announce_photo_of_case(
    data: Announcement,
    case_visitor: CaseVisitor,
    objects: ObjectStore,
    settings: Settings,
    case: UUID | None = None,
) -> UploadTicket:
    """A photo of the fault, also by who helps her, or the still that the technician asked for in
    the call. `case` is the one that the page shows: with 401 another was opened beside it since."""
    refuse_other(case_visitor.request_id, case)
    return await announcing.announce_photo_of_case(
        case_visitor, data, objects, limit_bytes=settings.picture_limit_bytes
    )


@post("/case/photos/{photo_id:uuid}/confirm", summary="Confirm a tenant's upload", status_code=200)
async def confirm_photo_of_case(
    photo_id: UUID, case_visitor: CaseVisitor, objects: ObjectStore, case: UUID | None = None
) -> Receipt:
    """As everybody's, also when a colleague is signed in beside her in the same browser."""
    refuse_other(case_visitor.request_id, case)
    return await receiving.confirm_photo(case_visitor, photo_id, objects)


@post("/outside/photos", summary="Announce an outsider's photo")
async def announce_photo_from_outside(
    data: Announcement,
    outsider: Outsider,
    objects: ObjectStore,
    settings: Settings,
    job: UUID | None = None,
) -> UploadTicket:
    """For whoever was let in to add photos: of the named slots of the job. `job` is the one that
    the page shows, as a tenant's `case`."""
    refuse_other(outsider.job_id, job)
    return await announcing.announce_photo_from_outside(
        outsider, data, objects, limit_bytes=settings.picture_limit_bytes
    )


@post(
    "/outside/photos/{photo_id:uuid}/confirm",
    summary="Confirm an outsider's upload",
    status_code=200,
)
async def confirm_photo_from_outside(
    photo_id: UUID, outsider: Outsider, objects: ObjectStore, job: UUID | None = None
) -> Receipt:
    """As everybody's: read back and compared."""
    refuse_other(outsider.job_id, job)
    return await receiving.confirm_photo(outsider, photo_id, objects)


@post(
    "/jobs/{job_id:uuid}/photos/{photo_id:uuid}/discard",
    summary="Give a photo up",
    status_code=204,
)
async def discard_photo(
    job_id: UUID, photo_id: UUID, data: Discarded, technician: Technician
) -> None:
    """It was deleted from the phone and will not come: nobody waits for it any more."""
    await on_phones.discard_photo(technician, job_id, photo_id, data)


@post("/photos/{photo_id:uuid}/confirm", summary="Confirm an upload", status_code=200)
async def confirm_photo(photo_id: UUID, actor: Actor, objects: ObjectStore) -> Receipt:
    """The server reads the photo back and compares; only then the device may forget its copy."""
    return await receiving.confirm_photo(actor, photo_id, objects)


@post("/case/photos/{photo_id:uuid}/strike", summary="Take back a picture", status_code=204)
async def strike_still(photo_id: UUID, tenant: Tenant, objects: ObjectStore) -> None:
    """The tenant erases a picture of her call while the call is open."""
    await striking.strike_still(tenant, photo_id, objects)


@get("/photos/{photo_id:uuid}", summary="One photo")
async def photo(photo_id: UUID, actor: Actor, objects: ObjectStore) -> Photo:
    """For screens that wait until the copies are ready."""
    return await reading.photo_for(actor, photo_id, objects)


@post(
    "/photos/{photo_id:uuid}/accept",
    summary="Accept an after photo",
    status_code=200,
    why=Why.REVIEW,
)
async def accept_photo(
    photo_id: UUID,
    corporation: Coordinator,
    objects: ObjectStore,
    data: Acceptance | None = None,
) -> Photo:
    """When it was the last one that was missing, the case closes."""
    await review.accept_evidence(corporation, [photo_id], data.because if data else "")
    return await reading.photo_for(corporation, photo_id, objects)


@post("/photos/accept", summary="Accept several after photos", status_code=204)
async def accept_photos(data: ChosenPhotos, corporation: Coordinator) -> None:
    """All of them or none, each with its own line in the journal."""
    await review.accept_evidence(corporation, data.photos)


@post(
    "/photos/{photo_id:uuid}/reconsider",
    summary="Take a judgement back",
    status_code=200,
    why=Why.REVIEW,
)
async def reconsider_photo(
    photo_id: UUID, data: Reconsidering, corporation: Coordinator, objects: ObjectStore
) -> Photo:
    """The photo waits again; the judgement stays, with its author and this reason beside it."""
    await review.reconsider_evidence(corporation, photo_id, data.because)
    return await reading.photo_for(corporation, photo_id, objects)


@post("/photos/{photo_id:uuid}/comments", summary="Comment on a photo", status_code=201)
async def comment_on_photo(
    photo_id: UUID, data: Comment, staff: Staff, objects: ObjectStore
) -> Photo:
    """The technician and the desk read it, with the name of who wrote it. Sent twice, it is said
    once."""
    await commenting.comment_on(staff, photo_id, data)
    return await reading.photo_for(staff, photo_id, objects)


@put("/photos/{photo_id:uuid}/tags", summary="Tag a photo", status_code=204)
async def tag_photo(photo_id: UUID, data: Tags, corporation: Coordinator) -> None:
    """Short words to find it again; they come in the place of those that were on it."""
    await tagging.tag_photo(corporation, photo_id, data.tags)


@post(
    "/photos/{photo_id:uuid}/send-back",
    summary="Send an after photo back",
    status_code=200,
    why=Why.REVIEW,
)
async def send_back_photo(
    photo_id: UUID, data: SendBack, coordinator: Coordinator, objects: ObjectStore
) -> Photo:
    """The technician gets it back at exactly this photo, with the reason."""
    await review.send_back_evidence(coordinator, photo_id, data)
    return await reading.photo_for(coordinator, photo_id, objects)


@get("/photo-views/{request_id:uuid}", summary="Who was shown the photos of a repair")
async def list_photo_views(request_id: UUID, corporation: Coordinator) -> list[PhotoLook]:
    """The newest first; who looks again within the hour is there once."""
    return await viewing.looks_at(corporation, request_id)


@post("/jobs/{job_id:uuid}/close", summary="Close a job without proof", status_code=200)
async def close_job(
    job_id: UUID, data: CloseReason, corporation: Coordinator, language: str, objects: ObjectStore
) -> JobDetail:
    """For a photo that will never come: a lost phone, a broken camera. The reason is kept."""
    await review.close_without_proof(corporation, job_id, data.reason)
    return await job_detail(corporation, job_id, language, objects)


router = Router(
    path="/",
    route_handlers=[
        announce_photo,
        announce_photo_of_case,
        confirm_photo_of_case,
        announce_photo_from_outside,
        discard_photo,
        confirm_photo_from_outside,
        confirm_photo,
        strike_still,
        photo,
        accept_photo,
        accept_photos,
        reconsider_photo,
        comment_on_photo,
        tag_photo,
        send_back_photo,
        list_photo_views,
        close_job,
    ],
    tags=["Evidence"],
)
