"""Refusals around giving and doing work."""

from server.errors import DomainError


class JobIsClosed(DomainError):
    """The job is done or cancelled; nothing more can be added to it."""

    slug, title, status = "job-is-closed", "This job is closed", 409


class TechnicianUnknown(DomainError):
    """This person is no technician of the organisation."""

    slug, title, status = "technician-unknown", "This is no technician of ours", 422


class SomebodyIsInside(DomainError):
    """Whoever is inside finishes, or leaves first."""

    slug, title, status = "somebody-is-inside", "The technician is inside", 409
