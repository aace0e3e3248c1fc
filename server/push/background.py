"""Tells the technician's phone at once when a photo came back, and that the tenant to whom he is on
his way is not at home, or asks to come later."""

from typing import Any, Literal
from uuid import UUID

import msgspec
import structlog

from server.clock import now
from server.database import select
from server.evidence.slots import SIGNATURE
from server.journal.entries import Consumer, Entry
from server.language import Language
from server.push.sending import PushRefused, PushSender
from server.push.service import Subscriber, forget, subscribers
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


class _CalledOff(msgspec.Struct, frozen=True):
    """The same, of a visit to somebody who is not at home, or asks to come later."""

    job_id: UUID
    technician_id: UUID
    address: str


def consumers(sender: PushSender) -> list[Consumer]:
    """The consumers of this feature."""

    async def tell(entry: Entry) -> None:
        sent_back = await _sent_back(entry.subject_id) if entry.subject_id else None
        if sent_back is None:
            return
        for subscriber in await subscribers(sent_back.technician_id):
            message = _message(sent_back, subscriber.language)
            await _send(sender, subscriber, message, topic=sent_back.photo_id.hex)

    async def tell_called_off(entry: Entry) -> None:
        await _tell_of_job(sender, "calledOff", entry.job_id and await _called_off(entry.job_id))

    async def tell_later(entry: Entry) -> None:
        await _tell_of_job(sender, "later", entry.job_id and await _put_off(entry.job_id))

    return [
        Consumer("push", frozenset({"photo.sent_back"}), tell),
        Consumer("push-visits", frozenset({"visit.called_off"}), tell_called_off),
        Consumer("push-visits-later", frozenset({"protocol.later_asked"}), tell_later),
    ]


async def _tell_of_job(
    sender: PushSender, word: Literal["calledOff", "later"], called_off: _CalledOff | None
) -> None:
    if called_off is None:
        return
    for subscriber in await subscribers(called_off.technician_id):
        say = sentences(subscriber.language, "push")
        words = {
            "title": say(f"{word}.title", address=called_off.address),
            "body": say(f"{word}.body"),
            "tag": str(called_off.job_id),
            "url": f"/app/jobs/{called_off.job_id}",
        }
        message = msgspec.json.encode(words)
        await _send(sender, subscriber, message, topic=called_off.job_id.hex)


async def _send(sender: PushSender, to: Subscriber, message: bytes, *, topic: str) -> None:
    try:
        await sender.send(to, message, topic=topic)
    except PushRefused as refused:
        log.warning("push.refused", why=str(refused))
        if refused.is_gone:
            await forget(to.endpoint)


async def _called_off(job_id: UUID) -> _CalledOff | None:
    """None when he arrived meanwhile, or was not on his way for so long that it is over."""

    def told(*columns: Any) -> _CalledOff:
        return _CalledOff(*columns)

    found = await select(
        told,
        "SELECT j.id, j.assigned_to, d.street || ' ' || d.house_number"
        " FROM approach a JOIN job j ON j.id = a.id"
        " JOIN repair_request r ON r.id = j.request JOIN dwelling d ON d.id = r.dwelling"
        " WHERE j.id = {} AND a.called_off_at IS NOT NULL AND a.lapses_at > {}",
        *(job_id, now()),
    )
    return found[0] if found else None


async def _put_off(job_id: UUID) -> _CalledOff | None:
    """None when she thought better of it, or he has been inside."""

    def told(*columns: Any) -> _CalledOff:
        return _CalledOff(*columns)

    found = await select(
        told,
        "SELECT j.id, j.assigned_to, d.street || ' ' || d.house_number"
        " FROM protocol_acceptance a JOIN job j ON j.id = a.id"
        " JOIN repair_request r ON r.id = j.request JOIN dwelling d ON d.id = r.dwelling"
        " WHERE j.id = {} AND a.later_from IS NOT NULL"
        " AND j.state IN ('given', 'prepared', 'interrupted')",
        job_id,
    )
    return found[0] if found else None


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
