"""A tenant's parcel in her words: where it is, since when, and what she may ask for."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.case_files.schemas import Case
from server.case_words.spoken_times import SpokenTimes
from server.identifiers import new_id
from server.parcels.schemas import OwnParcel, PartOffer, VariantOffer
from server.parcels.tables import ParcelState
from server.repair_requests.tables import RequestState
from server.sentences import Sentences

_OVER = frozenset({ParcelState.USED, ParcelState.RETURNED, ParcelState.CANCELLED})
_HERS = frozenset({RequestState.REPORTED, RequestState.SELF_HELP})


@dataclass(frozen=True)
class ParcelView:
    """What stands on the page. `fresh_id` is of what she asks for next, so that a form that is
    sent twice asks once."""

    own: OwnParcel | None
    name: str
    title: str
    line: str
    since: str
    has_arrived: bool
    may_say_arrived: bool
    other_variants: list[VariantOffer]
    offers: list[PartOffer]
    fresh_id: UUID


def parcel_view(case: Case, say: Sentences, now: datetime) -> ParcelView:
    own = case.parcel if case.parcel and case.parcel.state not in _OVER else None
    state = own.state if own else ""
    has_arrived = state == ParcelState.RECEIVED and case.state in _HERS
    others = [each for each in own.part.variants if each.name != own.variant] if own else []
    return ParcelView(
        own=own,
        name=", ".join(filter(None, (own.part.name, own.variant))) if own else "",
        title=say(f"parcel.{state}Title") if own else "",
        line=say(f"parcel.{state}", phone=case.organisation.phone) if own else "",
        since=SpokenTimes(say, now).line(own.state_since) if own else "",
        has_arrived=has_arrived,
        may_say_arrived=state in (ParcelState.SENT, ParcelState.AT_PICKUP),
        other_variants=others if own and has_arrived and own.may_ask_again else [],
        offers=case.part_offers,
        fresh_id=new_id(),
    )
