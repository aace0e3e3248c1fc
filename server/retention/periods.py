"""How long an organisation keeps what: its own number of days, or else the default.

Which kinds there are, their defaults and how each is erased stands in `privacy/kinds.py`.
"""

from collections.abc import Mapping
from uuid import UUID

from server.database import change, few

MANY_DAYS = 3650


async def periods_of(organisation_id: UUID) -> dict[str, int]:
    """The kinds of which it is not the default."""
    found = await few(
        lambda kind, days: (kind, days),
        "SELECT kind, days FROM retention_period WHERE organisation = {}",
        organisation_id,
    )
    return dict(found)


async def days_kept(organisation_id: UUID, kind: str, default: int) -> int:
    """Of one kind."""
    return (await periods_of(organisation_id)).get(kind, default)


async def set_periods(organisation_id: UUID, days: Mapping[str, int]) -> None:
    """From now on; runs inside a transaction."""
    for kind, number in days.items():
        await change(
            "INSERT INTO retention_period (organisation, kind, days) VALUES ({}, {}, {})"
            " ON CONFLICT (organisation, kind) DO UPDATE SET days = excluded.days",
            organisation_id,
            kind,
            number,
        )
