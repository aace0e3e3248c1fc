"""Refusals around links into a case."""

from server.errors import DomainError


class TooManyHelpers(DomainError):
    """So many people help with one repair at a time. Withdraw a link before making another."""

    slug, title, status = "too-many-helpers", "No more helpers for this repair", 409


class NoAddressKnown(DomainError):
    """We know neither e-mail address nor mobile telephone of this tenant, or cannot send there."""

    slug, title, status = "no-address-known", "We cannot send her anything", 409
