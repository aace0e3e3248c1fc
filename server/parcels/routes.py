"""Parcels and stock over HTTP. What a tenant does with her parcel is on her plain page."""

from typing import Annotated
from uuid import UUID

from litestar import Router, get, post
from litestar.params import QueryParameter

from server.actors import Coordinator, Technician
from server.parcels import avoided_visits, packing, reading, stock
from server.parcels.schemas import (
    ParcelFacts,
    ParcelList,
    ParcelRefusal,
    SelfHelpFigures,
    Shipment,
    Stock,
    StockCorrection,
    StockMove,
    VanStock,
)

_ONE = "/parcels/{parcel_id:uuid}"


@get("/parcels", summary="Parcels to do something with")
async def list_parcels(corporation: Coordinator, language: str) -> ParcelList:
    """What has to be decided, packed, sent, followed or taken back; the longest waiting first."""
    return await reading.parcels_to_do(corporation, language)


@post(f"{_ONE}/approve", summary="Send her this part", status_code=200)
async def approve_parcel(parcel_id: UUID, corporation: Coordinator, language: str) -> ParcelFacts:
    """Above the amount that needs nobody, or without stock."""
    await packing.approve(corporation, parcel_id)
    return await reading.parcel_facts(corporation, parcel_id, language)


@post(f"{_ONE}/refuse", summary="Do not send this part", status_code=200)
async def refuse_parcel(
    parcel_id: UUID, data: ParcelRefusal, corporation: Coordinator, language: str
) -> ParcelFacts:
    """The tenant reads why."""
    await packing.refuse(corporation, parcel_id, data.reason)
    return await reading.parcel_facts(corporation, parcel_id, language)


@post(f"{_ONE}/ready", summary="It is packed", status_code=200)
async def put_parcel_ready(parcel_id: UUID, corporation: Coordinator, language: str) -> ParcelFacts:
    """Out of the stock of the warehouse; refused when there is none."""
    await packing.put_ready(corporation, parcel_id)
    return await reading.parcel_facts(corporation, parcel_id, language)


@post(f"{_ONE}/send", summary="It went to the post", status_code=200)
async def send_parcel(
    parcel_id: UUID, data: Shipment, corporation: Coordinator, language: str
) -> ParcelFacts:
    """With what the tenant can follow it by, if there is something."""
    await packing.send(corporation, parcel_id, data)
    return await reading.parcel_facts(corporation, parcel_id, language)


@post(f"{_ONE}/pickup", summary="It lies at the office", status_code=200)
async def lay_parcel_at_pickup(
    parcel_id: UUID, corporation: Coordinator, language: str
) -> ParcelFacts:
    """She may come for it."""
    await packing.lay_at_pickup(corporation, parcel_id)
    return await reading.parcel_facts(corporation, parcel_id, language)


@post(f"{_ONE}/hand-over", summary="She has it", status_code=200)
async def hand_parcel_over(parcel_id: UUID, corporation: Coordinator, language: str) -> ParcelFacts:
    """She came for it, or said so on the phone."""
    await packing.hand_over(corporation, parcel_id)
    return await reading.parcel_facts(corporation, parcel_id, language)


@post(f"{_ONE}/take-back", summary="It came back", status_code=200)
async def take_parcel_back(parcel_id: UUID, corporation: Coordinator, language: str) -> ParcelFacts:
    """In stock again."""
    await packing.take_back(corporation, parcel_id)
    return await reading.parcel_facts(corporation, parcel_id, language)


@post(f"{_ONE}/cancel", summary="It is not sent after all", status_code=200)
async def cancel_parcel(parcel_id: UUID, corporation: Coordinator, language: str) -> ParcelFacts:
    """What was packed is in stock again."""
    await packing.cancel(corporation, parcel_id)
    return await reading.parcel_facts(corporation, parcel_id, language)


@get("/part-stock", summary="How many of each part lie where")
async def read_stock(corporation: Coordinator, language: str) -> Stock:
    """In the warehouse and in the vans."""
    return await reading.stock_of(corporation, language)


@post("/part-stock/correct", summary="So many are there", status_code=200)
async def correct_stock(data: StockCorrection, corporation: Coordinator, language: str) -> Stock:
    """After counting, or when a delivery came; with the reason."""
    await stock.correct(corporation, data)
    return await reading.stock_of(corporation, language)


@post("/part-stock/move", summary="Carry parts to another place", status_code=200)
async def carry_stock(data: StockMove, corporation: Coordinator, language: str) -> Stock:
    """From the warehouse to a van, or back; refused when there are not so many."""
    await stock.carry(corporation, data)
    return await reading.stock_of(corporation, language)


@get("/van-stock", summary="Parts in my van")
async def read_van_stock(technician: Technician, language: str) -> VanStock:
    """What the desk wrote down as being there."""
    return await reading.van_stock(technician, language)


@get("/insight/self-help", summary="Visits that self-help avoided")
async def read_self_help_figures(
    corporation: Coordinator, days: Annotated[int, QueryParameter(ge=1, le=3660)] = 365
) -> SelfHelpFigures:
    """Of repairs that tenants set out on in the last so many days. A visit counts as avoided when
    the repair was not reopened in 30 days."""
    return await avoided_visits.figures(corporation, days)


router = Router(
    path="/",
    route_handlers=[
        *(list_parcels, approve_parcel, refuse_parcel, put_parcel_ready, send_parcel),
        *(lay_parcel_at_pickup, hand_parcel_over, take_parcel_back, cancel_parcel),
        *(read_stock, correct_stock, carry_stock, read_van_stock, read_self_help_figures),
    ],
    tags=["Parcels"],
)
