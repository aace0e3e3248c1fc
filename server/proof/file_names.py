"""What the photos of a pack are called: in the order of the story, and clear without any index.

Worked out from the manifest and the labels of its slots, so that whoever checks a pack knows which
file is which photo, whatever a file in it is called.
"""

import re
import unicodedata
from collections.abc import Mapping
from uuid import UUID

from server.clock import HOME
from server.evidence.tables import Moment
from server.proof.documents import Manifest, SealedPhoto

INDEX, MANIFEST, JOURNAL = "index.html", "manifest.json", "journal.json"
DATA = "data.json"
"""Of an export for a tenant."""
_ORDER = [Moment.REPORT, Moment.BEFORE, Moment.AFTER]
_EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/heic": "heic",
    "image/png": "png",
    "image/webp": "webp",
    "image/avif": "avif",
    "video/webm": "webm",
    "video/mp4": "mp4",
    "audio/webm": "webm",
    "audio/mp4": "m4a",
    "audio/ogg": "ogg",
}
_LONGEST_LABEL = 30


def earlier(number: int) -> str:
    """Where an earlier manifest lies."""
    return f"earlier/manifest-{number}.json"


def in_order(manifest: Manifest) -> list[SealedPhoto]:
    """What the tenant showed, before the work, after the work."""
    return sorted(
        manifest.photos,
        key=lambda photo: (_ORDER.index(photo.moment), photo.capture.taken_at, photo.id),
    )


def file_names(manifest: Manifest, labels: Mapping[str, str]) -> dict[UUID, str]:
    """The file of each photo that is kept: `photos/03-after-type-plate.jpg`; where its slot has no
    label, as in every pack made before there were labels, `photos/03-after-2026-11-27-1152.jpg`.
    Labels are made plain here too: a pack that is checked may come from anybody."""
    names: dict[UUID, str] = {}
    for number, photo in enumerate(in_order(manifest), start=1):
        what = plain_words(labels.get(photo.slot, "")) or _time_and_slot(photo)
        extension = _EXTENSIONS.get(photo.media_type, "bin")
        if photo.is_kept:
            names[photo.id] = f"photos/{number:02}-{photo.moment}-{what}.{extension}"
    return names


def plain_words(words: str) -> str:
    """Small letters, digits and hyphens: safe in every folder, and at most thirty."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST_LABEL].strip("-")


def _time_and_slot(photo: SealedPhoto) -> str:
    taken_at = f"{photo.capture.taken_at.astimezone(HOME):%Y-%m-%d-%H%M}"
    return "-".join(filter(None, [taken_at, "" if _is_id(photo.slot) else plain_words(photo.slot)]))


def _is_id(slot: str) -> bool:
    """Of the photo that a technician asked for: its slot is the id of his wish."""
    try:
        UUID(slot)
    except ValueError:
        return False
    return True
