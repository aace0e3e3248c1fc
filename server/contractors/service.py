"""Offering a repair to a contractor, and their answer."""

from typing import Any
from uuid import UUID

from server.actors import Coordinator, Tenant
from server.clock import now
from server.contractors import access
from server.contractors.contracts import taken_this_week
from server.contractors.day_room import refuse_without_room
from server.contractors.errors import (
    CapacityTaken,
    ContractOver,
    TradeNotAgreed,
    WorkOrderOver,
    WorkPlannedAlready,
)
from server.contractors.schemas import NewWorkOrder, OfferedWork, WorkOrderFacts
from server.contractors.tables import Contract, ContractTrade, WorkOrder, WorkOrderState, is_late
from server.contractors.trades import trade_called
from server.contractors.working_days import a_working_day_after
from server.database import few, insert, one, select, transaction
from server.errors import NotFound
from server.journal.service import About, append
from server.repair_requests.access import request_to_plan
from server.repair_requests.errors import AlreadyGiven, RequestIsClosed
from server.repair_requests.faults import FAULTS, title_of
from server.repair_requests.moving import OVER, lock, put
from server.repair_requests.rooms import room_called
from server.repair_requests.tables import RepairRequest, RequestState

POSTCODE_DIGITS = 4
"""About where: so much of a postcode is read before the yes."""


async def offer_work(actor: Coordinator, request_id: UUID, offered: NewWorkOrder) -> None:
    """Offer this repair. The same order sent again is the same order."""
    async with transaction():
        request = await request_to_plan(actor, request_id)
        earlier = await one(WorkOrder, "id = {}", offered.id)
        if earlier and earlier.request != request_id:
            raise NotFound  # knowing an id must not open another's
        if earlier:
            return
        if request.state in OVER:
            raise RequestIsClosed(number=request.number)
        if request.state == RequestState.UNDERWAY:
            raise AlreadyGiven(number=request.number)
        contract = await access.contract_of(actor, offered.contract_id)
        if contract.ended_at:
            raise ContractOver
        terms = await _terms(contract.id, FAULTS[request.fault].trade)
        if not offered.is_above_capacity:
            await _refuse_overload(terms)
        await refuse_without_room(contract, offered.asked_on)
        order = WorkOrder(
            id=offered.id,
            contract=contract.id,
            contractor=contract.contractor,
            request=request.id,
            trade=terms.trade,
            note=offered.note.strip(),
            asked_on=offered.asked_on,
            call_out_cents=terms.call_out_cents,
            hourly_cents=terms.hourly_cents,
            extra_unasked_cents=contract.extra_unasked_cents,
            extra_coordinator_cents=contract.extra_coordinator_cents,
            offered_by=actor.name,
            offered_at=now(),
            answer_by=a_working_day_after(now()),
        )
        await insert(order)
        await put(request, "given")
        await _note("work_order.offered", order, request.organisation, actor)


async def _terms(contract_id: UUID, trade: str) -> ContractTrade:
    terms = await one(ContractTrade, "contract = {} AND trade = {}", contract_id, trade)
    if terms is None:
        detail = "They do not do the trade that this fault needs."
        agreed = await select(
            str, "SELECT trade FROM contract_trade WHERE contract = {} ORDER BY trade", contract_id
        )
        raise TradeNotAgreed(
            errors=[{"pointer": "/contractId", "detail": detail}], trade=trade, agreed=agreed
        )
    return terms


async def _refuse_overload(terms: ContractTrade) -> None:
    taken = await taken_this_week(terms)
    if taken >= terms.jobs_per_week:
        raise CapacityTaken(agreed=terms.jobs_per_week, taken=taken)


async def withdraw_offer(actor: Coordinator, order_id: UUID) -> UUID:
    """Take an offer back, as long as nobody planned it; the repair it was about."""
    async with transaction():
        order = await access.order_to_withdraw(actor, order_id)
        if order.state == WorkOrderState.WITHDRAWN:
            return order.request
        if order.state == WorkOrderState.DECLINED:
            raise WorkOrderOver
        if await _is_planned(order):
            raise WorkPlannedAlready
        await _withdraw(order, actor.organisation_id, actor)
        await put(await lock(order.request), "given_back")
    return order.request


async def end_contract(actor: Coordinator, contract_id: UUID) -> None:
    """Nothing more is offered to them, nor may they accept what was; what they accepted they
    finish, and see no longer than that. Twice changes nothing."""
    async with transaction():
        contract = await access.contract_of(actor, contract_id)
        if contract.ended_at:
            return
        open_offers = await WorkOrder.objects().where(
            (WorkOrder.contract == contract.id) & (WorkOrder.state == WorkOrderState.OFFERED)
        )
        for order in open_offers:
            await _withdraw(order, actor.organisation_id, actor)
            await put(await lock(order.request), "given_back")
        await Contract.update({Contract.ended_at: now()}).where(Contract.id == contract.id)
        await append("contract.ended", About(actor.organisation_id, subject_id=contract.id), actor)


async def withdraw_unanswered(actor: Coordinator | Tenant, request: RepairRequest) -> None:
    """The repair was called off: nobody needs to answer any more."""
    orders = await WorkOrder.objects().where(
        (WorkOrder.request == request.id) & (WorkOrder.state == WorkOrderState.OFFERED)
    )
    for order in orders:
        await _withdraw(order, request.organisation, actor)


async def _withdraw(order: WorkOrder, corporation: UUID, actor: Coordinator | Tenant) -> None:
    # Told while it is still theirs to hear.
    await _note("work_order.withdrawn", order, corporation, actor)
    await WorkOrder.update({WorkOrder.state: WorkOrderState.WITHDRAWN}).where(
        WorkOrder.id == order.id
    )


async def _is_planned(order: WorkOrder) -> bool:
    return bool(
        await few(
            lambda one: one,
            "SELECT 1 FROM job WHERE request = {} AND contractor = {}",
            order.request,
            order.contractor,
        )
    )


async def accept_work(actor: Coordinator, order_id: UUID) -> UUID:
    """The repair is theirs to do, and to see. The repair. Twice changes nothing."""
    async with transaction():
        order = await access.order_to_answer(actor, order_id)
        if order.state == WorkOrderState.DECLINED:
            raise WorkOrderOver
        if order.state == WorkOrderState.OFFERED:
            await _answer(order, actor, WorkOrderState.ACCEPTED)
            await _note("work_order.accepted", order, await _corporation_of(order), actor)
    return order.request


async def decline_work(actor: Coordinator, order_id: UUID, reason: str) -> None:
    """Not for them, also after they accepted, until they planned it: the corporation gives it to
    somebody else. Twice changes nothing."""
    async with transaction():
        order = await access.order_to_answer(actor, order_id)
        if order.state == WorkOrderState.DECLINED:
            return
        if await _is_planned(order):
            raise WorkPlannedAlready
        corporation = await _corporation_of(order)
        await _note("work_order.declined", order, corporation, actor, reason=reason.strip())
        await _answer(order, actor, WorkOrderState.DECLINED, reason.strip())
        await put(await lock(order.request), "given_back")


async def _answer(
    order: WorkOrder, actor: Coordinator, state: WorkOrderState, reason: str = ""
) -> None:
    await WorkOrder.update(
        {
            WorkOrder.state: state,
            WorkOrder.answered_at: now(),
            WorkOrder.answered_by: actor.name,
            WorkOrder.decline_reason: reason,
        }
    ).where(WorkOrder.id == order.id)


async def _corporation_of(order: WorkOrder) -> UUID:
    request = await one(RepairRequest, "id = {}", order.request)
    if request is None:
        raise NotFound
    return request.organisation


async def _note(
    event: str, order: WorkOrder, corporation: UUID, actor: Coordinator | Tenant | None, **told: str
) -> None:
    (contractor,) = await few(str, "SELECT name FROM organisation WHERE id = {}", order.contractor)
    about = About(corporation, order.request, subject_id=order.id)
    await append(event, about, actor, {"contractor": contractor, "trade": order.trade, **told})


async def sound_alarms() -> None:
    """Every offer that nobody answered in time is told once, by the journal and at the desk."""
    late = await select(
        lambda order: order,
        "SELECT id FROM work_order WHERE state = 'offered' AND alarmed_at IS NULL"
        " AND answer_by <= {} ORDER BY answer_by LIMIT 200",
        now(),
    )
    for order_id in late:
        await _sound(order_id)


async def _sound(order_id: UUID) -> None:
    async with transaction():
        order = await access.lock_order(order_id)
        if order.state == WorkOrderState.OFFERED and not order.alarmed_at:
            await WorkOrder.update({WorkOrder.alarmed_at: now()}).where(WorkOrder.id == order_id)
            await _note("work_order.unanswered", order, await _corporation_of(order), None)


_ORDER = (
    "SELECT w.id, o.name, w.trade, w.state, w.offered_by, w.offered_at, w.answer_by,"
    " w.answered_at, w.answered_by, w.decline_reason, w.asked_on"
    " FROM work_order w JOIN organisation o ON o.id = w.contractor"
)


async def orders_of(actor: Coordinator, request_id: UUID, language: str) -> list[WorkOrderFacts]:
    """Every order about this repair, oldest first; a contractor reads its own. Who may see the
    repair is decided before."""

    def row(order_id: UUID, contractor: str, trade: str, *rest: Any) -> WorkOrderFacts:
        state, _, _, answer_by = rest[:4]
        name = trade_called(trade, language)
        late = is_late(state, answer_by, now())
        return WorkOrderFacts(order_id, contractor, name, *rest, is_late=late)

    sql, args = f"{_ORDER} WHERE w.request = {{}}", [request_id]
    if actor.is_contractor:
        sql += " AND w.contractor = {}"
        args.append(actor.organisation_id)
    return await select(row, f"{sql} ORDER BY w.offered_at, w.id", *args)


async def offers_to(actor: Coordinator, language: str) -> list[OfferedWork]:
    """What waits for the answer of the actor's firm, the most urgent first."""

    def offered(
        order_id: UUID, name: str, phone: str, number: str, fault: str, room: str, *rest: Any
    ) -> OfferedWork:
        priority, trade, postcode, town, *times_and_terms = rest
        return OfferedWork(
            order_id,
            name,
            phone,
            number,
            title_of(fault, room, language),
            room_called(room, language),
            priority,
            trade_called(trade, language),
            postcode[:POSTCODE_DIGITS],
            town,
            *times_and_terms,
        )

    return await select(
        offered,
        "SELECT w.id, o.name, o.phone, r.number, r.fault, r.room, r.priority,"
        " w.trade, d.postcode, d.town, r.reported_at, w.offered_at, w.answer_by, w.note,"
        " w.asked_on, w.call_out_cents, w.hourly_cents FROM work_order w"
        " JOIN repair_request r ON r.id = w.request JOIN organisation o ON o.id = r.organisation"
        " JOIN dwelling d ON d.id = r.dwelling"
        " WHERE w.contractor = {} AND w.state = 'offered' ORDER BY w.answer_by, w.id",
        actor.organisation_id,
    )
