"""What the technicians of the demonstration do, and who is away: from it come free blocks."""

from datetime import datetime, timedelta

from server.actors import Coordinator
from server.clock import HOME
from server.database import one
from server.demo import cast
from server.demo.cast import demo_id
from server.planning.people import choose_working_time, note_absence
from server.planning.schemas import ChosenWorkingTime, NewAbsence
from server.planning.tables import Absence, AwayBecause

_VERA = Coordinator(cast.VERA.id, cast.DE_LINDE.id, cast.VERA.name, cast.VERA.language)
_TRADES = {
    cast.FATIMA: ["CVI", "WTW", "LOA", "ONT"],
    cast.JORIS: ["TAL", "GLA", "STU"],
    cast.SANNE: ["ELA", "ELT"],
}


async def note(today: datetime) -> None:
    """Three with trades of their own; one on leave the day after tomorrow, and one that afternoon
    at a training."""
    for person, trades in _TRADES.items():
        await choose_working_time(_VERA, person.id, ChosenWorkingTime(trades))
    absence_id = demo_id("absence", "joris")
    if await one(Absence, "id = {}", absence_id):
        return
    day = (today.astimezone(HOME) + timedelta(days=2)).date()
    leave = NewAbsence(absence_id, day, day, AwayBecause.LEAVE)
    await note_absence(_VERA, cast.JORIS.id, leave)
    training_id = demo_id("absence", "sanne")
    training = NewAbsence(training_id, day, day, AwayBecause.TRAINING, from_clock="12:30")
    await note_absence(_VERA, cast.SANNE.id, training)
