"""What the office decided about some repairs of the demo, and what their tenants said to it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from server.actors import Coordinator, Tenant
from server.clock import HOME, now
from server.damp import keeping as damp
from server.damp.schemas import NotedDampStep
from server.damp.tables import DampStepName
from server.demo import parcels
from server.demo.cast import demo_id
from server.demo.repairs import Repair
from server.demo.when import Ago
from server.moments.choosing import own_moments, take_moment
from server.previsits.missed import note_missed
from server.repair_requests import finishing
from server.triage import asking, judging, postponing
from server.triage.schemas import NewQuestion, NotOurs, Postponement
from server.urgency.clocks import day_of

What = Literal[
    "asks",
    "answers",
    "postpones",
    "refuses",
    "disputes",
    "reopens",
    "wants",
    "sends",
    "moves",
    "misses",
    "writes",
]


@dataclass(frozen=True)
class Turn:
    """One of them does something, so long ago."""

    at: Ago
    what: What
    words: str


TURNS: dict[str, tuple[Turn, ...]] = {
    "Parkzicht 22/RAA3": (
        Turn(Ago(hours=20), "wants", "draught-strip/d/post"),
        Turn(Ago(hours=17), "sends", "3SVOOR2611290"),
    ),
    "Lindelaan 14/TOI2": (Turn(Ago(hours=3), "wants", "float-valve/side/pickup"),),
    "Wilgenhof 19/ELE4": (Turn(Ago(days=1), "asks", "Is het stopcontact zwart of warm geworden?"),),
    "Esdoornstraat 48/VOC1": (
        Turn(Ago(days=3), "asks", "Is de vlek nat als u eraan voelt?"),
        Turn(Ago(days=2, hours=20), "answers", "Ja, vooral als de buren hebben gedoucht."),
    ),
    "Iepenweg 31/VOC1": (
        Turn(
            Ago(days=1),
            "writes",
            "De schimmel komt door een koude buitenhoek en een rooster dat is dichtgeplakt. Wij "
            "maken de plek schoon en zetten er een rooster in. Daarna isoleren wij de hoek.",
        ),
    ),
    "Kerkpad 13/TEG1": (Turn(Ago(days=20), "postpones", "planned_works"),),
    "Iepenweg 15/RAA3": (Turn(Ago(days=11), "postpones", "capacity"),),
    "Schoolstraat 22 B/DEU5": (
        Turn(Ago(days=9), "refuses", "Een losse deurkruk vastzetten is voor de huurder."),
        Turn(Ago(days=8), "disputes", "De schroeven houden niet meer, het gat is te groot."),
    ),
    "Beukenhof 2-1/DEU5": (Turn(Ago(hours=2), "moves", ""),),
    "Veenkade 24 C/ELE4": (Turn(Ago(hours=1, minutes=30), "misses", ""),),
    "Beukenhof 2-1/SIF1": (Turn(Ago(days=2), "reopens", "Er ligt weer water in het kastje."),),
}
CONFIRMED_AFTER = timedelta(days=2)
LONG_AGO = timedelta(days=14)
"""By then everybody had said that the work was right."""


async def take(turn: Turn, repair: Repair, office: Coordinator, tenant: Tenant) -> None:
    """Through the same services as everybody's."""
    question_id = demo_id("question", repair.key)
    match turn.what:
        case "asks":
            await asking.ask_as_office(office, repair.id, NewQuestion(question_id, turn.words))
        case "answers":
            await asking.answer(tenant, question_id, turn.words)
        case "wants" | "sends":
            await parcels.move(turn.what, turn.words, repair, office, tenant)
        case "postpones":
            until = (now().astimezone(HOME) + postponing.LONGEST).date()
            because = "capacity" if turn.words == "capacity" else "planned_works"
            await postponing.postpone(office, repair.id, Postponement(because, until))
        case "refuses" | "writes":
            await _tell_what_it_is(turn, repair, office)
        case "misses":
            await note_missed()  # her call was planned, and nobody opened it
        case "disputes" | "reopens" | "moves":
            await _turn_of_tenant(turn, tenant)


async def _tell_what_it_is(turn: Turn, repair: Repair, office: Coordinator) -> None:
    if turn.what == "writes":
        result = NotedDampStep(DampStepName.RESULT, day_of(now()), turn.words)
        await damp.note(office, repair.id, result)
    else:
        why = NotOurs("small_repair", turn.words, "Deuren en sloten")
        await judging.refuse(office, repair.id, why)


async def _turn_of_tenant(turn: Turn, tenant: Tenant) -> None:
    match turn.what:
        case "disputes":
            await judging.dispute(tenant, turn.words)
        case "reopens":
            await finishing.reopen_as_tenant(tenant, turn.words)
        case _:
            await _move_call(tenant)


async def _move_call(tenant: Tenant) -> None:
    """To the next free moment of the technician, when there is one."""
    moments = await own_moments(tenant)
    later = (each for each in moments.free if moments.planned_at and each > moments.planned_at)
    if moment := next(later, None):
        await take_moment(tenant, moment)
