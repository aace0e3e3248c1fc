"""The rooms of pre-visits at signalling: which may be held, and which are over."""

from uuid import UUID

from server.database import select
from server.jobs.tables import OVER
from server.previsits.tables import WAITING, PrevisitState

_MAY_BE_HELD = "p.state IN ({}, {}) AND j.state NOT IN ({}, {})"

_WAS_OPEN = (PrevisitState.HELD, PrevisitState.MISSED)
"""Nobody called it off: it is over."""


async def may_be_held(room: str) -> bool:
    """What signalling asks at every arrival: tickets outlive the call they were made for."""
    try:
        previsit_id = UUID(room)
    except ValueError:
        return False
    found = await select(
        lambda one: one,
        "SELECT 1 FROM previsit p JOIN job j ON j.id = p.job"  # noqa: S608 - fixed text
        f" WHERE p.id = {{}} AND {_MAY_BE_HELD}",
        previsit_id,
        *WAITING,
        *OVER,
    )
    return bool(found)


async def rooms_over(request_id: UUID) -> list[tuple[str, str]]:
    """Rooms of this repair in which nobody may be any more, each with the reason told in it."""
    return await select(
        lambda previsit_id, state: (
            str(previsit_id),
            "ended" if state in _WAS_OPEN else "cancelled",
        ),
        "SELECT p.id, p.state FROM previsit p JOIN job j ON j.id = p.job"  # noqa: S608 - fixed text
        f" WHERE j.request = {{}} AND NOT ({_MAY_BE_HELD})",
        request_id,
        *WAITING,
        *OVER,
    )
