"""Refusals around push messages."""

from server.errors import DomainError


class PushServiceUnknown(DomainError):
    """We send only to the push services we know: an address may lead anywhere else."""

    slug, title, status = "push-service-unknown", "We do not know this push service", 422
