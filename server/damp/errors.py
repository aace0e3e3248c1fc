"""Refusals around the steps of damp and mould."""

from server.errors import DomainError


class NotDamp(DomainError):
    """Only a repair of damp or mould has these steps."""

    slug, title, status = "not-damp", "This repair has no such steps", 409


class DampOutOfOrder(DomainError):
    """The steps are noted one after the other, each once, and taken back from the last one.
    `possible` names the only one that this can be done with now; "" when there is none."""

    slug, title, status = "damp-out-of-order", "It is another step's turn", 409


class DampDayImpossible(DomainError):
    """A step is taken after the report, not before the step that precedes it, and never in the
    future. `first` and `last` name the days that may be chosen."""

    slug, title, status = "damp-day-impossible", "It cannot have been on that day", 422
