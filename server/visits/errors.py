"""Refusals around the visit."""

from server.errors import DomainError


class TimeImpossible(DomainError):
    """Nobody arrives in the future, or days before the job was given, or leaves before arriving."""

    slug, title, status = "time-impossible", "This time is impossible", 422


class AlreadyInside(DomainError):
    """A visit to this home is still going on; leave first."""

    slug, title, status = "already-inside", "This visit is still going on", 409
