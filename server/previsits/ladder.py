"""How the two look together: video, photos with sound, photos from a list, or the phone.

Either may step down or up at any moment; the pre-visit and its outcome stay the same.
"""

from uuid import UUID

from server.actors import Technician, Tenant
from server.clock import now
from server.database import select, transaction
from server.errors import NotFound
from server.jobs.access import job_to_work_on
from server.jobs.service import about
from server.jobs.tables import Job
from server.journal.service import append
from server.previsits import access
from server.previsits.errors import NoPrevisitNow, WantedPhotosWrong
from server.previsits.schemas import ChosenRung, PhotoWish
from server.previsits.tables import Previsit, PrevisitState, WantedPhoto


async def choose_rung(actor: Technician, previsit_id: UUID, chosen: ChosenRung) -> None:
    """The technician takes both of them to another rung. Choosing it twice changes nothing."""
    async with transaction():
        previsit, job = await access.previsit_to_hold(actor, previsit_id)
        await _go_to(actor, previsit, job, chosen)


async def choose_rung_as_tenant(actor: Tenant, chosen: ChosenRung) -> None:
    """The same for the tenant: she may always step down, and up again."""
    async with transaction():
        previsit, job = await access.previsit_to_join(actor)
        await _go_to(actor, previsit, job, chosen)


async def _go_to(
    actor: Technician | Tenant, previsit: Previsit, job: Job, chosen: ChosenRung
) -> None:
    await _refuse_over(actor, previsit, job)
    if previsit.rung == chosen.rung:
        return
    await Previsit.update({Previsit.rung: chosen.rung, Previsit.rung_since: now()}).where(
        Previsit.id == previsit.id
    )
    told = {"rung": chosen.rung, "from": previsit.rung, "because": chosen.because}
    await append("previsit.rung_chosen", about(job, previsit.id), actor, told)


async def ask_for_photos(actor: Technician, previsit_id: UUID, wishes: list[PhotoWish]) -> None:
    """Ask for these photos, in this order. May be done before the appointment too."""
    async with transaction():
        previsit, job = await access.previsit_to_hold(actor, previsit_id)
        await _refuse_over(actor, previsit, job)
        await _refuse_strange(previsit, wishes)
        known = {wanted.id: wanted for wanted in await wanted_photos(previsit.id)}
        fresh = [wish for wish in wishes if wish.id not in known]
        made = await answered(job.request)
        kept = {wish.id for wish in wishes}
        dropped = [each for each in known if each not in kept and str(each) not in made]
        if dropped:
            await WantedPhoto.delete().where(WantedPhoto.id.is_in(dropped))
        for place, wish in enumerate(wishes):
            if wish.id in known:
                facts = {
                    WantedPhoto.place: place,
                    WantedPhoto.words: wish.words.strip(),
                    WantedPhoto.slot: wish.slot,
                }
                await WantedPhoto.update({**facts}).where(WantedPhoto.id == wish.id)
            else:
                await WantedPhoto.insert(
                    WantedPhoto(
                        id=wish.id,
                        previsit=previsit.id,
                        place=place,
                        words=wish.words.strip(),
                        slot=wish.slot,
                        asked_at=now(),
                    )
                )
        if fresh or dropped:
            asked = {"count": len(wishes)}
            await append("previsit.photos_asked", about(job, previsit.id), actor, asked)


async def skip_photo(actor: Tenant, wanted_id: UUID) -> None:
    """She cannot or will not make this one. Skipping it twice changes nothing."""
    async with transaction():
        previsit, job = await access.previsit_to_join(actor)
        wanted = await WantedPhoto.objects().get(
            (WantedPhoto.id == wanted_id) & (WantedPhoto.previsit == previsit.id)
        )
        if wanted is None:
            raise NotFound
        if wanted.skipped_at:
            return
        await WantedPhoto.update({WantedPhoto.skipped_at: now()}).where(WantedPhoto.id == wanted.id)
        words = {"words": wanted.words}
        await append("previsit.photo_skipped", about(job, previsit.id), actor, words)


async def wanted_photos(previsit_id: UUID) -> list[WantedPhoto]:
    return (
        await WantedPhoto.objects()
        .where(WantedPhoto.previsit == previsit_id)
        .order_by(WantedPhoto.place, WantedPhoto.asked_at)
    )


async def answered(request_id: UUID) -> set[str]:
    """Names of the wanted photos that she has made. What was refused, or never came, is not one."""
    return set(
        await select(
            lambda slot: slot,
            "SELECT slot FROM evidence_photo WHERE request = {} AND slot <> ''"
            " AND state <> 'refused' AND swept_at IS NULL",
            request_id,
        )
    )


async def _refuse_over(actor: Technician | Tenant, previsit: Previsit, job: Job) -> None:
    """A call that was held may still be looked at again by photo or phone; one called off not."""
    if previsit.state == PrevisitState.CANCELLED:
        raise NoPrevisitNow
    await job_to_work_on(actor, job.id)


async def _refuse_strange(previsit: Previsit, wishes: list[PhotoWish]) -> None:
    ids = [wish.id for wish in wishes]
    if len(set(ids)) < len(ids):
        raise WantedPhotosWrong(
            errors=[{"pointer": "/photos", "detail": "One photo stands in the list twice."}]
        )
    if ids and await WantedPhoto.exists().where(
        WantedPhoto.id.is_in(ids) & (WantedPhoto.previsit != previsit.id)
    ):
        raise WantedPhotosWrong(
            errors=[{"pointer": "/photos", "detail": "That photo was asked for in another call."}]
        )
