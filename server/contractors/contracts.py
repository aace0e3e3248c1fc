"""What was agreed with contractors: trades, room per week, prices, limits of extra work."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.accounts.tables import Organisation, OrganisationKind, Role
from server.actors import Coordinator
from server.clock import HOME, now
from server.contractors import access
from server.contractors.errors import ContractInForce, ContractOver, TradeNotAgreed
from server.contractors.schemas import (
    ContractFacts,
    ContractorsAdministrator,
    DayCapacity,
    NewContract,
    Terms,
    TradeFacts,
)
from server.contractors.tables import Contract, ContractTrade
from server.contractors.trades import TRADES, trade_called
from server.database import change, few, insert, one, select, transaction
from server.errors import InvalidInput, NotFound
from server.identifiers import new_id
from server.journal.service import About, append
from server.people import invitations
from server.people.schemas import NewInvitation
from server.repair_requests.phone_number import as_dialled

_TAKEN = (
    "(SELECT count(*) FROM work_order w WHERE w.contract = t.contract AND w.trade = t.trade"
    " AND w.state IN ('offered', 'accepted') AND w.offered_at >= {})"
)
"""Of `contract_trade t`: what was offered this week or accepted, and not declined."""


async def contracts_of(actor: Coordinator, language: str) -> list[ContractFacts]:
    """The corporation's contracts by name, those that ended last."""
    trades = await _trades_of(actor, language)

    administrators = await _administrators_of(actor)

    def facts(contract_id: UUID, name: str, phone: str, *rest: Any) -> ContractFacts:
        number, has_people, *limits = rest
        who = administrators.get(contract_id, [])
        ours = trades.get(contract_id, [])
        return ContractFacts(
            contract_id, name, phone, number, bool(has_people), who, *limits, trades=ours
        )

    return await select(
        facts,
        "SELECT c.id, o.name, o.phone, o.registration_number,"
        " EXISTS (SELECT 1 FROM person p WHERE p.organisation = o.id), c.made_at, c.ended_at,"
        " c.extra_unasked_cents, c.extra_coordinator_cents, c.jobs_per_day"
        " FROM contract c JOIN organisation o ON o.id = c.contractor"
        " WHERE c.corporation = {}"
        " ORDER BY CASE WHEN c.ended_at IS NULL THEN 0 ELSE 1 END, o.name, c.id",
        actor.organisation_id,
    )


async def _administrators_of(actor: Coordinator) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}

    def row(contract_id: UUID, name: str, email: str | None) -> None:
        found.setdefault(contract_id, []).append(f"{name}, {email}" if email else name)

    await select(
        row,
        "SELECT c.id, p.name, p.email FROM contract c JOIN person p"
        " ON p.organisation = c.contractor WHERE c.corporation = {}"
        " AND p.role = 'administrator' AND p.deactivated_at IS NULL ORDER BY p.name, p.id",
        actor.organisation_id,
    )
    return found


async def _trades_of(actor: Coordinator, language: str) -> dict[UUID, list[TradeFacts]]:
    found: dict[UUID, list[TradeFacts]] = {}

    def row(contract_id: UUID, trade: str, *numbers: int) -> None:
        facts = TradeFacts(trade, trade_called(trade, language), *numbers)
        found.setdefault(contract_id, []).append(facts)

    await select(
        row,
        "SELECT t.contract, t.trade, t.jobs_per_week, t.call_out_cents, t.hourly_cents,"  # noqa: S608 - fixed text
        f" {_TAKEN} FROM contract_trade t JOIN contract c ON c.id = t.contract"
        " WHERE c.corporation = {} ORDER BY t.trade",
        _week_began(),
        actor.organisation_id,
    )
    return found


async def taken_this_week(terms: ContractTrade) -> int:
    """How many they have of this trade."""
    (taken,) = await few(
        int,
        f"SELECT {_TAKEN} FROM contract_trade t WHERE t.id = {{}}",  # noqa: S608 - fixed text
        _week_began(),
        terms.id,
    )
    return taken


def _week_began() -> datetime:
    """Monday at the homes: room is counted by the week."""
    today = now().astimezone(HOME).replace(hour=0, minute=0, second=0, microsecond=0)
    return (today - timedelta(days=today.weekday())).astimezone(now().tzinfo)


async def make_contract(actor: Coordinator, wanted: NewContract) -> None:
    """From now on this firm may be offered work, once there are terms. Sent twice, it is one."""
    as_dialled(wanted.phone)
    async with transaction():
        await _wait_for_other_contracts(actor)
        if await one(Contract, "id = {}", wanted.id):
            await access.contract_of(actor, wanted.id)  # another corporation's is not there
            return
        contractor = await _firm(wanted)
        if contractor.kind != OrganisationKind.CONTRACTOR:
            raise InvalidInput("/registrationNumber", "This is a corporation.")
        in_force = "corporation = {} AND contractor = {} AND ended_at IS NULL"
        if await one(Contract, in_force, actor.organisation_id, contractor.id):
            raise ContractInForce(contractor=contractor.name)
        contract = Contract(
            id=wanted.id,
            corporation=actor.organisation_id,
            contractor=contractor.id,
            made_at=now(),
        )
        await insert(contract)
        about = About(actor.organisation_id, subject_id=contract.id)
        await append("contract.made", about, actor, {"contractor": contractor.name})


async def _wait_for_other_contracts(actor: Coordinator) -> None:
    await change("UPDATE organisation SET name = name WHERE id = {}", actor.organisation_id)


async def _firm(wanted: NewContract) -> Organisation:
    """The one with this number; two corporations may name it at the same moment."""
    await change(
        "INSERT INTO organisation (id, name, kind, phone, registration_number, last_number,"
        " journal_seq, journal_head) VALUES ({}, {}, {}, {}, {}, 0, 0, '')"
        " ON CONFLICT (registration_number) DO NOTHING",
        new_id(),
        wanted.name.strip(),
        OrganisationKind.CONTRACTOR,
        wanted.phone.strip(),
        wanted.registration_number,
    )
    firm = await one(Organisation, "registration_number = {}", wanted.registration_number)
    if firm is None:
        raise NotFound
    return firm


async def invite_administrator(
    actor: Coordinator, contract_id: UUID, wanted: ContractorsAdministrator, public_url: str
) -> None:
    """The first of a contractor's people; that one lets the others in."""
    async with transaction():
        contract = await access.contract_of(actor, contract_id)
        if contract.ended_at:
            raise ContractOver
        invited = NewInvitation(
            wanted.id, wanted.name, wanted.email, Role.ADMINISTRATOR, wanted.language
        )
        await invitations.invite_first(contract.contractor, invited, actor, public_url)


async def agree_terms(actor: Coordinator, contract_id: UUID, terms: Terms) -> None:
    """These terms from now on. What was offered before keeps its prices."""
    _refuse_senseless(terms)
    async with transaction():
        contract = await access.contract_of(actor, contract_id)
        await change("DELETE FROM contract_trade WHERE contract = {}", contract.id)
        for trade in terms.trades:
            await insert(
                ContractTrade(
                    id=new_id(),
                    contract=contract.id,
                    trade=trade.trade,
                    jobs_per_week=trade.jobs_per_week,
                    call_out_cents=trade.call_out_cents,
                    hourly_cents=trade.hourly_cents,
                )
            )
        await Contract.update(
            {
                Contract.extra_unasked_cents: terms.extra_unasked_cents,
                Contract.extra_coordinator_cents: terms.extra_coordinator_cents,
            }
        ).where(Contract.id == contract.id)
        about = About(actor.organisation_id, subject_id=contract.id)
        await append("contract.terms_agreed", about, actor, _told(terms))


async def set_day_capacity(actor: Coordinator, contract_id: UUID, wanted: DayCapacity) -> None:
    """So many jobs on one working day from now on; what was given stays given."""
    async with transaction():
        contract = await access.contract_of(actor, contract_id)
        if contract.ended_at:
            raise ContractOver
        if contract.jobs_per_day == wanted.jobs_per_day:
            return
        await Contract.update({Contract.jobs_per_day: wanted.jobs_per_day}).where(
            Contract.id == contract.id
        )
        about = About(actor.organisation_id, subject_id=contract.id)
        told = {"jobsPerDay": wanted.jobs_per_day}
        await append("contract.day_capacity_set", about, actor, told)


def _told(terms: Terms) -> dict[str, Any]:
    return {
        "trades": {
            each.trade: [each.jobs_per_week, each.call_out_cents, each.hourly_cents]
            for each in terms.trades
        },
        "extraUnaskedCents": terms.extra_unasked_cents,
        "extraCoordinatorCents": terms.extra_coordinator_cents,
    }


def _refuse_senseless(terms: Terms) -> None:
    codes = [each.trade for each in terms.trades]
    for index, code in enumerate(codes):
        if code not in TRADES:
            detail = "No fault needs this trade."
            raise TradeNotAgreed(errors=[{"pointer": f"/trades/{index}/trade", "detail": detail}])
        if code in codes[:index]:
            raise InvalidInput(f"/trades/{index}/trade", "This trade is here twice.")
    if terms.extra_unasked_cents > terms.extra_coordinator_cents:
        raise InvalidInput("/extraUnaskedCents", "What nobody decides may not be the larger limit.")
