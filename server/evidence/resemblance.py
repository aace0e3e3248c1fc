"""Evidence that was used before: the same file anywhere in the organisation, or nearly the same
picture in another repair.

Within one repair only the same bytes count: a retake, or before and after, should look alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from server.database import change, select
from server.evidence.reading import thumbnail_url
from server.evidence.schemas import EarlierPhoto
from server.evidence.tables import EvidencePhoto
from storage.likeness import BITS, difference
from storage.objects import ObjectStore

ALIKE = 12
"""In so few of 256 places a picture differs from its own copy; DECISIONS.md says what was measured.
Below sixteen, so that at least one of sixteen bands is the same."""

_BAND_DIGITS = 4
_NOTHING_HAPPENS = (0x0000, 0xFFFF)
_SHOWN = 3


async def note_resemblances(photo: EvidencePhoto, organisation_id: UUID) -> None:
    """Compare a photo whose likeness is known with all that are here, in either order of time.

    Runs inside the transaction that makes it ready. Twice does no harm.
    """
    bands = _bands(photo.likeness)
    if bands:
        places = ", ".join("({}, {}, {})" for _ in bands)
        values = [value for band in bands for value in (photo.id, organisation_id, band)]
        await change(f"INSERT INTO photo_band (photo, organisation, band) VALUES {places}", *values)  # noqa: S608 - places only
    for other in await _same_file(photo, organisation_id):
        await _note(photo, other, is_same_file=True, differs=0)
    for other in await _in_same_bands(photo, organisation_id, bands):
        differs = difference(photo.likeness, other.likeness)
        if differs <= ALIKE:
            await _note(photo, other, is_same_file=False, differs=differs)


async def resembled_by(
    photo_ids: Sequence[UUID], objects: ObjectStore
) -> dict[UUID, list[EarlierPhoto]]:
    """What each of these photos resembles, the surest first; nothing for most of them."""
    if not photo_ids:
        return {}

    def row(
        photo_id: UUID, object_key: str, width: int | None, *facts: Any
    ) -> tuple[UUID, EarlierPhoto]:
        address = thumbnail_url(objects, object_key) if width else None
        return photo_id, EarlierPhoto(*facts, thumbnail_url=address)

    places = ", ".join(["{}"] * len(photo_ids))
    rows = await select(
        row,
        "SELECT s.photo, p.object_key, p.width, p.id, r.id, r.number,"  # noqa: S608 - places only
        " d.street || ' ' || d.house_number, p.moment, p.taken_at, p.taken_by, s.is_same_file"
        " FROM resemblance s JOIN evidence_photo p ON p.id = s.earlier"
        " JOIN repair_request r ON r.id = p.request JOIN dwelling d ON d.id = r.dwelling"
        f" WHERE s.photo IN ({places}) AND p.state IN ('received', 'ready')"
        " ORDER BY s.is_same_file DESC, s.difference, p.received_seq",
        *photo_ids,
    )
    found: dict[UUID, list[EarlierPhoto]] = {}
    for photo_id, earlier in rows:
        if len(known := found.setdefault(photo_id, [])) < _SHOWN:
            known.append(earlier)
    return found


@dataclass(frozen=True)
class _Other:
    """A photo that is compared with."""

    id: UUID
    received_seq: int
    technician_id: UUID | None
    likeness: str


async def _same_file(photo: EvidencePhoto, organisation_id: UUID) -> list[_Other]:
    return await select(
        _Other,
        "SELECT p.id, p.received_seq, p.technician_id, p.likeness FROM evidence_photo p"
        " JOIN repair_request r ON r.id = p.request"
        " WHERE p.sha256 = {} AND p.id <> {} AND r.organisation = {}"
        " AND p.state IN ('received', 'ready') AND p.received_seq IS NOT NULL",
        photo.sha256,
        photo.id,
        organisation_id,
    )


async def _in_same_bands(
    photo: EvidencePhoto, organisation_id: UUID, bands: list[int]
) -> list[_Other]:
    if not bands:
        return []
    places = ", ".join(["{}"] * len(bands))
    return await select(
        _Other,
        "SELECT p.id, p.received_seq, p.technician_id, p.likeness FROM evidence_photo p"  # noqa: S608 - places only
        " WHERE p.id IN (SELECT b.photo FROM photo_band b"
        f"   WHERE b.organisation = {{}} AND b.band IN ({places}))"
        " AND p.request <> {} AND p.sha256 <> {} AND p.state = 'ready'",
        organisation_id,
        *bands,
        photo.request,
        photo.sha256,
    )


async def _note(photo: EvidencePhoto, other: _Other, *, is_same_file: bool, differs: int) -> None:
    """The one that came later is told of, when a technician took it: a tenant proves nothing."""
    is_later = photo.received_seq > other.received_seq
    later, earlier = (photo.id, other.id) if is_later else (other.id, photo.id)
    technician_id = photo.technician_id if is_later else other.technician_id
    if technician_id:
        await change(
            "INSERT INTO resemblance (photo, earlier, is_same_file, difference)"
            " VALUES ({}, {}, {}, {}) ON CONFLICT (photo, earlier) DO NOTHING",
            later,
            earlier,
            is_same_file,
            differs,
        )


def _bands(likeness: str) -> list[int]:
    """Place and value of each part. One in which nothing happens would find half of all photos."""
    if not likeness:
        return []
    parts = [likeness[at : at + _BAND_DIGITS] for at in range(0, BITS // 4, _BAND_DIGITS)]
    values = [int(part, 16) for part in parts]
    return [
        place << 16 | value for place, value in enumerate(values) if value not in _NOTHING_HAPPENS
    ]
