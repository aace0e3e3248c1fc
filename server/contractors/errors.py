"""Refusals around giving work to contractors."""

from server.errors import DomainError


class ContractInForce(DomainError):
    """There is one with this firm already."""

    slug, title, status = "contract-in-force", "There is a contract with this contractor", 409


class ContractOver(DomainError):
    """This contractor works for us no more."""

    slug, title, status = "contract-over", "The contract with this contractor has ended", 409


class TradeNotAgreed(DomainError):
    """The contractor does not do this trade for us."""

    slug, title, status = "trade-not-agreed", "This trade was not agreed with the contractor", 422


class CapacityTaken(DomainError):
    """They have as many of this trade this week as was agreed. Say so to offer it all the same."""

    slug, title, status = "capacity-taken", "This contractor has no room left this week", 409


class ContractorDayFull(DomainError):
    """They have as many jobs on that day as they take. `takes` is how many that is, `given` how
    many they have, `room` the next days on which they take one more."""

    slug, title, status = "contractor-day-full", "This contractor takes no more jobs then", 409


class ContractorTakesNone(DomainError):
    """The desk noted that they take no jobs now. Set how many they take a day to give them work."""

    slug, title, status = "contractor-takes-none", "This contractor takes no jobs now", 409


class NoDayForWork(DomainError):
    """A contractor is asked for a working day, from today on. `room` names the next that are."""

    slug, title, status = "no-day-for-work", "Nobody can be asked for that day", 422


class WorkOrderOver(DomainError):
    """It was answered or withdrawn meanwhile."""

    slug, title, status = "work-order-over", "This offer has been answered or withdrawn", 409


class WorkPlannedAlready(DomainError):
    """The contractor has planned it: call the repair off, or agree with them."""

    slug, title, status = "work-planned-already", "The contractor has planned this work", 409
