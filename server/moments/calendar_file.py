"""The moment of a call as a file for the calendar of a phone (iCalendar, RFC 5545).

Our own lines: one event needs none of what a library knows of repeating, zones and lists. A test
reads them back with a library of others.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from server.moments.free import BLOCK

_LONGEST_LINE = 75
"""In bytes, by the RFC; what is longer goes on behind a space."""
_REMINDS_BEFORE = "-PT30M"
"""When the room opens."""


@dataclass(frozen=True)
class CalendarEvent:
    """What stands in her calendar."""

    call_id: UUID
    begins: datetime
    moves: int
    """A calendar that has the call already moves it by a higher number."""
    title: str
    description: str
    url: str


def calendar_file(event: CalendarEvent, made_at: datetime) -> bytes:
    """Opened once more after a move, it changes the event that is there."""
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Vooraf//Video call//EN",
        "BEGIN:VEVENT",
        f"UID:{event.call_id}@vooraf",
        f"SEQUENCE:{event.moves}",
        f"DTSTAMP:{_utc(made_at)}",
        f"DTSTART:{_utc(event.begins)}",
        f"DTEND:{_utc(event.begins + BLOCK)}",
        f"SUMMARY:{_escaped(event.title)}",
        f"DESCRIPTION:{_escaped(event.description)}",
        f"URL:{event.url}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_escaped(event.title)}",
        f"TRIGGER:{_REMINDS_BEFORE}",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return b"".join(_folded(line) + b"\r\n" for line in lines)


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
