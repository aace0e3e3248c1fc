"""Refusals around giving and doing work."""

from server.errors import DomainError


class JobIsClosed(DomainError):
    """The job is done or cancelled; nothing more can be added to it."""

    slug, title, status = "job-is-closed", "This job is closed", 409


class TechnicianUnknown(DomainError):
    """This person is no technician of the organisation."""

    slug, title, status = "technician-unknown", "This is no technician of ours", 422


class AlreadyGiven(DomainError):
    """Somebody else has this repair already; take it back first."""

    slug, title, status = "already-given", "This repair has been given to somebody", 409
