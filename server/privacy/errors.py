"""What privacy refuses."""

from server.errors import DomainError


class NotTheSameTenant(DomainError):
    """One of these cases is not of this tenant at this home. Look at the list again."""

    slug, title = "not-the-same-tenant", "One of these cases is of somebody else"


class PeriodRefused(DomainError):
    """Nothing is kept for so long, or so short. `errors` names the kind and what it may be."""

    slug, title, status = "period-refused", "This number of days cannot be chosen", 400
