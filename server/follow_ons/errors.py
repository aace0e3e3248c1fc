"""Refusals around work that is left."""

from server.errors import DomainError


class TradeUnknown(DomainError):
    """No such trade is on the list."""

    slug, title, status = "trade-unknown", "We do not know this trade", 422


class FollowOnDecided(DomainError):
    """Somebody else gave it out or refused it meanwhile; `state` says which."""

    slug, title, status = "follow-on-decided", "This has been decided already", 409


class TemporaryNeedsFollowOn(DomainError):
    """What was repaired temporarily is not done while nobody comes again: give the follow-on out,
    or have another one proposed first."""

    slug, title, status = "temporary-needs-follow-on", "It is only repaired temporarily", 409
