"""What an outsider sees of the photos of a job."""

from typing import Any
from uuid import UUID

from server.actors import Outsider
from server.database import select
from server.evidence.judgements import with_judgements
from server.evidence.reading import photos_where
from server.evidence.schemas import Photo
from server.outsiders.tables import May
from storage.objects import ObjectStore

# Accepted as proof, or what an accepted one looked like before: nothing else of somebody's home.
_ACCEPTED = (
    "p.job = {} AND p.state IN ('received', 'ready') AND (p.verdict = 'accepted' OR p.id IN"
    " (SELECT a.before_photo FROM evidence_photo a WHERE a.job = {} AND a.verdict = 'accepted'))"
)
_OWN = "p.outsider_link = {} AND p.state IN ('received', 'ready')"


async def photos_for_outsider(actor: Outsider, objects: ObjectStore) -> list[Photo]:
    """The accepted ones for whoever may view. Whoever may add gets what she added with how it was
    judged: her page shows the reason, and what was drawn on it."""
    photos = await photos_where(*_visible(actor), objects)
    return await with_judgements(photos) if actor.may == May.ADD else photos


async def visible_ids(actor: Outsider) -> set[UUID]:
    """The same, without showing any."""
    condition, args = _visible(actor)
    sql = f"SELECT p.id FROM evidence_photo p WHERE {condition}"  # noqa: S608 - fixed text
    return set(await select(lambda photo_id: photo_id, sql, *args))


def _visible(actor: Outsider) -> tuple[str, list[Any]]:
    if actor.may == May.VIEW:
        return _ACCEPTED, [actor.job_id, actor.job_id]
    return _OWN, [actor.link_id]
