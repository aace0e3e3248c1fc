"""Every judgement of a photo, in order.

One is added to the others and none is ever changed, so whoever turns one round leaves it to be
read, with its author.
"""

import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from server.actors import Coordinator
from server.clock import now
from server.database import few, select
from server.evidence.marks import Mark
from server.evidence.schemas import JudgementFacts, Photo
from server.evidence.tables import EvidencePhoto, Judgement, RetakeReason, Verdict
from server.identifiers import new_id
from server.jobs.service import about
from server.jobs.tables import Job
from server.journal.service import append

_marks = msgspec.json.Decoder(list[Mark])
_EVENTS = {
    Verdict.ACCEPTED: "photo.accepted",
    Verdict.SENT_BACK: "photo.sent_back",
    Verdict.PENDING: "photo.reconsidered",
}


async def judge(
    actor: Coordinator,
    job: Job,
    photo: EvidencePhoto,
    verdict: Verdict,
    reason: RetakeReason | None = None,
    note: str = "",
    marks: Sequence[Mark] = (),
    because: str = "",
) -> None:
    """Add a judgement; the photo shows the newest. Runs inside the transaction that locked it."""
    photo.verdict, photo.reason, photo.verdict_note = verdict, reason, note
    photo.judged_by, photo.judged_at = actor.name, now()
    await photo.save()
    drawn = kept_marks(marks)
    facts = {"reason": reason, "note": note} if reason else {}
    if because:
        facts["because"] = because
    if marks:  # the chain vouches for what was drawn, without holding it
        facts["marksSha256"] = hashlib.sha256(drawn.encode()).hexdigest()
    seq = await append(_EVENTS[verdict], about(job, photo.id), actor, facts)
    await Judgement.insert(
        Judgement(
            id=new_id(),
            photo=photo.id,
            verdict=verdict,
            reason=reason,
            note=note,
            because=because,
            marks=drawn,
            judged_by=actor.name,
            coordinator_id=actor.person_id,
            judged_at=photo.judged_at,
            chain_seq=seq,
        )
    )


def kept_marks(marks: Sequence[Mark]) -> str:
    """As they lie in the database."""
    return msgspec.json.encode([mark.to_keep() for mark in marks]).decode()


async def newest_marks(photo_id: UUID) -> str:
    """What was drawn with the newest judgement of this photo, as it lies in the database."""
    newest = await few(
        str,
        "SELECT marks FROM judgement WHERE photo = {} ORDER BY chain_seq DESC LIMIT 1",
        photo_id,
    )
    return newest[0] if newest else kept_marks([])


async def with_judgements(photos: Sequence[Photo]) -> list[Photo]:
    """These photos with how they were judged. For staff: a tenant is not told."""
    judged = [photo.id for photo in photos if photo.judged_by]
    if not judged:
        return list(photos)

    def row(photo_id: UUID, marks: str, *facts: Any) -> tuple[UUID, JudgementFacts]:
        return photo_id, JudgementFacts(*facts, marks=_marks.decode(marks))

    places = ", ".join(["{}"] * len(judged))
    rows = await select(
        row,
        "SELECT photo, marks, verdict, reason, note, because, judged_by, judged_at FROM judgement"  # noqa: S608 - places only
        f" WHERE photo IN ({places}) ORDER BY chain_seq",
        *judged,
    )
    found: dict[UUID, list[JudgementFacts]] = {}
    for photo_id, facts in rows:
        found.setdefault(photo_id, []).append(facts)
    return [replace(photo, judgements=found.get(photo.id, [])) for photo in photos]
