"""How many of each part lie in the warehouse and in the vans. Never below none.

What is approved and not packed yet lies there still, but is spoken for: `free` leaves it out.
"""

from uuid import UUID

from server.actors import Coordinator
from server.database import change, few, transaction
from server.guides.parts import PARTS
from server.identifiers import new_id
from server.journal.service import About, append
from server.parcels.errors import OutOfStock, PartUnknown, PlaceUnknown
from server.parcels.schemas import StockCorrection, StockMove
from server.parcels.tables import WAREHOUSE

_ROW = "organisation = {} AND part = {} AND variant = {} AND place = {}"


def known_variant(part: str, variant: str) -> bool:
    """Whether there is such a part in this size; one without sizes has "" only."""
    found = PARTS.get(part)
    return found is not None and variant in (found.variants or ("",))


async def free(organisation_id: UUID, part: str, variant: str) -> int:
    """How many nobody has been promised yet."""
    (amount,) = await few(
        int,
        "SELECT coalesce((SELECT amount FROM part_stock"  # noqa: S608 - fixed text
        f" WHERE {_ROW}), 0)"
        " - (SELECT count(*) FROM parcel p JOIN repair_request r ON r.id = p.request"
        " WHERE r.organisation = {} AND p.part = {} AND p.variant = {} AND p.state = 'approved')",
        *(organisation_id, part, variant, WAREHOUSE),
        *(organisation_id, part, variant),
    )
    return amount


async def take(organisation_id: UUID, part: str, variant: str, place: str, amount: int) -> None:
    """So many leave a place. Raises OutOfStock when they are not there: of two at once, the second
    waits here for the first, and then finds what is left."""
    taken = await change(
        f"UPDATE part_stock SET amount = amount - {{}} WHERE {_ROW} AND amount >= {{}}"  # noqa: S608 - fixed text
        " RETURNING amount",
        *(amount, organisation_id, part, variant, place, amount),
    )
    if not taken:
        raise OutOfStock(part=part, variant=variant, place=place)


async def put(organisation_id: UUID, part: str, variant: str, place: str, amount: int) -> None:
    """So many come to a place."""
    await change(
        "INSERT INTO part_stock (id, organisation, part, variant, place, amount)"
        " VALUES ({}, {}, {}, {}, {}, {}) ON CONFLICT (organisation, part, variant, place)"
        " DO UPDATE SET amount = part_stock.amount + excluded.amount",
        *(new_id(), organisation_id, part, variant, place, amount),
    )


async def correct(actor: Coordinator, counted: StockCorrection) -> None:
    """Somebody counted, or a delivery came: so many are there."""
    async with transaction():
        await _check(actor, counted.part, counted.variant, counted.place)
        await change(
            "INSERT INTO part_stock (id, organisation, part, variant, place, amount)"
            " VALUES ({}, {}, {}, {}, {}, {}) ON CONFLICT (organisation, part, variant, place)"
            " DO UPDATE SET amount = excluded.amount",
            *(new_id(), actor.organisation_id, counted.part, counted.variant, counted.place),
            counted.amount,
        )
        told = {
            "part": counted.part,
            "variant": counted.variant,
            "place": counted.place,
            "amount": counted.amount,
            "reason": counted.reason.strip(),
        }
        await append("stock.corrected", About(actor.organisation_id), actor, told)


async def carry(actor: Coordinator, moved: StockMove) -> None:
    """Somebody carries some from one place to another. Raises OutOfStock."""
    async with transaction():
        for place in (moved.source, moved.target):
            await _check(actor, moved.part, moved.variant, place)
        if moved.source == moved.target:
            raise PlaceUnknown
        await take(actor.organisation_id, moved.part, moved.variant, moved.source, moved.amount)
        await put(actor.organisation_id, moved.part, moved.variant, moved.target, moved.amount)
        told = {
            "part": moved.part,
            "variant": moved.variant,
            "amount": moved.amount,
            "source": moved.source,
            "target": moved.target,
        }
        await append("stock.carried", About(actor.organisation_id), actor, told)


async def _check(actor: Coordinator, part: str, variant: str, place: str) -> None:
    if not known_variant(part, variant):
        raise PartUnknown
    if place == WAREHOUSE:
        return
    try:
        person_id = UUID(place)
    except ValueError as error:
        raise PlaceUnknown from error
    # In another form the same id would be another place.
    if str(person_id) != place or not await few(
        str,
        "SELECT id FROM person WHERE id = {} AND organisation = {} AND role = 'technician'",
        *(person_id, actor.organisation_id),
    ):
        raise PlaceUnknown
