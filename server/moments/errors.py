"""Refusals around choosing when the video call is. Each says what is possible instead."""

from server.errors import DomainError


class MomentTaken(DomainError):
    """It was offered and is free no more: somebody else was first, or he is away then. `free`
    names the moments that are left."""

    slug, title, status = "moment-taken", "This moment is no longer free", 409


class MomentNotOffered(DomainError):
    """A tenant chooses from the moments that are offered: within office hours on the next ten
    working days, two hours from now or later. `free` names them."""

    slug, title, status = "moment-not-offered", "This moment cannot be chosen", 422


class TooLateToMove(DomainError):
    """A call can be moved until two hours before it begins; after that by telephone."""

    slug, title, status = "too-late-to-move", "It is too late to move the call here", 409


class MovedOften(DomainError):
    """A tenant moves a call three times by herself; after that by telephone."""

    slug, title, status = "moved-often", "The call was moved three times already", 409
