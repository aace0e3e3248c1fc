"""When somebody works here no more: what she leaves behind, and what of hers goes at once."""

from uuid import UUID

from server.accounts.tables import Person
from server.actors import Administrator
from server.clock import now
from server.database import change, few
from server.lost_phones.service import photos_on_phone
from server.people import access
from server.people.invitations import revoke_those_of
from server.people.schemas import Leaving


async def leaving(actor: Administrator, person_id: UUID) -> Leaving:
    """To be read before she is let in no more."""
    person = await access.colleague(actor, person_id)
    counts = await few(
        lambda jobs, sign_ins: (jobs, sign_ins),
        "SELECT (SELECT count(*) FROM job j WHERE j.assigned_to = {}"
        "  AND j.state NOT IN ('done', 'cancelled')),"
        " (SELECT count(*) FROM sign_in s WHERE s.person = {} AND s.revoked_at IS NULL"
        "  AND s.expires_at > {})",
        person.id,
        person.id,
        now(),
    )
    open_jobs, sign_ins = counts[0]
    return Leaving(open_jobs, await photos_on_phone(person.id), sign_ins)


async def end_every_way_in(person: Person) -> None:
    """Sign-ins are over; passkeys, codes, what was begun and what invited her are gone, and whom
    she invited comes in no more. Inside the transaction that lets her in no more."""
    await revoke_those_of(person.id)
    await change(
        "UPDATE sign_in SET revoked_at = {} WHERE person = {} AND revoked_at IS NULL",
        now(),
        person.id,
    )
    for table in ("passkey", "sign_in_code", "ceremony"):
        await change(f"DELETE FROM {table} WHERE person = {{}}", person.id)  # noqa: S608 - named above
    await change("DELETE FROM calendar_feed WHERE id = {}", person.id)
    await change(
        "DELETE FROM invitation WHERE person = {} OR (organisation = {} AND email = {})",
        person.id,
        person.organisation,
        person.email or "",
    )
