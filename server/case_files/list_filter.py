"""Which repairs of the work list are asked for, as conditions on `repair_request r`."""

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from server.actors import Coordinator
from server.backlog.order import Narrowed
from server.clock import now
from server.outsiders.answering import UNANSWERED
from server.repair_requests import moving
from server.repair_requests.faults import FAULTS
from server.repair_requests.tables import Lane, Priority, RequestState
from server.visits.no_access import TO_CALL

Which = Literal[
    "reported",
    "underway",
    "waiting",
    "open",
    "unanswered",
    "left_behind",
    "to_call",
    "closed",
    "all",
]
Order = Literal["first", "newest"]


@dataclass(frozen=True)
class ListFilter:
    """What a coordinator asks for; everything that is chosen has to hold."""

    which: Which = "all"
    words: str = ""
    lane: Lane | None = None
    priority: Priority | None = None
    trade: str = ""
    late: bool = False
    postponed: bool = False
    contract: UUID | None = None
    needs: bool = False
    order: Order = "newest"

    @property
    def is_in_order(self) -> bool:
        """What comes first is a question about open work."""
        return self.order == "first" and self.which in ("reported", "underway", "waiting", "open")


UNANSWERED_IDS = f"""SELECT request FROM work_order
  WHERE state = 'offered' AND alarmed_at IS NOT NULL
  UNION SELECT oj.request {UNANSWERED}"""  # noqa: S608 - fixed text
_UNANSWERED_ONES = f"r.id IN ({UNANSWERED_IDS})"
LEFT_BEHIND = (
    "r.state = 'underway' AND j.state NOT IN ('done', 'cancelled')"
    " AND t.deactivated_at IS NOT NULL AND t.organisation = {}"
)
"""Whoever has the work passes it on: a contractor the jobs of its own people."""


def _any_of(states: frozenset[RequestState]) -> str:
    return "({})".format(", ".join(f"'{state}'" for state in sorted(states)))


OUR_TURN = _any_of(moving.WAITING)
UNDERWAY = _any_of(frozenset({RequestState.UNDERWAY}))
FINISHED = _any_of(moving.FINISHED)
OVER = _any_of(moving.OVER)
WAITING = _any_of(moving.OPEN - moving.WAITING - {RequestState.UNDERWAY})
"""For the tenant, or for a day."""

_STATES: dict[Which, str] = {
    "reported": f" AND r.state IN {OUR_TURN}",
    "underway": f" AND r.state IN {UNDERWAY}",
    "waiting": f" AND r.state IN {WAITING}",
    "open": f" AND r.state NOT IN {OVER}",
    # Whoever asked: the corporation.
    "unanswered": f" AND {_UNANSWERED_ONES} AND r.organisation = {{}}",
    "left_behind": f" AND {LEFT_BEHIND}",
    "to_call": f" AND r.state NOT IN {OVER} AND {TO_CALL} AND r.organisation = {{}}",
    "closed": f" AND r.state IN {OVER}",
    "all": "",
}
_HOME = " JOIN dwelling d ON d.id = r.dwelling"


def narrowed_to(wanted: ListFilter, actor: Coordinator, language: str) -> Narrowed:
    """For a list of this actor's."""
    parts = [_STATES[wanted.which]]
    args: list[Any] = [actor.organisation_id] * parts[0].count("{}")
    for condition, *values in _chosen(wanted):
        parts.append(f" AND {condition}")
        args += values
    if wanted.words.strip():
        codes = faults_called(wanted.words, language)
        parts.append(
            " AND (lower(r.tenant_name || ' ' || r.number || ' ' || r.description || ' ' ||"
            " d.street || ' ' || d.house_number || ' ' || d.postcode || ' ' || d.neighbourhood)"
            f" LIKE {{}} OR r.fault IN ({_places(len(codes))}))"
        )
        args += [f"%{literally(wanted.words.strip().lower())}%", *codes]
    return Narrowed("".join(parts), args, _HOME if wanted.words.strip() else "", wanted.lane)


def _chosen(wanted: ListFilter) -> list[tuple[Any, ...]]:
    """Each with its arguments."""
    codes = [code for code, fault in FAULTS.items() if fault.trade == wanted.trade]
    given_by_it = (
        "r.id IN (SELECT w.request FROM work_order w"
        " WHERE w.contract = {} AND w.state IN ('offered', 'accepted'))"
    )
    every = (
        (wanted.lane, "r.lane = {}", wanted.lane),
        (wanted.priority, "r.priority = {}", wanted.priority),
        (wanted.trade, f"r.fault IN ({_places(len(codes or ['']))})", *(codes or [""])),
        (wanted.late, "r.lane IS NOT NULL AND r.due_at < {}", now()),
        (wanted.postponed, "r.state = 'postponed'"),
        (wanted.contract, given_by_it, wanted.contract),
        (wanted.needs, "r.need_count > 0 AND r.lane IS NOT NULL"),
    )
    return [tuple(condition) for is_chosen, *condition in every if is_chosen]


def _places(count: int) -> str:
    return ", ".join(["{}"] * count)


def faults_called(words: str, language: str) -> list[str]:
    """Codes whose title holds the words; one that matches nothing when there are none."""
    wanted = words.strip().lower()
    return [
        code for code, fault in FAULTS.items() if wanted in fault.words(language).title.lower()
    ] or [""]


def literally(words: str) -> str:
    """For LIKE: what would stand for any character is left out."""
    return without_nul(words.replace("%", "").replace("_", ""))


def without_nul(words: str) -> str:
    """PostgreSQL compares nothing with U+0000."""
    return words.replace("\0", "")
