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


class WorkOrderOver(DomainError):
    """It was answered or withdrawn meanwhile."""

    slug, title, status = "work-order-over", "This offer has been answered or withdrawn", 409


class WorkPlannedAlready(DomainError):
    """The contractor has planned it: call the repair off, or agree with them."""

    slug, title, status = "work-planned-already", "The contractor has planned this work", 409
