"""Refusals of signing in."""

from server.errors import DomainError


class UnknownPerson(DomainError):
    """There is nobody of that name in the demo corporation."""

    slug, title, status = "unknown-person", "Nobody of that name", 404
