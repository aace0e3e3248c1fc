"""Erasing what is kept about a tenant because she asks for it (AVG article 17): first what goes and
what stays, with the reason; then it is done.

What stays of every repair are its bare facts: number, dates, what was done to which home and in how
many minutes. They stand behind an invoice, and nobody can be recognised in them.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from server.actors import Coordinator
from server.clock import now
from server.database import transaction
from server.journal.service import About, append
from server.legal_holds.access import hold_on
from server.privacy.access import CaseOfTenant, case_itself, cases_of_tenant, chosen_cases
from server.privacy.erasing import erase, new_erasure
from server.privacy.keeping import count_of, tenancy_of
from server.privacy.kinds import BY_WORD, KINDS, Kind, Periods
from server.privacy.schemas import (
    ChosenCases,
    ErasableCase,
    ErasableKind,
    ErasurePreview,
    StaysBecause,
)
from server.repair_requests.faults import title_of
from server.retention.periods import periods_of
from storage.objects import ObjectStore

_OF_A_CASE = [kind for kind in KINDS if kind.is_of_a_case]


async def preview(actor: Coordinator, request_id: UUID, language: str) -> ErasurePreview:
    """Of this case, and of the others of the same tenant at the same home."""
    cases = await cases_of_tenant(actor, request_id)
    return ErasurePreview(
        [await _erasable(case, language) for case in cases],
        does_tenancy_stay=await _does_tenancy_stay(cases),
    )


async def _erasable(case: CaseOfTenant, language: str) -> ErasableCase:
    kinds = [
        ErasableKind(kind.word, count, await _why_it_stays(case, kind))
        for kind in _OF_A_CASE
        if (count := await count_of(kind, case.id))
    ]
    return ErasableCase(
        request_id=case.id,
        number=case.number,
        title=title_of(case.fault, case.room, language),
        reported_at=case.reported_at,
        closed_at=case.closed_at,
        tenant_name=case.tenant_name,
        phone=case.phone,
        email=case.email,
        kinds=kinds,
    )


async def _why_it_stays(case: CaseOfTenant, kind: Kind) -> StaysBecause | None:
    if await hold_on(case.id):
        return "hold"
    if case.closed_at is None:
        return "open"
    if case.claim and kind.stays_with_claim:
        periods = Periods(await periods_of(case.organisation))
        days = periods.days(BY_WORD["photos"], has_claim=True)
        if now() < case.closed_at + timedelta(days=days):
            return "damage" if case.claim == "damage" else "warranty"
    return None


async def _does_tenancy_stay(cases: Sequence[CaseOfTenant]) -> bool:
    found = [tenancy for case in cases if (tenancy := await tenancy_of(case))]
    return any(tenancy.ended_on is None for tenancy in found)


async def erase_on_request(
    actor: Coordinator,
    request_id: UUID,
    wanted: ChosenCases,
    language: str,
    objects: ObjectStore,
) -> ErasurePreview:
    """Do it, and answer what is left with the reasons. The reasons stay in the journal, which is
    not told her name. Twice changes nothing."""
    chosen = await chosen_cases(actor, request_id, wanted.requests)
    for case in chosen:
        await _erase_case(actor, case, objects)
    return ErasurePreview(
        [await _erasable(await case_itself(case.id), language) for case in chosen],
        does_tenancy_stay=await _does_tenancy_stay(chosen),
    )


async def _erase_case(actor: Coordinator, case: CaseOfTenant, objects: ObjectStore) -> None:
    reasons = {kind.word: await _why_it_stays(case, kind) for kind in _OF_A_CASE}
    stays = {word: because for word, because in reasons.items() if because}
    going = [word for word, because in reasons.items() if because is None]
    async with transaction():
        about = About(case.organisation, case.id, subject_id=case.id)
        await append("privacy.erasure_asked", about, actor, {"stays": stays})
    if going:
        tenancy = await tenancy_of(case)
        # One that is not over is the contract itself.
        ended = tenancy.id if tenancy and tenancy.ended_on and "request" in going else None
        erasure = new_erasure(case.organisation, case.id, going, tenancy_id=ended)
        await erase(erasure, "asked", objects)
