"""What was written in calls: for who comes back into one, and for the case file."""

from collections.abc import Sequence
from uuid import UUID

from server.actors import Staff, Tenant
from server.database import select, transaction
from server.previsits import access
from server.previsits.schemas import SaidLine


async def lines_for_staff(actor: Staff, previsit_id: UUID) -> list[SaidLine]:
    """Everything written in this call so far, oldest first."""
    async with transaction():
        previsit, _ = await access.previsit_to_hold(actor, previsit_id)
    return (await lines_of([previsit.id]))[previsit.id]


async def lines_for_tenant(actor: Tenant) -> list[SaidLine]:
    """The same for the tenant, of the call she may join."""
    async with transaction():
        previsit, _ = await access.previsit_to_join(actor)
    return (await lines_of([previsit.id]))[previsit.id]


async def lines_of(previsit_ids: Sequence[UUID]) -> dict[UUID, list[SaidLine]]:
    """By pre-visit, each in the order it was written in."""
    lines: dict[UUID, list[SaidLine]] = {previsit_id: [] for previsit_id in previsit_ids}
    if not previsit_ids:
        return lines
    marks = ", ".join("{}" for _ in previsit_ids)
    found = await select(
        lambda previsit_id, *line: (previsit_id, SaidLine(*line)),
        "SELECT previsit, chat_id, at, participant, role, name, text FROM call_line"  # noqa: S608 - marks only
        f" WHERE previsit IN ({marks}) ORDER BY at, id",
        *previsit_ids,
    )
    for previsit_id, line in found:
        lines[previsit_id].append(line)
    return lines
