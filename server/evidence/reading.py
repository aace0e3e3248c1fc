"""Photos as screens show them, in one statement, with addresses that browsers can cache."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import msgspec

from server.actors import Actor, Helper, Tenant
from server.database import select
from server.evidence import access
from server.evidence.commenting import with_comments
from server.evidence.judgements import with_judgements
from server.evidence.schemas import Photo
from server.evidence.tables import Finding, Kind, PhotoState
from server.evidence.viewing import note_shown
from storage.derivatives import SCREEN_EDGE, THUMBNAIL_EDGE
from storage.keys import derivative_key, play_key
from storage.objects import ObjectStore

_SELECT = (
    "SELECT p.id, p.request, p.job, p.moment, p.source, p.slot, p.kind, p.seconds, p.state,"
    " p.taken_at, p.taken_by,"
    " p.clock_offset_ms, p.findings, p.retakes_asked, p.received_at, p.confirmed_at,"
    " p.received_seq, p.byte_count, p.sha256, p.width, p.height,"
    " p.verdict, p.reason, p.verdict_note, p.judged_by, p.judged_at,"
    " p.before_photo, p.retake_of,"
    " (SELECT r.id FROM evidence_photo r WHERE r.retake_of = p.id AND"
    " (r.state IN ('received', 'ready') OR r.verdict = 'sent_back')"
    ' ORDER BY r.announced_at LIMIT 1) AS "x [uuid]", p.object_key,'
    " p.media_type FROM evidence_photo p "
)
_KIND, _STATE, _FINDINGS, _WIDTH = 6, 8, 12, 19  # their places among those columns
_NOT_SHOWN = {"thumbnail_url": None, "screen_url": None, "play_url": None}
_findings = msgspec.json.Decoder(list[Finding])


async def photo_for(actor: Actor, photo_id: UUID, objects: ObjectStore) -> Photo:
    """One photo, when the actor may see it."""
    await access.photo_to_see(actor, photo_id)
    photos = await photos_where("p.id = {}", [photo_id], objects)
    return (photos if isinstance(actor, Tenant) else await for_staff(photos))[0]


async def for_staff(photos: Sequence[Photo]) -> list[Photo]:
    """With how they were judged, and what was said about them."""
    return await with_comments(await with_judgements(photos))


async def photos_for_tenant(request_id: UUID, objects: ObjectStore) -> list[Photo]:
    """What the tenant is shown of her home: not what was sent back."""
    condition = (
        "p.request = {} AND p.state IN ('received', 'ready')"
        " AND (p.verdict IS NULL OR p.verdict <> 'sent_back')"
    )
    return await photos_where(condition, [request_id], objects)


async def photos_for_helper(helper: Helper, objects: ObjectStore) -> list[Photo]:
    """What a helper added, and nothing else of the tenant's home."""
    condition = "p.helper_link = {} AND p.state IN ('received', 'ready')"
    return await photos_where(condition, [helper.link_id], objects)


async def photos_for_staff(
    request_ids: Sequence[UUID], objects: ObjectStore
) -> dict[UUID, list[Photo]]:
    """Every photo that arrived, by repair request, oldest first. A damaged one that has to be taken
    again is among them, without a picture."""
    by_request: dict[UUID, list[Photo]] = {request_id: [] for request_id in request_ids}
    if request_ids:
        places = ", ".join(["{}"] * len(request_ids))
        condition = (
            f"p.request IN ({places})"
            " AND (p.state IN ('received', 'ready') OR p.verdict = 'sent_back')"
        )
        for photo in await for_staff(await photos_where(condition, request_ids, objects)):
            by_request[photo.request_id].append(photo)
    return by_request


async def photos_where(condition: str, args: Sequence[Any], objects: ObjectStore) -> list[Photo]:
    """Photos by a condition in our own SQL; never put input into `condition`."""
    return await select(
        _photo_with(objects), f"{_SELECT} WHERE {condition} ORDER BY p.taken_at, p.id", *args
    )


def thumbnail_url(objects: ObjectStore, object_key: str) -> str:
    """The address of the 320 px copy."""
    note_shown(object_key, is_large=False)
    key = derivative_key(object_key, THUMBNAIL_EDGE)
    return objects.presign_download(key, media_type="image/jpeg")


def _photo_with(objects: ObjectStore) -> Callable[..., Photo]:
    def photo(*columns: Any) -> Photo:
        *facts, object_key, media_type = columns
        facts[_FINDINGS] = _findings.decode(facts[_FINDINGS])
        if facts[_STATE] == PhotoState.READY:
            note_shown(object_key, is_large=True)
            addresses = _addresses(facts, object_key, media_type, objects)
        else:
            addresses = _NOT_SHOWN
        return Photo(*facts, **addresses, judgements=[], comments=[])

    return photo


def _addresses(
    facts: Sequence[Any], object_key: str, media_type: str, objects: ObjectStore
) -> dict[str, str | None]:
    has_picture = facts[_WIDTH] is not None
    plays = facts[_KIND] != Kind.PHOTO
    screen_key = derivative_key(object_key, SCREEN_EDGE)
    return {
        "thumbnail_url": thumbnail_url(objects, object_key) if has_picture else None,
        "screen_url": objects.presign_download(screen_key, media_type="image/jpeg")
        if has_picture
        else None,
        "play_url": objects.presign_download(play_key(object_key), media_type=media_type)
        if plays
        else None,
    }
