"""The one job that an outsider was let in to: where it is, what may be added, what may be seen; and
what she reads of it who was asked to do it and has not answered yet."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from server.accounts.schemas import OrganisationFacts
from server.actors import Outsider
from server.contractors.service import POSTCODE_DIGITS
from server.database import select
from server.errors import NotFound
from server.evidence.outside import photos_for_outsider
from server.evidence.schemas import Photo
from server.evidence.slots import JobSlot, slots_for
from server.jobs.tables import OVER
from server.outsiders.tables import Answer, May
from server.repair_requests.faults import title_of
from server.repair_requests.rooms import room_called
from storage.objects import ObjectStore


class OutsideView(msgspec.Struct, frozen=True):
    """Nothing of the tenant: not her name, her telephone number, nor her own words."""

    organisation: OrganisationFacts
    number: str
    title: str
    street: str
    house_number: str
    town: str
    may: May
    is_open: bool
    expires_at: datetime
    note: str
    has_accepted: bool
    """Was asked to do it, and said yes: until the first photo it may be given back."""
    slots: list[JobSlot]
    photos: list[Photo]


class WantedWork(msgspec.Struct, frozen=True):
    """What there is to do and about where, before she says that she does it: what a contractor
    reads of an offer."""

    organisation: OrganisationFacts
    number: str
    title: str
    place: str
    postcode_area: str
    town: str
    note: str
    answer_by: datetime
    is_open: bool


async def outside_view(outsider: Outsider, language: str, objects: ObjectStore) -> OutsideView:
    """What this outsider may know now."""
    photos = await photos_for_outsider(outsider, objects)

    def view(
        organisation_id: UUID, name: str, phone: str, number: str, fault: str, room: str, *rest: Any
    ) -> OutsideView:
        street, house_number, town, state, expires_at, note, answer = rest
        return OutsideView(
            organisation=OrganisationFacts(organisation_id, name, phone),
            number=number,
            title=title_of(fault, room, language),
            street=street,
            house_number=house_number,
            town=town,
            may=May(outsider.may),
            is_open=state not in OVER,
            expires_at=expires_at,
            note=note,
            has_accepted=answer == Answer.ACCEPTED,
            slots=slots_for(fault, language),
            photos=photos,
        )

    found = await select(
        view,
        "SELECT o.id, o.name, o.phone, r.number, r.fault, r.room, d.street, d.house_number, d.town,"
        " j.state, l.expires_at, l.note, l.answer FROM outsider_link l JOIN job j ON j.id = l.job"
        " JOIN repair_request r ON r.id = j.request JOIN dwelling d ON d.id = r.dwelling"
        " JOIN organisation o ON o.id = j.organisation WHERE l.id = {}",
        outsider.link_id,
    )
    if not found:
        raise NotFound
    return found[0]


async def wanted_work(outsider: Outsider, language: str) -> WantedWork:
    """Where and for whom it is comes with the yes."""

    def wanted(
        organisation_id: UUID, name: str, phone: str, number: str, fault: str, room: str, *rest: Any
    ) -> WantedWork:
        postcode, town, note, answer_by, state = rest
        return WantedWork(
            organisation=OrganisationFacts(organisation_id, name, phone),
            number=number,
            title=title_of(fault, room, language),
            place=room_called(room, language),
            postcode_area=postcode[:POSTCODE_DIGITS],
            town=town,
            note=note,
            answer_by=answer_by,
            is_open=state not in OVER,
        )

    found = await select(
        wanted,
        "SELECT o.id, o.name, o.phone, r.number, r.fault, r.room, d.postcode, d.town, l.note,"
        " l.answer_by, j.state FROM outsider_link l JOIN job j ON j.id = l.job"
        " JOIN repair_request r ON r.id = j.request JOIN dwelling d ON d.id = r.dwelling"
        " JOIN organisation o ON o.id = j.organisation WHERE l.id = {}",
        outsider.link_id,
    )
    if not found:
        raise NotFound
    return found[0]
