"""The page on which a tenant chooses when the video call is: a day, a time, and whether it is
right. Each step is an address, so that going back is the browser's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from litestar import Response

from server.case_words.spoken_times import SpokenTimes
from server.clock import HOME, now
from server.identifiers import new_id
from server.moments.schemas import OwnMoments
from server.sentences import Sentences
from server.tenant_pages.pages import Printer, Visitor

ADDRESS = "/r/moment"
_PHONES = {"too_late": "moment.tooLate", "moved_often": "moment.movedOften"}


@dataclass(frozen=True)
class Chosen:
    """How far she is: nothing yet, a day, or a moment of it."""

    day: date | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Wrong:
    """What went wrong: above the choices, or beside her words, which are kept."""

    sentence: str = ""
    status: int = 200
    words: str = ""
    beside_words: str = ""


@dataclass(frozen=True)
class Choice:
    address: str
    name: str
    hint: str = ""


@dataclass(frozen=True)
class MomentView:
    """One step: `choices` of days or of times, or `at` with a sentence to say yes to."""

    heading: str
    choices: tuple[Choice, ...] = ()
    are_times: bool = False
    at: str = ""
    back: Choice | None = None


NOTHING_WRONG = Wrong()


def moment_page(
    printer: Printer,
    visitor: Visitor,
    moments: OwnMoments,
    chosen: Chosen,
    wrong: Wrong = NOTHING_WRONG,
    message_id: UUID | None = None,
) -> Response[bytes]:
    """With the moments that are free now."""
    say, times = visitor.say, SpokenTimes(visitor.say, now())
    may_choose = moments.standing in ("choose", "move")
    if chosen.at and chosen.at not in moments.free and may_choose and not wrong.sentence:
        wrong = Wrong(say("moment.notOffered"))
    return printer.page(
        "moment",
        visitor.at(ADDRESS),
        title=say("moment.title" if moments.standing == "choose" else "moment.titleMove"),
        status=wrong.status,
        number=moments.number,
        intro=say("moment.intro", who=_first_name(moments.technician_name, say)),
        keep=_keep(moments.planned_at, say, times),
        may_choose=may_choose,
        instead="" if may_choose else _instead(moments, visitor),
        step=_step(moments, chosen, say, times),
        wrong=wrong,
        message_id=message_id or new_id(),
    )


def _keep(planned_at: datetime | None, say: Sentences, times: SpokenTimes) -> str:
    if planned_at is None:
        return ""
    return say("moment.keep", day=times.day(planned_at), time=times.clock_time(planned_at))


def _instead(moments: OwnMoments, visitor: Visitor) -> str:
    key = _PHONES.get(moments.standing)
    return visitor.say(key, phone=visitor.phone) if key else visitor.say("moment.nothing")


def _step(
    moments: OwnMoments, chosen: Chosen, say: Sentences, times: SpokenTimes
) -> MomentView | None:
    """None when there is nothing free at all."""
    if chosen.at and chosen.at in moments.free:
        return MomentView(
            say(
                "moment.confirm",
                when=times.opening(chosen.at),
                who=_first_name(moments.technician_name, say),
            ),
            at=written(chosen.at),
            back=Choice(f"{ADDRESS}?day={_day_of(chosen.at)}", say("moment.otherTime")),
        )
    of_day = [each for each in moments.free if chosen.day and _day_of(each) == chosen.day]
    if of_day:
        return MomentView(
            _capital(times.day(of_day[0])),
            tuple(
                Choice(f"{ADDRESS}?at={written(each)}", times.clock_time(each)) for each in of_day
            ),
            are_times=True,
            back=Choice(ADDRESS, say("moment.otherDay")),
        )
    days = tuple(_days(moments.free, times))
    return MomentView(say("moment.day"), days) if days else None


def _days(free: Iterable[datetime], times: SpokenTimes) -> Iterable[Choice]:
    """Each with its first and its last time."""
    by_day: dict[date, list[datetime]] = {}
    for moment in free:
        by_day.setdefault(_day_of(moment), []).append(moment)
    for day, of_day in by_day.items():
        first, last = of_day[0], of_day[-1]
        span = [times.clock_time(first)] + ([times.clock_time(last)] if last > first else [])
        yield Choice(f"{ADDRESS}?day={day}", _capital(times.day(first)), " \N{EN DASH} ".join(span))


def calendar_words(moments: OwnMoments, visitor: Visitor) -> tuple[str, str]:
    """Title and description of the call, for a calendar."""
    say = visitor.say
    who = _first_name(moments.technician_name, say)
    return (
        say("moment.calendarTitle", who=who, number=moments.number),
        say("moment.calendarText", phone=visitor.phone),
    )


def written(moment: datetime) -> str:
    """As it stands in an address."""
    return f"{moment:%Y-%m-%dT%H:%MZ}"


def chosen_in(day: str, at: str) -> Chosen:
    """What stands in the address; nothing when it makes no sense."""
    moment = moment_in(at)
    if moment:
        return Chosen(_day_of(moment), moment)
    try:
        return Chosen(date.fromisoformat(day))
    except ValueError:
        return Chosen()


def moment_in(at: str) -> datetime | None:
    """As `written`; anything else is no moment."""
    try:  # what lies at the end of the calendar stands on no clock at home
        return datetime.strptime(at, "%Y-%m-%dT%H:%M%z").astimezone(HOME).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _day_of(moment: datetime) -> date:
    return moment.astimezone(HOME).date()


def _first_name(name: str, say: Sentences) -> str:
    return name.split()[0] if name else say("page.someone")


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
