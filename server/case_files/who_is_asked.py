"""Whom we asked to do a repair, as its tenant may know: a firm that has not answered, one that said
yes, or that somebody else is sought. Why a firm said no is not hers to read."""

from typing import Literal
from uuid import UUID

import msgspec

from server.contractors.tables import WorkOrderState
from server.database import few
from server.outsiders.tables import Answer
from server.repair_requests.tables import RepairRequest, RequestState

Standing = Literal["offered", "accepted", "seeking"]


class Asked(msgspec.Struct, frozen=True):
    """The newest that somebody was asked."""

    key: Standing
    who: str | None


async def firm_asked(request: RepairRequest) -> Asked | None:
    """Of a repair that no technician has."""
    newest = await few(
        lambda *columns: columns,
        "SELECT w.state, o.name FROM work_order w JOIN organisation o ON o.id = w.contractor"
        " WHERE w.request = {} ORDER BY w.offered_at DESC, w.id DESC LIMIT 1",
        request.id,
    )
    if not newest:
        return None
    state, name = newest[0]
    if request.state == RequestState.UNDERWAY:
        return Asked("accepted" if state == WorkOrderState.ACCEPTED else "offered", name)
    return Asked("seeking", None) if request.state == RequestState.REPORTED else None


async def outsider_asked(job_id: UUID) -> Asked | None:
    """By a link, of a job that a technician has. After a no it is his again."""
    newest = await few(
        lambda *columns: columns,
        "SELECT name, answer FROM outsider_link WHERE job = {} AND answer_by IS NOT NULL"
        " AND revoked_at IS NULL ORDER BY made_at DESC, id DESC LIMIT 1",
        job_id,
    )
    if not newest or newest[0][1] == Answer.DECLINED:
        return None
    name, answer = newest[0]
    return Asked("accepted" if answer == Answer.ACCEPTED else "offered", name)
