"""Refusals around a suggested day, and around giving work away on the board."""

from server.errors import DomainError


class DayIsOver(DomainError):
    """Only a day that is to come can be planned."""

    slug, title, status = "day-is-over", "This day is over", 422


class JobHasVisit(DomainError):
    """A visit or a call is agreed for this job, or somebody is on the way. Call that off first."""

    slug, title, status = "job-has-visit", "A visit or a call is agreed for this job", 409


class NoteNeeded(DomainError):
    """The fault says nothing: a contractor has to read in a note what to do, and a board has no
    room for one. It stays with whoever has it."""

    slug, title, status = "note-needed", "A contractor needs a note for this", 422


class NoSuggestion(DomainError):
    """The solver gave no answer, or cannot run on this machine."""

    slug, title, status = "no-suggestion", "There is no suggestion at the moment", 503
