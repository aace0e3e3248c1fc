"""The number that self-help is judged by: visits that did not have to be made."""

from datetime import timedelta

from server.actors import Coordinator
from server.clock import now
from server.database import select
from server.parcels.schemas import SelfHelpFigures

STAYS_SOLVED_FOR = timedelta(days=30)
"""As long as a repair may be reopened: solved for so long, it was solved."""

_SOLVED = (
    "r.state IN ('solved_by_tenant', 'closed') AND EXISTS (SELECT 1 FROM journal l"
    " WHERE l.request_id = r.id AND l.event = 'request.solved')"
    " AND NOT EXISTS (SELECT 1 FROM journal l"
    " WHERE l.request_id = r.id AND l.event IN ('request.reopened', 'request.done'))"
)


async def figures(actor: Coordinator, days: int) -> SelfHelpFigures:
    """Of repairs that a tenant of this organisation first set out on in the last `days` days.

    `avoided` counts a repair when she said herself that it works again, that was at least 30 days
    ago, and it was neither reopened nor done by anybody since. What is solved more recently may
    still be reopened, and stands under `waiting`. `parts_sent` are parcels of these repairs that
    were sent or laid ready at the office; `cost_cents` is what those parts cost, with tax, without
    what came back into stock: no postage and nobody's time.
    """
    moment = now()
    ripe, since = moment - STAYS_SOLVED_FOR, moment - timedelta(days=days)
    (found,) = await select(
        lambda *row: tuple(int(each or 0) for each in row),
        "SELECT count(*),"  # noqa: S608 - fixed text
        f" sum(CASE WHEN {_SOLVED} AND r.closed_at <= {{}} THEN 1 ELSE 0 END),"
        f" sum(CASE WHEN {_SOLVED} AND r.closed_at > {{}} THEN 1 ELSE 0 END)"
        " FROM repair_request r WHERE r.organisation = {} AND r.self_help_at >= {}",
        *(ripe, ripe, actor.organisation_id, since),
    )
    (sent,) = await select(
        lambda *row: tuple(int(each or 0) for each in row),
        "SELECT count(*), sum(CASE WHEN p.state = 'returned' THEN 0 ELSE p.price_cents END)"
        " FROM parcel p JOIN repair_request r ON r.id = p.request"
        " WHERE r.organisation = {} AND r.self_help_at >= {} AND p.sent_at IS NOT NULL"
        " AND p.state <> 'cancelled'",
        *(actor.organisation_id, since),
    )
    return SelfHelpFigures(days, *found, *sent)
