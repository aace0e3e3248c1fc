"""Who pays every month for small repairs."""

from uuid import UUID

from server.database import select


async def has_subscription(dwelling_id: UUID) -> bool:
    """Whether who lives there now does, as far as the corporation knows."""
    found = await select(
        bool,
        "SELECT has_subscription FROM tenancy WHERE dwelling = {} AND ended_on IS NULL",
        dwelling_id,
    )
    return any(found)
