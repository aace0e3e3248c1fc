"""Refusals around a third person in the call."""

from server.errors import DomainError


class GuestLinkUnknown(DomainError):
    """No invitation has this link. Perhaps a part of it was lost in copying."""

    slug, title, status = "guest-link-unknown", "We do not know this invitation", 404


class GuestLinkExpired(DomainError):
    """The invitation was for another day, was withdrawn, or the tenant said no."""

    slug, title, status = "guest-link-expired", "This invitation no longer works", 410


class GuestLinkUsed(DomainError):
    """Somebody came in with this link already. An invitation is for one person, in one browser."""

    slug, title, status = "guest-link-used", "This invitation is in use", 409


class ConsentMissing(DomainError):
    """The tenant has not said yet that this guest may join."""

    slug, title, status = "consent-missing", "The tenant has not said yes yet", 409


class TooManyGuests(DomainError):
    """A call holds six people. Withdraw an invitation before making another."""

    slug, title, status = "too-many-guests", "No more people fit in this call", 409


class CannotHandOver(DomainError):
    """A call is handed to another technician of the same organisation, before the visit."""

    slug, title, status = "cannot-hand-over", "The call cannot be handed to this person", 409
