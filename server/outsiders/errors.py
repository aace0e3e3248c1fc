"""Refusals around people outside the organisation."""

from server.errors import DomainError


class OutsiderLinkUnknown(DomainError):
    """Nobody was given this link. Perhaps a part of it was lost in copying."""

    slug, title, status = "outsider-link-unknown", "We do not know this link", 404


class OutsiderLinkOver(DomainError):
    """The link was good for some days, or was withdrawn at the desk."""

    slug, title, status = "outsider-link-over", "This link no longer works", 410
