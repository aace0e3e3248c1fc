"""Is it worth looking first by video? Learned, for each fault, from what was found before.

It is where calls often told something that the report did not: another fault, or that nobody had to
come; or where visits after a call took clearly less time inside.
"""

import statistics
from dataclasses import dataclass
from uuid import UUID

from server.actors import Coordinator
from server.contractors.access import requests_of
from server.database import few, select
from server.errors import NotFound
from server.previsits.schemas import PrevisitAdvice, Worth

_NEWEST = 400
"""Homes and methods change: older repairs teach nothing about today."""
_ENOUGH = 5
_OFTEN = 0.15
_CLEARLY_LESS = 5  # minutes


@dataclass(frozen=True)
class Repair:
    """One that is done: what it was reported as, and what it took."""

    reported: str
    found: str | None
    was_looked_at: bool
    visits: int
    minutes: int


_REPORTED_AS = "SELECT r.organisation, r.fault FROM repair_request r WHERE r.id = {}"
_DONE = (
    "SELECT r.fault, o.fault,"
    " EXISTS (SELECT 1 FROM previsit p WHERE p.job = j.id AND p.state = 'held'),"
    " (SELECT count(*) FROM visit v WHERE v.job = j.id),"
    " coalesce((SELECT sum(v.minutes) FROM visit v WHERE v.job = j.id), 0)"
    " FROM repair_request r JOIN job j ON j.request = r.id AND j.state = 'done'"
    " LEFT JOIN outcome o ON o.job = j.id"
    " WHERE r.organisation = {} AND r.fault = {} ORDER BY r.reported_at DESC LIMIT {}"
)


async def advice_for(actor: Coordinator, request_id: UUID) -> PrevisitAdvice:
    """From repairs of the same fault at the same corporation; a contractor profits from all."""
    found = await few(
        lambda organisation, fault: (organisation, fault),
        f"{_REPORTED_AS} AND {requests_of(actor)}",
        request_id,
        actor.organisation_id,
    )
    if not found:
        raise NotFound
    organisation, fault = found[0]
    return learned_from(await select(_repair, _DONE, organisation, fault, _NEWEST))


def _repair(reported: str, found: str | None, looked: int, visits: int, minutes: int) -> Repair:
    return Repair(reported, found, bool(looked), int(visits), int(minutes))


def learned_from(repairs: list[Repair]) -> PrevisitAdvice:
    looked_at = [repair for repair in repairs if repair.was_looked_at]
    corrected = sum(repair.found not in {None, repair.reported} for repair in looked_at)
    avoided = sum(not repair.visits for repair in looked_at)
    with_call = _minutes_inside(looked_at)
    without = _minutes_inside([repair for repair in repairs if not repair.was_looked_at])
    saved = 0 if with_call is None or without is None else without - with_call
    if len(looked_at) < _ENOUGH:
        worth = Worth.UNKNOWN
    elif saved >= _CLEARLY_LESS or (corrected + avoided) / len(looked_at) >= _OFTEN:
        worth = Worth.YES
    else:
        worth = Worth.NO
    return PrevisitAdvice(worth, len(looked_at), corrected, avoided, with_call, without)


def _minutes_inside(repairs: list[Repair]) -> int | None:
    """The median of those that somebody visited; nothing when there were few."""
    minutes = [repair.minutes for repair in repairs if repair.visits]
    return round(statistics.median(minutes)) if len(minutes) >= _ENOUGH else None
