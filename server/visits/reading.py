"""Visits as staff read them; who may see the jobs is decided before."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from msgspec import json

from server.database import select
from server.visits.leaving import part_called
from server.visits.schemas import KeptTo, UsedPartFacts, VisitFacts
from server.visits.tables import Reason

VISIT = (
    "v.id, v.arrived_at, v.left_at, v.photos_taken, v.minutes, v.outcome, v.reason, v.note,"
    " v.sign_off, v.sign_off_because, v.sign_off_words, v.kept_to"
)
"""Columns of a visit `v`, in the order of `visit_facts`."""
COLUMNS = 12


def visit_facts(columns: Sequence[Any]) -> VisitFacts | None:
    """None when there was no visit."""
    if columns[0] is None:
        return None
    because = Reason(columns[6]) if columns[6] else None
    kept_to = json.decode(columns[11], type=list[KeptTo])
    facts: list[Any] = [*columns[:6], because, *columns[7:11], kept_to]
    return VisitFacts(*facts)


async def used_parts_of(job_ids: Sequence[UUID], language: str) -> dict[UUID, list[UsedPartFacts]]:
    """What was used, by job."""
    found: dict[UUID, list[UsedPartFacts]] = {job_id: [] for job_id in job_ids}
    if not job_ids:
        return found
    places = ", ".join("{}" for _ in job_ids)
    for job_id, part, variant, amount, missing in await select(
        lambda *row: row,
        "SELECT job, part, variant, amount, missing FROM used_part"  # noqa: S608 - places only
        f" WHERE job IN ({places}) ORDER BY part, variant, id",
        *job_ids,
    ):
        name = part_called(part, variant, language)
        found[job_id].append(UsedPartFacts(part, variant, name, amount, missing))
    return found
