"""Refusals around the chat of a case."""

from server.errors import DomainError


class NothingSaid(DomainError):
    """A message holds words or a photo."""

    slug, title, status = "nothing-said", "There is nothing in this message", 400


class CannotTakeOver(DomainError):
    """A conversation is handed to somebody of the office, or to the technician of the repair."""

    slug, title, status = "cannot-take-over", "This colleague cannot answer here", 409


class NobodyToCall(DomainError):
    """A call is held by the technician of a repair that is not finished."""

    slug, title, status = "nobody-to-call", "There is no technician who can call now", 409
