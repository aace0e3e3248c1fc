"""Parcels and stock as they are read: by the desk, by the tenant, by who has a van."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from server.actors import Coordinator, Technician
from server.database import select
from server.guides.parts import PARTS, Part, parts_for
from server.parcels.asking import MOST_PARCELS, parcels_of, ways_of
from server.parcels.moving import CAME_TO_NOTHING, ON_ITS_WAY, possible_from
from server.parcels.schemas import (
    OwnParcel,
    OwnParcels,
    ParcelFacts,
    ParcelList,
    PartOffer,
    PlacedAmount,
    Stock,
    StockLine,
    StockPlace,
    VanLine,
    VanStock,
    VariantOffer,
)
from server.parcels.tables import WAREHOUSE, Parcel, ParcelState, Way
from server.repair_requests.tables import RepairRequest, RequestState

FEW = 3
"""Fewer than this in the warehouse, without what is promised, is low."""
MOST_LISTED = 500

_FACTS = (
    "SELECT p.id, p.request, r.number, p.part, p.variant, p.way, p.state, p.price_cents,"
    " p.asked_at, p.state_since, p.sent_at, p.reason, p.decided_by, p.tracking_number,"
    " p.tracking_url, p.has_helped, p.replaces, r.tenant_name, d.street, d.house_number,"
    " d.postcode, d.town, coalesce((SELECT s.amount FROM part_stock s WHERE s.part = p.part"
    " AND s.variant = p.variant AND s.organisation = r.organisation AND s.place = 'warehouse'), 0)"
    " FROM parcel p JOIN repair_request r ON r.id = p.request"
    " JOIN dwelling d ON d.id = r.dwelling WHERE r.organisation = {}"
)
_TO_DO = (
    " AND p.state IN ('requested', 'approved', 'ready', 'sent', 'at_pickup', 'did_not_fit')"
    " ORDER BY p.state_since, p.id LIMIT {}"
)


async def parcels_to_do(actor: Coordinator, language: str) -> ParcelList:
    """What has to be decided, packed, sent, followed or taken back; the longest waiting first."""
    items = await select(
        _facts_in(language), f"{_FACTS}{_TO_DO}", actor.organisation_id, MOST_LISTED
    )
    lines = (await stock_of(actor, language)).lines
    return ParcelList(items, sum(line.is_low for line in lines))


async def parcel_facts(actor: Coordinator, parcel_id: UUID, language: str) -> ParcelFacts:
    """One parcel of the coordinator's organisation; that it is hers was decided before."""
    (found,) = await select(
        _facts_in(language), f"{_FACTS} AND p.id = {{}}", actor.organisation_id, parcel_id
    )
    return found


async def parcels_in_file(actor: Coordinator, request_id: UUID, language: str) -> list[ParcelFacts]:
    """All parcels of a repair, oldest first. Contractors have no part in them."""
    return await select(
        _facts_in(language),
        f"{_FACTS} AND p.request = {{}} ORDER BY p.asked_at, p.id",
        *(actor.organisation_id, request_id),
    )


def _facts_in(language: str) -> Any:
    def facts(*columns: Any) -> ParcelFacts:
        (parcel_id, request_id, number, part, variant, way, state, *told) = columns
        (cents, asked_at, since, sent_at, reason, decided_by, *rest) = told
        (tracking_number, tracking_url, has_helped, replaces, *address, amount) = rest
        found: list[Any] = [
            *(parcel_id, request_id, number),
            *_named(part, variant, language),
            *(Way(way), ParcelState(state), cents, asked_at, since, sent_at, reason, decided_by),
            *(tracking_number, tracking_url),
            None if has_helped is None else bool(has_helped),
            replaces is not None,
            *address,
            int(amount),
            sorted(possible_from(ParcelState(state), Way(way))),
        ]
        return ParcelFacts(*found)

    return facts


def _named(part: str, variant: str, language: str) -> tuple[str, str]:
    """Also of a part that is in the list no more: its id says what it was."""
    found = PARTS.get(part)
    if found is None:
        return part, variant
    words = found.words(language)
    return words.name, words.variants.get(variant, variant)


async def own_parcels(request: RepairRequest, language: str) -> OwnParcels:
    """For the tenant: her newest parcel, and what she may ask for now."""
    parcels = await parcels_of(request.id)
    counted = sum(each.state not in CAME_TO_NOTHING for each in parcels)
    is_hers = request.state in (RequestState.REPORTED, RequestState.SELF_HELP)
    has_room = is_hers and counted < MOST_PARCELS
    is_underway = any(each.state in ON_ITS_WAY for each in parcels)
    offers = parts_for(request.fault) if has_room and not is_underway else []
    newest = parcels[-1] if parcels else None
    shown = newest and _own(newest, language, may_ask_again=has_room)
    return OwnParcels(shown, [_offer(part, language) for part in offers])


def _own(parcel: Parcel, language: str, *, may_ask_again: bool) -> OwnParcel | None:
    part = PARTS.get(parcel.part)
    if part is None or parcel.state == ParcelState.CANCELLED:
        return None
    return OwnParcel(
        parcel.id,
        _offer(part, language),
        _named(parcel.part, parcel.variant, language)[1],
        Way(parcel.way),
        ParcelState(parcel.state),
        parcel.state_since,
        parcel.tracking_number,
        parcel.tracking_url,
        parcel.reason,
        may_ask_again and len(part.variants) > 1,
    )


def _offer(part: Part, language: str) -> PartOffer:
    words = part.words(language)
    return PartOffer(
        part.id,
        words.name,
        words.how_to_tell,
        [VariantOffer(each, words.variants[each]) for each in part.variants],
        ways_of(part),
    )


async def stock_of(actor: Coordinator, language: str) -> Stock:
    """Every variant of every part, and how many of it lie where."""
    amounts: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for part, variant, place, amount in await select(
        lambda *row: row,
        "SELECT part, variant, place, amount FROM part_stock WHERE organisation = {}",
        actor.organisation_id,
    ):
        amounts[part, variant][place] = amount
    promised = await _promised(actor.organisation_id)
    lines = [
        _line(part, variant, language, amounts[part.id, variant], promised[part.id, variant])
        for part in PARTS.values()
        for variant in part.variants or ("",)
    ]
    used = {place for places in amounts.values() for place, amount in places.items() if amount}
    return Stock([StockPlace(WAREHOUSE, ""), *await _vans(actor.organisation_id, used)], lines)


async def _promised(organisation_id: UUID) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = defaultdict(int)
    for part, variant, count in await select(
        lambda *row: row,
        "SELECT p.part, p.variant, count(*) FROM parcel p"
        " JOIN repair_request r ON r.id = p.request"
        " WHERE r.organisation = {} AND p.state = 'approved' GROUP BY p.part, p.variant",
        organisation_id,
    ):
        found[part, variant] = count
    return found


async def _vans(organisation_id: UUID, used: set[str]) -> list[StockPlace]:
    """Of whoever works here; of who left only while something lies in it."""
    vans = await select(
        lambda person_id, name, left_at: (StockPlace(str(person_id), name), left_at),
        "SELECT id, name, deactivated_at FROM person"
        " WHERE organisation = {} AND role = 'technician' ORDER BY name, id",
        organisation_id,
    )
    return [van for van, left_at in vans if left_at is None or van.place in used]


def _line(
    part: Part, variant: str, language: str, amounts: Mapping[str, int], promised: int
) -> StockLine:
    name, size = _named(part.id, variant, language)
    return StockLine(
        part.id,
        name,
        variant,
        size,
        promised,
        amounts.get(WAREHOUSE, 0) - promised < FEW,
        [PlacedAmount(place, amount) for place, amount in sorted(amounts.items()) if amount],
    )


async def van_stock(actor: Technician, language: str) -> VanStock:
    """What lies in his own van."""
    rows = await select(
        lambda *row: row,
        "SELECT part, variant, amount FROM part_stock"
        " WHERE organisation = {} AND place = {} AND amount > 0 ORDER BY part, variant",
        *(actor.organisation_id, str(actor.person_id)),
    )
    return VanStock(
        [
            VanLine(part, variant, " ".join(filter(None, _named(part, variant, language))), amount)
            for part, variant, amount in rows
        ]
    )
