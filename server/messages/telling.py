"""What a tenant is told of, how soon, and whether at night."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from server.clock import HOME, now

_QUIET_FROM, _QUIET_UNTIL = time(21), time(8)


@dataclass(frozen=True)
class Rule:
    """Several things that happen within `after` are told together, by how it stands then."""

    after: timedelta = timedelta(minutes=1)
    also_at_night: bool = False
    also_of_her: bool = False
    """Also when she did it herself."""
    also_by_itself: bool = True
    """Also when it follows from something else, of which she is told."""


CHAT = "chat.said"
_AT_ONCE = Rule(timedelta(), also_at_night=True)

RULES: dict[str, Rule] = {
    # She is still looking at her phone.
    "request.reported": Rule(timedelta(), also_at_night=True, also_of_her=True),
    "request.asked": Rule(),
    "request.unanswered": Rule(),
    "request.not_solved": Rule(),
    "request.checked_back": Rule(),
    "request.postponed": Rule(),
    "request.resumed": Rule(),
    "request.reopened": Rule(),
    "request.not_ours": Rule(),
    "request.duplicate": Rule(),
    "request.taken_on": Rule(),
    "request.cause_solved": Rule(),
    "incident.told": Rule(),
    "request.done": Rule(),
    "request.closed": Rule(),
    "request.cancelled": Rule(),
    "work_order.offered": Rule(),
    "work_order.accepted": Rule(),
    "work_order.declined": Rule(),
    "work_order.withdrawn": Rule(),
    "outsider.asked": Rule(),
    "outsider.accepted": Rule(),
    "outsider.declined": Rule(),
    "job.given": Rule(),
    "job.passed_on": Rule(),
    "previsit.moment_asked": Rule(),
    "previsit.moment_reminded": Rule(),
    "previsit.missed": Rule(),
    # What she chose herself is confirmed: she keeps the message until then.
    "previsit.planned": Rule(also_of_her=True),
    "previsit.moved": Rule(also_of_her=True),
    # Somebody waits for her now.
    "previsit.opened": _AT_ONCE,
    "previsit.photos_asked": _AT_ONCE,
    "previsit.outcome_noted": Rule(),
    # Somebody is coming now.
    "visit.set_out": _AT_ONCE,
    "visit.turned_back": _AT_ONCE,
    "visit.at_door": _AT_ONCE,
    "visit.no_access": Rule(),
    "appointment.planned": Rule(also_of_her=True),
    "appointment.moved": Rule(also_of_her=True),
    "appointment.called_off": Rule(also_of_her=True),
    "appointment.reminded": Rule(),
    "appointment.not_shown": Rule(),
    "visit.left": Rule(),
    "move_out.started": Rule(),
    "move_out.inspected": Rule(),
    "move_out.agreed": Rule(also_of_her=True),
    "move_out.disputed": Rule(also_of_her=True),
    "move_out.revised": Rule(),
    "move_out.checked": Rule(),
    "move_out.closed": Rule(),
    "damp.result": Rule(),
    "damp.works": Rule(),
    "damp.taken_back": Rule(),
    CHAT: Rule(after=timedelta(minutes=2)),  # unless she reads it meanwhile
    "parcel.approved": Rule(),
    "parcel.refused": Rule(),
    "parcel.cancelled": Rule(also_by_itself=False),
    "parcel.sent": Rule(),
    "parcel.at_pickup": Rule(),
}
"""Every change the tenant would ask about. What needs words of its own: see `wording.py`."""

STILL_WAITING = "still_waiting"
"""No change: told when nothing else was for a while."""
SAYS_NOTHING_FOR = timedelta(days=14)


def time_to_tell(rule: Rule) -> datetime:
    """When a thing that happens now is told: not between nine in the evening and eight in the
    morning, at the homes, unless it cannot wait."""
    moment = now() + rule.after
    return moment if rule.also_at_night else after_quiet_hours(moment)


def after_quiet_hours(moment: datetime) -> datetime:
    """That moment, or the end of the night it falls into."""
    local = moment.astimezone(HOME)
    if _QUIET_UNTIL <= local.time() < _QUIET_FROM:
        return moment
    day = local.date() + timedelta(days=1 if local.time() >= _QUIET_FROM else 0)
    return datetime.combine(day, _QUIET_UNTIL, HOME).astimezone(moment.tzinfo)
