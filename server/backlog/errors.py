"""Refusals around changing the order."""

from server.errors import DomainError


class PlaceRefused(DomainError):
    """A repair goes before another open repair that comes earlier, and nothing goes before an
    emergency but another emergency."""

    slug, title, status = "place-refused", "It cannot be put there", 422
