"""Which photos, films and voice notes we take, and what the bytes that arrived really are."""

from typing import NoReturn

import storage.errors
from server.evidence.errors import (
    AnnouncementRefused,
    FootageTypeUnknown,
    NotAPicture,
    NotPlayable,
    PictureTooLarge,
    PictureTypeUnknown,
)
from server.evidence.parts import PART_BYTES, parts_of
from server.evidence.schemas import Announcement
from server.evidence.tables import EvidencePhoto, Kind
from storage.derivatives import identify
from storage.footage import identify_footage

FOOTAGE_LIMIT_BYTES = 60_000_000
"""A minute at 8 Mbit/s: three times what the app asks a camera for."""

EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/heic": "heic",
    "image/heif": "heic",
    "image/png": "png",
    "image/webp": "webp",
    "image/avif": "avif",
    "application/octet-stream": "bin",  # some phones do not know what HEIC is called
}
_FOOTAGE = {
    Kind.FILM: {"video/webm": "webm", "video/mp4": "mp4"},
    Kind.VOICE: {"audio/webm": "webm", "audio/mp4": "mp4", "audio/ogg": "ogg"},
}


def extension_of(photo: Announcement) -> str:
    """By the announced type, which `refuse_impossible` has looked at."""
    return _FOOTAGE.get(photo.kind, EXTENSIONS)[photo.media_type]


def refuse_impossible(photo: Announcement, limit_bytes: int) -> None:
    """What can never be received is refused before a byte is sent."""
    limit = limit_bytes if photo.kind == Kind.PHOTO else FOOTAGE_LIMIT_BYTES
    if photo.byte_count > limit:
        raise PictureTooLarge(
            f"It has {photo.byte_count} bytes; {limit} is the limit.",
            limitBytes=limit,
            errors=[{"pointer": "/byteCount", "detail": "More than we take."}],
        )
    if photo.media_type not in _FOOTAGE.get(photo.kind, EXTENSIONS):
        _refuse_type(photo)
    if photo.part_hashes and len(photo.part_hashes) != parts_of(photo.byte_count):
        detail = f"One hash for each {PART_BYTES} bytes."
        raise AnnouncementRefused.because_of("/partHashes", detail)
    if photo.poster and photo.kind != Kind.FILM:
        raise AnnouncementRefused.because_of("/poster", "Only a film has a poster.")


def _refuse_type(photo: Announcement) -> NoReturn:
    if photo.kind == Kind.PHOTO:
        raise PictureTypeUnknown(
            errors=[{"pointer": "/mediaType", "detail": "JPEG, HEIC, PNG, WebP or AVIF."}]
        )
    raise FootageTypeUnknown(
        errors=[{"pointer": "/mediaType", "detail": "WebM or MP4; a voice note also Ogg."}]
    )


def media_type_in(photo: EvidencePhoto, head: bytes) -> str:
    """What it is served as, by what the first bytes say; refused when they are something else."""
    if photo.kind == Kind.PHOTO:
        try:
            return identify(head).media_type
        except storage.errors.NotAPicture:
            raise NotAPicture.named(photo.id) from None
    try:
        container = identify_footage(head)
    except storage.errors.NotFootage:
        raise NotPlayable.named(photo.id) from None
    media_type = container.film_type if photo.kind == Kind.FILM else container.sound_type
    if not media_type:
        raise NotPlayable.named(photo.id)
    return media_type
