"""From which state a repair request goes to which. Who may do it, each function says for itself.

The sector's table of a repair request (VERA's `Onderhoudsverzoek`) in our words. `underway` means
that somebody has it: what the sector calls "in treatment" while nobody has it yet is `reported` or
`reopened` here, because a planner must see the difference.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from server.actors import Author
from server.clock import now
from server.database import change, one
from server.errors import NotFound
from server.journal.service import About, append
from server.repair_requests import place
from server.repair_requests.errors import MoveRefused
from server.repair_requests.tables import RepairRequest, RequestState

_S = RequestState

WAITING = frozenset({_S.REPORTED, _S.TO_JUDGE, _S.REOPENED})
"""It is our turn, and nobody has it yet."""
OPEN = WAITING | {_S.ASKED, _S.SELF_HELP, _S.UNDERWAY, _S.POSTPONED}
FINISHED = frozenset({_S.DONE, _S.SOLVED_BY_TENANT, _S.CLOSED})
"""Solved, as far as we know: may be reopened."""
POSTPONED = _S.POSTPONED
OVER = FINISHED | {_S.CANCELLED, _S.NOT_OURS, _S.DUPLICATE}


@dataclass(frozen=True)
class Move:
    """From any of these states. `to` None: back to where it was before."""

    sources: frozenset[RequestState]
    to: RequestState | None


MOVES: Mapping[str, Move] = {
    "doubted": Move(frozenset({_S.REPORTED}), _S.TO_JUDGE),
    "payer_disputed": Move(frozenset({_S.REPORTED}), _S.TO_JUDGE),
    "taken_on": Move(frozenset({_S.TO_JUDGE}), _S.REPORTED),
    "asked": Move(WAITING | {_S.UNDERWAY}, _S.ASKED),
    "answered": Move(frozenset({_S.ASKED}), None),
    "unanswered": Move(frozenset({_S.ASKED}), _S.TO_JUDGE),
    "lapsed": Move(frozenset({_S.ASKED}), None),  # nobody answered, and somebody has it already
    "tried": Move(frozenset({_S.REPORTED}), _S.SELF_HELP),
    "solved": Move(frozenset({_S.SELF_HELP}), _S.SOLVED_BY_TENANT),
    "not_solved": Move(frozenset({_S.SELF_HELP}), _S.REPORTED),
    "given": Move(WAITING | {_S.ASKED, _S.SELF_HELP, _S.POSTPONED}, _S.UNDERWAY),
    "given_back": Move(frozenset({_S.UNDERWAY, _S.ASKED, _S.POSTPONED}), _S.REPORTED),
    "postponed": Move(WAITING | {_S.UNDERWAY}, _S.POSTPONED),
    "resumed": Move(frozenset({_S.POSTPONED}), None),
    "done": Move(frozenset({_S.UNDERWAY, _S.ASKED, _S.POSTPONED}), _S.DONE),
    # One cause behind several reports: what a technician has goes its own way.
    "cause_solved": Move(WAITING | {_S.ASKED, _S.SELF_HELP, _S.POSTPONED}, _S.DONE),
    "perhaps_duplicate": Move(frozenset({_S.REPORTED}), _S.TO_JUDGE),
    "closed": Move(frozenset({_S.DONE, _S.SOLVED_BY_TENANT}), _S.CLOSED),
    "reopened": Move(FINISHED, _S.REOPENED),
    "not_ours": Move(frozenset({_S.TO_JUDGE}), _S.NOT_OURS),
    "disputed": Move(frozenset({_S.NOT_OURS}), _S.TO_JUDGE),
    "duplicate": Move(OPEN - {_S.UNDERWAY}, _S.DUPLICATE),
    "cancelled": Move(OPEN, _S.CANCELLED),
}
"""By what the journal calls it: `request.asked`."""


_PLACE = ", ".join(f"{column} = {{}}" for column in place.COLUMNS)


async def lock(request_id: UUID) -> RepairRequest:
    """The request as it is now, and stays until the running transaction ends."""
    await change("UPDATE repair_request SET state = state WHERE id = {}", request_id)
    request = await one(RepairRequest, "id = {}", request_id)
    if request is None:
        raise NotFound
    return request


async def move(
    request: RepairRequest,
    name: str,
    actor: Author | None,
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Move a locked request, and write down that it was.

    Raises MoveRefused from a state where this makes no sense: somebody was first, mostly.
    """
    await put(request, name)
    about = About(request.organisation, request.id, subject_id=request.id)
    await append(f"request.{name}", about, actor, payload)


async def put(request: RepairRequest, name: str) -> None:
    """Move a locked request in the course of something that has a line of its own."""
    _apply(request, name)
    await place.place(request)
    await change(
        "UPDATE repair_request SET state = {}, state_before = {}, state_since = {}, closed_at = {},"  # noqa: S608 - names of our own
        " postponed_until = {}, postponed_because = {}, reopenings = {}, duplicate_of = {},"
        f" self_help_at = {{}}, {_PLACE} WHERE id = {{}}",
        request.state,
        request.state_before,
        request.state_since,
        request.closed_at,
        request.postponed_until,
        request.postponed_because,
        request.reopenings,
        request.duplicate_of,
        request.self_help_at,
        *place.as_columns(request),
        request.id,
    )


def _apply(request: RepairRequest, name: str) -> None:
    rule = MOVES[name]
    state = RequestState(request.state)
    if state not in rule.sources:
        raise MoveRefused(state=state, possible=sorted(possible_from(state)))
    moment = now()
    request.postponed_days += place.days_postponed_now(request)
    target = rule.to or RequestState(request.state_before or RequestState.REPORTED)
    request.state_before = state if target in (_S.ASKED, _S.POSTPONED) else ""
    request.state, request.state_since = target, moment
    if target != _S.POSTPONED:
        request.postponed_until, request.postponed_because = None, ""
    if target not in OVER:
        request.closed_at = None
    elif state not in OVER:
        request.closed_at = moment
    if target == _S.REOPENED:
        request.reopenings += 1
    if target == _S.SELF_HELP:
        request.self_help_at = request.self_help_at or moment


def possible_from(state: RequestState) -> set[str]:
    """The moves that make sense from here."""
    return {name for name, rule in MOVES.items() if state in rule.sources}
