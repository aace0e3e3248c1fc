"""A case in the tenant's words: what happens now, what comes next, her photos."""

from dataclasses import dataclass
from datetime import datetime

from server.case_files.schemas import Case, Step
from server.case_words.now import Now, Told, Wording
from server.evidence.schemas import Photo
from server.evidence.tables import Kind, Source
from server.repair_requests.moving import OVER
from server.repair_requests.tables import RequestState
from server.sentences import Sentences


@dataclass(frozen=True)
class StepLine:
    title: str
    icon: str
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


# For whoever looks before she reads.
_STEP_ICONS = {
    "reported": "send",
    "seen": "eye",
    "previsit": "video",
    "visit": "tool",
    "closed": "check",
    "cancelled": "cross",
}


def case_view(case: Case, say: Sentences, now: datetime, told: Told = "case") -> CaseView:
    wording = Wording(case, say, now, told)
    view = _View(wording)
    # What is done may turn out not to be right: a photo shows it.
    is_open = case.state not in OVER - {RequestState.DONE, RequestState.SOLVED_BY_TENANT}
    return CaseView(
        now=wording.card(),
        steps=tuple(view.step(step) for step in case.steps),
        photos=tuple(view.photo(place, photo) for place, photo in enumerate(case.photos, 1)),
        is_open=is_open,
        photos_wanted=view.photos_wanted() if is_open else "",
    )


class _View:
    """The parts of the page below the first card."""

    def __init__(self, wording: Wording) -> None:
        self.case, self.say, self.times = wording.case, wording.say, wording.times

    def photos_wanted(self) -> str:
        call = self.case.previsit
        if call is None or not call.photos_wanted:
            return ""
        key = "case.makePhoto" if call.photos_wanted == 1 else "case.makePhotos"
        return self.say(key, count=call.photos_wanted, who=call.technician_name.split()[0])

    def step(self, step: Step) -> StepLine:
        words = {"done": "past", "now": "busy", "todo": "todo"}
        # She knows who reported it.
        who = "" if step.key == "reported" else step.who
        facts = [self._when(step), who or ""]
        is_stopped = step.key == "closed" and self.case.state == RequestState.CANCELLED
        key = "cancelled" if is_stopped else step.key
        return StepLine(
            title=self.say(f"case.step{key.capitalize()}"),
            icon=_STEP_ICONS[key],
            state=step.state,
            state_word=self.say(f"case.{words[step.state]}"),
            detail=" · ".join(fact for fact in facts if fact),
        )

    def _when(self, step: Step) -> str:
        if step.at and step.until:
            return self.times.block_line(step.at, step.until)
        return self.times.line(step.at) if step.at else ""

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
