"""Calls and visits as a file for the calendar of a phone (iCalendar, RFC 5545).

Our own lines: an event needs none of what a library knows of repeating, zones and lists. A test
reads them back with a library of others.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

_LONGEST_LINE = 75
"""In bytes, by the RFC; what is longer goes on behind a space."""


@dataclass(frozen=True)
class CalendarEvent:
    """What stands in a calendar."""

    id: UUID
    begins: datetime
    ends: datetime
    sequence: int
    """A calendar that has it already changes it by a higher number."""
    title: str
    description: str
    url: str
    reminds_before: str = ""
    """A duration of ISO 8601; "" in a feed: whoever subscribes has reminders of his own."""
    is_over: bool = False
    """It does not take place."""


def calendar_file(events: Sequence[CalendarEvent], made_at: datetime) -> bytes:
    """Opened once more after a move, it changes the events that are there."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Vooraf//Appointments//EN",
        *(line for event in events for line in _lines_of(event, made_at)),
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) + b"\r\n" for line in lines)


def _lines_of(event: CalendarEvent, made_at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.id}@vooraf"
    yield f"SEQUENCE:{event.sequence}"
    yield f"STATUS:{'CANCELLED' if event.is_over else 'CONFIRMED'}"
    yield f"DTSTAMP:{_utc(made_at)}"
    yield f"DTSTART:{_utc(event.begins)}"
    yield f"DTEND:{_utc(event.ends)}"
    yield f"SUMMARY:{_escaped(event.title)}"
    if event.description:
        yield f"DESCRIPTION:{_escaped(event.description)}"
    yield f"URL:{event.url}"
    if event.reminds_before:
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"DESCRIPTION:{_escaped(event.title)}"
        yield f"TRIGGER:-{event.reminds_before}"
        yield "END:VALARM"
    yield "END:VEVENT"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for character in "\\;,":
        text = text.replace(character, "\\" + character)
    return "\\n".join(text.splitlines())


def _folded(line: str) -> bytes:
    """Never in the middle of a character."""
    pieces, piece = list[bytes](), b""
    for character in line:
        encoded = character.encode()
        if len(piece) + len(encoded) > _LONGEST_LINE:
            pieces.append(piece)
            piece = b" "
        piece += encoded
    return b"\r\n".join((*pieces, piece))
