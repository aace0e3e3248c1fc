"""How a technician leaves: done, interrupted, or repaired for now; with what he used, what the
tenant said to signing, and what he kept to. Nothing of it ever keeps him inside."""

from uuid import UUID

from msgspec import json

from server.actors import Technician
from server.damp.keeping import note_looked
from server.database import change, few, insert
from server.errors import InvalidInput
from server.guides.parts import PARTS
from server.identifiers import new_id
from server.jobs.service import about
from server.jobs.tables import Job
from server.journal.service import append
from server.repair_requests.failing import count_failed
from server.visits.failed import ON_OUR_SIDE
from server.visits.schemas import Departure, PartUsed
from server.visits.tables import UsedPart, Visit, VisitOutcome

MOVE_OF = {
    VisitOutcome.FINISHED: "left",
    VisitOutcome.INTERRUPTED: "interrupted",
    VisitOutcome.TEMPORARY: "repaired_temporarily",
}


def refuse_half(departure: Departure) -> None:
    """A reason belongs to an interruption, and an interruption has one."""
    is_interrupted = departure.outcome == VisitOutcome.INTERRUPTED
    if is_interrupted and departure.reason is None:
        raise InvalidInput("/reason", "Say why it is interrupted.")
    if not is_interrupted and departure.reason is not None:
        raise InvalidInput("/reason", "Only an interrupted visit has a reason.")


async def keep(visit_id: UUID, departure: Departure, minutes: int) -> None:
    """Everything that he told when he went."""
    signing = departure.sign_off
    await Visit.update(
        {
            Visit.left_at: departure.left_at,
            Visit.minutes: minutes,
            Visit.photos_taken: departure.photos_taken,
            Visit.note: departure.note.strip(),
            Visit.outcome: departure.outcome,
            Visit.reason: departure.reason or "",
            Visit.kept_to: json.encode(departure.kept_to).decode(),
            Visit.sign_off: signing.state if signing else "",
            Visit.sign_off_because: (signing.because or "") if signing else "",
            Visit.sign_off_words: signing.words.strip() if signing else "",
        }
    ).where(Visit.id == visit_id)


async def write_down(actor: Technician, job: Job, visit_id: UUID, departure: Departure) -> None:
    """A line for each thing that the office would ask about."""
    about_visit = about(job, visit_id)
    if departure.outcome == VisitOutcome.INTERRUPTED:
        told = {"because": departure.reason, "words": departure.note.strip()}
        await append("visit.interrupted", about_visit, actor, told)
        if departure.reason in ON_OUR_SIDE:
            await count_failed(job.request)
    else:
        await note_looked(job.request, departure.left_at, actor)
    if departure.outcome == VisitOutcome.TEMPORARY:
        told = {"words": departure.note.strip()}
        await append("visit.repaired_temporarily", about_visit, actor, told)
    if departure.sign_off:
        signing = departure.sign_off
        told = {"because": signing.because or "", "words": signing.words.strip()}
        await append(f"visit.sign_off_{signing.state}", about_visit, actor, told)


async def use_parts(actor: Technician, job: Job, visit_id: UUID, used: list[PartUsed]) -> None:
    """Out of his van, as far as they are there by our count. He has them in his hands: what is
    missing is a difference to be looked at, and no reason to refuse."""
    told: list[dict[str, object]] = []
    for part in used:
        taken = await _take(actor, part)
        missing = part.amount - taken
        await insert(
            UsedPart(
                id=new_id(),
                job=job.id,
                visit=visit_id,
                part=part.part,
                variant=part.variant,
                amount=part.amount,
                missing=missing,
            )
        )
        told.append(
            {"part": part.part, "variant": part.variant, "amount": part.amount, "missing": missing}
        )
    if told:
        await append("visit.parts_used", about(job, visit_id), actor, {"parts": told})


_ROW = "organisation = {} AND part = {} AND variant = {} AND place = {}"


async def _take(actor: Technician, used: PartUsed) -> int:
    """How many were there; locked first, so that two at once never take the same one."""
    row = (actor.organisation_id, used.part, used.variant, str(actor.person_id))
    await change(f"UPDATE part_stock SET amount = amount WHERE {_ROW}", *row)  # noqa: S608 - fixed text
    there = await few(int, f"SELECT amount FROM part_stock WHERE {_ROW}", *row)  # noqa: S608 - fixed text
    taken = min(used.amount, there[0]) if there else 0
    if taken:
        await change(
            f"UPDATE part_stock SET amount = amount - {{}} WHERE {_ROW}",  # noqa: S608 - fixed text
            *(taken, *row),
        )
    return taken


def part_called(part: str, variant: str, language: str) -> str:
    """Its name in this language; its id when it is on the list no more."""
    known = PARTS.get(part)
    if known is None:
        return " ".join(filter(None, (part, variant)))
    words = known.words(language)
    return " ".join(filter(None, (words.name, words.variants.get(variant, variant))))
