"""Plans a message when the journal tells of something the tenant would ask about."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from server.clock import now
from server.database import change, few, insert, one, select, transaction
from server.identifiers import new_id
from server.journal.entries import Entry
from server.messages.tables import Message, MessageState, events_of
from server.messages.telling import (
    CHAT,
    RULES,
    SAYS_NOTHING_FOR,
    STILL_WAITING,
    Rule,
    after_quiet_hours,
    time_to_tell,
)
from server.repair_requests import moving
from server.repair_requests.tables import RepairRequest

_IS_NEWS_FOR = timedelta(days=1)
"""What is read later than that (a database that was off, the past of the demo) is told no more."""

_OF_HER = ("tenant", "helper")
_BY_ITSELF = "server"


class _Line(msgspec.Struct, frozen=True):
    at: datetime
    actor_kind: str | None


async def plan_for(entry: Entry) -> None:
    """Plan what this line asks for; the same line again changes nothing that matters: what was
    told is not told twice."""
    rule = RULES[entry.event]
    if entry.request_id is None:
        return
    (line,) = await few(
        _Line,
        "SELECT at, actor_kind FROM journal WHERE organisation = {} AND seq = {}",
        entry.organisation_id,
        entry.seq,
    )
    if line.at < now() - _IS_NEWS_FOR or not _is_told(rule, line):
        return
    async with transaction():
        request = await moving.lock(entry.request_id)
        if not request.erased_at:
            await plan(request, entry.event, time_to_tell(rule))


def _is_told(rule: Rule, line: _Line) -> bool:
    if line.actor_kind == _BY_ITSELF:
        return rule.also_by_itself
    return rule.also_of_her or line.actor_kind not in _OF_HER


async def plan(request: RepairRequest, because: str, at: datetime) -> None:
    """Have a locked request told about then, or earlier when something waits already: both are told
    then, as far as they are true."""
    waiting = await one(Message, "request = {} AND state = 'planned'", request.id)
    if waiting is None:
        await insert(
            Message(
                id=new_id(),
                organisation=request.organisation,
                request=request.id,
                because=because,
                state=MessageState.PLANNED,
                planned_for=at,
            )
        )
        return
    *others, newest = _with(because, waiting)
    await change(
        "UPDATE message SET planned_for = {}, because = {}, earlier = {} WHERE id = {}",
        min(waiting.planned_for, at),
        newest,
        " ".join(others),
        waiting.id,
    )


def _with(because: str, waiting: Message) -> list[str]:
    """The chat never stands first where there is other news."""
    others = [each for each in events_of(waiting.earlier, waiting.because) if each != because]
    return [because, *others] if because == CHAT else [*others, because]


async def plan_still_waiting() -> None:
    """Whoever waits and heard nothing for two weeks hears that she is not forgotten."""
    before = now() - SAYS_NOTHING_FOR
    for request_id in await select(
        _id,
        "SELECT r.id FROM repair_request r"
        " WHERE r.state IN ('reported', 'to_judge', 'reopened', 'postponed') AND r.reported_at < {}"
        " AND r.erased_at IS NULL AND NOT EXISTS (SELECT 1 FROM message m"
        "  WHERE m.request = r.id AND (m.state = 'planned' OR m.made_at > {})) LIMIT 500",
        before,
        before,
    ):
        async with transaction():
            request = await moving.lock(request_id)
            if request.state in moving.WAITING | {moving.POSTPONED}:
                await plan(request, STILL_WAITING, after_quiet_hours(now()))


def _id(request_id: UUID) -> UUID:
    return request_id
