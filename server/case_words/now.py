"""What happens now with a repair, in the words of whom it is told to: the first card of her page,
and her messages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from server.case_files.schemas import Case
from server.case_words.spoken_times import SpokenTimes
from server.previsits.scheduling import ROOM_OPENS_BEFORE
from server.sentences import Sentences


@dataclass(frozen=True)
class Now:
    """The card that stands first."""

    headline: str
    lines: tuple[str, ...] = ()
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


class Wording:
    """Fills in the sentences about one case."""

    def __init__(self, case: Case, say: Sentences, now: datetime, told: Told) -> None:
        self.told = told
        self.case = case
        self.say = say
        self.now = now
        self.times = SpokenTimes(say, now)
        self.next = case.next
        # People are called by their first name, as on the phone.
        self.first_name = case.next.who.split()[0] if case.next.who else say("page.someone")

    def sentence(self, key: str, **values: object) -> str:
        filled = self.say(
            f"{self.told}.{key}",
            tenant=(self.case.tenant_name.split() or [""])[0],
            who=self.first_name,
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
        (wording.say.apart(question.question), wording.sentence("asked", by=by)),
    )


def _not_ours(wording: Wording) -> Now:
    refusal = wording.case.refusal
    lines = (wording.say.apart(refusal.explanation),) if refusal else ()
    if refusal and refusal.because == "small_repair":
        group = wording.say("notOurs.group", group=refusal.group) if refusal.group else ""
        lines = (*lines, wording.say("notOurs.law"), *filter(None, (group,)))
    return Now(wording.sentence("notOursTitle"), (*lines, wording.sentence("notOurs")))


def _given(wording: Wording) -> Now:
    key = "givenChoose" if "choose_visit" in wording.case.can else "given"
    return Now(wording.sentence("givenTitle"), (wording.sentence(key),))


def _visit_planned(wording: Wording) -> Now:
    return Now(wording.sentence("preparedAtTitle"), (wording.sentence("visit"),))


def _moment_asked(wording: Wording) -> Now:
    return Now(wording.sentence("momentTitle"), (wording.sentence("moment"),))


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
    because = (wording.say("case.cancelledBecause", reason=reason),) if reason else ()
    return Now(wording.sentence("cancelledTitle"), (*because, wording.sentence("cancelled")))


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
    "given": _given,
    "visit_planned": _visit_planned,
    "moment_asked": _moment_asked,
    "previsit_planned": _previsit_planned,
    "previsit_open": _previsit_open,
    "prepared": _prepared,
    "technician_inside": _technician_inside,
    "in_review": _in_review,
    "closed": _closed,
    "cancelled": _cancelled,
}
