"""What is told of a visit that was planned, moved or called off: as its appointment stands now."""

from uuid import UUID

from server.appointments.keeping import last_of
from server.appointments.tables import Planner
from server.case_words.now import UNDATED
from server.case_words.spoken_times import SpokenTimes
from server.sentences import Sentences

EVENTS = {
    "appointment.planned": "visitPlanned",
    "appointment.moved": "visitMoved",
    "appointment.called_off": "visitOff",
    "appointment.reminded": "visitReminder",
}
"""When somebody comes stands in the headline, which is all that an SMS has room for."""


async def visit_news(
    request_id: UUID, event: str, say: Sentences
) -> tuple[str, tuple[str, ...]] | None:
    """A headline and its lines; None when that is another story by now."""
    last = await last_of(request_id)
    if last is None or (last.because is not None) != (event == "appointment.called_off"):
        return None
    key = EVENTS[event]
    when = SpokenTimes(say, UNDATED).block(last.begins_at, last.ends_at)
    told = {"when": when, "who": last.technician_name.split()[0]}
    if last.because:
        headline = say("message.visitOffTitle", when=when)
        return headline, (say(f"visitOff.{last.because}"), say("message.visitOffNext"))
    if key == "visitMoved":
        key = "visitMovedByYou" if last.planned_by == Planner.TENANT else "visitMovedByUs"
        return say("message.visitMovedTitle", **told), (say(f"message.{key}"),)
    headline = say("case.preparedAtTitle", **told)
    return headline[0].upper() + headline[1:], (say(f"message.{key}", **told),)
