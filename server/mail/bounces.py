"""Letters that were taken by a mail server and came back later (RFC 3464), as a mail server pipes
them into `python -m server mail-came-back`."""

import re
from email import message_from_bytes, policy
from email.message import Message
from uuid import UUID

from server.clock import now
from server.database import change, transaction

_OUR_ID = re.compile(r"<([0-9a-f-]{36})@[^>]+>")
LARGEST_BYTES = 1_000_000
"""What is larger is no notice of a mail server."""


def letter_that_came_back(notice: bytes) -> UUID | None:
    """Which of our letters a notice is about. None for what tells of no failure for good: holiday
    answers, delays, and everything else that people send to an address."""
    told = message_from_bytes(notice, policy=policy.default)
    if told.get_content_type() != "multipart/report":
        return None
    parts = list(told.walk())
    statuses = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    if not any(_failed(block) for status in statuses for block in _blocks(status)):
        return None
    returned = ("message/rfc822", "text/rfc822-headers")
    headers = [_headers_of(part) for part in parts if part.get_content_type() in returned]
    found = next(filter(None, (_OUR_ID.search(text) for text in headers)), None)
    return UUID(found[1]) if found else None


async def note_came_back(letter_id: UUID) -> bool:
    """Whoever wrote it learns that it did not arrive. False when it is none of ours."""
    async with transaction():
        noted = await change(
            "UPDATE mail SET state = 'bounced', settled_at = {} WHERE id = {} AND channel = 'email'"
            " AND state IN ('sent', 'uncertain', 'bounced') RETURNING id",
            now(),
            letter_id,
        )
    return bool(noted)


def _blocks(status: Message) -> list[Message]:
    blocks = status.get_payload()
    return [block for block in blocks if isinstance(block, Message)] if blocks else []


def _failed(block: Message) -> bool:
    return str(block.get("Action", "")).strip().lower() == "failed"


def _headers_of(part: Message) -> str:
    """Of the letter that came back."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return "\n".join(
            f"<{str(inner['Message-ID']).strip(' <>')}>"
            for inner in payload
            if isinstance(inner, Message) and inner["Message-ID"]
        )
    line = re.search(r"^message-id:\s*(\S+)", str(payload), re.IGNORECASE | re.MULTILINE)
    return line[1] if line else ""
