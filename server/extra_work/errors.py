"""Refusals around extra work."""

from server.errors import DomainError


class ExtraWorkDecided(DomainError):
    """Somebody else decided it the other way meanwhile."""

    slug, title, status = "extra-work-decided", "This has been decided already", 409


class AboveLimit(DomainError):
    """With what was approved before, it is more than a coordinator may allow for one job."""

    slug, title, status = "above-limit", "A manager decides about this amount", 403


class NoExtraWork(DomainError):
    """Extra work is asked by a contractor, for a job that it was given."""

    slug, title, status = "no-extra-work", "Extra work is asked by contractors", 403
