"""A phone that was lost: signed out at once, and what was still on it.

The number is what we know of: photos that he counted when he left a home, or that his phone
announced, and that are not here. What he took since the phone last had a network it has told nobody
about; so it is "at least", and the time at which we last heard of the phone says how old that is.
"""

from datetime import datetime
from uuid import UUID

from server.accounts.tables import Person
from server.actors import Account
from server.clock import now
from server.database import change, few, select, transaction
from server.journal.service import About, append
from server.lost_phones import access
from server.lost_phones.schemas import PhoneHolder, SignedOutPhone

_ON_PHONE = (
    "SELECT count(*) FROM ("
    " SELECT c.photo FROM counted_photo c WHERE c.discarded_at IS NULL"
    "  AND EXISTS (SELECT 1 FROM visit v WHERE v.job = c.job AND v.technician = w.id"
    "   AND v.left_at IS NOT NULL)"
    "  AND NOT EXISTS (SELECT 1 FROM evidence_photo a WHERE a.id = c.photo"
    "   AND a.state <> 'announced')"
    " UNION SELECT e.id FROM evidence_photo e WHERE e.technician_id = w.id"
    "  AND e.state = 'announced' AND NOT EXISTS (SELECT 1 FROM counted_photo d"
    "   WHERE d.photo = e.id AND d.discarded_at IS NOT NULL)"
    ") waiting"
)
"""Of a person whom the statement around it calls `w`."""

_SIGN_INS = (
    "SELECT s.device, s.last_used_at FROM sign_in s WHERE s.person = {}"
    " AND s.revoked_at IS NULL AND s.expires_at > {} ORDER BY s.last_used_at DESC, s.id"
)


async def holders(actor: Account) -> list[PhoneHolder]:
    """The organisation's technicians by name."""
    access.refuse_technician(actor)
    people = await select(
        lambda *facts: facts,
        f"SELECT w.id, w.name, ({_ON_PHONE}) FROM person w WHERE w.organisation = {{}}"  # noqa: S608 - fixed text
        " AND w.role = 'technician' AND w.deactivated_at IS NULL ORDER BY w.name, w.id",
        actor.organisation_id,
    )
    return [await _holder(*facts) for facts in people]


async def _holder(person_id: UUID, name: str, photos: int) -> PhoneHolder:
    sign_ins = await few(_sign_in, _SIGN_INS, person_id, now())
    return PhoneHolder(
        id=person_id,
        name=name,
        devices=[device for device, _ in sign_ins],
        last_seen_at=sign_ins[0][1] if sign_ins else None,
        photos_on_phone=photos,
    )


async def sign_out(actor: Account, person_id: UUID) -> SignedOutPhone:
    """Everywhere, because nobody knows which of them was lost. Twice ends nothing more."""
    async with transaction():
        person = await access.holder(actor, person_id)
        sign_ins = await few(_sign_in, _SIGN_INS, person.id, now())
        photos = await photos_on_phone(person.id)
        ended = await change(
            "UPDATE sign_in SET revoked_at = {} WHERE person = {} AND revoked_at IS NULL"
            " AND expires_at > {} RETURNING how",
            now(),
            person.id,
            now(),
        )
        if ended:
            await append("phone.signed_out", _about(person), actor, _told(len(ended), photos))
    return SignedOutPhone(
        name=person.name,
        sign_ins_ended=len(ended),
        photos_on_phone=photos,
        last_seen_at=sign_ins[0][1] if sign_ins else None,
    )


async def photos_on_phone(person_id: UUID) -> int:
    """That we know of, and that are not here."""
    counts = await few(int, f"SELECT ({_ON_PHONE}) FROM person w WHERE w.id = {{}}", person_id)  # noqa: S608 - fixed text
    return counts[0]


def _sign_in(device: str, last_used_at: datetime | None) -> tuple[str, datetime | None]:
    return device, last_used_at


def _about(person: Person) -> About:
    return About(person.organisation, subject_id=person.id)


def _told(sign_ins: int, photos: int) -> dict[str, int]:
    return {"signIns": sign_ins, "photosOnPhone": photos}
