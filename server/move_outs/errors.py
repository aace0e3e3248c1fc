"""Refusals around a home that is handed over."""

from typing import Self

from server.errors import DomainError


class MoveOutUnderway(DomainError):
    """Somebody started one for this home already; `number` is its case."""

    slug, title, status = "move-out-underway", "This home is being handed over already", 409


class MoveOutElsewhere(DomainError):
    """It moved on meanwhile. `state` says where it stands, `possible` what can be done now."""

    slug, title, status = "move-out-elsewhere", "This cannot be done as it stands now", 409


class LastDayImpossible(DomainError):
    """The last day of the tenancy is today or later, and within a year. `first` and `last` name
    what may be chosen."""

    slug, title, status = "last-day-impossible", "This cannot be the last day", 422


class WorkImpossible(DomainError):
    """A room or a work of a report makes no sense; `errors` says which, and what would."""

    slug, title, status = "work-impossible", "This cannot be agreed", 422

    @classmethod
    def at(cls, pointer: str, detail: str) -> Self:
        """Why, at the field itself."""
        return cls(detail, errors=[{"pointer": pointer, "detail": detail}])


class AgreementRevised(DomainError):
    """What was to be agreed changed since it was read; `version` is the newest."""

    slug, title, status = "agreement-revised", "What is to be agreed has changed", 409


class InspectionGoesOn(DomainError):
    """The inspector is still inside: it can be closed when the job of the final inspection is."""

    slug, title, status = "inspection-goes-on", "The final inspection goes on", 409
