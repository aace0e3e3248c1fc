"""What the desk may decide about a repair now: its buttons."""

from datetime import datetime

from server.repair_requests.finishing import is_too_late_to_reopen
from server.repair_requests.moving import OPEN, possible_from
from server.repair_requests.tables import Priority, RequestState
from server.triage.schemas import DeskMove

_NEEDS: dict[DeskMove, str] = {
    "ask": "asked",
    "doubt": "doubted",
    "take_on": "taken_on",
    "duplicate": "duplicate",
    "postpone": "postponed",
    "resume": "resumed",
    "take_over": "not_solved",
    "reopen": "reopened",
}


def desk_moves(
    state: RequestState, priority: Priority, closed_at: datetime | None
) -> list[DeskMove]:
    """In the order of the screen."""
    possible = possible_from(state)
    moves: list[DeskMove] = [move for move, needed in _NEEDS.items() if needed in possible]
    if state in (RequestState.REPORTED, RequestState.TO_JUDGE):
        moves.append("not_ours")
    if state in OPEN:
        moves.append("prioritise")
    left_out: set[DeskMove] = set()
    if priority in (Priority.P0, Priority.P1):
        left_out.add("postpone")
    if is_too_late_to_reopen(closed_at):
        left_out.add("reopen")
    return [move for move in moves if move not in left_out]
