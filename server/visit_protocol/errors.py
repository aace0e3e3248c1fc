"""Refusals around the visit protocol."""

from server.errors import DomainError


class NoVisitAhead(DomainError):
    """Nobody is coming yet, or somebody has been inside already."""

    slug, title, status = "no-visit-ahead", "There is no visit ahead to agree on", 409


class ProtocolRevised(DomainError):
    """She read another text than the one that holds now; `version` names this one."""

    slug, title, status = "protocol-revised", "The text has changed: read it again", 409


class CannotWait(DomainError):
    """A serious fault is not put off because somebody is ill: the people keep apart instead."""

    slug, title, status = "cannot-wait", "This repair cannot wait until later", 409
