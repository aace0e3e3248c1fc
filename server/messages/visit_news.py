"""What is told of a visit that was planned, moved or called off: as its appointment stands now."""

from uuid import UUID

from server.appointments.keeping import last_of
from server.appointments.tables import Because, Planner
from server.case_words.now import UNDATED
from server.case_words.spoken_times import SpokenTimes
from server.sentences import Sentences

EVENTS = {
    "appointment.planned": "visitPlanned",
    "appointment.moved": "visitMoved",
    "appointment.called_off": "visitOff",
    "appointment.reminded": "visitReminder",
    "appointment.not_shown": "visitNotShown",
}
"""When somebody comes stands in the headline, which is all that an SMS has room for."""

_DID_NOT_HAPPEN = ("appointment.called_off", "appointment.not_shown")


async def visit_news(
    request_id: UUID, event: str, say: Sentences
) -> tuple[str, tuple[str, ...]] | None:
    """A headline and its lines; None when that is another story by now."""
    last = await last_of(request_id)
    if last is None or (last.because is not None) != (event in _DID_NOT_HAPPEN):
        return None
    key = EVENTS[event]
    when = SpokenTimes(say, UNDATED).block(last.begins_at, last.ends_at)
    told = {"when": when, "who": last.technician_name.split()[0]}
    if last.because:
        is_ours = last.because == Because.NOT_SHOWN
        key = "visitNotShownTitle" if is_ours else "visitOffTitle"
        headline = say(f"message.{key}", when=when)
        return headline, (say(f"visitOff.{last.because}"), say("message.visitOffNext"))
    if key == "visitMoved":
        key = "visitMovedByYou" if last.planned_by == Planner.TENANT else "visitMovedByUs"
        return say("message.visitMovedTitle", **told), (say(f"message.{key}"),)
    headline = say("case.preparedAtTitle", **told)
    return headline[0].upper() + headline[1:], (say(f"message.{key}", **told),)
