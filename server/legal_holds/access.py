"""May anything of this case be erased?"""

from uuid import UUID

from server.database import one
from server.legal_holds.errors import CaseOnHold
from server.legal_holds.tables import LegalHold

NOT_HELD = (
    "NOT EXISTS (SELECT 1 FROM legal_hold h WHERE h.request = r.id AND h.released_at IS NULL)"
)
"""In SQL, for a repair request `r`."""


async def hold_on(request_id: UUID) -> LegalHold | None:
    """The hold that lasts, if there is one."""
    return await one(LegalHold, "request = {} AND released_at IS NULL", request_id)


async def refuse_held(request_id: UUID) -> None:
    """For whoever wants to erase something, inside the transaction that does."""
    if await hold_on(request_id):
        raise CaseOnHold(request=str(request_id))
