"""Whose case is it, and which other ones are of the same tenant?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.actors import Coordinator
from server.database import few, select
from server.errors import NotFound
from server.privacy.errors import NotTheSameTenant


@dataclass(frozen=True)
class CaseOfTenant:
    """What every decision about a case needs."""

    id: UUID
    number: str
    fault: str
    room: str
    state: str
    reported_at: datetime
    closed_at: datetime | None
    claim: str | None
    erased_at: datetime | None
    dwelling: UUID
    tenant_name: str
    phone: str
    email: str | None
    organisation: UUID

    @property
    def is_over(self) -> bool:
        return self.closed_at is not None

    def is_same_tenant(self, other: "CaseOfTenant") -> bool:
        """By name, telephone number or e-mail address, at the same home."""
        if self.dwelling != other.dwelling or self.organisation != other.organisation:
            return False
        pairs = (
            (self.tenant_name, other.tenant_name),
            (self.phone, other.phone),
            (self.email, other.email),
        )
        return any(one and other_one and _same(one, other_one) for one, other_one in pairs)


def _same(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


_CASE = (
    "SELECT r.id, r.number, r.fault, r.room, r.state, r.reported_at, r.closed_at, r.claim,"
    " r.erased_at, r.dwelling, r.tenant_name, r.phone, r.email, r.organisation"
    " FROM repair_request r"
)


async def case_itself(request_id: UUID) -> CaseOfTenant:
    """For the server itself, or for whoever has been let in to it."""
    found = await few(CaseOfTenant, f"{_CASE} WHERE r.id = {{}}", request_id)
    if not found:
        raise NotFound
    return found[0]


async def case_to_see(actor: Coordinator, request_id: UUID) -> CaseOfTenant:
    """A case of the coordinator's organisation, else 404."""
    case = await case_itself(request_id)
    if case.organisation != actor.organisation_id:
        raise NotFound
    return case


async def cases_of_tenant(actor: Coordinator, request_id: UUID) -> list[CaseOfTenant]:
    """This one, and the others of the same tenant at the same home, oldest first."""
    case = await case_to_see(actor, request_id)
    others = await select(
        CaseOfTenant, f"{_CASE} WHERE r.dwelling = {{}} ORDER BY r.reported_at, r.id", case.dwelling
    )
    return [other for other in others if other.id == case.id or case.is_same_tenant(other)]


async def chosen_cases(
    actor: Coordinator, request_id: UUID, chosen: Sequence[UUID]
) -> list[CaseOfTenant]:
    """Of the cases of the same tenant those that somebody looked at and chose."""
    cases = {case.id: case for case in await cases_of_tenant(actor, request_id)}
    if not cases.keys() >= set(chosen):
        raise NotTheSameTenant
    return [cases[each] for each in dict.fromkeys(chosen)]
