"""The planning board over HTTP."""

from datetime import date
from typing import Annotated

from litestar import Router, get, post
from litestar.params import Parameter

from server.actors import Coordinator
from server.clock import HOME, now
from server.day_plan import giving_away, placing, suggesting
from server.day_plan.board import MOST_DAYS, board
from server.day_plan.schemas import (
    Board,
    GivenAway,
    PlacedAnswer,
    PlacedVisits,
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


@post("/planning/visits", summary="Put visits on the board", status_code=200)
async def place_visits(data: PlacedVisits, coordinator: Coordinator) -> list[PlacedAnswer]:
    """New ones, or others in place of what the board showed: by whom, and when. Each is answered
    for itself; what is refused changes nothing."""
    return await placing.place(coordinator, data)


@post("/planning/work-orders", summary="Give a job to a contractor", status_code=204)
async def give_away(data: GivenAway, corporation: Coordinator) -> None:
    """Which nobody comes for yet: it is offered for that day, as beside the repair."""
    await giving_away.give_away(corporation, data)


router = Router(
    path="/",
    route_handlers=[read_board, suggest_day, place_visits, give_away],
    tags=["Planning board"],
)
