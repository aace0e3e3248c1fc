"""The one job that an outsider was let in to: where it is, what may be added, what may be seen."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from server.accounts.schemas import OrganisationFacts
from server.actors import Outsider
from server.database import select
from server.errors import NotFound
from server.evidence.outside import photos_for_outsider
from server.evidence.schemas import Photo
from server.evidence.slots import JobSlot, slots_for
from server.jobs.tables import OVER
from server.outsiders.tables import May
from server.repair_requests.faults import title_of
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
    slots: list[JobSlot]
    photos: list[Photo]


async def outside_view(outsider: Outsider, language: str, objects: ObjectStore) -> OutsideView:
    """What this outsider may know now."""
    photos = await photos_for_outsider(outsider, objects)

    def view(
        organisation_id: UUID, name: str, phone: str, number: str, fault: str, room: str, *rest: Any
    ) -> OutsideView:
        street, house_number, town, state, expires_at = rest
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
            slots=slots_for(fault, language),
            photos=photos,
        )

    found = await select(
        view,
        "SELECT o.id, o.name, o.phone, r.number, r.fault, r.room, d.street, d.house_number, d.town,"
        " j.state, l.expires_at FROM outsider_link l JOIN job j ON j.id = l.job"
        " JOIN repair_request r ON r.id = j.request JOIN dwelling d ON d.id = r.dwelling"
        " JOIN organisation o ON o.id = j.organisation WHERE l.id = {}",
        outsider.link_id,
    )
    if not found:
        raise NotFound
    return found[0]
