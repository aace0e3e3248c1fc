"""Films and voice notes come in parts. Each part is an object of its own as soon as it is stored,
so a kill of phone, server or store costs no part that was there; the confirmation makes the whole
of them."""

import json
from collections.abc import Sequence

from server.evidence.schemas import PartUpload
from server.evidence.tables import EvidencePhoto
from storage.keys import part_key
from storage.objects import ObjectStore

PART_BYTES = 2 * 1024 * 1024
_PART_TYPE = "application/octet-stream"


def parts_of(byte_count: int) -> int:
    return -(-byte_count // PART_BYTES)


def part_keys(photo: EvidencePhoto) -> list[str]:
    """Where its parts lie until the whole is safe; none when it comes in one piece."""
    return [part_key(photo.object_key, number) for number in range(1, len(_hashes_of(photo)) + 1)]


def _hashes_of(photo: EvidencePhoto) -> Sequence[str]:
    return json.loads(photo.part_hashes)


async def missing_parts(photo: EvidencePhoto, objects: ObjectStore) -> list[PartUpload]:
    """Where to PUT what is not there yet. Waits for storage: never inside a transaction."""
    keys, sha256s = part_keys(photo), _hashes_of(photo)
    found = await objects.sizes(keys)
    missing: list[PartUpload] = []
    for place, (key, sha256) in enumerate(zip(keys, sha256s, strict=True)):
        byte_count = min(PART_BYTES, photo.byte_count - place * PART_BYTES)
        if found[place] != byte_count:
            address = objects.presign_upload(
                key, byte_count=byte_count, media_type=_PART_TYPE, sha256=sha256
            )
            missing.append(
                PartUpload(address.url, address.headers, address.expires_at, number=place + 1)
            )
    return missing


async def join_parts(photo: EvidencePhoto, objects: ObjectStore) -> None:
    """Make the whole. Twice gives the same bytes under the same key."""
    if keys := part_keys(photo):
        await objects.join(
            photo.object_key, keys, media_type=photo.media_type, most=photo.byte_count
        )
