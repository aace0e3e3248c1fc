"""Contractors over HTTP: the corporation offers, the contractor answers."""

from uuid import UUID

from litestar import Router, get, post, put

from server.actors import Coordinator
from server.case_files.schemas import RequestDetail
from server.case_files.whole_file import request_detail
from server.contractors import contracts, service
from server.contractors.schemas import (
    ContractFacts,
    ContractorsAdministrator,
    DayCapacity,
    Declined,
    NewContract,
    NewWorkOrder,
    OfferedWork,
    Terms,
)
from server.contractors.trades import TRADES, TradeName, trade_called
from server.settings import Settings
from server.signing_in.relying_party import address_for_passkeys
from storage.objects import ObjectStore


@get("/trades", summary="The trades that faults need", security=[])
async def list_trades(language: str) -> list[TradeName]:
    """In the reader's language, by name."""
    names = [TradeName(code, trade_called(code, language)) for code in TRADES]
    return sorted(names, key=lambda trade: trade.name)


@get("/contracts", summary="Contractors who work for us")
async def list_contracts(corporation: Coordinator, language: str) -> list[ContractFacts]:
    """By name, with what each has of every trade this week; those that ended last."""
    return await contracts.contracts_of(corporation, language)


@post("/contracts", summary="Make a contract with a contractor")
async def make_contract(
    data: NewContract, manager: Coordinator, language: str
) -> list[ContractFacts]:
    """A firm that works for another corporation here is known by its number."""
    await contracts.make_contract(manager, data)
    return await contracts.contracts_of(manager, language)


@post("/contracts/{contract_id:uuid}/administrator", summary="Invite a contractor's administrator")
async def invite_administrator(
    contract_id: UUID,
    data: ContractorsAdministrator,
    manager: Coordinator,
    language: str,
    settings: Settings,
) -> list[ContractFacts]:
    """By e-mail, as long as nobody of theirs signs in: then they let their own people in."""
    address = address_for_passkeys(settings.public_url)
    await contracts.invite_administrator(manager, contract_id, data, address)
    return await contracts.contracts_of(manager, language)


@put("/contracts/{contract_id:uuid}/terms", summary="Agree terms with a contractor")
async def agree_terms(
    contract_id: UUID, data: Terms, manager: Coordinator, language: str
) -> list[ContractFacts]:
    """From now on: what was offered before keeps its prices."""
    await contracts.agree_terms(manager, contract_id, data)
    return await contracts.contracts_of(manager, language)


@put("/contracts/{contract_id:uuid}/day-capacity", summary="How many jobs a contractor takes a day")
async def set_day_capacity(
    contract_id: UUID, data: DayCapacity, corporation: Coordinator, language: str
) -> list[ContractFacts]:
    """On the planning board nobody gives them more for one day; what was given stays given."""
    await contracts.set_day_capacity(corporation, contract_id, data)
    return await contracts.contracts_of(corporation, language)


@post("/contracts/{contract_id:uuid}/end", summary="End a contract", status_code=200)
async def end_contract(
    contract_id: UUID, manager: Coordinator, language: str
) -> list[ContractFacts]:
    """Nothing more is offered to them; what they accepted they finish."""
    await service.end_contract(manager, contract_id)
    return await contracts.contracts_of(manager, language)


@post("/repair-requests/{request_id:uuid}/work-orders", summary="Offer a repair to a contractor")
async def offer_work(
    request_id: UUID,
    data: NewWorkOrder,
    corporation: Coordinator,
    language: str,
    objects: ObjectStore,
) -> RequestDetail:
    """They answer within a working day, or an alarm goes off."""
    await service.offer_work(corporation, request_id, data)
    return await request_detail(corporation, request_id, language, objects)


@post("/work-orders/{order_id:uuid}/withdraw", summary="Withdraw an offer", status_code=200)
async def withdraw_offer(
    order_id: UUID, corporation: Coordinator, language: str, objects: ObjectStore
) -> RequestDetail:
    """As long as the contractor has not planned it."""
    request_id = await service.withdraw_offer(corporation, order_id)
    return await request_detail(corporation, request_id, language, objects)


@get("/work-orders", summary="Work that we are offered")
async def list_offers(contractor: Coordinator, language: str) -> list[OfferedWork]:
    """What waits for our answer, the most urgent first: what and about where, not yet who."""
    return await service.offers_to(contractor, language)


@post("/work-orders/{order_id:uuid}/accept", summary="Accept work", status_code=200)
async def accept_work(
    order_id: UUID, contractor: Coordinator, language: str, objects: ObjectStore
) -> RequestDetail:
    """The repair is ours to plan and to see."""
    request_id = await service.accept_work(contractor, order_id)
    return await request_detail(contractor, request_id, language, objects)


@post("/work-orders/{order_id:uuid}/decline", summary="Decline work", status_code=204)
async def decline_work(order_id: UUID, data: Declined, contractor: Coordinator) -> None:
    """With the reason; also after accepting, as long as it is not planned."""
    await service.decline_work(contractor, order_id, data.reason)


router = Router(
    path="/",
    route_handlers=[
        list_trades,
        list_contracts,
        make_contract,
        invite_administrator,
        agree_terms,
        set_day_capacity,
        end_contract,
        offer_work,
        withdraw_offer,
        list_offers,
        accept_work,
        decline_work,
    ],
    tags=["Contractors"],
)
