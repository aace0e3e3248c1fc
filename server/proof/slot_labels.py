"""What the files of a pack are labelled with: the name of the slot in the reader's language, or the
words with which a technician asked for the photo."""

from uuid import UUID

from server.database import select
from server.evidence.slots import slot_named
from server.proof.documents import Manifest
from server.proof.file_names import plain_words


async def slot_labels(manifest: Manifest, language: str) -> dict[str, str]:
    """By slot, for those that have a name; as they stand in a file name."""
    asked = await _asked(manifest.request_id)
    labels: dict[str, str] = {}
    for slot in sorted({photo.slot for photo in manifest.photos}):
        named = slot_named(slot, language)
        label = plain_words(named.name if named else asked.get(slot, ""))
        if label:
            labels[slot] = label
    return labels


async def _asked(request_id: UUID) -> dict[str, str]:
    return dict(
        await select(
            lambda wanted_id, words: (str(wanted_id), words),
            "SELECT w.id, w.words FROM wanted_photo w JOIN evidence_photo p"
            " ON CAST(w.id AS TEXT) = p.slot WHERE p.request = {}",
            request_id,
        )
    )
