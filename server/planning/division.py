"""How an organisation divides its days, and the choice of it."""

from uuid import UUID

import msgspec

from server.actors import Coordinator
from server.database import change, one
from server.errors import InvalidInput
from server.planning.schemas import Block, DivisionOfDays
from server.planning.tables import PlanningSettings

USUAL = DivisionOfDays(
    blocks=[
        Block("08:00", "10:00"),
        Block("10:00", "12:00"),
        Block("12:30", "14:30"),
        Block("14:30", "16:30"),
    ],
    visit_minutes=60,
    travel_minutes=15,
    move_hours=2,
)
"""As long as an organisation chose nothing else."""


async def division_of(organisation_id: UUID) -> DivisionOfDays:
    """What this organisation chose, or what is usual."""
    kept = await one(PlanningSettings, "id = {}", organisation_id)
    if kept is None:
        return USUAL
    return DivisionOfDays(
        msgspec.json.decode(kept.blocks, type=list[Block]),
        kept.visit_minutes,
        kept.travel_minutes,
        kept.move_hours,
        kept.illness_days,
    )


async def divide(actor: Coordinator, chosen: DivisionOfDays) -> None:
    """From now on. What was planned stays as it was told."""
    refuse_impossible(chosen)
    await change(
        "INSERT INTO planning_settings"
        " (id, blocks, visit_minutes, travel_minutes, move_hours, illness_days)"
        " VALUES ({}, {}, {}, {}, {}, {})"
        " ON CONFLICT (id) DO UPDATE SET blocks = excluded.blocks,"
        " visit_minutes = excluded.visit_minutes, travel_minutes = excluded.travel_minutes,"
        " move_hours = excluded.move_hours, illness_days = excluded.illness_days",
        actor.organisation_id,
        msgspec.json.encode(chosen.blocks).decode(),
        chosen.visit_minutes,
        chosen.travel_minutes,
        chosen.move_hours,
        chosen.illness_days,
    )


def refuse_impossible(chosen: DivisionOfDays) -> None:
    """Blocks stand in order, and none runs into the next."""
    before = ""
    for place, block in enumerate(chosen.blocks):
        if block.begins < before:
            raise InvalidInput(f"/blocks/{place}/begins", "It begins after the one before ends.")
        if block.ends <= block.begins:
            raise InvalidInput(f"/blocks/{place}/ends", "It ends after it begins.")
        before = block.ends
