"""What there is to tell of everything that happened since she was told last: each thing that is
still true once, the newest first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from server.case_chat.reading import unread_by_tenant
from server.case_files.schemas import Case
from server.case_words.desk_words import desk_words
from server.case_words.now import Now
from server.messages import visit_news
from server.messages.telling import CHAT, STILL_WAITING
from server.parcels.tables import ParcelState
from server.repair_requests.moving import OVER
from server.repair_requests.tables import RequestState
from server.sentences import Sentences


@dataclass(frozen=True)
class Piece:
    """One thing that is told."""

    headline: str
    lines: tuple[str, ...]


async def news_of(events: Sequence[str], case: Case, card: Now, say: Sentences) -> list[Piece]:
    """By how the repair stands now; the newest first. Empty when it was only about words in the
    chat that she read meanwhile."""
    stands = as_it_stands(card, say)
    found: dict[str, Piece] = {}
    for event in reversed(events):
        key = _OF_ITS_OWN.get(event, _CARD)
        if key not in found and (piece := await _piece(event, case, stands, say)):
            found[key] = piece
    if len(found) > 1:  # that she is not forgotten is told by any other news
        found.pop(_OF_ITS_OWN[STILL_WAITING], None)
    if not found and set(events) != {CHAT}:
        return [stands]
    return list(found.values())


def as_it_stands(card: Now, say: Sentences) -> Piece:
    """What stands first on her page."""
    quoted = card.quote.lines(say) if card.quote else ()
    return Piece(card.headline, (*quoted, *card.lines))


_CARD = ""
"""What her page says of how the repair stands, which most events change."""

_VISIT = "visit"
"""Of what happened to an appointment the newest is told."""

_OF_ITS_OWN = {
    **dict.fromkeys(visit_news.EVENTS, _VISIT),
    "request.checked_back": "checkedBack",
    "previsit.moment_reminded": "momentReminder",
    "previsit.photos_asked": "photosAsked",
    "parcel.approved": "parcelApproved",
    "parcel.refused": "parcelRefused",
    "parcel.cancelled": "parcelCancelled",
    "parcel.sent": "parcelSent",
    "parcel.at_pickup": "parcelAtPickup",
    "visit.turned_back": "turnedBack",
    STILL_WAITING: "stillWaiting",
    CHAT: "chat",
    "incident.told": "incident",
    "damp.result": "dampResult",
    "damp.works": "dampWorks",
    "damp.taken_back": "dampTakenBack",
}
"""What her page does not say as news."""


async def _piece(event: str, case: Case, stands: Piece, say: Sentences) -> Piece | None:
    """None when it is true no more."""
    key = _OF_ITS_OWN.get(event, _CARD)
    if key == _CARD:
        return stands
    if key == _VISIT:
        told = await visit_news.visit_news(case.id, event, say)
        return Piece(*told) if told else None
    if not _IS_TRUE.get(key, _always)(case):
        return None
    lines = await _lines(key, case, stands, say)
    return Piece(say(f"message.{key}Title"), lines) if lines else None


async def _lines(key: str, case: Case, stands: Piece, say: Sentences) -> tuple[str, ...]:
    match key:
        case "stillWaiting":
            return (stands.headline + ".", *stands.lines)
        case "chat":
            unread = await unread_by_tenant(case.id)
            many = say("message.chatOne") if unread == 1 else say("message.chatMany", n=unread)
            return (many,) if unread else ()
        case "incident":
            told = desk_words(case.known_cause, say).lines(say) if case.known_cause else ()
            return (*told, say("message.incident")) if told else ()
        case "dampResult":
            result = case.damp.result if case.damp else ""
            return desk_words(result, say).lines(say) if result else ()
        case _:
            return (say(f"message.{key}"),)


def _always(_: Case) -> bool:
    return True


def _parcel_is(*states: ParcelState) -> Callable[[Case], bool]:
    return lambda case: case.parcel is not None and case.parcel.state in states


_IS_TRUE: dict[str, Callable[[Case], bool]] = {
    "checkedBack": lambda case: case.state == RequestState.SOLVED_BY_TENANT,
    "momentReminder": lambda case: "choose_moment" in case.can,
    "photosAsked": lambda case: case.previsit is not None and case.previsit.photos_wanted > 0,
    "parcelApproved": _parcel_is(ParcelState.APPROVED, ParcelState.READY),
    "parcelRefused": _parcel_is(ParcelState.REFUSED),
    "parcelCancelled": lambda case: case.parcel is None,
    "parcelSent": _parcel_is(ParcelState.SENT),
    "parcelAtPickup": _parcel_is(ParcelState.AT_PICKUP),
    "turnedBack": lambda case: case.next.key not in {"on_the_way", "at_door"},
    "dampWorks": lambda case: case.damp is not None and case.damp.next is None,
    # Where nobody has it, the card itself says so.
    "incident": lambda case: case.state not in OVER and case.next.key != "known_cause",
}
