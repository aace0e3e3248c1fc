"""From which state a move-out goes to which. Who may do it, each function says for itself.

The sector knows two reports of inspection (VERA's `Inspectierapport`, VOO and EIN), each a draft,
under review, signed or final; this is the road that leads through both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from server.actors import Author
from server.database import change, one
from server.errors import NotFound
from server.journal.service import About, append
from server.move_outs.errors import MoveOutElsewhere
from server.move_outs.tables import MoveOut, MoveOutState
from server.repair_requests import moving
from server.repair_requests.errors import RequestIsClosed
from server.repair_requests.tables import RepairRequest

_S = MoveOutState

ANSWERABLE = frozenset({_S.INSPECTED, _S.AGREED, _S.DISPUTED})
"""What was found is on the table."""


@dataclass(frozen=True)
class Move:
    """From any of these states. `to` None: it stays where it is."""

    sources: frozenset[MoveOutState]
    to: MoveOutState | None


MOVES: Mapping[str, Move] = {
    "planned": Move(frozenset({_S.ASKED}), _S.PLANNED),
    "inspected": Move(frozenset({_S.PLANNED}), _S.INSPECTED),
    "agreed": Move(frozenset({_S.INSPECTED, _S.DISPUTED}), _S.AGREED),
    "disputed": Move(frozenset({_S.INSPECTED, _S.AGREED, _S.DISPUTED}), _S.DISPUTED),
    "revised": Move(ANSWERABLE, _S.INSPECTED),
    "work_told_done": Move(ANSWERABLE, None),
    # A tenant who does not answer leaves all the same.
    "final_planned": Move(ANSWERABLE, None),
    "checked": Move(ANSWERABLE, _S.CHECKED),
    "closed": Move(frozenset({_S.CHECKED}), _S.CLOSED),
}
"""By what the journal calls it: `move_out.agreed`."""


async def lock(request_id: UUID) -> tuple[RepairRequest, MoveOut]:
    """Both as they are now, until the running transaction ends. Raises NotFound."""
    request = await moving.lock(request_id)
    move_out = await one(MoveOut, "id = {}", request_id)
    if move_out is None:
        raise NotFound
    return request, move_out


def refuse_elsewhere(request: RepairRequest, move_out: MoveOut, name: str) -> None:
    """Raises MoveOutElsewhere or, where the tenant stays after all, RequestIsClosed."""
    state = MoveOutState(move_out.state)
    if state not in MOVES[name].sources:
        raise MoveOutElsewhere(state=state, possible=sorted(possible_from(state)))
    if request.state in moving.OVER:
        raise RequestIsClosed(number=request.number)


async def move(
    request: RepairRequest,
    move_out: MoveOut,
    name: str,
    actor: Author,
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Move a locked one, and write down that it was."""
    refuse_elsewhere(request, move_out, name)
    move_out.state = MOVES[name].to or move_out.state
    await change("UPDATE move_out SET state = {} WHERE id = {}", move_out.state, move_out.id)
    about = About(request.organisation, request.id, subject_id=request.id)
    await append(f"move_out.{name}", about, actor, payload)


def possible_from(state: MoveOutState) -> set[str]:
    """What makes sense from here."""
    return {name for name, rule in MOVES.items() if state in rule.sources}
