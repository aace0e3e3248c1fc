"""Refusals around what the desk decides."""

from server.errors import DomainError


class QuestionOver(DomainError):
    """The question was answered already, in other words."""

    slug, title, status = "question-over", "This was answered already", 409


class TooUrgentToPostpone(DomainError):
    """Danger and urgent repairs never wait."""

    slug, title, status = "too-urgent-to-postpone", "This repair cannot wait", 409


class DateRefused(DomainError):
    """A postponed repair has a date within 30 days on which somebody looks at it again."""

    slug, title, status = "date-refused", "This date is not possible", 422


class StandsForItself(DomainError):
    """A repair is no duplicate of itself, of one that is a duplicate, or of one that is over."""

    slug, title, status = "stands-for-itself", "It cannot be a duplicate of that one", 422
