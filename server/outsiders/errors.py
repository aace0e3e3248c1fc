"""Refusals around people outside the organisation."""

from server.errors import DomainError


class OutsiderLinkUnknown(DomainError):
    """Nobody was given this link. Perhaps a part of it was lost in copying."""

    slug, title, status = "outsider-link-unknown", "We do not know this link", 404


class AnswerFirst(DomainError):
    """She was asked to do this job. With her yes it opens."""

    slug, title, status = "answer-first", "Say first whether you do this job", 409


class OutsiderHasBegun(DomainError):
    """She sent photos of it already: agree with the desk."""

    slug, title, status = "outsider-has-begun", "There are photos of this job by this link", 409


class OutsiderLinkOver(DomainError):
    """It was good for some days, was withdrawn at the desk, or was answered with a no."""

    slug, title, status = "outsider-link-over", "This link no longer works", 410
