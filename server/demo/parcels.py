"""Parts in the warehouse and the vans of the demo, and the parcels that tenants asked for."""

from typing import Literal

from server.actors import Coordinator, Tenant
from server.demo import cast
from server.demo.cast import demo_id
from server.demo.repairs import Repair
from server.guides.parts import PARTS
from server.parcels import asking, packing, stock
from server.parcels.schemas import NewParcel, Shipment, StockCorrection, StockMove
from server.parcels.tables import WAREHOUSE, Way

_VERA = Coordinator(cast.VERA.id, cast.DE_LINDE.id, cast.VERA.name, cast.VERA.language)
_AMOUNT = 8
_FEW = {("tap-washer", "3/4"): 1, ("toilet-seat", ""): 2}
_IN_TOMS_VAN = (("tap-washer", "1/2", 4), ("trap-rings", "", 2))


async def fill_warehouse() -> None:
    """Counted once; two parts are nearly gone, and some went along in Tom's van."""
    for part in PARTS.values():
        for variant in part.variants or ("",):
            amount = _FEW.get((part.id, variant), _AMOUNT)
            counted = StockCorrection(part.id, variant, WAREHOUSE, amount, "Eerste telling")
            await stock.correct(_VERA, counted)
    for part_id, variant, amount in _IN_TOMS_VAN:
        van = str(cast.TOM.id)
        if stock.known_variant(part_id, variant):
            await stock.carry(_VERA, StockMove(part_id, variant, WAREHOUSE, van, amount))


async def move(
    what: Literal["wants", "sends"], words: str, repair: Repair, office: Coordinator, tenant: Tenant
) -> None:
    """She asks, and `words` are the part, its variant and the way to get it; or it is packed and
    brought to the post, with this number."""
    parcel_id = demo_id("parcel", repair.key)
    if what == "wants":
        part, variant, way = words.split("/")
        await asking.ask(tenant, NewParcel(parcel_id, part, variant, Way(way)))
        return
    await packing.put_ready(office, parcel_id)
    await packing.send(office, parcel_id, Shipment(words))
