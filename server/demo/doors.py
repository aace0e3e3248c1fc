"""What happened at some doors of the demo beside a visit that went well: nobody opened, a part was
missing, somebody is on his way, and something is left to do."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from server.actors import Technician
from server.clock import HOME, now
from server.demo.cast import demo_id
from server.demo.repairs import Repair
from server.demo.when import Ago
from server.follow_ons import service as follow_ons
from server.follow_ons.schemas import NewFollowOn
from server.visits import approaching, no_access
from server.visits import service as visits
from server.visits.schemas import Arrival, Attempt, Departure, NewNoAccess, PartUsed, SetOut
from server.visits.tables import Reason, VisitOutcome

_Do = Callable[[Technician, UUID, str], Awaitable[None]]


async def _nobody_opens(technician: Technician, job_id: UUID, key: str) -> None:
    at_door_at = now() - timedelta(minutes=12)
    tried = [
        Attempt("rang", at_door_at + timedelta(minutes=1)),
        Attempt("phoned", at_door_at + timedelta(minutes=6)),
    ]
    because = "De deur staat in een portiek waar mensen lopen"
    told = NewNoAccess(
        demo_id("no-access", key), at_door_at, now(), tried, no_photo_because=because
    )
    await no_access.note_no_access(technician, job_id, told)


async def _lacks_a_part(technician: Technician, job_id: UUID, key: str) -> None:
    visit_id = demo_id("stopped-visit", key)
    arrived_at = now() - timedelta(minutes=25)
    await visits.arrive(technician, job_id, Arrival(visit_id, arrived_at))
    departure = Departure(
        now(),
        0,
        note="De afvoer onder de vloer is gebarsten. Er is een mof van 40 nodig.",
        outcome=VisitOutcome.INTERRUPTED,
        reason=Reason.MATERIAL,
        parts_used=[PartUsed("trap-rings", 1)],
        kept_to=["shoe_covers", "tidied"],
    )
    await visits.leave(technician, visit_id, departure)


async def _sets_out(technician: Technician, job_id: UUID, _: str) -> None:
    await approaching.set_out(technician, job_id, SetOut(now(), 60))


async def _sees_more(technician: Technician, job_id: UUID, key: str) -> None:
    told = NewFollowOn(
        demo_id("follow-on", key),
        "Het expansievat is aan het eind. Vervangen voordat het gaat vriezen.",
        trades=["CVI"],
        other_parts=["Expansievat 12 liter"],
    )
    await follow_ons.propose(technician, job_id, told)


_AT: dict[str, tuple[tuple[Ago, _Do], ...]] = {
    "Iepenweg 31/VOC1": ((Ago(hours=26), _nobody_opens), (Ago(hours=4), _nobody_opens)),
    "Wilgenhof 3/AFV1": ((Ago(hours=5), _lacks_a_part),),
    "Esdoornstraat 10/CVK2": ((Ago(hours=2, minutes=25), _sees_more),),
    "Schoolstraat 20/ELE8": ((Ago(minutes=5), _sets_out),),
}


def at_the_door(
    repair: Repair, technician: Technician, job_id: UUID, today: datetime
) -> Iterator[tuple[datetime, Callable[[], Awaitable[None]]]]:
    """When, and what he does."""
    for number, (ago, do) in enumerate(_AT.get(repair.key, ())):

        async def happen(do: _Do = do, key: str = f"{repair.key}/{number}") -> None:
            await do(technician, job_id, key)

        yield ago.at(today.astimezone(HOME)), happen
