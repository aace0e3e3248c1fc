"""What a hold refuses."""

from server.errors import DomainError


class CaseOnHold(DomainError):
    """A manager holds this case, because something may have to be proven with it. Until the hold is
    released nothing of it is erased, also not on request."""

    slug, title = "case-on-hold", "This case is on hold"


class AlreadyOnHold(DomainError):
    """This case is on hold already. Release that one first."""

    slug, title = "already-on-hold", "This case is on hold already"
