"""Contractors beside own staff: how many jobs each has on the shown days, and takes."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from server.actors import Coordinator
from server.contractors.day_room import given_on, may_be_asked_for
from server.contractors.trades import TradeName, trade_called
from server.database import select
from server.day_plan.schemas import BoardContractor, ContractorDay


async def contractors_on(
    actor: Coordinator, days: Sequence[date], language: str
) -> list[BoardContractor]:
    """Whoever has a contract in force with the actor's corporation, by name; of a contractor
    nobody."""
    if actor.is_contractor:
        return []
    given = await given_on(actor.organisation_id, days[0], days[-1])
    trades = await _trades_of(actor, language)

    def contractor(contract: UUID, name: str, takes: int | None) -> BoardContractor:
        shown = [
            ContractorDay(day, given.get((contract, day), 0), may_be_asked_for(day)) for day in days
        ]
        return BoardContractor(contract, name, trades[contract], takes, shown)

    return await select(
        contractor,
        "SELECT c.id, o.name, c.jobs_per_day FROM contract c"
        " JOIN organisation o ON o.id = c.contractor"
        " WHERE c.corporation = {} AND c.ended_at IS NULL ORDER BY o.name, c.id",
        actor.organisation_id,
    )


async def _trades_of(actor: Coordinator, language: str) -> dict[UUID, list[TradeName]]:
    found: dict[UUID, list[TradeName]] = defaultdict(list)

    def trade(contract: UUID, code: str) -> None:
        found[contract].append(TradeName(code, trade_called(code, language)))

    await select(
        trade,
        "SELECT t.contract, t.trade FROM contract_trade t JOIN contract c ON c.id = t.contract"
        " WHERE c.corporation = {} AND c.ended_at IS NULL ORDER BY t.trade",
        actor.organisation_id,
    )
    return found
