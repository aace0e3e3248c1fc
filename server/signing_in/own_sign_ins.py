"""Where somebody is signed in, and ending it there."""

from uuid import UUID

from server.accounts import service as accounts
from server.accounts.tables import How
from server.actors import Account
from server.clock import now
from server.database import change, select, transaction
from server.journal.service import About, append
from server.signing_in import access
from server.signing_in.schemas import OwnSignIn


async def own(actor: Account, here: str) -> list[OwnSignIn]:
    """This browser first, then the one that was used last. `here` is the secret of its cookie."""
    is_here = await accounts.sign_in_of(here)

    def row(sign_in_id: UUID, device: str, how: str, *times: object) -> OwnSignIn:
        return OwnSignIn(sign_in_id, device, How(how), *times, is_here=sign_in_id == is_here)  # pyright: ignore

    found = await select(
        row,
        "SELECT id, device, how, created_at, last_used_at FROM sign_in WHERE person = {}"
        " AND revoked_at IS NULL AND expires_at > {} ORDER BY last_used_at DESC, id",
        actor.person_id,
        now(),
    )
    return sorted(found, key=lambda each: not each.is_here)


async def end(actor: Account, sign_in_id: UUID) -> None:
    """That browser is signed out. Twice changes nothing."""
    async with transaction():
        sign_in = await access.own_sign_in(actor, sign_in_id)
        if sign_in.revoked_at:
            return
        await change("UPDATE sign_in SET revoked_at = {} WHERE id = {}", now(), sign_in.id)
        await append("sign_in.ended", About(actor.organisation_id, subject_id=sign_in.id), actor)


async def end_others(actor: Account, here: str) -> None:
    """Everywhere but in this browser."""
    stays = await accounts.sign_in_of(here)
    async with transaction():
        ended = await change(
            "UPDATE sign_in SET revoked_at = {} WHERE person = {} AND id <> {}"
            " AND revoked_at IS NULL AND expires_at > {} RETURNING how",
            now(),
            actor.person_id,
            stays,
            now(),
        )
        if ended:
            about = About(actor.organisation_id, subject_id=actor.person_id)
            await append("sign_in.others_ended", about, actor, {"count": len(ended)})
