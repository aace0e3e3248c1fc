"""Who sends a photo, and whether it may still come from there."""

from uuid import UUID

from server.actors import Coordinator, Helper, Outsider, Sender, Technician
from server.database import few
from server.errors import NotFound
from server.evidence.errors import CaseErased, NotAPicture, NotPlayable, StillStruck, TooManyPhotos
from server.evidence.tables import EvidencePhoto, Kind, PhotoState

MOST_BY_A_LINK = 100
"""Photos, films and voice notes of one tenant's case, of one helper, or of one outsider."""


def staff_in(actor: Sender) -> UUID | None:
    """As a photo names who took it for a job, or sent it in the chat of a case."""
    return actor.person_id if isinstance(actor, Technician | Coordinator) else None


def outsider_in(actor: Sender) -> UUID | None:
    """As a photo names her link."""
    return actor.link_id if isinstance(actor, Outsider) else None


def helper_in(actor: Sender) -> UUID | None:
    """As a photo names the link of who helps the tenant. None of the three: the tenant."""
    return actor.link_id if isinstance(actor, Helper) else None


def refuse_others(actor: Sender, photo: EvidencePhoto) -> None:
    """A photo on its way is nobody's but the one's who announced it, however many may see it."""
    announced_by = (staff_in(actor), outsider_in(actor), helper_in(actor))
    its_own = (photo.technician_id, photo.outsider_link, photo.helper_link)
    if its_own != announced_by:
        raise NotFound


def refuse_ended(photo: EvidencePhoto) -> None:
    """Nobody can send it any more: it turned out to be no picture, the tenant took it back, or
    it was erased."""
    if photo.state == PhotoState.REFUSED:
        raise (NotAPicture if photo.kind == Kind.PHOTO else NotPlayable).named(photo.id)
    if photo.state == PhotoState.STRUCK:
        raise StillStruck(photo=str(photo.id))
    if photo.state == PhotoState.ERASED:
        raise CaseErased(photo=str(photo.id))


async def refuse_erased(request_id: UUID) -> None:
    """What is still on a phone does not bring back a case that was erased."""
    erased = await few(
        lambda at: at is not None, "SELECT erased_at FROM repair_request WHERE id = {}", request_id
    )
    if any(erased):
        raise CaseErased(request=str(request_id))


async def refuse_flood(actor: Sender, request_id: UUID) -> None:
    """A link is all that it takes to fill our storage, so what comes by one has an end."""
    match actor:
        case Technician() | Coordinator():
            return
        case Outsider():
            sent_by, whose = "outsider_link = {}", actor.link_id
        case Helper():
            sent_by, whose = "helper_link = {}", actor.link_id
        case _:
            sent_by = (
                "request = {} AND technician_id IS NULL AND outsider_link IS NULL"
                " AND helper_link IS NULL"
            )
            whose = request_id
    counts = await few(int, f"SELECT count(*) FROM evidence_photo WHERE {sent_by}", whose)  # noqa: S608 - fixed text
    if counts[0] >= MOST_BY_A_LINK:
        raise TooManyPhotos(most=MOST_BY_A_LINK)
