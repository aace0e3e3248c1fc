"""The planning board over HTTP."""

from datetime import date
from typing import Annotated

from litestar import Router, get, post
from litestar.params import Parameter

from server.actors import Coordinator
from server.clock import HOME, now
from server.day_plan import accepting, suggesting
from server.day_plan.board import MOST_DAYS, board
from server.day_plan.schemas import (
    AcceptedAnswer,
    AcceptedDay,
    Board,
    SuggestedDay,
    WantedDay,
)


@get("/planning/board", summary="Who goes where")
async def read_board(
    coordinator: Coordinator,
    language: str,
    first: date | None = None,
    days: Annotated[int, Parameter(ge=1, le=MOST_DAYS)] = 1,
) -> Board:
    """From `first` on, or from today, of the coordinator's own technicians."""
    today = now().astimezone(HOME).date()
    return await board(coordinator, first or today, days, language)


@post("/planning/suggestion", summary="Suggest a day", status_code=200)
async def suggest_day(data: WantedDay, coordinator: Coordinator, language: str) -> SuggestedDay:
    """In what order, and where what nobody comes for yet fits; changes nothing."""
    return await suggesting.suggest(coordinator, data.day, language)


@post("/planning/accept", summary="Plan what was suggested", status_code=200)
async def accept_day(data: AcceptedDay, coordinator: Coordinator) -> list[AcceptedAnswer]:
    """Each for itself; what is refused says why."""
    return await accepting.accept(coordinator, data)


router = Router(
    path="/", route_handlers=[read_board, suggest_day, accept_day], tags=["Planning board"]
)
