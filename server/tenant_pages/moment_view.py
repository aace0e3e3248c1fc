"""The page on which a tenant chooses when the video call is, or when somebody comes: a day, a time,
and whether it is right. Each step is an address, so that going back is the browser's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal
from uuid import UUID

from litestar import Response

from server.case_words.spoken_times import SpokenTimes
from server.clock import HOME, now
from server.identifiers import new_id
from server.moments.schemas import OwnMoments, Standing
from server.planning.schemas import OwnVisit
from server.sentences import Sentences
from server.tenant_pages.pages import Printer, Visitor

_PHONES = {"too_late": "tooLate", "moved_often": "movedOften"}


@dataclass(frozen=True)
class Span:
    """Of a visit from when until when; a call only begins."""

    begins_at: datetime
    ends_at: datetime | None = None


@dataclass(frozen=True)
class Offer:
    """What she has, and what she may choose instead."""

    words: Literal["moment", "visit"]
    """The part of the sentences that only this has; what both have stands with `moment`."""
    number: str
    standing: Standing
    technician_name: str
    planned: Span | None
    free: tuple[Span, ...]

    @property
    def address(self) -> str:
        return f"/r/{self.words}"

    def free_at(self, at: datetime | None) -> Span | None:
        return next((span for span in self.free if span.begins_at == at), None)


def call_offer(moments: OwnMoments) -> Offer:
    return Offer(
        "moment",
        moments.number,
        moments.standing,
        moments.technician_name,
        Span(moments.planned_at) if moments.planned_at else None,
        tuple(map(Span, moments.free)),
    )


def visit_offer(visit: OwnVisit) -> Offer:
    planned = visit.appointment
    return Offer(
        "visit",
        visit.number,
        visit.standing,
        visit.technician_name,
        Span(planned.begins_at, planned.ends_at) if planned else None,
        tuple(Span(block.begins_at, block.ends_at) for block in visit.free),
    )


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
    offer: Offer,
    chosen: Chosen,
    wrong: Wrong = NOTHING_WRONG,
    message_id: UUID | None = None,
) -> Response[bytes]:
    """With what is free now."""
    say, times = visitor.say, SpokenTimes(visitor.say, now())
    may_choose = offer.standing in ("choose", "move")
    is_gone = chosen.at is not None and offer.free_at(chosen.at) is None
    if is_gone and may_choose and not wrong.sentence:
        wrong = Wrong(say("moment.notOffered"))
    return printer.page(
        "moment",
        visitor.at(offer.address),
        title=say("moment.title" if offer.standing == "choose" else "moment.titleMove"),
        status=wrong.status,
        address=offer.address,
        number=offer.number,
        intro=say(f"{offer.words}.intro", who=_first_name(offer.technician_name, say)),
        keep=_keep(offer.planned, say, times),
        may_choose=may_choose,
        instead="" if may_choose else _instead(offer, visitor),
        step=_step(offer, chosen, say, times),
        wrong=wrong,
        message_id=message_id or new_id(),
    )


def _keep(planned: Span | None, say: Sentences, times: SpokenTimes) -> str:
    if planned is None:
        return ""
    return say("moment.keep", day=times.day(planned.begins_at), time=_clock(planned, times))


def _clock(span: Span, times: SpokenTimes) -> str:
    if span.ends_at is None:
        return times.clock_time(span.begins_at)
    return times.clock_times(span.begins_at, span.ends_at)


def _instead(offer: Offer, visitor: Visitor) -> str:
    key = _PHONES.get(offer.standing)
    if key is None:
        return visitor.say("moment.nothing")
    return visitor.say(f"{offer.words}.{key}", phone=visitor.phone)


def _step(offer: Offer, chosen: Chosen, say: Sentences, times: SpokenTimes) -> MomentView | None:
    """None when there is nothing free at all."""
    wanted = offer.free_at(chosen.at)
    if wanted:
        return MomentView(
            _confirm(offer, wanted, say, times),
            at=written(wanted.begins_at),
            back=Choice(f"{offer.address}?day={_day_of(wanted)}", say("moment.otherTime")),
        )
    of_day = [each for each in offer.free if chosen.day and _day_of(each) == chosen.day]
    if of_day:
        return MomentView(
            _capital(times.day(of_day[0].begins_at)),
            tuple(
                Choice(f"{offer.address}?at={written(each.begins_at)}", _clock(each, times))
                for each in of_day
            ),
            are_times=True,
            back=Choice(offer.address, say("moment.otherDay")),
        )
    days = tuple(_days(offer, times))
    return MomentView(say("moment.day"), days) if days else None


def _confirm(offer: Offer, wanted: Span, say: Sentences, times: SpokenTimes) -> str:
    when = (
        _capital(times.block(wanted.begins_at, wanted.ends_at))
        if wanted.ends_at
        else times.opening(wanted.begins_at)
    )
    return say(f"{offer.words}.confirm", when=when, who=_first_name(offer.technician_name, say))


def _days(offer: Offer, times: SpokenTimes) -> Iterable[Choice]:
    """Each with from when until when there is something free."""
    by_day: dict[date, list[Span]] = {}
    for span in offer.free:
        by_day.setdefault(_day_of(span), []).append(span)
    for day, of_day in by_day.items():
        first, last = of_day[0].begins_at, of_day[-1].ends_at or of_day[-1].begins_at
        span = [times.clock_time(first)] + ([times.clock_time(last)] if last > first else [])
        yield Choice(
            f"{offer.address}?day={day}", _capital(times.day(first)), " \N{EN DASH} ".join(span)
        )


def calendar_words(offer: Offer, visitor: Visitor) -> tuple[str, str]:
    """Title and description, for a calendar."""
    say = visitor.say
    who = _first_name(offer.technician_name, say)
    return (
        say(f"{offer.words}.calendarTitle", who=who, number=offer.number),
        say(f"{offer.words}.calendarText", phone=visitor.phone),
    )


def written(moment: datetime) -> str:
    """As it stands in an address."""
    return f"{moment:%Y-%m-%dT%H:%MZ}"


def chosen_in(day: str, at: str) -> Chosen:
    """What stands in the address; nothing when it makes no sense."""
    moment = moment_in(at)
    if moment:
        return Chosen(_day_of(Span(moment)), moment)
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


def _day_of(span: Span) -> date:
    return span.begins_at.astimezone(HOME).date()


def _first_name(name: str, say: Sentences) -> str:
    return name.split()[0] if name else say("page.someone")


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
