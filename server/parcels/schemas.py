"""What is asked and told about parcels and stock."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from server.parcels.tables import ParcelState, Way
from server.wire import Sent, Wire

MOST_OF_A_PART = 9_999

_Id = Annotated[str, Meta(max_length=32)]
_Place = Annotated[str, Meta(max_length=36)]
_Reason = Annotated[str, Meta(min_length=3, max_length=500, pattern=r"\S.*\S")]


class NewParcel(Sent, frozen=True):
    """What she asks for."""

    id: UUID
    part: _Id
    variant: _Id
    way: Way


class ParcelRefusal(Sent, frozen=True):
    """Why not; the tenant reads it."""

    reason: _Reason


class Shipment(Sent, frozen=True):
    """How she can follow it, when the carrier says. The link is https."""

    tracking_number: Annotated[str, Meta(max_length=64)] = ""
    tracking_url: Annotated[str, Meta(max_length=300)] = ""


class StockCorrection(Sent, frozen=True):
    """What was counted, and why it differs. `place`: "warehouse", or the id of whose van it is."""

    part: _Id
    variant: _Id
    place: _Place
    amount: Annotated[int, Meta(ge=0, le=MOST_OF_A_PART)]
    reason: _Reason


class StockMove(Sent, frozen=True):
    """What goes from one place to another."""

    part: _Id
    variant: _Id
    source: _Place
    target: _Place
    amount: Annotated[int, Meta(ge=1, le=MOST_OF_A_PART)]


class VariantOffer(Wire, frozen=True):
    """A size or make to choose."""

    id: str
    name: str


class PartOffer(Wire, frozen=True):
    """A part that a tenant may ask for. `how_to_tell` helps her find out which variant is hers."""

    id: str
    name: str
    how_to_tell: str
    variants: list[VariantOffer]
    ways: list[Way]


class OwnParcel(Wire, frozen=True):
    """Where her parcel is, as the tenant reads it."""

    id: UUID
    part: PartOffer
    variant: str
    way: Way
    state: ParcelState
    state_since: datetime
    tracking_number: str
    tracking_url: str
    reason: str
    may_ask_again: bool
    """Another parcel, when this one does not fit."""


class OwnParcels(Wire, frozen=True):
    """The newest parcel of a repair, and what the tenant may ask for now."""

    parcel: OwnParcel | None
    offers: list[PartOffer]


class ParcelFacts(Wire, frozen=True):
    """A parcel, for the desk."""

    id: UUID
    request_id: UUID
    number: str
    part: str
    variant: str
    way: Way
    state: ParcelState
    price_cents: int
    asked_at: datetime
    state_since: datetime
    sent_at: datetime | None
    reason: str
    decided_by: str
    tracking_number: str
    tracking_url: str
    has_helped: bool | None
    is_second: bool
    """The first one did not fit."""
    tenant_name: str
    street: str
    house_number: str
    postcode: str
    town: str
    in_stock: int
    """In the warehouse, also for others."""
    can: list[str]
    """The moves that make sense now."""


class ParcelList(Wire, frozen=True):
    """Parcels that somebody has to do something with, oldest first."""

    items: list[ParcelFacts]
    low: int
    """Of how many parts, counted per variant, the warehouse has few."""


class StockPlace(Wire, frozen=True):
    """The warehouse, or a van. `name` is of whose van it is, and empty for the warehouse."""

    place: str
    name: str


class PlacedAmount(Wire, frozen=True):
    """How many lie in one place."""

    place: str
    amount: int


class StockLine(Wire, frozen=True):
    """One variant of a part, in every place that has some."""

    part: str
    part_name: str
    variant: str
    variant_name: str
    promised: int
    """Approved, and not packed yet."""
    is_low: bool
    amounts: list[PlacedAmount]


class Stock(Wire, frozen=True):
    """Everything there is."""

    places: list[StockPlace]
    lines: list[StockLine]


class VanLine(Wire, frozen=True):
    """What lies in somebody's own van."""

    part: str
    variant: str
    name: str
    amount: int


class VanStock(Wire, frozen=True):
    """The same for a whole van."""

    lines: list[VanLine]


class SelfHelpFigures(Wire, frozen=True):
    """What self-help brought in a period; `avoided_visits.py` says what counts."""

    days: int
    set_out: int
    avoided: int
    waiting: int
    """Solved, and not yet 30 days ago."""
    parts_sent: int
    cost_cents: int
