"""Refusals around parcels and stock."""

from server.errors import DomainError


class ParcelMoved(DomainError):
    """The parcel is not where this could be done: it moved on meanwhile, mostly."""

    slug, title, status = "parcel-moved", "That is not possible with this parcel now", 409


class ParcelNotWanted(DomainError):
    """She does not repair it herself any more: the parcel stays here."""

    slug, title, status = "parcel-not-wanted", "The tenant no longer waits for this parcel", 409


class PartUnknown(DomainError):
    """No such part or size belongs to this fault."""

    slug, title, status = "part-unknown", "We do not have this part", 422


class WayImpossible(DomainError):
    """It does not go through a letterbox, so it is picked up."""

    slug, title, status = "way-impossible", "This part does not fit through a letterbox", 422


class ParcelUnderway(DomainError):
    """One parcel at a time."""

    slug, title, status = "parcel-underway", "There is a parcel for this repair already", 409


class TooManyParcels(DomainError):
    """After two parcels we come and look."""

    slug, title, status = "too-many-parcels", "We come for this repair now", 409


class OutOfStock(DomainError):
    """There are not so many in that place."""

    slug, title, status = "out-of-stock", "There are not so many of this part there", 409


class PlaceUnknown(DomainError):
    """Neither the warehouse nor the van of a technician of ours."""

    slug, title, status = "place-unknown", "We know no such place", 422


class TrackingRefused(DomainError):
    """The link of a carrier begins with https:// and leads to a site with a name."""

    slug, title, status = "tracking-refused", "This is no link to follow a parcel by", 422
