"""Does what an announcement names belong to the same repair: other photos, the visit, the call?"""

from datetime import timedelta
from uuid import UUID

from server.evidence.errors import AnnouncementRefused, NoCallForStill, PhotoBelongsElsewhere
from server.evidence.schemas import Announcement
from server.evidence.slots import SIGNATURE
from server.evidence.tables import EvidencePhoto, Kind, Moment, Source
from server.jobs.tables import OVER, Job
from server.previsits.tables import Previsit, PrevisitState, WantedPhoto
from server.visits.tables import Visit

_CLOCKS_DIFFER = timedelta(minutes=5)


def refuse_link_source(photo: Announcement) -> None:
    """Only outsiders come by such a link."""
    if photo.source == Source.LINK:
        detail = "Only a photo that an outsider adds comes by a link."
        raise AnnouncementRefused.because_of("/source", detail)


def refuse_false_signature(photo: Announcement) -> None:
    """A signature is drawn on the screen when the work is done, and nothing else is."""
    if (photo.source == Source.SCREEN) != (photo.slot == SIGNATURE):
        detail = "Signatures, and only they, are drawn on the screen."
        raise AnnouncementRefused.because_of("/source", detail)
    if photo.slot == SIGNATURE and (photo.moment != Moment.AFTER or photo.kind != Kind.PHOTO):
        detail = "A signature is a picture made after the work."
        raise AnnouncementRefused.because_of("/slot", detail)


def is_still(photo: Announcement) -> bool:
    """Taken on request during a call. It shows the fault as it was before the work."""
    if photo.source == Source.CALL and photo.still_id is None:
        detail = "A still of a call names the request that it answers."
        raise AnnouncementRefused.because_of("/stillId", detail)
    if photo.source != Source.CALL and photo.still_id is not None:
        detail = "Only a still of a call answers such a request."
        raise AnnouncementRefused.because_of("/source", detail)
    if photo.source == Source.CALL and photo.moment != Moment.BEFORE:
        detail = "A still of a call is a photo from before the work."
        raise AnnouncementRefused.because_of("/moment", detail)
    return photo.source == Source.CALL


async def job_of_call(photo: Announcement, request_id: UUID) -> Job:
    """The job of the call that this still was taken in.

    The call is open, or the still was taken while it was: phones send late.
    """
    jobs = await Job.objects().where((Job.request == request_id) & Job.state.not_in([*OVER]))
    for job in sorted(jobs, key=lambda job: job.given_at, reverse=True):
        for previsit in await Previsit.objects().where(Previsit.job == job.id):
            if _was_taken_in(photo, previsit):
                return job
    detail = "No call of this repair was open when it was taken."
    raise NoCallForStill(errors=[{"pointer": "/stillId", "detail": detail}])


async def job_that_asked(photo: Announcement, request_id: UUID) -> Job | None:
    """The job whose technician asked for this photo: he hears of what belongs to his job."""
    try:
        wanted_id = UUID(photo.slot)
    except ValueError:
        return None
    wanted = await WantedPhoto.objects().get(WantedPhoto.id == wanted_id)
    previsit = wanted and await Previsit.objects().get(Previsit.id == wanted.previsit)
    if not previsit:
        return None
    return await Job.objects().get((Job.id == previsit.job) & (Job.request == request_id))


def _was_taken_in(photo: Announcement, previsit: Previsit) -> bool:
    joined_at = previsit.tenant_joined_at  # without her there was nobody who could take it
    if not joined_at:
        return False
    if previsit.state == PrevisitState.OPEN:
        return True
    if previsit.state != PrevisitState.HELD or not previsit.ended_at:
        return False
    # Our own times are moved to the phone's clock: any moment a phone can name may be compared.
    phone_is_ahead = timedelta(milliseconds=photo.clock_offset_ms)
    begin = joined_at - _CLOCKS_DIFFER + phone_is_ahead
    return begin <= photo.taken_at <= previsit.ended_at + _CLOCKS_DIFFER + phone_is_ahead


async def refuse_strangers(photo: Announcement, request_id: UUID, job_id: UUID | None) -> None:
    """Every id that the announcement names must be of this repair, and the visit of this job."""
    for pointer, other in (
        ("/beforePhotoId", photo.before_photo_id),
        ("/retakeOf", photo.retake_of),
    ):
        if other == photo.id:
            raise _belongs_elsewhere(pointer, "A photo cannot name itself.")
        if other is not None and not await EvidencePhoto.exists().where(
            (EvidencePhoto.id == other) & (EvidencePhoto.request == request_id)
        ):
            raise _belongs_elsewhere(pointer, "There is no such photo of this repair.")
    # The announcement may overtake the arrival: a visit that we do not know yet is no stranger.
    if photo.visit_id is not None and await Visit.exists().where(
        (Visit.id == photo.visit_id) & (Visit.job != job_id)
    ):
        raise _belongs_elsewhere("/visitId", "That visit is of another job.")
    if photo.still_id is not None and await EvidencePhoto.exists().where(
        (EvidencePhoto.still_id == photo.still_id) & (EvidencePhoto.request != request_id)
    ):
        raise _belongs_elsewhere("/stillId", "That still was asked for in another call.")


def _belongs_elsewhere(pointer: str, detail: str) -> PhotoBelongsElsewhere:
    return PhotoBelongsElsewhere(errors=[{"pointer": pointer, "detail": detail}])
