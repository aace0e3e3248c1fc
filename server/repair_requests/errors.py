"""Refusals around reporting a repair and following it."""

from server.errors import DomainError


class AddressUnknown(DomainError):
    """We rent out no home at this postcode and house number."""

    slug, title, status = "address-unknown", "We do not know this address", 422


class FaultUnknown(DomainError):
    """This is no fault of the list."""

    slug, title, status = "fault-unknown", "We do not know this kind of fault", 422


class PhoneRefused(DomainError):
    """Nobody can be phoned at this number."""

    slug, title, status = "phone-impossible", "This is no telephone number", 422


class WordsMissing(DomainError):
    """A field that we need is empty, or far too long."""

    slug, title, status = "words-missing", "Something is missing, or too long", 422


class CallInstead(DomainError):
    """This is dangerous or cannot wait: phoning is the only right way."""

    slug, title, status = "call-instead", "Please phone us", 422


class LinkUnknown(DomainError):
    """No case has this link. Perhaps a part of it was lost in copying."""

    slug, title, status = "link-unknown", "We do not know this link", 404


class LinkExpired(DomainError):
    """The tenant opened the link after the period in which it works."""

    slug, title, status = "link-expired", "This link no longer works", 410


class RequestIsClosed(DomainError):
    """The repair is closed or cancelled; nothing can be planned on it."""

    slug, title, status = "request-is-closed", "This repair is closed", 409
