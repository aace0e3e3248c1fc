"""Refusals around messages."""

from server.errors import DomainError


class WasTold(DomainError):
    """It went, or is on its way."""

    slug, title, status = "was-told", "This message went, or is on its way", 409
