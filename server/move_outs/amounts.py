"""Who pays how much. Pure."""

from collections.abc import Iterable
from typing import Protocol

from server.move_outs.schemas import Amounts
from server.move_outs.tables import Side, WorkOutcome


class Work(Protocol):
    """As far as money is concerned."""

    @property
    def done_by(self) -> str: ...
    @property
    def paid_by(self) -> str: ...
    @property
    def cost_cents(self) -> int: ...
    @property
    def outcome(self) -> str | None: ...


def amounts_of(works: Iterable[Work]) -> Amounts:
    """What a tenant does herself costs her nothing, unless we have to do it in the end. What was
    left as it is costs nobody anything."""
    sure = at_most = 0
    for work in works:
        if work.paid_by != Side.TENANT or work.outcome == WorkOutcome.NOT_DONE:
            continue
        is_ours = work.done_by == Side.CORPORATION or work.outcome == WorkOutcome.BY_US
        sure += work.cost_cents if is_ours else 0
        is_settled = work.outcome == WorkOutcome.DONE
        at_most += work.cost_cents if is_ours or not is_settled else 0
    return Amounts(sure, at_most)
