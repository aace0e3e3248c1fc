"""Refusals around the video call before the visit."""

from server.errors import DomainError


class NoPrevisitNow(DomainError):
    """No video call is planned, or it has been held."""

    slug, title, status = "no-previsit-now", "There is no video call to join", 409


class TooEarly(DomainError):
    """The video call is planned for later; the room opens half an hour before."""

    slug, title, status = "too-early", "The video call is later", 409


class MomentImpossible(DomainError):
    """A video call is planned for today or later, within a year."""

    slug, title, status = "moment-impossible", "A call cannot be planned then", 422


class NoMomentToChoose(DomainError):
    """The call was held or called off, or somebody has seen already what is wrong."""

    slug, title, status = "no-moment-to-choose", "There is no moment to choose now", 409


class WantedPhotosWrong(DomainError):
    """A list of wanted photos names each photo once, and none of another call."""

    slug, title, status = "wanted-photos-wrong", "This list of photos cannot be asked", 422
