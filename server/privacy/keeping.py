"""What is kept of one case, how much of it, and until when."""

from datetime import date, datetime, timedelta
from uuid import UUID

from server.actors import Coordinator
from server.clock import HOME
from server.database import few, select, transaction
from server.dwellings.tables import Tenancy
from server.errors import NotFound
from server.journal.service import About, append
from server.legal_holds.access import hold_on
from server.legal_holds.service import holds_of
from server.needs.service import needs_of
from server.privacy.access import CaseOfTenant, case_to_see
from server.privacy.consents import consents_of
from server.privacy.kinds import KINDS, CountsFrom, Kind, Periods
from server.privacy.schemas import CasePrivacy, HeldCase, KeptKind, NewClaim, TenancyFacts
from server.repair_requests.access import request_to_plan
from server.repair_requests.tables import Claim, RepairRequest
from server.retention.periods import periods_of


async def privacy_of(actor: Coordinator, request_id: UUID) -> CasePrivacy:
    """For the desk."""
    case = await case_to_see(actor, request_id)
    return CasePrivacy(
        claim=Claim(case.claim) if case.claim else None,
        erased_at=case.erased_at,
        tenancy=await tenancy_of(case),
        holds=await holds_of(case.id),
        needs=await needs_of(case.id),
        consents=await consents_of(case.id),
        kept=await kept_of(case),
    )


async def kept_of(case: CaseOfTenant) -> list[KeptKind]:
    """Kind by kind; what there is nothing of is left out."""
    periods = Periods(await periods_of(case.organisation))
    tenancy = await tenancy_of(case)
    is_held = await hold_on(case.id) is not None
    kept: list[KeptKind] = []
    for kind in KINDS:
        count = await count_of(kind, case.id)
        if count:
            days = periods.days(kind, has_claim=case.claim is not None)
            since = _since(kind, case, tenancy)
            until = since + timedelta(days=days) if since and not is_held else None
            kept.append(KeptKind(kind.word, kind.counts_from, days, count, until))
    return kept


async def count_of(kind: Kind, request_id: UUID) -> int:
    """How much there is; of what has a table of its own for the thing itself, the things."""
    total = 0
    for holding in kind.holdings:
        if holding.of_case and (holding.name != "journal" or total == 0):
            counts = await few(
                int,
                f"SELECT count(*) FROM {holding.name} WHERE {holding.of_case} AND {holding.left}",  # noqa: S608
                request_id,
            )
            total += counts[0]
        if total and kind.word in ("photos", "recordings"):
            break  # what hangs on a photo is not counted beside it
    return total


def _since(kind: Kind, case: CaseOfTenant, tenancy: TenancyFacts | None) -> date | None:
    """From when the days count, where that is one day for the whole case."""
    closed_on = _day(case.closed_at)
    if kind.counts_from == CountsFrom.CASE_CLOSED:
        return closed_on
    if kind.counts_from == CountsFrom.TENANCY_ENDED and closed_on:
        if tenancy is None:
            return closed_on
        return max(tenancy.ended_on, closed_on) if tenancy.ended_on else None
    return None


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(HOME).date() if moment else None


async def tenancy_of(case: CaseOfTenant) -> TenancyFacts | None:
    """The one of the same person at the same home, as far as the corporation knows it."""
    found = await select(
        TenancyFacts,
        "SELECT t.id, t.ended_on FROM tenancy t WHERE t.dwelling = {}"
        " AND (lower(t.tenant_name) = lower({}) OR t.phone <> '' AND t.phone = {})"
        " ORDER BY t.id LIMIT 1",
        case.dwelling,
        case.tenant_name,
        case.phone,
    )
    return found[0] if found else None


async def mark_claim(actor: Coordinator, request_id: UUID, marked: NewClaim) -> None:
    """Damage or warranty: the photos may be needed longer. Twice changes nothing."""
    async with transaction():
        request = await request_to_plan(actor, request_id)
        claim = Claim(marked.claim) if marked.claim else None
        if request.claim == claim:
            return
        await RepairRequest.update({RepairRequest.claim: claim}).where(
            RepairRequest.id == request_id
        )
        about = About(actor.organisation_id, request_id, subject_id=request_id)
        await append("privacy.claim_marked", about, actor, {"claim": claim})


async def held_cases(actor: Coordinator) -> list[HeldCase]:
    """Every case on hold, the nearest review first."""
    found = await select(
        lambda request_id, number: (request_id, number),
        "SELECT r.id, r.number FROM repair_request r JOIN legal_hold h ON h.request = r.id"
        " WHERE r.organisation = {} AND h.released_at IS NULL ORDER BY h.review_on, r.id",
        actor.organisation_id,
    )
    return [
        HeldCase(request_id, number, (await holds_of(request_id))[0])
        for request_id, number in found
    ]


async def end_tenancy(actor: Coordinator, tenancy_id: UUID, ended_on: date | None) -> None:
    """What is kept until some time after the tenancy counts from this day."""
    # Imported tenancies are the corporation's own; only whose home it is matters here.
    async with transaction():
        rows = await select(
            lambda day: day,
            "SELECT t.ended_on FROM tenancy t JOIN dwelling d ON d.id = t.dwelling"
            " WHERE t.id = {} AND d.organisation = {}",
            tenancy_id,
            actor.organisation_id,
        )
        if not rows:
            raise NotFound
        if rows[0] == ended_on:
            return
        await Tenancy.update({Tenancy.ended_on: ended_on}).where(Tenancy.id == tenancy_id)
        about = About(actor.organisation_id, subject_id=tenancy_id)
        told = {"endedOn": ended_on.isoformat() if ended_on else None}
        await append("privacy.tenancy_ended", about, actor, told)
