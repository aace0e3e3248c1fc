"""Tells the technician's phone at once when a photo came back."""

from typing import Any
from uuid import UUID

import msgspec
import structlog

from server.database import select
from server.evidence.slots import SIGNATURE
from server.journal.entries import Consumer, Entry
from server.language import Language
from server.push.sending import PushRefused, PushSender
from server.push.service import forget, subscribers
from server.sentences import sentences

log = structlog.get_logger()


class _SentBack(msgspec.Struct, frozen=True):
    """What the message says; by the state of now."""

    photo_id: UUID
    slot: str
    job_id: UUID
    technician_id: UUID
    address: str
    reason: str
    note: str

    @property
    def url(self) -> str:
        """Where it is taken again: the camera, or the pen."""
        screen = "sign" if self.slot == SIGNATURE else "camera"
        return f"/app/jobs/{self.job_id}/{screen}?retake={self.photo_id}"


def consumers(sender: PushSender) -> list[Consumer]:
    """The consumers of this feature."""

    async def tell(entry: Entry) -> None:
        sent_back = await _sent_back(entry.subject_id) if entry.subject_id else None
        if sent_back is None:
            return
        for subscriber in await subscribers(sent_back.technician_id):
            message = _message(sent_back, subscriber.language)
            try:
                await sender.send(subscriber, message, topic=sent_back.photo_id.hex)
            except PushRefused as refused:
                log.warning("push.refused", why=str(refused))
                if refused.is_gone:
                    await forget(subscriber.endpoint)

    return [Consumer("push", frozenset({"photo.sent_back"}), tell)]


async def _sent_back(photo_id: UUID) -> _SentBack | None:
    """None when it was judged anew meanwhile, taken again, or is somebody else's now."""

    def told(*columns: Any) -> _SentBack:
        return _SentBack(*columns)

    found = await select(
        told,
        "SELECT p.id, p.slot, j.id, j.assigned_to, d.street || ' ' || d.house_number,"
        " p.reason, p.verdict_note"
        " FROM evidence_photo p JOIN job j ON j.id = p.job"
        " JOIN repair_request r ON r.id = j.request JOIN dwelling d ON d.id = r.dwelling"
        " WHERE p.id = {} AND p.verdict = 'sent_back' AND j.state NOT IN ('done', 'cancelled')"
        " AND NOT EXISTS (SELECT 1 FROM evidence_photo n WHERE n.retake_of = p.id)",
        photo_id,
    )
    return found[0] if found else None


def _message(sent_back: _SentBack, language: Language) -> bytes:
    say, common = sentences(language, "push"), sentences(language, "common")
    reason = common(f"reasons.{sent_back.reason}")
    words = {
        "title": say("sentBack.title", address=sent_back.address),
        "body": f"{reason}. {sent_back.note}".strip() if sent_back.note else reason,
        "tag": str(sent_back.photo_id),
        "url": sent_back.url,
    }
    return msgspec.json.encode(words)
