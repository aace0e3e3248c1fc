"""What the photos of a pack are called: in the order of the story, and clear without any index.

Worked out from the manifest alone, so that whoever checks a pack knows which file is which photo.
"""

import re
import unicodedata
from uuid import UUID

from server.clock import HOME
from server.evidence.tables import Moment
from server.proof.documents import Manifest, SealedPhoto

INDEX, MANIFEST, JOURNAL = "index.html", "manifest.json", "journal.json"
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
_LONGEST_SLOT = 30


def earlier(number: int) -> str:
    """Where an earlier manifest lies."""
    return f"earlier/manifest-{number}.json"


def in_order(manifest: Manifest) -> list[SealedPhoto]:
    """What the tenant showed, before the work, after the work."""
    return sorted(
        manifest.photos,
        key=lambda photo: (_ORDER.index(photo.moment), photo.capture.taken_at, photo.id),
    )


def file_names(manifest: Manifest) -> dict[UUID, str]:
    """The file of each photo that is kept: `photos/03-after-2026-11-27-1152-sifon.jpg`."""
    names: dict[UUID, str] = {}
    for number, photo in enumerate(in_order(manifest), start=1):
        taken_at = f"{photo.capture.taken_at.astimezone(HOME):%Y-%m-%d-%H%M}"
        name = "-".join(
            filter(None, [f"{number:02}", photo.moment, taken_at, _as_words(photo.slot)])
        )
        extension = _EXTENSIONS.get(photo.media_type, "bin")
        if photo.is_kept:
            names[photo.id] = f"photos/{name}.{extension}"
    return names


def _as_words(slot: str) -> str:
    try:
        UUID(slot)
    except ValueError:
        plain = unicodedata.normalize("NFKD", slot).encode("ascii", "ignore").decode().lower()
        return re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST_SLOT].strip("-")
    return ""  # the photo that a technician asked for: its slot is the id of his wish
