"""What happens now with a repair, in the words of whom it is told to: the first card of her page,
and her messages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from server.case_files.schemas import Case, NextStep
from server.case_words.desk_words import DeskWords, desk_words
from server.case_words.spoken_times import SpokenTimes
from server.previsits.scheduling import ROOM_OPENS_BEFORE
from server.previsits.tables import Side
from server.sentences import Sentences


@dataclass(frozen=True)
class Now:
    """The card that stands first."""

    headline: str
    lines: tuple[str, ...] = ()
    quote: DeskWords | None = None  # what the desk wrote, before the lines
    aside: str = ""
    can_join: bool = False
    joins_at: str = ""  # when the page should look again whether joining is possible


Told = Literal["case", "helping"]
"""To the tenant, or to who helps her."""


def now_in_words(case: Case, say: Sentences, now: datetime) -> Now:
    """The first card by itself, for a message: with dates instead of "today", since nobody knows
    when it is read."""
    wording = Wording(case, say, now, "case")
    wording.times = SpokenTimes(say, UNDATED)
    return wording.card()


UNDATED = datetime(1, 1, 3, tzinfo=UTC)
"""No day that anybody speaks of is near it."""


_FIRMS = ("offered", "accepted")


def _called(step: NextStep, say: Sentences) -> str:
    """People by their first name, as on the phone."""
    if not step.who:
        return say("page.someone")
    return step.who if step.key in _FIRMS else step.who.split()[0]


class Wording:
    """Fills in the sentences about one case."""

    def __init__(self, case: Case, say: Sentences, now: datetime, told: Told) -> None:
        self.told = told
        self.case = case
        self.say = say
        self.now = now
        self.times = SpokenTimes(say, now)
        self.next = case.next
        self.who = _called(case.next, say)

    def sentence(self, key: str, **values: object) -> str:
        filled = self.say(
            f"{self.told}.{key}",
            tenant=(self.case.tenant_name.split() or [""])[0],
            who=self.who,
            when=self._when(),
            number=self.case.number,
            minutes=self.next.minutes,
            **values,
        )
        return filled[0].upper() + filled[1:]

    def _when(self) -> str:
        """At the start of a sentence."""
        if self.next.at is None:
            return ""
        if self.next.until is None:
            return self.times.opening(self.next.at)
        return self.times.block(self.next.at, self.next.until)

    def minutes_of_work(self) -> tuple[str, ...]:
        minutes = self.next.minutes
        return (self.sentence("minute" if minutes == 1 else "minutes"),) if minutes else ()

    def card(self) -> Now:
        """What happens now."""
        return _NOW[self.case.next.key](self)


def _reported(wording: Wording) -> Now:
    return Now(wording.sentence("reportedTitle"), (wording.sentence("reported"),))


def _same_words(key: str) -> Callable[[Wording], Now]:
    return lambda wording: Now(wording.sentence(f"{key}Title"), (wording.sentence(key),))


def _postponed(wording: Wording) -> Now:
    lines = [wording.sentence("postponed")]
    because = wording.case.postponed_because
    if because:
        lines.insert(0, wording.say(f"postponed.{because}"))
    return Now(wording.sentence("postponedTitle"), tuple(lines))


def _asked(wording: Wording) -> Now:
    question = wording.case.question
    if question is None:  # who helps her is not asked
        return Now(wording.sentence("toJudgeTitle"), (wording.sentence("toJudge"),))
    by = wording.times.day(question.answer_by)
    return Now(
        wording.sentence("askedTitle"),
        (wording.sentence("asked", by=by),),
        desk_words(question.question, wording.say),
    )


def _not_ours(wording: Wording) -> Now:
    refusal = wording.case.refusal
    quote = desk_words(refusal.explanation, wording.say) if refusal else None
    lines: tuple[str, ...] = ()
    if refusal and refusal.because == "small_repair":
        group = wording.say("notOurs.group", group=refusal.group) if refusal.group else ""
        lines = (wording.say("notOurs.law"), *filter(None, (group,)))
    return Now(wording.sentence("notOursTitle"), (*lines, wording.sentence("notOurs")), quote)


def _known_cause(wording: Wording) -> Now:
    """Somebody is at it already, so nobody has to be chosen."""
    say = wording.say
    quote = desk_words(wording.case.known_cause, say)
    return Now(say("message.incidentTitle"), (say("message.incident"),), quote)


def _given(wording: Wording) -> Now:
    key = "givenChoose" if "choose_visit" in wording.case.can else "given"
    return Now(wording.sentence("givenTitle"), (wording.sentence(key),))


def _move_out_given(wording: Wording) -> Now:
    key = "givenChoose" if "choose_visit" in wording.case.can else "given"
    return Now(wording.sentence("moveOutGivenTitle"), (wording.sentence(key),))


def _move_out_visit(wording: Wording) -> Now:
    return Now(wording.sentence("preparedAtTitle"), (wording.sentence("moveOutVisit"),))


def _visit_planned(wording: Wording) -> Now:
    return Now(wording.sentence("preparedAtTitle"), (wording.sentence("visit"),))


def _accepted(wording: Wording) -> Now:
    return Now(wording.sentence("givenTitle"), (wording.sentence("accepted"),))


def _moment_asked(wording: Wording) -> Now:
    return Now(wording.sentence("momentTitle"), (wording.sentence("moment"),))


def _previsit_missed(wording: Wording) -> Now:
    """Without a blame. Who helps her is not told who it was that did not come."""
    call = wording.case.previsit
    lines = [wording.sentence(_ABSENT[call.absent])] if call and call.absent else []
    if "choose_moment" in wording.case.can:
        lines.append(wording.sentence("missedAgain"))
    elif call and call.missed_so_often:
        lines.append(wording.sentence("missedOften"))
    else:  # also for the minute before it is written down
        lines.append(wording.sentence("missedSoon"))
    return Now(wording.sentence("missedTitle"), tuple(lines))


_ABSENT = {
    Side.TENANT: "missedByTenant",
    Side.TECHNICIAN: "missedByTechnician",
    Side.BOTH: "missedByBoth",
}


def _previsit_planned(wording: Wording) -> Now:
    planned_at = wording.next.at or wording.now
    opens_at = planned_at - ROOM_OPENS_BEFORE
    can_join = wording.now >= opens_at
    lines = [wording.sentence("previsit")]
    if not can_join:
        time = wording.times.clock_time(opens_at)
        lines.append(wording.sentence("previsitFrom", time=time))
    return Now(
        wording.sentence("previsitTitle"),
        tuple(lines),
        aside=wording.sentence("previsitElse"),
        can_join=can_join,
        joins_at="" if can_join else opens_at.isoformat(),
    )


def _previsit_open(wording: Wording) -> Now:
    return Now(
        wording.sentence("openTitle"),
        (wording.sentence("open"),),
        aside=wording.sentence("previsitElse"),
        can_join=True,
    )


def _prepared(wording: Wording) -> Now:
    if wording.next.at:
        lines = (wording.sentence("preparedAt"), *wording.minutes_of_work())
        return Now(wording.sentence("preparedAtTitle"), lines)
    key = "preparedChoose" if "choose_visit" in wording.case.can else "prepared"
    lines = (wording.sentence(key), *wording.minutes_of_work())
    return Now(wording.sentence("preparedTitle"), lines)


def _on_the_way(wording: Wording) -> Now:
    expected_at = wording.next.at or wording.now
    time = wording.times.clock_time(expected_at)
    return Now(wording.sentence("onTheWayTitle", time=time), (wording.sentence("onTheWay"),))


def _at_door(wording: Wording) -> Now:
    return Now(wording.sentence("atDoorTitle"), (wording.sentence("atDoor"),))


def _interrupted(wording: Wording) -> Now:
    because = wording.case.interrupted_because
    why = (wording.say(f"interrupted.{because}"),) if because else ()
    return Now(wording.sentence("interruptedTitle"), (*why, wording.sentence("interrupted")))


def _not_shown(wording: Wording) -> Now:
    key = "notShownChoose" if "choose_visit" in wording.case.can else "notShownWait"
    return Now(
        wording.sentence("notShownTitle"), (wording.sentence("notShown"), wording.sentence(key))
    )


def _technician_inside(wording: Wording) -> Now:
    lines = (*wording.minutes_of_work(), wording.sentence("inside"))
    return Now(wording.sentence("insideTitle"), lines)


def _in_review(wording: Wording) -> Now:
    return Now(wording.sentence("reviewTitle"), (wording.sentence("review"),))


def _closed(wording: Wording) -> Now:
    return Now(
        wording.sentence("closedTitle"), (*_minutes_inside(wording), wording.sentence("closed"))
    )


def _done(wording: Wording) -> Now:
    return Now(
        wording.sentence("closedTitle"), (*_minutes_inside(wording), wording.sentence("done"))
    )


def _minutes_inside(wording: Wording) -> tuple[str, ...]:
    minutes = wording.case.minutes_in_home
    return (
        (wording.sentence("closedMinute" if minutes == 1 else "closedMinutes"),) if minutes else ()
    )


def _cancelled(wording: Wording) -> Now:
    reason = wording.case.cancelled_because
    title, lines = wording.sentence("cancelledTitle"), (wording.sentence("cancelled"),)
    if not reason:
        return Now(title, lines)
    if wording.case.is_cancelled_by_tenant:
        return Now(title, (wording.say("case.cancelledBecause", reason=reason), *lines))
    return Now(title, lines, desk_words(reason, wording.say))


_NOW: dict[str, Callable[[Wording], Now]] = {
    "reported": _reported,
    "to_judge": _same_words("toJudge"),
    "asked": _asked,
    "self_help": _same_words("selfHelp"),
    "solved_by_tenant": _same_words("solved"),
    "postponed": _postponed,
    "reopened": _same_words("reopened"),
    "done": _done,
    "not_ours": _not_ours,
    "duplicate": _same_words("duplicate"),
    "known_cause": _known_cause,
    "offered": _same_words("offered"),
    "accepted": _accepted,
    "seeking": _same_words("seeking"),
    "given": _given,
    "visit_planned": _visit_planned,
    "moment_asked": _moment_asked,
    "previsit_missed": _previsit_missed,
    "previsit_planned": _previsit_planned,
    "previsit_open": _previsit_open,
    "prepared": _prepared,
    "on_the_way": _on_the_way,
    "at_door": _at_door,
    "called_off": _same_words("calledOff"),
    "no_access": _same_words("noAccess"),
    "not_shown": _not_shown,
    "interrupted": _interrupted,
    "temporary": _same_words("temporary"),
    "follow_on": _same_words("followOn"),
    "move_out_given": _move_out_given,
    "move_out_visit": _move_out_visit,
    "move_out_report": _same_words("moveOutReport"),
    "move_out_asked": _same_words("moveOutAsked"),
    "move_out_inspected": _same_words("moveOutInspected"),
    "move_out_agreed": _same_words("moveOutAgreed"),
    "move_out_disputed": _same_words("moveOutDisputed"),
    "move_out_checked": _same_words("moveOutChecked"),
    "move_out_closed": _same_words("moveOutClosed"),
    "technician_inside": _technician_inside,
    "in_review": _in_review,
    "closed": _closed,
    "cancelled": _cancelled,
}
