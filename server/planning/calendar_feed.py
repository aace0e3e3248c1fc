"""A technician's visits for a calendar of his own, at an address that only he knows (iCalendar, RFC
5545). It says when he is expected somewhere, and no more: no name, no home, no fault. What it
is about stands in the app, behind signing in."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from server.accounts.secrets import hash_of, new_secret
from server.actors import Technician
from server.calendar_file import CalendarEvent, calendar_file
from server.clock import now
from server.database import change, few, one, select, transaction
from server.errors import NotFound
from server.journal.service import About, append
from server.planning.schemas import FeedStanding, NewFeed
from server.planning.tables import CalendarFeed
from server.sentences import Sentences, sentences

_LOOKED_BACK = timedelta(days=31)
_READ_IS_NOTED_EVERY = timedelta(days=1)


async def standing(actor: Technician) -> FeedStanding:
    """Whether there is one, and whether anything reads it."""
    feed = await one(CalendarFeed, "id = {}", actor.person_id)
    return FeedStanding(feed.created_at, feed.read_at) if feed else FeedStanding(None, None)


async def make(actor: Technician, public_url: str) -> NewFeed:
    """An address, shown this once. One that he had before works no more."""
    secret = new_secret()
    async with transaction():
        await change(
            "INSERT INTO calendar_feed (id, secret_hash, created_at, read_at)"
            " VALUES ({}, {}, {}, NULL) ON CONFLICT (id) DO UPDATE SET"
            " secret_hash = excluded.secret_hash, created_at = excluded.created_at,"
            " read_at = NULL",
            actor.person_id,
            hash_of(secret),
            now(),
        )
        about = About(actor.organisation_id, subject_id=actor.person_id)
        await append("calendar_feed.made", about, actor)
    return NewFeed(f"{public_url}/api/calendar/{secret}/vooraf.ics")


async def end(actor: Technician) -> None:
    """Whoever has the address reads nothing any more. Twice changes nothing."""
    async with transaction():
        if await one(CalendarFeed, "id = {}", actor.person_id) is None:
            return
        await change("DELETE FROM calendar_feed WHERE id = {}", actor.person_id)
        about = About(actor.organisation_id, subject_id=actor.person_id)
        await append("calendar_feed.ended", about, actor)


async def read(secret: str, public_url: str) -> bytes:
    """For whoever knows the address, as long as he works here."""
    found = await few(
        lambda *row: row,
        "SELECT f.id, f.read_at, p.language FROM calendar_feed f JOIN person p ON p.id = f.id"
        " WHERE f.secret_hash = {} AND p.deactivated_at IS NULL",
        hash_of(secret),
    )
    if not found:
        raise NotFound
    ((technician, read_at, language),) = found
    if read_at is None or read_at < now() - _READ_IS_NOTED_EVERY:
        async with transaction():
            await change("UPDATE calendar_feed SET read_at = {} WHERE id = {}", now(), technician)
    say = sentences("en" if language == "en" else "nl", "push")
    events = await _events(technician, say, public_url)
    return calendar_file(events, now())


class _Row(NamedTuple):
    job: UUID
    number: str
    technician: UUID
    begins_at: datetime
    ends_at: datetime
    state: str


async def _events(technician: UUID, say: Sentences, public_url: str) -> list[CalendarEvent]:
    """One of each job: the newest that was his."""
    rows = await select(
        _Row,
        "SELECT a.job, r.number, a.technician, a.begins_at, a.ends_at, a.state FROM appointment a"
        " JOIN job j ON j.id = a.job JOIN repair_request r ON r.id = j.request"
        " WHERE a.job IN (SELECT o.job FROM appointment o WHERE o.technician = {}"
        "  AND o.ends_at > {}) ORDER BY a.created_at, a.id",
        technician,
        now() - _LOOKED_BACK,
    )
    events = dict[UUID, CalendarEvent]()
    changes = dict[UUID, int]()
    for row in rows:
        is_off = row.state == "called_off"
        sequence = changes.get(row.job, 0) + is_off
        changes[row.job] = sequence + 1
        if row.technician == technician:
            events[row.job] = CalendarEvent(
                row.job,
                row.begins_at,
                row.ends_at,
                sequence,
                say("calendar.summary", number=row.number),
                "",
                f"{public_url}/app/jobs/{row.job}",
                is_over=is_off,
            )
    return list(events.values())
