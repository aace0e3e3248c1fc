"""Refusals around incidents."""

from server.errors import DomainError


class IncidentMoved(DomainError):
    """Somebody else decided about it meanwhile."""

    slug, title, status = "incident-moved", "This was decided already", 409
