"""Refusals around views of the work list."""

from server.errors import DomainError


class ViewNameTaken(DomainError):
    """Two views in one list of names would be told apart by nobody."""

    slug, title, status = "view-name-taken", "Another view has this name", 409


class TooManyViews(DomainError):
    """A person keeps at most 30 views: remove one first."""

    slug, title, status = "too-many-views", "There are too many views already", 409
