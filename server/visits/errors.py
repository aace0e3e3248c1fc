"""Refusals around the visit."""

from server.errors import DomainError


class TimeImpossible(DomainError):
    """Nobody arrives in the future, or days before the job was given, or leaves before arriving.
    `earliest` and `latest` name what would be possible."""

    slug, title, status = "time-impossible", "This time is impossible", 422


class AlreadyInside(DomainError):
    """A visit to this home is still going on; leave first."""

    slug, title, status = "already-inside", "This visit is still going on", 409


class VisitMoveRefused(DomainError):
    """The job is not where this could happen: it moved on meanwhile, mostly. `state` says where it
    is, and `possible` what could happen from there."""

    slug, title, status = "visit-move-refused", "This cannot happen with this job now", 409


class AttemptsMissing(DomainError):
    """Nobody let you in: that takes two attempts at least to reach her, between coming to the door
    and giving up."""

    slug, title, status = "attempts-missing", "Try to reach her twice at least", 422


class WaitedTooShort(DomainError):
    """Nobody let you in: that takes ten minutes at the door. `possibleFrom` says until when."""

    slug, title, status = "waited-too-short", "Wait at the door a little longer", 422


class DoorPhotoMissing(DomainError):
    """Nobody let you in: that takes a photo of the door without people, or a reason why not."""

    slug, title, status = "door-photo-missing", "Photograph the door, or say why not", 422


class NobodyOnTheWay(DomainError):
    """Nobody is on the way to this home now."""

    slug, title, status = "nobody-on-the-way", "Nobody is on the way to you now", 409


class ManagerDecides(DomainError):
    """Nobody was at home three times: a manager decides whether we come again."""

    slug, title, status = "manager-decides", "A manager decides about this", 403


class FollowedUp(DomainError):
    """Somebody else did this meanwhile, in other words; `words` says which."""

    slug, title, status = "followed-up", "Somebody has done this already", 409
