"""A case in the tenant's words: what happens now, what comes next, her photos."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from server.case_files.schemas import Case, Step
from server.evidence.schemas import Photo
from server.evidence.tables import Kind, Source
from server.previsits.scheduling import ROOM_OPENS_BEFORE
from server.repair_requests.tables import RequestState
from server.sentences import Sentences
from server.tenant_pages.spoken_times import SpokenTimes


@dataclass(frozen=True)
class Now:
    """The card that stands first."""

    headline: str
    lines: tuple[str, ...] = ()
    aside: str = ""
    can_join: bool = False
    joins_at: str = ""  # when the page should look again whether joining is possible


@dataclass(frozen=True)
class StepLine:
    title: str
    state: str
    state_word: str
    detail: str


@dataclass(frozen=True)
class PhotoTile:
    title: str
    thumbnail: str | None
    page: str | None  # what a tap opens
    kind: str  # in words, when it plays
    icon: str  # for what plays and has no picture


@dataclass(frozen=True)
class CaseView:
    now: Now
    steps: tuple[StepLine, ...]
    photos: tuple[PhotoTile, ...]
    is_open: bool
    photos_wanted: str  # what stands on the button; "" when nothing is asked for


def case_view(case: Case, say: Sentences, now: datetime) -> CaseView:
    wording = _Wording(case, say, now)
    is_open = case.state in (RequestState.REPORTED, RequestState.UNDERWAY)
    return CaseView(
        now=_NOW[case.next.key](wording),
        steps=tuple(wording.step(step) for step in case.steps),
        photos=tuple(wording.photo(place, photo) for place, photo in enumerate(case.photos, 1)),
        is_open=is_open,
        photos_wanted=wording.photos_wanted() if is_open else "",
    )


class _Wording:
    def __init__(self, case: Case, say: Sentences, now: datetime) -> None:
        self.case = case
        self.say = say
        self.now = now
        self.times = SpokenTimes(say, now)
        self.next = case.next
        # People are called by their first name, as on the phone.
        self.first_name = case.next.who.split()[0] if case.next.who else say("page.someone")

    def sentence(self, key: str) -> str:
        filled = self.say(
            f"case.{key}",
            who=self.first_name,
            when=self.times.opening(self.next.at) if self.next.at else "",
            number=self.case.number,
            minutes=self.next.minutes,
        )
        return filled[0].upper() + filled[1:]

    def photos_wanted(self) -> str:
        call = self.case.previsit
        if call is None or not call.photos_wanted:
            return ""
        key = "case.makePhoto" if call.photos_wanted == 1 else "case.makePhotos"
        return self.say(key, count=call.photos_wanted, who=call.technician_name.split()[0])

    def minutes_of_work(self) -> tuple[str, ...]:
        return (self.sentence("minutes"),) if self.next.minutes else ()

    def step(self, step: Step) -> StepLine:
        words = {"done": "done", "now": "busy", "todo": "todo"}
        # She knows who reported it.
        who = "" if step.key == "reported" else step.who
        facts = [self.times.line(step.at) if step.at else "", who or ""]
        is_stopped = step.key == "closed" and self.case.state == RequestState.CANCELLED
        key = "cancelled" if is_stopped else step.key
        return StepLine(
            title=self.say(f"case.step{key.capitalize()}"),
            state=step.state,
            state_word=self.say(f"case.{words[step.state]}"),
            detail=" · ".join(fact for fact in facts if fact),
        )

    def photo(self, place: int, photo: Photo) -> PhotoTile:
        title = self.say("page.photoOf", n=place)
        if photo.source == Source.CALL:
            title = f"{title}, {self.say('case.photoCall')}"
        return PhotoTile(
            title=title,
            thumbnail=photo.thumbnail_url,
            page=f"/r/photos/{photo.id}" if photo.play_url or photo.screen_url else None,
            kind="" if photo.kind == Kind.PHOTO else self.say(f"case.{photo.kind}"),
            icon="mic" if photo.kind == Kind.VOICE else "play",
        )


def _reported(wording: _Wording) -> Now:
    return Now(wording.sentence("reportedTitle"), (wording.sentence("reported"),))


def _given(wording: _Wording) -> Now:
    return Now(wording.sentence("givenTitle"), (wording.sentence("given"),))


def _previsit_planned(wording: _Wording) -> Now:
    planned_at = wording.next.at or wording.now
    opens_at = planned_at - ROOM_OPENS_BEFORE
    can_join = wording.now >= opens_at
    lines = [wording.sentence("previsit")]
    if not can_join:
        time = wording.times.clock_time(opens_at)
        lines.append(wording.say("case.previsitFrom", time=time))
    return Now(
        wording.sentence("previsitTitle"),
        tuple(lines),
        aside=wording.sentence("previsitElse"),
        can_join=can_join,
        joins_at="" if can_join else opens_at.isoformat(),
    )


def _previsit_open(wording: _Wording) -> Now:
    return Now(
        wording.sentence("openTitle"),
        (wording.sentence("open"),),
        aside=wording.sentence("previsitElse"),
        can_join=True,
    )


def _prepared(wording: _Wording) -> Now:
    key = "preparedAt" if wording.next.at else "prepared"
    lines = (wording.sentence(key), *wording.minutes_of_work())
    return Now(wording.sentence(f"{key}Title"), lines)


def _technician_inside(wording: _Wording) -> Now:
    lines = (*wording.minutes_of_work(), wording.sentence("inside"))
    return Now(wording.sentence("insideTitle"), lines)


def _in_review(wording: _Wording) -> Now:
    return Now(wording.sentence("reviewTitle"), (wording.sentence("review"),))


def _closed(wording: _Wording) -> Now:
    minutes = wording.case.minutes_in_home
    lines = [wording.sentence("closed")]
    if minutes:
        key = "case.closedMinute" if minutes == 1 else "case.closedMinutes"
        lines.insert(0, wording.say(key, minutes=minutes))
    return Now(wording.sentence("closedTitle"), tuple(lines))


def _cancelled(wording: _Wording) -> Now:
    reason = wording.case.cancelled_because
    because = (wording.say("case.cancelledBecause", reason=reason),) if reason else ()
    return Now(wording.sentence("cancelledTitle"), (*because, wording.sentence("cancelled")))


_NOW: dict[str, Callable[[_Wording], Now]] = {
    "reported": _reported,
    "given": _given,
    "previsit_planned": _previsit_planned,
    "previsit_open": _previsit_open,
    "prepared": _prepared,
    "technician_inside": _technician_inside,
    "in_review": _in_review,
    "closed": _closed,
    "cancelled": _cancelled,
}
