"""Saving, finding, changing and removing views of the work list."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from server.actors import Coordinator
from server.clock import now
from server.contractors.trades import TRADES
from server.database import change, few, insert, one, select, transaction
from server.errors import NotAllowed, NotFound
from server.journal.service import About, append
from server.saved_views.errors import TooManyViews, ViewNameTaken
from server.saved_views.schemas import AskedView, ChangedView, Gone, NewView, ViewFacts
from server.saved_views.tables import SavedView

MOST = 30

_SEEN = "v.organisation = {} AND (v.owner = {} OR v.is_shared)"


async def views_of(actor: Coordinator) -> list[ViewFacts]:
    """Her own and those that are shared, by name."""

    def facts(*columns: Any) -> ViewFacts:
        view_id, name, is_shared, asked, owner, saved_by, contract_id, ended_at = columns
        wanted = msgspec.json.decode(asked, type=AskedView)
        gone = _gone(wanted, contract_id, ended_at)
        may_change = owner == actor.person_id or (bool(is_shared) and actor.is_manager)
        return ViewFacts(view_id, name, bool(is_shared), saved_by, may_change, wanted, gone)

    return await select(
        facts,
        "SELECT v.id, v.name, v.is_shared, v.asked, v.owner, p.name, c.id, c.ended_at"  # noqa: S608 - fixed text
        " FROM saved_view v JOIN person p ON p.id = v.owner"
        " LEFT JOIN contract c ON c.id = v.contract AND c.corporation = v.organisation"
        f" WHERE {_SEEN} ORDER BY lower(v.name), v.id",
        *_reader(actor),
    )


def _gone(asked: AskedView, contract_id: UUID | None, ended_at: datetime | None) -> list[Gone]:
    gone: list[Gone] = []
    if asked.trade and asked.trade not in TRADES:
        gone.append("trade")
    if asked.contract and (contract_id is None or ended_at is not None):
        gone.append("contract")
    return gone


async def save(actor: Coordinator, new: NewView) -> None:
    """Twice is once."""
    async with transaction():
        earlier = await one(SavedView, "id = {}", new.id)
        if earlier:
            if earlier.owner != actor.person_id:
                raise NotFound  # knowing an id must not open another's
            return
        if await _count(actor) >= MOST:
            raise TooManyViews(most=MOST)
        await _refuse_taken(actor, new.name, new.id)
        await insert(
            SavedView(
                id=new.id,
                organisation=actor.organisation_id,
                owner=actor.person_id,
                name=new.name.strip(),
                is_shared=new.is_shared,
                asked=msgspec.json.encode(new.asked).decode(),
                contract=new.asked.contract,
                saved_at=now(),
            )
        )
        await _note("view.saved", actor, new.id)


async def change_view(actor: Coordinator, view_id: UUID, wanted: ChangedView) -> None:
    """Rename it, share it, or keep it to oneself."""
    async with transaction():
        view = await _to_change(actor, view_id)
        name = wanted.name.strip()
        if (view.name, view.is_shared) == (name, wanted.is_shared):
            return
        await _refuse_taken(actor, name, view_id)
        await change(
            "UPDATE saved_view SET name = {}, is_shared = {} WHERE id = {}",
            name,
            wanted.is_shared,
            view_id,
        )
        await _note("view.changed", actor, view_id)


async def remove(actor: Coordinator, view_id: UUID) -> None:
    """The repairs in it stay where they are."""
    async with transaction():
        await _to_change(actor, view_id)
        await change("DELETE FROM saved_view WHERE id = {}", view_id)
        await _note("view.removed", actor, view_id)


async def _to_change(actor: Coordinator, view_id: UUID) -> SavedView:
    view = await one(SavedView, "id = {} AND organisation = {}", view_id, actor.organisation_id)
    if view is None or not (view.is_shared or view.owner == actor.person_id):
        raise NotFound
    if view.owner != actor.person_id and not actor.is_manager:
        raise NotAllowed("Whoever saved it changes it, or a manager.")
    return view


async def _refuse_taken(actor: Coordinator, name: str, view_id: UUID) -> None:
    taken = await few(
        lambda found: found,
        f"SELECT v.id FROM saved_view v WHERE {_SEEN}"  # noqa: S608 - fixed text
        " AND lower(v.name) = lower({}) AND v.id <> {}",
        *_reader(actor),
        name.strip(),
        view_id,
    )
    if taken:
        detail = "Another view that you see has this name."
        raise ViewNameTaken(errors=[{"pointer": "/name", "detail": detail}])


async def _count(actor: Coordinator) -> int:
    counted = await few(
        int, "SELECT count(*) FROM saved_view v WHERE v.owner = {}", actor.person_id
    )
    return counted[0]


def _reader(actor: Coordinator) -> tuple[UUID, UUID]:
    return actor.organisation_id, actor.person_id


async def _note(event: str, actor: Coordinator, view_id: UUID) -> None:
    """Its name is no business of the journal, which all colleagues read."""
    await append(event, About(actor.organisation_id, subject_id=view_id), actor)
