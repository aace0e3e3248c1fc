"""What was agreed for jobs; who may see them is decided before."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from msgspec import json

from server.database import select
from server.visit_levels.reading import levels_for
from server.visit_protocol.blocks import version_for
from server.visit_protocol.schemas import ProtocolFacts
from server.visit_protocol.tables import Arrangement, Readiness


async def agreed_for(job_ids: Sequence[UUID]) -> dict[UUID, ProtocolFacts]:
    """By job, of those for which somebody agreed."""
    if not job_ids:
        return {}
    places = ", ".join("{}" for _ in job_ids)
    levels = await levels_for(job_ids)

    def facts(
        job_id: UUID, version: str, name: str, ready: str, arrangement: str, *days: Any
    ) -> tuple[UUID, ProtocolFacts]:
        return job_id, ProtocolFacts(
            version,
            version == version_for(job_id in levels),
            name,
            json.decode(ready, type=list[Readiness]),
            Arrangement(arrangement),
            *days,
        )

    found = await select(
        facts,
        "SELECT id, version, name, ready, arrangement, accepted_at, later_from"  # noqa: S608 - places only
        f" FROM protocol_acceptance WHERE id IN ({places})",
        *job_ids,
    )
    return dict(found)
