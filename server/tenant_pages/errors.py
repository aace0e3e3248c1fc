"""Refusals of the tenant's pages, for scripts; without script the page itself says it."""

from server.errors import DomainError


class ReportIncomplete(DomainError):
    """Something in the report is missing or cannot be right. `errors` has a plain sentence for each
    field, in the tenant's language."""

    slug, title, status = "report-incomplete", "Something in the report is not right yet", 422
