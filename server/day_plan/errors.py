"""Refusals around a suggested day."""

from server.errors import DomainError


class DayIsOver(DomainError):
    """Only a day that is to come can be planned."""

    slug, title, status = "day-is-over", "This day is over", 422


class NoSuggestion(DomainError):
    """The solver gave no answer, or cannot run on this machine."""

    slug, title, status = "no-suggestion", "There is no suggestion at the moment", 503
